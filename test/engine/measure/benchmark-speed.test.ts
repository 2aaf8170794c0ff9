/** A benchmark measures what a chat reaches: it has the machine for itself. */
import { afterEach, expect, it } from 'vitest';
import { killEngines, load, user } from '../../fixtures/engine/engine-under-test.ts';
import { measure, small, threads } from '../../fixtures/engine/measured.ts';
import { smallModel } from '../../fixtures/models/files.ts';

afterEach(killEngines);

it('a benchmark is about as fast as a chat with the same model', async ({ skip }) => {
  const plan = { ...small, promptLengths: [512], depths: [0], decodeTokens: 32, batchSizes: [512] };
  // Before and after the chat, so that a busy moment of the machine does not hit all of one side.
  const { run: before } = await measure(smallModel(), plan);
  const chat = await load(smallModel(), { threads, contextLength: 700 });
  // A short turn is slowed by whatever else the machine does, so the ranges of a few runs are compared.
  const speeds: { prefill: number[]; decode: number[] } = { prefill: [], decode: [] };
  for (const word of ['Some', 'Other', 'More', 'Further']) {
    const question = user(`${word} words that make a prompt of some length. `.repeat(20));
    const { timings, trace } = await chat.run([question], { longestAnswer: 40 });
    const others = trace!.surroundings.otherCores ?? 0;
    skip(others > 0.3, `other programs keep ${others.toFixed(1)} cores busy, so speeds cannot be compared`);
    const { newTokens, prefillMs, decodeTokens, decodeMs } = timings!;
    expect(newTokens).toBeGreaterThan(200);
    expect(decodeTokens).toBeGreaterThan(5);
    speeds.prefill.push((newTokens * 1000) / prefillMs);
    speeds.decode.push((decodeTokens * 1000) / decodeMs);
  }
  await killEngines();
  const { run: after } = await measure(smallModel(), plan);
  const [prefill, decode] = before.rows.map((row, nth) => [...row.speeds, ...after.rows[nth]!.speeds]);
  for (const [measured, ofChat] of [
    [prefill!, speeds.prefill],
    [decode!, speeds.decode],
  ] as const) {
    expect(Math.max(...measured)).toBeGreaterThan(Math.min(...ofChat) / 4);
    expect(Math.min(...measured)).toBeLessThan(Math.max(...ofChat) * 4);
  }
});
