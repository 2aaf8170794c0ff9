import { expect, it } from 'vitest';
import { sendGapMs } from '../../../main/shared/speed/rhythm.ts';

it('sends text rarely only if a window draws it on cores that decode', () => {
  expect(sendGapMs(true, 0)).toBeGreaterThan(sendGapMs(true, 2));
  expect(sendGapMs(false, 0)).toBe(sendGapMs(false, 2));
  expect(sendGapMs(false, 0)).toBeLessThan(50);
});
