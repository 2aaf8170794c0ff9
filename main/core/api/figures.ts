/** The figures of a request, from what the engine measured of its turns. */
import type { ApiFigures } from '../../shared/api/answer.ts';
import type { TurnEnd } from '../../shared/engine/turn.ts';
import { whyNotMore } from './why-not-more.ts';

/** When the parts of a request were, in ms of this process's monotonic clock. */
export interface RequestTimes {
  receivedAt: number;
  /** The first token was sampled; `null`: none was. */
  firstTokenAt: number | null;
  endedAt: number;
  loadMs: number;
  queuedMs: number;
}

const noFigures = ({ receivedAt, firstTokenAt, endedAt, loadMs, queuedMs }: RequestTimes): ApiFigures => ({
  promptTokens: 0,
  cachedTokens: 0,
  newTokens: 0,
  answerTokens: 0,
  thoughtTokens: 0,
  prefillMs: 0,
  decodeTokens: 0,
  decodeMs: 0,
  firstTokenMs: firstTokenAt === null ? null : Math.max(0, firstTokenAt - receivedAt),
  loadMs,
  queuedMs,
  totalMs: endedAt - receivedAt,
  drafted: null,
  hearth: { read_from: 'cold', restored_ms: 0, why_not_more: null },
});

/**
 * `ends`: of the turns, in their order, one for each answer; those of one prompt are beside each other, and only the first of them
 * tells of the prompt. `firstOfPrompt`: whether a turn is the first of its prompt.
 */
export const figuresOf = (
  ends: readonly TurnEnd[],
  firstOfPrompt: (index: number) => boolean,
  times: RequestTimes,
  fieldOf: (messageId: string) => string | null,
  normalised: readonly string[],
): ApiFigures => {
  const figures = noFigures(times);
  let isFirst = true;
  for (const [index, { timings, trace }] of ends.entries()) {
    if (timings === null) continue;
    if (firstOfPrompt(index)) {
      figures.promptTokens += timings.cachedTokens + timings.newTokens;
      figures.cachedTokens += timings.cachedTokens;
      figures.newTokens += timings.newTokens;
      figures.prefillMs += timings.prefillMs;
    }
    figures.answerTokens += timings.writtenTokens ?? timings.decodeTokens;
    figures.thoughtTokens += timings.thoughts?.tokens ?? 0;
    figures.decodeTokens += timings.decodeTokens;
    figures.decodeMs += timings.decodeMs;
    const speculation = trace?.speculation ?? null;
    if (speculation !== null)
      figures.drafted = {
        tokens: (figures.drafted?.tokens ?? 0) + speculation.guessed,
        accepted: (figures.drafted?.accepted ?? 0) + speculation.accepted,
      };
    if (!isFirst) continue;
    isFirst = false;
    const from = timings.reuse?.from ?? (timings.cachedTokens > 0 ? 'hot' : 'none');
    figures.hearth = {
      read_from: from === 'snapshot' ? 'warm' : from === 'hot' ? 'hot' : 'cold',
      restored_ms: timings.reuse?.restoreMs ?? 0,
      why_not_more: whyNotMore(timings, fieldOf),
    };
  }
  if (normalised.length > 0) figures.hearth.normalised = normalised;
  return figures;
};
