/** The roofline model: what a machine allows at an arithmetic intensity, and how much of that was reached. */

export interface Ceilings {
  bandwidthBytesPerS: number;
  flopsPerS: number;
}

/** The intensity from which on compute is the bound, in FLOP/byte. */
export const ridge = ({ bandwidthBytesPerS, flopsPerS }: Ceilings): number => flopsPerS / bandwidthBytesPerS;

/** FLOP/s that the machine allows at this intensity, and by what it is bound there. */
export const roofAt = (
  ceilings: Ceilings,
  intensity: number,
): { flopsPerS: number; bound: 'memory' | 'compute' } =>
  intensity < ridge(ceilings)
    ? { flopsPerS: ceilings.bandwidthBytesPerS * intensity, bound: 'memory' }
    : { flopsPerS: ceilings.flopsPerS, bound: 'compute' };
