/** Tests the expected time of prefill. */
import { describe, expect, it } from 'vitest';
import type { ModelShape } from '../../../main/shared/speed/counts.ts';
import { prefillCost } from '../../../main/shared/speed/counts.ts';
import { evenTokens, growthOf, msToPrefill } from '../../../main/shared/speed/pace.ts';

const weights = (flops: number) => ({ flops, bytes: 0, experts: [] });
const attention = (window: number | null, flops: number) => ({ window, flops, read: 0, written: 0 });
const shape: ModelShape = {
  tensorBytes: 0,
  rowBytes: 0,
  body: weights(1000),
  output: weights(0),
  attention: [attention(null, 2), attention(512, 5)],
  stateBytes: 0,
};

describe('the time of a prompt', () => {
  it('grows with its length as the arithmetic of the model does', () => {
    const growth = growthOf(shape);
    expect(growth).toBe(0.002);
    const whole = { ...shape, attention: [attention(null, 2)] };
    const flops = (cached: number, tokens: number): number =>
      prefillCost(whole, { cached, slices: [tokens], kv: 'f16' }).flops;
    for (const [from, to] of [
      [0, 1000],
      [0, 20_000],
      [19_000, 20_000],
    ] as const)
      expect(evenTokens(growth, from, to) / (flops(from, to - from) / 1000)).toBeCloseTo(1, 2);
  });

  it('is that of its tokens alone if the shape of the model is not known, or has no attention', () => {
    expect(growthOf(null)).toBe(0);
    expect(growthOf({ ...shape, body: weights(0) })).toBe(0);
    expect(msToPrefill({ speed: 100, growth: 0 }, 50, 250)).toBe(2000);
  });

  it('is longer behind a long prompt', () => {
    const pace = { speed: 1000, growth: 0.001 };
    expect(msToPrefill(pace, 0, 1000)).toBe(1500);
    expect(msToPrefill(pace, 9000, 10_000)).toBe(10_500);
  });
});
