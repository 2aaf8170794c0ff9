import type { Download } from '../../main/shared/contract/downloads.ts';

const isUnderWay = ({ state }: Pick<Download, 'state'>): boolean =>
  state === 'running' || state === 'queued' || state === 'waiting' || state === 'checking';

/** All downloads in progress as one: how many there are, and the share of their bytes that is done, from 0 to 1. */
export const together = (downloads: readonly Download[]): { count: number; share: number } => {
  const under = downloads.filter(isUnderWay);
  const size = under.reduce((sum, one) => sum + one.bytes, 0);
  const done = under.reduce((sum, one) => sum + one.doneBytes, 0);
  return { count: under.length, share: size === 0 ? 0 : done / size };
};
