/** Draws many values on few pixels without losing the longest. */

/** The index of the longest value in each pixel, or -1 if the pixel has none. */
export const longestByPixel = (
  values: readonly number[],
  pixelOf: (index: number) => number,
  pixels: number,
): number[] => {
  const longest = Array.from({ length: Math.max(0, pixels) }, () => -1);
  for (let index = 0; index < values.length; index++) {
    const pixel = Math.min(pixels - 1, Math.max(0, Math.floor(pixelOf(index))));
    const held = longest[pixel];
    if (held === undefined) break;
    if (held === -1 || values[index]! > values[held]!) longest[pixel] = index;
  }
  return longest;
};

/** The value below which a share of the values are, interpolated between neighbours. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).toSorted();
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
};

/** Where each duration begins if one follows the other, and as the last entry where all of them end. */
export const starts = (values: readonly number[]): number[] => {
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return sums;
};
