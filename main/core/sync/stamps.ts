/**
 * Stamps order the changes of all machines: a later stamp is a later change. They are hybrid logical clocks (Kulkarni et al., "Logical
 * Physical Clocks", 2014): the time of day, or one more than the highest stamp seen if the clock is behind it. So a machine's change is
 * always later than what it had seen, whatever its clock says.
 */
import { z } from 'zod';

/** As text, stamps are ordered as in time: milliseconds, a counter and the machine, the numbers in base 36. */
export const stampForm = z.string().regex(/^[0-9a-z]{9}-[0-9a-z]{4}-[0-9a-f]{16}$/);
export type Stamp = z.infer<typeof stampForm>;

export const noStamp: Stamp = '000000000-0000-0000000000000000';

const mostMs = 36 ** 9 - 1;
const mostCount = 36 ** 4 - 1;

const partsOf = (stamp: Stamp): [ms: number, count: number] => [
  parseInt(stamp.slice(0, 9), 36),
  parseInt(stamp.slice(10, 14), 36),
];

export interface Clock {
  /** A stamp later than all that were given or seen. */
  next(): Stamp;
  saw(stamp: Stamp): void;
  /** The last stamp that was given or seen. */
  readonly last: Stamp;
}

export const clockOf = (machine: string, last: Stamp, now: () => number = Date.now): Clock => ({
  next() {
    let [ms, count] = partsOf(last);
    const time = Math.min(Math.max(0, Math.trunc(now())), mostMs);
    if (time > ms) [ms, count] = [time, 0];
    else if (count < mostCount) count += 1;
    else [ms, count] = [Math.min(ms + 1, mostMs), 0];
    last = `${ms.toString(36).padStart(9, '0')}-${count.toString(36).padStart(4, '0')}-${machine}`;
    return last;
  },
  saw(stamp) {
    if (stamp > last) last = stamp;
  },
  get last() {
    return last;
  },
});
