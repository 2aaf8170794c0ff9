/**
 * One trial: Hearth in real processes on a folder as months of use leave it, a user who works with it, and one fault at a random
 * moment. Then Hearth is killed or quits, starts again, and shows whether everything is there that it had said is done.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFrom } from '../fixtures/random.ts';
import { NotStarted, pause, startApp, type App, type StartOptions } from './app.ts';
import { lossesOf } from './ledger.ts';
import { faultsInLog } from './log-faults.ts';
import { User } from './user.ts';

/** What a fault can use of its trial. */
export interface Scene {
  /** The data folder; another one if the fault brings its own disk. */
  folder: string;
  /** A folder for the fault's own files. */
  own: string;
  random: () => number;
  app: App;
  user: User;
  /** A whole data folder of another Hearth. */
  template: string;
  hub: TrialHub | null;
}

export interface Fault {
  /** As in the table of docs/reliability.md. */
  name: string;
  /** Why it cannot be injected on this machine; empty if it can. */
  unavailable?: () => string;
  /** The disk of the data folder, if it is not a plain folder. */
  disk?: () => { path: string; remove: () => void };
  /** Options of the first start, for faults that are there from the beginning. */
  start?: (scene: Pick<Scene, 'folder' | 'own'>) => Partial<StartOptions>;
  /** Happens at a random moment of use. */
  during?: (scene: Scene) => Promise<void> | void;
  /** Ends what `during` began; afterwards the user works on. */
  heal?: (scene: Scene) => Promise<void> | void;
  /** Happens while Hearth is not running. Returns the values that it wrote in place of others, as texts. */
  between?: (scene: Scene) => Promise<void> | string[] | void;
  /** Ends a fault that is still there after the restart, when Hearth has shown all that it has. */
  after?: (scene: Scene) => Promise<void> | void;
  /** Hearth is killed at the end of use instead of quitting. */
  isKilled?: boolean;
  /** Makes Hearth startable again if it refuses to start; without it, a refusal to start is a fault. */
  mend?: (scene: Scene) => Promise<void> | void;
  /** What the fault destroys outside of what Hearth has written twice: each of these losses must come with a notice. */
  mayLose?: RegExp;
}

export interface Outcome {
  fault: string;
  seed: number;
  /** It could be used again without the user doing more than pressing Stop. */
  isRecovered: boolean;
  /** Sentences for the user. */
  told: string[];
  /** Losses of what the fault itself did not destroy. */
  lost: string[];
  /** Losses that the fault made and that Hearth has named. */
  named: string[];
  /** What Hearth shows as the fault wrote it: nothing tells such a value from a real one. */
  replaced: string[];
  /** What Hearth must not do: stack traces, errors without a sentence. */
  faults: string[];
}

export interface TrialOptions {
  fault: Fault;
  seed: number;
  engine: 'scripted' | 'real';
  /** The data folder that each trial begins with, and that is left as it is. */
  template: string;
  /** How often the user does something before, and after the fault. */
  acts: number;
  /** Options of every start. */
  env?: NodeJS.ProcessEnv;
  /** A hub that the user downloads from; `null`: without. */
  hub: TrialHub | null;
}

interface TrialHub {
  url: string;
  repository: string;
  file: string;
  setOnline: (isOnline: boolean) => void;
}

/** A port that nothing listens at. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const stackTrace = /\n\s+at .+:\d+:\d+|\bNode\.js v\d+|triggerUncaughtException/;
/** An answer takes a second; engines that hang are noticed after half a minute. In ms. */
const answerMs = 60_000;

