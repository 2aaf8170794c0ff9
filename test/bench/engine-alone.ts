/** One side of the benchmark: the engine process by itself, no core and no window. */
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import type { FromEngine } from '../../main/shared/engine/protocol.ts';
import type { PromptMessage } from '../../main/shared/engine/request.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import { plainConfig, plainTurn } from '../fixtures/engine/engine-under-test.ts';
import type { Measured, Subject, Workload } from './workload.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };

/** Starts an engine process for `workload`. */
export const engineAlone = async (workload: Workload): Promise<Subject> => {
  const engine = spawnEngine(silent);
  const listeners = new Set<(message: FromEngine) => void>();
  engine.onMessage((message) => {
    for (const listener of listeners) listener(message);
  });
  const receive = <Kind extends FromEngine['kind']>(
    kind: Kind,
  ): Promise<Extract<FromEngine, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      const listener = (message: FromEngine): void => {
        if (message.kind === 'load-failed') reject(new Error(sentenceOf(message.problem)));
        if (message.kind !== kind) return;
        listeners.delete(listener);
        resolve(message as Extract<FromEngine, { kind: Kind }>);
      };
      listeners.add(listener);
    });

  const loaded = receive('loaded');
  engine.post({
    kind: 'load',
    config: plainConfig(workload.modelPath, { contextLength: workload.contextLength }),
  });
  await loaded;
  let turns = 0;
  return {
    run: async (prompt): Promise<Measured> => {
      const messages: PromptMessage[] = [
        { id: 'q', role: 'user', text: prompt, reasoning: '', tokens: null },
      ];
      const ended = receive('ended');
      engine.post({
        kind: 'turn',
        turn: plainTurn(String(turns++), 'bench', messages),
      });
      const { timings } = await ended;
      return timings!;
    },
    close: async () => engine.kill(),
  };
};
