/** The middle and the spread of repeated measurements. All functions need at least one value. */

export const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** The standard deviation of a sample, with n − 1 under the root as in llama-bench; 0 for a single value. */
export const standardDeviation = (values: readonly number[]): number => {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((total, value) => total + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
};

/** The value that `share` of the values are below, interpolated between neighbours. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1);
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);
