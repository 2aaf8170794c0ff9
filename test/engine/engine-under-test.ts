/** The real engine process, driven in its own messages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Thinking } from '../../main/contract/types.ts';
import {
  openSampling,
  openThinking,
  type EngineConfig,
  type FromEngine,
  type LoadedFacts,
  type PromptMessage,
  type Sampling,
} from '../../main/engine/protocol.ts';
import type { EngineProcess } from '../../main/engine/supervisor.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';

type Of<Kind extends FromEngine['kind']> = Extract<FromEngine, { kind: Kind }>;

export interface Turn extends Of<'ended'> {
  text: string;
  reasoning: string;
  /** Progress reports of prefill: tokens done. */
  slices: number[];
}

export interface TurnOptions {
  chatId?: string;
  overflow?: 'shift' | 'stop';
  longestAnswer?: number | null;
  speculative?: boolean;
  sampling?: Partial<Sampling>;
  thinking?: Partial<Thinking>;
  onMessage?: (message: FromEngine, turnId: string) => void;
}

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const processes = new Set<EngineProcess>();
const folders: string[] = [];

/** What waits for a message or the end of an engine; gone once it came, however long the engine lives. */
interface Waiting {
  onMessage: (message: FromEngine) => void;
  onExit: (how: string) => void;
}
const waitingFor = new WeakMap<EngineProcess, Set<Waiting>>();

/** A process that has loaded nothing yet. */
export const spawn = (): EngineProcess => {
  const engine = spawnEngine(silent);
  const waiting = new Set<Waiting>();
  waitingFor.set(engine, waiting);
  processes.add(engine);
  engine.onMessage((message) => {
    for (const one of waiting) one.onMessage(message);
  });
  engine.onExit((how) => {
    processes.delete(engine);
    for (const one of waiting) one.onExit(how);
  });
  return engine;
};

/** A folder for snapshots that goes with the engines. */
export const stateFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-kv-'));
  folders.push(folder);
  return folder;
};

/** Kills what is left and removes its states; for after each test. */
export const killEngines = (): void => {
  for (const engine of processes) engine.kill();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};

/** The first message that `pick` takes from now on; rejects when the engine ends before. */
export const receive = <Picked>(
  engine: EngineProcess,
  pick: (message: FromEngine) => Picked | undefined,
): Promise<Picked> =>
  new Promise((resolve, reject) => {
    const waiting = waitingFor.get(engine)!;
    const one: Waiting = {
      onMessage: (message) => {
        const picked = pick(message);
        if (picked === undefined && message.kind !== 'load-failed') return;
        waiting.delete(one);
        if (picked !== undefined) resolve(picked);
        else if (message.kind === 'load-failed') reject(new Error(message.problem));
      },
      onExit: (how) => reject(new Error(`the engine ended: ${how}`)),
    };
    waiting.add(one);
  });

export type EngineUnderTest = Awaited<ReturnType<typeof load>>;

/** On the processor, one chat in memory, nothing measured and no snapshots, unless `config` says otherwise. */
export const plainConfig = (modelPath: string, config: Partial<EngineConfig> = {}): EngineConfig => ({
  modelPath,
  title: null,
  isStarter: false,
  backend: 'cpu',
  devices: null,
  gpuLayers: null,
  memoryMap: null,
  chatTemplate: null,
  threads: null,
  flashAttention: null,
  batchSize: null,
  tunes: 'never',
  draftModelPath: null,
  contextLength: null,
  kvPrecision: 'f16',
  sequences: 1,
  ...config,
  snapshots: config.snapshots ?? { folder: stateFolder(), budgetBytes: 0 },
});

/** An engine on the processor with `modelPath` loaded, one chat in memory, and no snapshots unless `config` says otherwise. */
export const load = async (modelPath: string, config: Partial<EngineConfig> = {}) => {
  const engine = spawn();
  const logged: string[] = [];
  let wasTuned = false;
  let cache: Of<'cache'> = { kind: 'cache', chats: [], prefillSpeed: null, bytesPerToken: 0 };
  engine.onMessage((message) => {
    if (message.kind === 'log') logged.push(message.text);
    if (message.kind === 'cache') cache = message;
    if (message.kind === 'tuning') wasTuned = true;
  });
  const loaded = receive(engine, (message) => (message.kind === 'loaded' ? message : undefined));
  const whole = plainConfig(modelPath, config);
  engine.post({ kind: 'load', config: whole });
  const { model, note } = await loaded;
  let turns = 0;
  const run = async (
    messages: PromptMessage[],
    {
      chatId = 'chat',
      overflow = 'stop',
      longestAnswer = null,
      speculative = false,
      sampling = {},
      thinking = {},
      onMessage,
    }: TurnOptions = {},
  ): Promise<Turn> => {
    const turnId = `answer-${chatId}-${turns++}`;
    const said = { text: '', reasoning: '' };
    const slices: number[] = [];
    const ended = receive(engine, (message) => {
      if (!('turnId' in message) || message.turnId !== turnId) return undefined;
      if (message.kind === 'wrote') said[message.field] += message.text;
      if (message.kind === 'prefill') slices.push(message.done);
      onMessage?.(message, turnId);
      return message.kind === 'ended' ? message : undefined;
    });
    engine.post({
      kind: 'turn',
      turn: {
        turnId,
        chatId,
        messages,
        overflow,
        sampling: { ...openSampling, temperature: 0, ...sampling },
        longestAnswer,
        thinking: { ...openThinking, ...thinking },
        speculative,
      },
    });
    return { ...(await ended), ...said, slices };
  };
  /**
   * Resolves when the engine is done with what it does in idle time. Its budget is set again, which changes nothing and is
   * done last, so often that one of as many reports of its cache is of that: a turn, and what follows it, bring one each.
   */
  const settled = async (): Promise<void> => {
    let reports = 3;
    const done = receive(engine, (message) =>
      message.kind === 'cache' && --reports === 0 ? true : undefined,
    );
    const { budgetBytes } = whole.snapshots;
    for (let post = 0; post < reports; post += 1) engine.post({ kind: 'snapshot-budget', budgetBytes });
    await done;
  };
  /** Ends the engine as Hearth does when it quits. */
  const quit = (): Promise<void> =>
    new Promise((resolve) => {
      engine.onExit(() => resolve());
      engine.post({ kind: 'shut-down' });
    });
  return {
    engine,
    model: model as LoadedFacts,
    note,
    run,
    settled,
    quit,
    logged,
    cache: () => cache,
    wasTuned: () => wasTuned,
  };
};

let questions = 0;

export const user = (text: string): PromptMessage => ({
  id: `question-${questions++}`,
  role: 'user',
  text,
  reasoning: '',
  tokens: null,
});

export const answered = ({ turnId, text, reasoning, tokens }: Turn): PromptMessage => ({
  id: turnId,
  role: 'model',
  text,
  reasoning,
  tokens,
});

/** Stops a turn after so many pieces of text. */
export const stopAfter = (engine: EngineProcess, pieces: number): TurnOptions => {
  let seen = 0;
  return {
    onMessage: (message, turnId) => {
      if (message.kind === 'wrote' && ++seen === pieces) engine.post({ kind: 'stop', turnId });
    },
  };
};
