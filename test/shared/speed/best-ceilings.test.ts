/** Checks that the ceilings of this machine are the best that was measured, and never those of a busy machine. */
import { afterEach, expect, it } from 'vitest';
import { ask, startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';

let core: TestCore;
afterEach(() => core.close());

const found = async () => {
  const { bandwidthBytesPerS, flopsPerS, bandwidthHow } = await core.window.call('calibrate', {});
  // The scripted engine gives the rate as the number of runs.
  return [bandwidthBytesPerS / 1e9, flopsPerS / 1e9, bandwidthHow.facts['runs']];
};

it('the best of several calibrations counts, separately for each figure', async () => {
  core = startTestCore();
  await ask(core, null, 'one');
  expect(await found()).toEqual([10, 100, 10]);
  core.engine.script.calibrated = { bandwidth: 3.4, compute: 120, otherCores: 0.3 };
  expect(await found()).toEqual([10, 120, 10]);
  core.engine.script.calibrated = { bandwidth: 11.8, compute: 90, otherCores: 0 };
  expect(await found()).toEqual([11.8, 120, 11.8]);
});

it('a measurement with more than half a core busy elsewhere is discarded, and the user is told', async () => {
  core = startTestCore();
  await ask(core, null, 'one');
  await found();
  core.engine.script.calibrated = { bandwidth: 50, compute: 500, otherCores: 0.8 };
  await expect(found()).rejects.toThrow(
    'Other programs kept 0.8 cores busy, so this measurement was discarded. Close them and measure again.',
  );
  // The model is loaded again after each calibration.
  await ask(core, null, 'two');
  const kept = await core.window.call('ceilings', {});
  expect(kept).toMatchObject({ bandwidthBytesPerS: 10e9, flopsPerS: 100e9 });
});

it('the first token is timed from the key press, like the parts of the turn', async () => {
  core = startTestCore();
  const answer = await ask(core, null, 'one');
  const measured = core.window.next('turn.measured');
  await core.window.call('notePaint', { messageId: answer.id, sendMs: 5, paintMs: 7, tokenToPaint: null });
  const { timings } = (await measured).message;
  expect(timings!.firstTokenMs).toBeCloseTo(answer.timings!.firstTokenMs! + 5, 6);
  const { parts } = (await core.window.call('turnAnatomy', { messageId: answer.id }))!;
  const at = parts.findIndex(({ name }) => name === 'decode');
  const sum = parts.slice(0, at).reduce((total, { ms }) => total + ms, 0);
  // The clocks of the two processes are synchronized to some tenths of a millisecond.
  expect(Math.abs(sum - timings!.firstTokenMs!)).toBeLessThan(1);
});
