/** Measures how long a reader has worked, so that a file is not refused because other programs keep the machine busy. */
import { waitingShare } from '../shared/documents/reader-protocol.ts';

/** The clocks that tell the time in ms: all of it, and that of this process on the processor, of all its threads. */
export interface Clocks {
  wall: () => number;
  processor: () => number;
}

const ownClocks: Clocks = {
  wall: () => performance.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** Returns a clock in ms, which must be read often: between two readings, time on several threads counts once. */
export const workTime = ({ wall, processor }: Clocks = ownClocks): (() => number) => {
  let [wallAt, processorAt] = [wall(), processor()];
  let ms = 0;
  return () => {
    const [now, used] = [wall(), processor()];
    const [passed, worked] = [now - wallAt, used - processorAt];
    [wallAt, processorAt] = [now, used];
    ms += Math.max(Math.min(worked, passed), passed * waitingShare);
    return ms;
  };
};
