/** An engine process that speaks the protocol by script, for tests of everything but the engine. */
import type { Backend, ThinkingControls } from '../../main/contract/types.ts';
import type { EngineConfig, FromEngine, ToEngine, TurnRequest } from '../../main/engine/protocol.ts';
import type { EngineProcess, SpawnEngine } from '../../main/engine/supervisor.ts';

export interface Script {
  /** What each turn writes, one piece a step; it waits for Stop when they are used up and `ending` is `hang`. */
  pieces: string[];
  /** What can be chosen about the model's thoughts. */
  thinking: ThinkingControls;
  /** After so many pieces they turn out to be thoughts; 0: never. */
  rethink: number;
  ending: 'finished' | 'hang' | 'die' | 'context-full';
  /** The context is full before the turn: so many messages are dropped from its prompt. */
  drop: number;
  /** What loading does. */
  load: 'works' | 'fails' | 'dies' | 'hangs';
  /** Whether there is a file at a path that is to be loaded. */
  isThere: (path: string) => boolean;
  /** Backends whose drivers end the process that starts them. */
  crashing: Backend[];
  stepMs: number;
  /** What the step that Stop interrupts still writes at its end. */
  late: string;
  /** What a calibration finds, in GB/s and GFLOP/s, while other programs keep so many cores busy. */
  calibrated: { bandwidth: number; compute: number; otherCores: number };
  /** There is no GPU to be found. */
  isWithoutGpu: boolean;
  /** Those that llama.cpp supports; `null`: it does not tell. */
  architectures: string[] | null;
}

/** Every process that was started, newest last. */
export interface ScriptedEngine {
  spawn: SpawnEngine;
  script: Script;
  /** All that the core sent to any process. */
  received: ToEngine[];
  spawned: number;
  /** Kills the newest process, as `kill -9` would. */
  killNewest: () => void;
}

