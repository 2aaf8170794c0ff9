/** The axis of speeds that are compared. */
import type { Series } from './line-plot.tsx';
import type { Axis } from './scale.ts';
import { plotWords } from '../words/plots.ts';

/** From zero where all lines can be read there; a model five times as fast as another needs a logarithm. */
export const speedAxis = (series: readonly Series[]): Axis => {
  const speeds = series.flatMap(({ points }) => points.map(({ y }) => y));
  const isWide = Math.max(...speeds) > 5 * Math.min(...speeds);
  return { label: plotWords.speed, unit: 'tokens/s', scale: isWide ? 'log' : 'linear' };
};
