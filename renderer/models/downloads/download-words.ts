/** How far downloads are, in words and figures. */
import type { Download } from '../../../main/contract/model-types.ts';
import { bytes, duration } from '../../latency/figures.ts';

const isUnderWay = ({ state }: Pick<Download, 'state'>): boolean =>
  state === 'running' || state === 'queued' || state === 'waiting' || state === 'checking';

const stateNames: Record<Download['state'], string> = {
  queued: 'Waits for its turn',
  running: 'Fetching',
  paused: 'Paused',
  waiting: 'Waiting',
  checking: 'Checking what was fetched',
  done: 'Here and checked',
  failed: 'Stopped',
};

/** What it does, or why it does not. */
export const stateWords = ({ state, problem }: Pick<Download, 'state' | 'problem'>): string =>
  problem ?? stateNames[state];

type Progress = Pick<Download, 'state' | 'bytes' | 'doneBytes' | 'bytesPerSecond'>;

/** For example "2.1 GB of 4.9 GB · 43.2 MB/s · 1 min 5 s left". */
export const progressWords = ({ state, bytes: size, doneBytes, bytesPerSecond }: Progress): string => {
  if (state === 'done' || state === 'queued') return bytes(size);
  const parts = [`${bytes(doneBytes)} of ${bytes(size)}`];
  if (state === 'running' && bytesPerSecond !== null && bytesPerSecond > 0)
    parts.push(
      `${bytes(Math.round(bytesPerSecond))}/s`,
      // Less than a second would flicker.
      `${duration(Math.max(1_000, (1_000 * (size - doneBytes)) / bytesPerSecond))} left`,
    );
  return parts.join(' · ');
};

/** All that is under way as one: how many there are, and how far they are together, from 0 to 1. */
export const together = (downloads: readonly Download[]): { count: number; share: number } => {
  const under = downloads.filter(isUnderWay);
  const size = under.reduce((sum, one) => sum + one.bytes, 0);
  const done = under.reduce((sum, one) => sum + one.doneBytes, 0);
  return { count: under.length, share: size === 0 ? 0 : done / size };
};
