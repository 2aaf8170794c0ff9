/** Tests the times between the tokens of a turn. */
import { expect, it } from 'vitest';
import { sharedGaps } from '../../../main/shared/message/anatomy.ts';

it('tokens that arrived together share the time of their evaluation', () => {
  // The gaps are of two evaluations with one token each, then one with three, then one.
  expect(sharedGaps([20, 22, 30, 0.01, 0.02, 24], 2)).toEqual([20, 22, 10.01, 10.01, 10.01, 24]);
  expect(sharedGaps([20, 22], 0)).toEqual([20, 22]);
  expect(sharedGaps([], 3)).toEqual([]);
  // Sharing does not change the sum, so the speed stays the same.
  const gaps = [26, 0.1, 27, 0.1, 25, 0.1];
  expect(sharedGaps(gaps, 3).reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(78.3, 6);
});
