/** Where the time of a turn went, from what the core and the engine noted of it. */
import type { Anatomy } from '../../shared/contract/anatomy.ts';
import type { TurnEnd } from '../../shared/engine/turn.ts';
import { gapsOf, partsOf } from '../../shared/message/anatomy.ts';
import { decodeCost, prefillCost } from '../../shared/speed/counts.ts';

interface CoreTimes {
  /** The core received the message, handed it to the engine, and had stored the answer; ms of its clock. */
  receivedAt: number;
  postedAt: number;
  finishedAt: number;
  /** How much of the time until `postedAt` the model was being loaded. */
  loadMs: number;
}

/** `null` where the engine did not come to tell. */
export const anatomyOf = (
  { timings, trace }: TurnEnd,
  { receivedAt, postedAt, finishedAt, loadMs }: CoreTimes,
): Anatomy | null => {
  if (timings === null || trace === null) return null;
  const { cachedTokens, newTokens, decodeTokens } = timings;
  const { shape, setup } = trace;
  const kv = setup.kvPrecision;
  /** A turn that was stopped has ended for the user before the engine's last step. */
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
    decode: shape && decodeCost(shape, { context: cachedTokens + newTokens, tokens: decodeTokens, kv }),
    setup,
    surroundings: trace.surroundings,
    speculation: trace.speculation,
    tokenToPaint: null,
  };
};
