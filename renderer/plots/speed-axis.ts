/** The axis for comparing speeds. */
import type { Series } from './line-plot.tsx';
import type { Axis } from './scale.ts';
import { plotWords } from '../words/plots.ts';

/** Linear from zero if all lines are readable; if one model is five times as fast as another, logarithmic. */
export const speedAxis = (series: readonly Series[]): Axis => {
  const speeds = series.flatMap(({ points }) => points.map(({ y }) => y));
  const isWide = Math.max(...speeds) > 5 * Math.min(...speeds);
  return { label: plotWords.speed, unit: 'tokens/s', scale: isWide ? 'log' : 'linear' };
};
