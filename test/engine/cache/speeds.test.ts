/** Tests the measured speeds by which the KV cache decides. */
import { describe, expect, it } from 'vitest';
import { afterTransfer, assumedSpeeds, readSpeeds, writeSpeeds } from '../../../main/engine/cache/speeds.ts';
import { stateFolder } from '../../fixtures/engine/engine-under-test.ts';

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
    writeSpeeds(folder, digest, { prefill: 50, restore: 5e6, save: 2e9 });
    const known = readSpeeds(folder, digest);
    expect(known).toMatchObject({ prefill: 50, save: 2e9 });
    expect(known.restore).toBeGreaterThan(5e6);
    expect(known.restore).toBeLessThan(assumedSpeeds.restore);
    for (let start = 0; start < 8; start += 1) writeSpeeds(folder, digest, readSpeeds(folder, digest));
    expect(readSpeeds(folder, digest).restore).toBeGreaterThan(0.9 * assumedSpeeds.restore);
  });
});
