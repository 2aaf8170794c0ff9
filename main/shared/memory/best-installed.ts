/** Recommends one of the installed models, by the memory that each needs and its speed on this machine. */
import type { Fit } from '../contract/memory.ts';
import { mostReadUnmeasured, readingSpeed } from './recommend.ts';

export interface InstalledModel {
  path: string;
  bytes: number;
  /** `null` if unknown. */
  parameters: number | null;
  /** Computed with the model's own load settings. */
  fit: Pick<Fit, 'verdict' | 'decodeSpeed' | 'gpuLayers' | 'layers'>;
}

/** Whether it generates as fast as people read. If its speed is unknown, `bytes` is an upper bound of what a token reads. */
const isQuick = ({ bytes, fit }: InstalledModel): boolean =>
  fit.decodeSpeed === null
    ? fit.gpuLayers === fit.layers || bytes <= mostReadUnmeasured
    : fit.decodeSpeed >= readingSpeed;

/** The number of weights; if unknown, about one weight per byte. */
const sizeOf = ({ parameters, bytes }: InstalledModel): number => parameters ?? bytes;

/**
 * The largest model that fits and generates as fast as people read; one that leaves memory free comes before a tight one. If
 * all are slower, the fastest that generates a token a second. `null` if none does.
 */
export const bestInstalled = (models: readonly InstalledModel[]): InstalledModel | null => {
  const fitting = models.filter(({ fit }) => fit.verdict !== 'too-large');
  const rank = ({ fit }: InstalledModel): number => (fit.verdict === 'tight' ? 1 : 0);
  const [best] = fitting
    .filter(isQuick)
    .toSorted(
      (one, other) => rank(one) - rank(other) || sizeOf(other) - sizeOf(one) || other.bytes - one.bytes,
    );
  const speedOf = ({ fit }: InstalledModel): number => fit.decodeSpeed ?? 0;
  const [fastest] = fitting
    .filter((model) => speedOf(model) >= 1)
    .toSorted((one, other) => speedOf(other) - speedOf(one));
  return best ?? fastest ?? null;
};
