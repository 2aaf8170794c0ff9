/** Asks one question of a new engine process, which is ended after its answer. */
import type { ModelFacts } from '../../../shared/contract/model.ts';
import type { Log } from '../../../system/log.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { EngineMemory, InspectedFile } from '../../../shared/engine/engine.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { SpawnEngine } from './engine-process.ts';

/** Time limit for an answer, in ms. Inspecting a large vocabulary takes a second, but a driver may hang for good. */
const longestMs = 60_000;

/**
 * Resolves with the first value that `pick` returns for a message. Rejects with the error that `pick` throws, or with the one
 * that `died` returns if the process ends first or does not answer in time.
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

/**
 * Inspects a model file in a process of its own, because native code may abort. Throws `Refusal` if the file cannot be used.
 */
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

/**
 * The memory that an engine takes before it loads a model, the matrices that it copies, and the memory of the GPU; `null` if
 * the process does not report them.
 */
export const probeMemory = (
  spawn: SpawnEngine,
  log: Log,
  asked: Omit<Extract<ToEngine, { kind: 'probe-memory' }>, 'kind'>,
): Promise<EngineMemory | null> =>
  ask(
    spawn,
    log,
    { kind: 'probe-memory', ...asked },
    (message) => (message.kind === 'memory' ? message.memory : undefined),
    (how) => new Error(how),
  ).catch((error: unknown) => {
    log.error('the memory of the GPU could not be told', error);
    return null;
  });
