/** Computes where the time of a turn went from the times that the core and the engine recorded. */
import type { Anatomy } from '../../shared/contract/anatomy.ts';
import type { TurnEnd } from '../../shared/engine/turn.ts';
import { gapsOf, partsOf } from '../../shared/message/anatomy.ts';
import { decodeCost, prefillCost } from '../../shared/speed/counts.ts';

interface CoreTimes {
  /** When the core received the message, posted it to the engine, and had stored the answer, in ms of its monotonic clock. */
  receivedAt: number;
  postedAt: number;
  finishedAt: number;
  /** The time before `postedAt` in which the model was being loaded, in ms. */
  loadMs: number;
}

/** The anatomy of a turn; `null` if the engine reported no timings or no trace. */
export const anatomyOf = (
  { timings, trace }: TurnEnd,
  { receivedAt, postedAt, finishedAt, loadMs }: CoreTimes,
): Anatomy | null => {
  if (timings === null || trace === null) return null;
  const { cachedTokens, newTokens, decodeTokens, shared } = timings;
  const together = shared?.isAtOnce ? shared.answers : 1;
  const { shape, setup } = trace;
  const kv = setup.kvPrecision;
  /** For the user, a stopped turn has ended before the engine finishes its last step. */
  const until = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : Math.min(at, finishedAt);
  return {
    parts: partsOf({
      sentAt: receivedAt,
      loadMs,
      postedAt,
      startedAt: trace.startedAt,
      tokenisedAt: trace.tokenisedAt,
      makeRoomMs: trace.makeRoomMs,
      restoreMs: trace.restoreMs,
      foundAt: trace.foundAt,
      firstAt: until(trace.tokensAt[0]) ?? null,
      lastAt: until(trace.tokensAt.at(-1) ?? trace.endedAt)!,
      finishedAt,
    }),
    slices: trace.slices,
    gapsMs: gapsOf(trace.tokensAt),
    prefill:
      shape &&
      prefillCost(shape, { cached: cachedTokens, slices: trace.slices.map(({ tokens }) => tokens), kv }),
    decode:
      shape && decodeCost(shape, { context: cachedTokens + newTokens, tokens: decodeTokens, kv, together }),
    setup,
    surroundings: trace.surroundings,
    speculation: trace.speculation,
    tokenToPaint: null,
  };
};
