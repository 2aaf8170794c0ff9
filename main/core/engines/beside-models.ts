/**
 * The models that programs use beside the one that the user has opened: each in an engine of its own, as long as memory holds them, so
 * that the user's model stays loaded. The least recently used one makes room for another, and all of them for what the user opens.
 */
import type { Engine, InspectedFile } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { unloadWhenIdle, type IdleUnload } from './idle-unload.ts';
import { EngineQueue } from './queue.ts';
import { configToUse, loadUnlessStopped } from './use-model.ts';

/** A place for a model beside the user's. */
export interface BesideModel {
  readonly path: string;
  readonly engine: Engine;
  readonly queue: EngineQueue;
  readonly idle: IdleUnload;
  /** Aborted when its requests have to end, because the user needs the memory or the machine. */
  readonly taken: AbortSignal;
  /** Loads the model, within its queue and alone. Throws `Refusal` with the reason if it cannot be loaded so. */
  use(stop: AbortSignal, leastContext: number): Promise<void>;
}

export interface BesideModels {
  readonly all: readonly BesideModel[];
  /** `listener` is called when a model is loaded, has been loaded, or is gone. */
  listen(listener: () => void): void;
  readonly isBusy: boolean;
  /**
   * The place of the model at `path` beside the user's, which may have to load it first; `null` if it belongs into the engine of the
   * user's model, because that one has it or none, or because it does not fit beside it.
   */
  placeFor(path: string, leastContext: number): Promise<BesideModel | null>;
  /**
   * Unloads the model at `path`. What happens to answers: they end, or are awaited; `undefined` throws `Refusal` if it is answering.
   */
  unload(path: string, whileAnswering: 'stop' | 'wait' | undefined): Promise<void>;
  /** The model at `path` leaves memory, because its file will be deleted or moved. */
  letGo(path: string): Promise<void>;
  /** All of them leave memory, for work that needs the machine for itself. */
  letAllGo(): Promise<void>;
  /** Runs `check`; if that throws the `Refusal` that memory is short, all models leave memory and it runs again. */
  makeRoomFor(check: () => Promise<void>): Promise<void>;
  windowsAre(areOpen: boolean): void;
  /** Drops the states of all of them. */
  clearStates(): void;
  close(): Promise<void>;
}

interface Dependencies {
  /** The engine of the user's own model. */
  engine: Engine;
  /** Opens another one; `null`: there is only the user's. */
  openBeside: (() => Engine) | null;
  settings: KeptSettings;
  configFor: (path: string) => EngineConfig;
  nameOf: (path: string) => string;
  inspect: (file: InspectedFile) => Promise<unknown>;
  /** Whether a model certainly fits beside all that is loaded. */
  fitsBeside: (config: EngineConfig) => Promise<boolean>;
  log: Log;
}

/** A model beside the user's is unloaded after this time without requests, in ms, unless they ask for another one. */
const mostIdleMs = 10 * 60_000;

interface Own extends BesideModel {
  /** When a request last used it, in ms of this process's monotonic clock. */
  usedAt: number;
  /** Its unfinished files are removed when the next one gets this number. */
  number: number;
  close(): Promise<void>;
}

