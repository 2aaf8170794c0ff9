/** Requests without anything to answer, which load a model or unload it. */
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
  const bodyOf = (loadMs: number) => loadedAnswer(writing, keepAliveS === 0, loadMs);
  return {
    work: { kind: 'load', model, keepAliveS },
    whole: ({ loadMs }) => ({ body: bodyOf(loadMs) }),
    stream: streams
      ? {
          format: 'ndjson',
          begin: () => [],
          event: () => [],
          alive: () => [],
          end: ({ loadMs }) => [{ data: bodyOf(loadMs) }],
          fault: (fault) => [{ data: ollamaError(fault) }],
        }
      : null,
    keep: null,
  } satisfies ReadRequest<'load'>;
};
