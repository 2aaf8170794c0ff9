/** Tests what counts as the time of a reader. */
import { expect, it } from 'vitest';
import { workTime } from '../../main/reader/work-time.ts';

it('is the time on the processor, of several threads at once no more than has passed, and a quarter of that of waiting', () => {
  let [wall, processor] = [1000, 300];
  const time = workTime({ wall: () => wall, processor: () => processor });
  const after = (passed: number, worked: number): number => {
    wall += passed;
    processor += worked;
    return time();
  };
  expect(after(100, 100)).toBe(100);
  expect(after(100, 60)).toBe(160);
  expect(after(100, 180)).toBe(260);
  expect(after(100, 0)).toBe(285);
});
