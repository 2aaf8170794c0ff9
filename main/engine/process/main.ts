/**
 * The engine process: the only place that loads llama.cpp. The core starts it, with the environment that
 * `engine/spawn.ts` sets, and talks to it in the messages of `engine/protocol.ts`.
 */
import type { FromEngine, ToEngine, TurnRequest } from '../protocol.ts';
import { inspect, RefusedFile } from './inspect.ts';
import { loadEngine, type LoadedEngine } from './load.ts';
import { listen, post } from './parent-port.ts';
import { runTurn, type StopSign } from './turn.ts';

let engine: LoadedEngine | null = null;
/** The turn that runs, so that Stop finds it; the core sends one turn at a time. */
let running: { turnId: string; stop: StopSign } | null = null;
let lastTurn: Promise<void> = Promise.resolve();

const problemOf = (error: unknown): string => {
  if (error instanceof RefusedFile) return error.message;
  post({
    kind: 'log',
    level: 'error',
    text: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return 'The engine met an unexpected error: the details are in the log.';
};

const load = async ({ config }: Extract<ToEngine, { kind: 'load' }>): Promise<void> => {
  try {
    engine = await loadEngine(config, (progress) => post({ kind: 'loading', progress }));
    post({ kind: 'loaded', model: engine.facts, note: engine.note, cores: engine.cores });
  } catch (error) {
    post({ kind: 'load-failed', problem: problemOf(error) });
  }
};

const turn = async (request: TurnRequest, stop: StopSign): Promise<void> => {
  let ended: Omit<Extract<FromEngine, { kind: 'ended' }>, 'kind' | 'turnId'>;
  try {
    if (engine === null) throw new Error('a turn came before a model was loaded');
    ended = await runTurn(engine, request, stop, post);
  } catch (error) {
    ended = { ending: 'failed', problem: problemOf(error), timings: null, tokens: null };
  }
  running = null;
  post({ kind: 'ended', turnId: request.turnId, ...ended });
};

const shutDown = async (): Promise<void> => {
  if (running) running.stop.stopped = true;
  await lastTurn;
  await engine?.dispose();
  process.exit(0);
};

listen((message) => {
  switch (message.kind) {
    case 'load':
      void load(message);
      break;
    case 'turn': {
      const stop: StopSign = { stopped: false };
      running = { turnId: message.turn.turnId, stop };
      lastTurn = turn(message.turn, stop);
      break;
    }
    case 'stop':
      if (running?.turnId === message.turnId) running.stop.stopped = true;
      break;
    case 'inspect':
      inspect(message.path).then(
        (facts) => post({ kind: 'inspected', facts }),
        (error: unknown) => post({ kind: 'refused', problem: problemOf(error) }),
      );
      break;
    case 'shut-down':
      void shutDown();
      break;
  }
});