export const runTrial = async (options: TrialOptions): Promise<Outcome> => {
  const { fault, seed, template, acts } = options;
  const own = mkdtempSync(join(tmpdir(), 'hearth-trial-'));
  const disk = fault.disk?.();
  const folder = join(disk?.path ?? own, 'data');
  cpSync(template, folder, { recursive: true });
  mkdirSync(join(own, 'home'));
  const random = randomFrom(seed);
  const outcome: Outcome = {
    fault: fault.name,
    seed,
    isRecovered: true,
    told: [],
    lost: [],
    named: [],
    replaced: [],
    faults: [],
  };
  const outputs: string[] = [];
  const start = async (more: Partial<StartOptions> = {}): Promise<App> =>
    startApp({ folder, engine: options.engine, ...more, env: { ...options.env, ...more.env } });
  let app: App | null = null;
  try {
    const first = { folder, own };
    app = await start(fault.start?.(first));
    const user = new User(app.window, { folder: own, random, download: options.hub });
    if (options.hub !== null)
      await app.window.call('changeSettings', {
        hubAddress: options.hub.url,
        apiServer: true,
        apiPort: await freePort(),
      });
    await user.ledger.adopt(app.window);
    const scene: Scene = { folder, own, random, app, user, template, hub: options.hub };
    await use(fault, scene, acts, outcome);
    await (fault.isKilled === true ? app.kill() : app.quit());
    outputs.push(app.host.output());
    app = null;
    if (fault.during === undefined) user.told.clear();
    const written = new Set((await fault.between?.(scene)) ?? []);
    const more = fault.start === undefined || fault.between !== undefined ? {} : fault.start(first);
    try {
      app = await start(more);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      outputs.push(error.said);
      outcome.told.push(error.said.trim());
      outcome.isRecovered = false;
      if (fault.mend === undefined) throw error;
      await fault.mend(scene);
      app = await start();
    }
    user.reopen(app.window);
    scene.app = app;
    const losses = await lossesOf(user.ledger, app.window);
    await fault.after?.(scene);
    if (!(await user.isAnswered(answerMs))) outcome.faults.push('nothing is answered after the restart');
    outcome.told.push(...user.told);
    for (const { what, shown } of losses)
      // An empty text is no evidence: what is lost is empty too.
      if (shown !== null && shown !== '' && written.has(shown)) outcome.replaced.push(what);
      else if (fault.mayLose?.test(what) === true && outcome.told.length > 0) outcome.named.push(what);
      else outcome.lost.push(what);
    outcome.faults.push(...user.faults);
    await app.quit();
    outputs.push(app.host.output());
    app = null;
  } catch (error) {
    outcome.faults.push(`the trial ended: ${(error as Error).stack ?? String(error)}`);
  } finally {
    if (app !== null) {
      outputs.push(app.host.output());
      await app.kill();
    }
    if (outputs.some((output) => stackTrace.test(output)))
      outcome.faults.push(`a stack trace on the terminal: ${outputs.join('\n').slice(0, 1500)}`);
    if (existsSync(folder)) outcome.faults.push(...faultsInLog(folder));
    if (outcome.faults.length > 0 && existsSync(join(folder, 'logs', 'hearth.log')))
      console.error(readFileSync(join(folder, 'logs', 'hearth.log'), 'utf8').slice(-4000));
    options.hub?.setOnline(true);
    disk?.remove();
    rmSync(own, { recursive: true, force: true });
  }
  return outcome;
};

/** The user works; the fault happens in the middle of it, at a random moment of something that the user does. */
const use = async (fault: Fault, scene: Scene, acts: number, outcome: Outcome): Promise<void> => {
  const { random, user } = scene;
  const at = Math.floor(random() * acts);
  for (let act = 0; act < acts; act += 1) {
    if (act !== at || fault.during === undefined) {
      await user.act();
      continue;
    }
    const acting = user.act();
    await pause(random() * 120);
    user.told.clear();
    await fault.during(scene);
    await acting;
  }
  if (fault.during === undefined) return;
  if (fault.isKilled !== true || fault.heal !== undefined) {
    await fault.heal?.(scene);
    if (!(await user.isAnswered(answerMs))) outcome.isRecovered = false;
  }
};
