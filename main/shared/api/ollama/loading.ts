/** Requests without anything to answer, which load a model or unload it. */
import type { ReplyTo } from '../answer.ts';
import type { KeepAlive } from '../request.ts';
import type { ReadRequest } from '../route.ts';
import { loadedAnswer, type Writing } from './answers.ts';
import { ollamaError } from './faults.ts';

export const loading = (
  model: string,
  keepAliveS: KeepAlive,
  streams: boolean,
  writing: Writing,
): ReadRequest => {
  const bodyOf = ({ loadMs, model: loaded }: ReplyTo<'load'>) =>
    loadedAnswer(writing, loaded.name, keepAliveS === 0, loadMs);
  return {
    work: { kind: 'load', model, keepAliveS },
    whole: (reply) => ({ body: bodyOf(reply) }),
    stream: streams
      ? {
          format: 'ndjson',
          begin: () => [],
          event: () => [],
          alive: () => [],
          end: (reply) => [{ data: bodyOf(reply) }],
          fault: (fault) => [{ data: ollamaError(fault) }],
        }
      : null,
    keep: null,
  } satisfies ReadRequest<'load'>;
};
