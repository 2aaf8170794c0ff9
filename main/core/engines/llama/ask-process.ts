/** One question to an engine process of its own, which ends with its answer. */
import type { ModelFacts } from '../../../shared/contract/model.ts';
import type { Log } from '../../../system/log.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { EngineMemory, InspectedFile } from '../../../shared/engine/engine.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { SpawnEngine } from './engine-process.ts';

/** Looking into a large vocabulary takes a second; a driver may hang for good. */
const longestMs = 60_000;

/**
 * The first message that `pick` takes; rejects with what `died` makes of how the process ended before, or that it gave no
 * answer in time.
 */
const ask = <Answer>(
  spawn: SpawnEngine,
  log: Log,
  question: ToEngine,
  pick: (message: FromEngine) => Answer | undefined,
  died: (how: string) => Error,
): Promise<Answer> => {
  const asked = spawn();
  let isAnswered = false;
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Answer>((resolve, reject) => {
    asked.onMessage((message) => {
      if (message.kind === 'log') log[message.level](`engine: ${message.text}`);
      try {
        const answer = pick(message);
        if (answer !== undefined) resolve(answer);
      } catch (error) {
        reject(error as Error);
      }
    });
    asked.onExit((how) => {
      if (!isAnswered) reject(died(how));
    });
    timer = setTimeout(() => reject(died(`no answer within ${longestMs / 1000} s`)), longestMs);
    asked.post(question);
  }).finally(() => {
    isAnswered = true;
    clearTimeout(timer);
    asked.kill();
  });
};

/** Looks into a model file, which may make native code abort. Throws `Refusal` with a sentence where it cannot be used. */
export const inspectFile = (
  spawn: SpawnEngine,
  log: Log,
  { path, guessesFor = null, chatTemplate = null }: InspectedFile,
): Promise<ModelFacts> =>
  ask(
    spawn,
    log,
    { kind: 'inspect', path, guessesFor, chatTemplate },
    (message) => {
      if (message.kind === 'refused') throw Refusal.of(message.problem);
      return message.kind === 'inspected' ? message.facts : undefined;
    },
    (how) => {
      log.error(`the engine died while it looked into a model file (${how})`);
      return new Refusal('engine.crashed-inspecting');
    },
  );

/** What an engine takes before it loads a model, what it copies, and what the GPU has; `null` if that cannot be told. */
export const probeMemory = (
  spawn: SpawnEngine,
  log: Log,
  { backend, devices, kinds }: Omit<Extract<ToEngine, { kind: 'probe-memory' }>, 'kind'>,
): Promise<EngineMemory | null> =>
  ask(
    spawn,
    log,
    { kind: 'probe-memory', backend, devices, kinds },
    (message) => (message.kind === 'memory' ? message.memory : undefined),
    (how) => new Error(how),
  ).catch((error: unknown) => {
    log.error('the memory of the GPU could not be told', error);
    return null;
  });
