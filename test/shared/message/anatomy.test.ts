/** The times of a turn's tokens. */
import { expect, it } from 'vitest';
import { sharedGaps } from '../../../main/shared/message/anatomy.ts';

it('tokens that came at once share the time of their evaluation', () => {
  // Two evaluations of one token, then one of three, then one.
  expect(sharedGaps([20, 22, 30, 0.01, 0.02, 24], 2)).toEqual([20, 22, 10.01, 10.01, 10.01, 24]);
  expect(sharedGaps([20, 22], 0)).toEqual([20, 22]);
  expect(sharedGaps([], 3)).toEqual([]);
  // The sum, and with it the speed, stays.
  const gaps = [26, 0.1, 27, 0.1, 25, 0.1];
  expect(sharedGaps(gaps, 3).reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(78.3, 6);
});