export const scriptedEngine = (script: Partial<Script> = {}): ScriptedEngine => {
  const engine: ScriptedEngine = {
    script: {
      pieces: ['Hello', ' there', '.'],
      thinking: { switchable: false, onByDefault: false, efforts: [], bounded: false, keepsEarlier: null },
      rethink: 0,
      ending: 'finished',
      drop: 0,
      load: 'works',
      isThere: () => true,
      crashing: [],
      stepMs: 2,
      late: '',
      calibrated: { bandwidth: 10, compute: 100, otherCores: 0 },
      isWithoutGpu: false,
      architectures: null,
      ...script,
    },
    received: [],
    spawned: 0,
    killNewest: () => newest?.(),
    spawn: () => {
      engine.spawned += 1;
      return start();
    },
  };
  let newest: (() => void) | undefined;

  const start = (): EngineProcess => {
    let isAlive = true;
    const onMessage: ((message: FromEngine) => void)[] = [];
    const onExit: ((how: string) => void)[] = [];
    const post = (message: FromEngine): void => {
      if (isAlive) for (const listener of onMessage) listener(message);
    };
    const die = (how: string): void => {
      if (!isAlive) return;
      isAlive = false;
      // As with a real process, nobody learns of it within the call that caused it.
      setImmediate(() => {
        for (const listener of onExit) listener(how);
      });
    };
    newest = () => die('signal SIGKILL');
    const stopped = new Set<string>();
    const step = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, engine.script.stepMs));

    const load = async ({ modelPath, isStarter, backend, avoid = [] }: EngineConfig): Promise<void> => {
      await step();
      const tried = (backend === null ? (['cuda', 'vulkan'] as const) : [backend]).filter(
        (one) => !avoid.includes(one),
      );
      for (const one of engine.script.crashing.length > 0 ? tried : []) {
        post({ kind: 'starting', backend: one });
        if (engine.script.crashing.includes(one)) return die('signal SIGSEGV');
      }
      if (engine.script.load === 'hangs') return;
      if (engine.script.load === 'dies') return die('signal SIGABRT');
      if (!engine.script.isThere(modelPath))
        return post({
          kind: 'load-failed',
          problem: `There is no file at ${modelPath}: check the path.`,
          isMemory: false,
        });
      if (engine.script.load === 'fails')
        return post({ kind: 'load-failed', problem: 'It does not fit.', isMemory: false });
      post({
        kind: 'loaded',
        cores: 2,
        isWithoutGpu: engine.script.isWithoutGpu,
        architectures: engine.script.architectures,
        shape: null,
        note: null,
        model: {
          path: modelPath,
          name: `Model ${modelPath}`,
          architecture: 'llama',
          quantisation: 'Q8_0',
          fileBytes: 1000,
          trainedContextLength: 4096,
          isStarter,
          backend: 'cpu',
          device: 'Test',
          gpuLayers: 0,
          layers: 3,
          contextLength: 4096,
          answerReserve: 256,
          kvSavingBytes: 1e6,
          threads: { prefill: 2, decode: 2 },
          flashAttention: false,
          batchSize: 512,
          draftModel: null,
          thinking: engine.script.thinking,
        },
      });
    };

    const turn = async ({ turnId, messages }: TurnRequest): Promise<void> => {
      const startedAt = performance.now();
      post({ kind: 'prefill', turnId, done: 0, total: 10, cached: 5, leftMs: null });
      await step();
      post({ kind: 'first-token', turnId });
      const { pieces, rethink, ending, drop, late } = engine.script;
      const firstAt = performance.now();
      for (const [index, text] of pieces.entries()) {
        if (stopped.has(turnId) || !isAlive) break;
        post({ kind: 'wrote', turnId, field: 'text', text });
        if (index + 1 === rethink)
          post({ kind: 'rethought', turnId, reasoning: pieces.slice(0, rethink).join('') });
        await step();
      }
      if (ending === 'die') return die('signal SIGSEGV');
      while (ending === 'hang' && !stopped.has(turnId) && isAlive) await step();
      if (stopped.has(turnId) && late !== '') post({ kind: 'wrote', turnId, field: 'text', text: late });
      post({
        kind: 'ended',
        turnId,
        ending: stopped.has(turnId) ? 'stopped' : ending === 'context-full' ? ending : 'finished',
        problem: ending === 'context-full' ? 'It does not fit.' : null,
        timings: {
          cachedTokens: 5,
          newTokens: 10,
          prefillMs: 20,
          firstTokenMs: null,
          decodeTokens: pieces.length,
          decodeMs: 30,
        },
        trace: {
          receivedAt: startedAt,
          startedAt,
          tokenisedAt: startedAt,
          makeRoomMs: 0,
          restoreMs: 0,
          foundAt: startedAt,
          slices: [{ tokens: 10, ms: firstAt - startedAt }],
          tokensAt: [firstAt, performance.now()],
          endedAt: performance.now(),
          surroundings: { otherCores: null, throttled: null },
          speculation: null,
        },
        tokens: pieces.map((_, index) => index),
        shifted: drop > 0 ? { firstKeptId: messages[drop]!.id!, dropped: drop } : null,
      });
    };

    return {
      post: (message) => {
        if (!isAlive) return;
        engine.received.push(message);
        if (message.kind === 'load') void load(message.config);
        else if (message.kind === 'turn') void turn(message.turn);
        else if (message.kind === 'stop') stopped.add(message.turnId);
        else if (message.kind === 'memory' || message.kind === 'probe-memory')
          setImmediate(() => {
            const copies = Object.fromEntries(message.kinds.map((kind) => [kind, 0]));
            post({ kind: 'memory', memory: { ramReturned: 1000, engine: 50e6, copies, gpu: null } });
          });
        else if (message.kind === 'calibrate') setImmediate(() => post(calibrated(engine.script)));
        else if (message.kind === 'clock')
          post({ kind: 'clock', sentAt: message.sentAt, now: performance.now() });
        else if (message.kind === 'shut-down') die('exit code 0');
        else if (message.kind !== 'inspect') return;
        else if (message.path.includes('missing'))
          setImmediate(() =>
            post({ kind: 'refused', problem: `There is no file at ${message.path}: check the path.` }),
          );
        else
          setImmediate(() =>
            post({
              kind: 'inspected',
              facts: {
                path: message.path,
                name: `Model ${message.path}`,
                architecture: 'llama',
                quantisation: null,
                fileBytes: 1000,
                trainedContextLength: 4096,
                isStarter: false,
              },
            }),
          );
      },
      onMessage: (listener) => onMessage.push(listener),
      onExit: (listener) => onExit.push(listener),
      kill: () => die('signal SIGKILL'),
    };
  };
  return engine;
};

const calibrated = ({ calibrated: { bandwidth, compute, otherCores } }: Script): FromEngine => ({
  kind: 'calibrated',
  otherCores,
  ceilings: {
    backend: 'cpu',
    device: 'Test',
    threads: 2,
    bandwidthBytesPerS: bandwidth * 1e9,
    bandwidthHow: `${bandwidth} GB/s`,
    flopsPerS: compute * 1e9,
    flopsHow: `${compute} GFLOP/s`,
    measuredAt: Date.now(),
  },
});