export const createBesideModels = (options: Dependencies): BesideModels => {
  const { engine: users, openBeside, settings, configFor, nameOf, inspect, fitsBeside, log } = options;
  const all: Own[] = [];
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  let areOpen = true;
  let isClosed = false;
  /** Places are chosen one after the other, so that two requests do not open two engines for one model. */
  let choosing: Promise<unknown> = Promise.resolve();

  const besideConfig = (path: string, number: number): EngineConfig => {
    const config = configFor(path);
    return { ...config, snapshots: { ...config.snapshots, writer: `beside${number}` } };
  };

  const open = (path: string): Own => {
    const numbers = new Set(all.map(({ number }) => number));
    let number = 1;
    while (numbers.has(number)) number += 1;
    const engine = openBeside!();
    engine.windowsAre(areOpen);
    const queue = new EngineQueue(
      () => engine.can.beside,
      undefined,
      () => engine.can.givesWay,
    );
    const idle = unloadWhenIdle({ engine, queue, settings, mostMs: mostIdleMs });
    const taking = new AbortController();
    let closing: Promise<void> | null = null;
    const own: Own = {
      path,
      engine,
      queue,
      idle,
      number,
      usedAt: performance.now(),
      taken: taking.signal,
      use: async (stop, leastContext) => {
        const next = configToUse(engine, path, leastContext, () => besideConfig(path, number));
        if (next !== null) {
          await inspect({ path, chatTemplate: next.chatTemplate });
          await loadUnlessStopped(engine, next, nameOf(path), stop);
        }
        await engine.whenReady();
      },
      close: () => {
        if (closing === null) {
          all.splice(all.indexOf(own), 1);
          tell();
          idle.close();
          taking.abort();
          // Closing is told, too.
          closing = Promise.resolve().then(() => engine.close());
        }
        return closing;
      },
    };
    engine.listen(({ state }) => {
      if (state === 'ready') own.usedAt = performance.now();
      tell();
      // An engine that was unloaded, or failed, is not kept for the next model.
      if (state === 'unloaded' || state === 'stopped') void own.close();
    });
    all.push(own);
    log.info(`${nameOf(path)} is loaded beside the user's model`);
    return own;
  };

  const leastUsed = (): Own | null =>
    all.filter(({ queue }) => !queue.isBusy).toSorted((a, b) => a.usedAt - b.usedAt)[0] ?? null;

  const choose = async (path: string, leastContext: number): Promise<Own | null> => {
    if (openBeside === null || isClosed) return null;
    const { config, status } = users;
    const isUsersThere = config !== null && status.state !== 'unloaded' && status.state !== 'stopped';
    if (!isUsersThere || config.modelPath === path) return null;
    const known = all.find((one) => one.path === path);
    if (known !== undefined) {
      const next = configToUse(known.engine, path, leastContext, configFor);
      return next === null || (await fitsBeside(next)) ? known : null;
    }
    const places = settings.now.apiModelsAtOnce - 1;
    if (places === 0) return null;
    const own = configFor(path);
    const wanted = { ...own, contextLength: Math.max(leastContext, own.contextLength ?? 0) || null };
    for (;;) {
      const hasPlace = all.length < places && (await fitsBeside(wanted));
      if (isClosed) return null;
      if (hasPlace) return open(path);
      const goes = leastUsed();
      if (goes === null) return null;
      await goes.close();
    }
  };

  // If the user opens one of these models, their engine has it from then on.
  users.listen(({ state }) => {
    const path = users.config?.modelPath;
    if (state !== 'ready') return;
    for (const one of all.filter((other) => other.path === path))
      void one.queue.whenIdle().then(() => (users.config?.modelPath === path ? one.close() : undefined));
  });

  settings.onChange(({ snapshotBudget, apiModelsAtOnce }, before) => {
    if (snapshotBudget !== before.snapshotBudget)
      for (const { engine } of all) engine.can.cache?.setBudget(snapshotBudget);
    // Those that answer stay until they are not used any more.
    while (all.length > apiModelsAtOnce - 1 && leastUsed() !== null) void leastUsed()!.close();
  });

  const letGo = (some: readonly Own[]): Promise<void> =>
    Promise.all(some.map((one) => one.close())).then(() => undefined);

  return {
    all,
    listen: (listener) => void listeners.push(listener),
    get isBusy() {
      return all.some(({ queue }) => queue.isBusy);
    },
    placeFor: async (path, leastContext) => {
      const chosen = choosing.then(() => choose(path, leastContext));
      choosing = chosen.catch(() => undefined);
      const own = await chosen;
      if (own !== null) own.usedAt = performance.now();
      return own;
    },
    unload: async (path, what) => {
      const one = all.find((other) => other.path === path);
      if (one === undefined) return;
      if (what === undefined && one.queue.isBusy) throw new Refusal('engine.answer-running');
      if (what === 'wait') await one.queue.whenIdle();
      await one.close();
    },
    letGo: (path) => letGo(all.filter((one) => one.path === path)),
    letAllGo: () => letGo([...all]),
    makeRoomFor: async (check) => {
      try {
        await check();
      } catch (error) {
        const isMemory = error instanceof Refusal && error.told.code === 'memory.refused';
        if (!isMemory || all.length === 0) throw error;
        await letGo([...all]);
        await check();
      }
    },
    windowsAre: (are) => {
      areOpen = are;
      for (const { engine } of all) engine.windowsAre(are);
    },
    clearStates: () => {
      for (const { engine } of all) engine.can.cache?.clear();
    },
    close: async () => {
      isClosed = true;
      await letGo([...all]);
    },
  };
};
