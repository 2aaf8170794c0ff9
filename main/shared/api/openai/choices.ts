/** What completions of both kinds have in common: frames of their streams, and why an answer ended. */
import type { ApiEnding, ApiEvent, ApiFigures } from '../answer.ts';
import { hearthOf } from '../hearth.ts';
import { done, type Frame } from '../route.ts';
import { timingsOf } from '../timings.ts';
import { usageOf } from './usage.ts';

/** Hearth ends an answer that repeats itself as a limit does; `hearth` has no word for it, because the answer is simply cut. */
export const finishReason = (ending: ApiEnding): 'stop' | 'length' | 'tool_calls' => {
  if (ending === 'calls') return 'tool_calls';
  return ending === 'finished' ? 'stop' : 'length';
};

/** What every chunk of a stream has. */
export interface ChunkHead {
  id: string;
  object: string;
  created: number;
  model: string;
}

/** The figures of whole answers and of last chunks. */
export const figuresPart = (figures: ApiFigures, ignored: readonly string[]) => ({
  timings: timingsOf(figures),
  hearth: hearthOf(figures, ignored),
});

/** llama-server's progress of the prompt: `processed` and `total` include what was cached. */
export const progressFrame = (head: ChunkHead, event: Extract<ApiEvent, { kind: 'prefill' }>): Frame => ({
  data: {
    ...head,
    choices: [],
    prompt_progress: {
      total: event.total + event.cached,
      cache: event.cached,
      processed: event.done + event.cached,
      time_ms: event.ms,
    },
  },
});

/**
 * The last frames: the figures are in the last chunk that has a choice, because clients that did not ask for a chunk without one do not
 * expect it.
 */
export const lastFrames = (
  head: ChunkHead,
  last: object | null,
  figures: ApiFigures,
  { ignored, withUsage }: { ignored: readonly string[]; withUsage: boolean },
): Frame[] => {
  const part = figuresPart(figures, ignored);
  return [
    ...(last === null ? [] : [{ data: { ...head, choices: [last], ...part } }]),
    ...(withUsage ? [{ data: { ...head, choices: [], usage: usageOf(figures), ...part } }] : []),
    { data: done },
  ];
};
