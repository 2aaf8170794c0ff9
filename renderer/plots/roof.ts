/** The roofline model: the compute that a machine allows at an arithmetic intensity, and the share of it that was reached. */

export interface Ceilings {
  bandwidthBytesPerS: number;
  flopsPerS: number;
}

/** The intensity in FLOP/byte from which on compute is the limit. */
export const ridge = ({ bandwidthBytesPerS, flopsPerS }: Ceilings): number => flopsPerS / bandwidthBytesPerS;

/** FLOP/s that the machine allows at this intensity, and what limits it there. */
export const roofAt = (
  ceilings: Ceilings,
  intensity: number,
): { flopsPerS: number; bound: 'memory' | 'compute' } =>
  intensity < ridge(ceilings)
    ? { flopsPerS: ceilings.bandwidthBytesPerS * intensity, bound: 'memory' }
    : { flopsPerS: ceilings.flopsPerS, bound: 'compute' };
