/** Tests the measured speeds by which the KV cache decides. */
import { describe, expect, it } from 'vitest';
import {
  afterSlice,
  afterTransfer,
  assumedSpeeds,
  readSpeeds,
  writeSpeeds,
} from '../../../main/engine/cache/speeds.ts';
import { stateFolder } from '../../fixtures/engine/engine-under-test.ts';

describe('the speed of prefill', () => {
  const growth = 3e-4;
  /** What a machine takes on which depth costs `depth` times as much as its arithmetic. */
  const takes = (speed: number, depth: number, from: number, tokens: number): number =>
    ((tokens * 1000) / speed) * (1 + growth * depth * (from + tokens / 2));
  const reads = (known: Parameters<typeof afterSlice>[0], depth: number, length: number) => {
    let now = known;
    for (let from = 0; from < length; from += 256)
      now = afterSlice(now, growth, { from, tokens: 256, ms: takes(200, depth, from, 256) });
    return now;
  };
  const unknown = { prefill: null, depth: null };

  it.each([0.5, 1, 3, 8])('tells apart what the first tokens cost and what depth does, times %s', (depth) => {
    const known = reads(unknown, depth, 8192);
    expect(known.prefill! / 200).toBeGreaterThan(0.7);
    expect(known.prefill! / 200).toBeLessThan(1.3);
    expect(known.depth! / depth).toBeGreaterThan(0.6);
    expect(known.depth! / depth).toBeLessThan(1.4);
    // Another prompt changes nothing of it.
    const again = reads(known, depth, 8192);
    expect(again.prefill! / 200).toBeGreaterThan(0.7);
    expect(again.depth! / depth).toBeGreaterThan(0.7);
  });

  it('is not made small by a slice that was interrupted', () => {
    const known = { prefill: 200, depth: null };
    expect(afterSlice(known, 0, { from: 0, tokens: 256, ms: 60_000 }).prefill).toBeGreaterThan(100);
  });

  it('is only a speed if the arithmetic is not known', () => {
    const known = { prefill: 100, depth: null };
    const after = afterSlice(known, 0, { from: 9000, tokens: 100, ms: 500 });
    expect(after).toEqual({ prefill: 200, depth: null });
  });
});

describe('the speed of a disk', () => {
  it('is that of a faster transfer at once', () => {
    expect(afterTransfer(500e6, 1e6, 0.5)).toBe(2e9);
  });

  it('follows large transfers that were slower, and small ones little', () => {
    const small = afterTransfer(500e6, 6e3, 4);
    expect(small).toBeGreaterThan(400e6);
    expect(small).toBeLessThan(500e6);
    const large = afterTransfer(500e6, 2e9, 20_000);
    expect(large).toBeGreaterThan(100e6);
    expect(large).toBeLessThan(105e6);
    let often = 500e6;
    for (let transfer = 0; transfer < 100; transfer += 1) often = afterTransfer(often, 1e6, 10);
    expect(often).toBeGreaterThan(100e6);
    expect(often).toBeLessThan(110e6);
  });

  it('gets a better chance at each start if it was slow, since one that rules out every transfer is never measured again', () => {
    const folder = stateFolder();
    const digest = 'a'.repeat(64);
    writeSpeeds(folder, digest, { prefill: 50, depth: 3, restore: 5e6, save: 2e9 });
    const known = readSpeeds(folder, digest);
    expect(known).toMatchObject({ prefill: 50, depth: 3, save: 2e9 });
    expect(known.restore).toBeGreaterThan(5e6);
    expect(known.restore).toBeLessThan(assumedSpeeds.restore);
    for (let start = 0; start < 8; start += 1) writeSpeeds(folder, digest, readSpeeds(folder, digest));
    expect(readSpeeds(folder, digest).restore).toBeGreaterThan(0.9 * assumedSpeeds.restore);
  });
});
