/** Looks into a model file in a process of its own, which a file that makes native code abort takes with it and nothing else. */
import type { ModelFacts } from '../contract/types.ts';
import type { Log } from '../log.ts';
import { Refusal } from '../rpc/refusal.ts';
import type { SpawnEngine } from './supervisor.ts';

interface Wanted {
  path: string;
  /** As the draft model of the one at this path; else for chat. */
  guessesFor?: string | null;
  /** In place of the file's own. */
  chatTemplate?: string | null;
}

/** Throws `Refusal` with a sentence where the file cannot be used. */
export const inspectFile = (
  spawn: SpawnEngine,
  log: Log,
  { path, guessesFor = null, chatTemplate = null }: Wanted,
): Promise<ModelFacts> => {
  const probe = spawn();
  return new Promise<ModelFacts>((resolve, reject) => {
    let isAnswered = false;
    probe.onMessage((message) => {
      if (message.kind === 'log') log[message.level](`engine: ${message.text}`);
      if (message.kind !== 'inspected' && message.kind !== 'refused') return;
      isAnswered = true;
      if (message.kind === 'inspected') resolve(message.facts);
      else reject(new Refusal(message.problem));
    });
    probe.onExit((how) => {
      if (isAnswered) return;
      log.error(`the engine died while it looked into a model file (${how})`);
      reject(
        new Refusal(
          'llama.cpp broke off while it read this file: it is damaged, or not made for this version.',
        ),
      );
    });
    probe.post({ kind: 'inspect', path, guessesFor, chatTemplate });
  }).finally(() => probe.kill());
};
