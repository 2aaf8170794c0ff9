/** Checks that the work of a turn is counted once per evaluation, and that the work of a chat is the sum over its turns. */
import { expect, it } from 'vitest';
import { sumOfWork, workOf } from '../../../main/shared/speed/work.ts';
import type { Timings } from '../../../main/shared/contract/message.ts';

const timings: Timings = {
  cachedTokens: 0,
  newTokens: 100,
  prefillMs: 50,
  firstTokenMs: 60,
  decodeTokens: 20,
  decodeMs: 400,
  reuse: { from: 'none', restoreMs: 0, cause: null, messageId: null },
};
const cost = { flops: 2000, bytes: 1000 };

it('the work of a turn is its cost in the time that its phases took', () => {
  expect(workOf(timings, { prefill: cost, decode: cost, speculation: null })).toEqual({
    turns: 1,
    prefill: { ...cost, ms: 50 },
    decode: { ...cost, ms: 400 },
  });
});

it('weights are read once for all drafted tokens that were right together', () => {
  const speculation = { guessed: 12, accepted: 5, gain: 1.2, rests: false };
  const { decode } = workOf(timings, { prefill: null, decode: cost, speculation });
  // 20 tokens took 15 evaluations, and all of them were computed.
  expect(decode).toEqual({ flops: 2000, bytes: 750, ms: 400 });
});

it('work that was not counted, or took no time, is left out', () => {
  expect(workOf(timings, { prefill: null, decode: null, speculation: null })).toEqual({
    turns: 1,
    prefill: null,
    decode: null,
  });
  const stopped = { ...timings, decodeTokens: 0, decodeMs: 0 };
  expect(workOf(stopped, { prefill: cost, decode: cost, speculation: null }).decode).toBe(null);
});

it('a prefill of few tokens is mostly fixed cost, so it is left out', () => {
  expect(
    workOf({ ...timings, newTokens: 63 }, { prefill: cost, decode: cost, speculation: null }).prefill,
  ).toBeNull();
  expect(
    workOf({ ...timings, newTokens: 64 }, { prefill: cost, decode: cost, speculation: null }).prefill,
  ).not.toBeNull();
});

it('the work of a chat is that of its turns, even if one of them was not counted', () => {
  const turn = workOf(timings, { prefill: cost, decode: cost, speculation: null });
  const uncounted = workOf(timings, { prefill: null, decode: null, speculation: null });
  expect(sumOfWork([turn, uncounted, turn])).toEqual({
    turns: 3,
    prefill: { flops: 4000, bytes: 2000, ms: 100 },
    decode: { flops: 4000, bytes: 2000, ms: 800 },
  });
  expect(sumOfWork([])).toEqual({ turns: 0, prefill: null, decode: null });
});
