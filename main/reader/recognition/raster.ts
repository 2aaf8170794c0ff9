/** Draws the images of a page into one gray picture: scans are one image a page, strips of it, or layers. */

/** A picture with one byte for each pixel, 255 is white. */
export interface Raster {
  width: number;
  height: number;
  gray: Uint8Array;
}

/** An affine map of a plane: `x' = ax + cy + e`, `y' = bx + dy + f` (ISO 32000-1, 8.3.3). */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const product = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];

const inverse = ([a, b, c, d, e, f]: Matrix): Matrix | null => {
  const determinant = a * d - b * c;
  if (!Number.isFinite(1 / determinant)) return null;
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
};

/** An image of a page. `at` gives its gray value and its opacity, both from 0 to 255, at a pixel. */
export interface PlacedImage {
  width: number;
  height: number;
  gray: (x: number, y: number) => number;
  opacity: (x: number, y: number) => number;
  /** From the unit square, in which the image is upright with its bottom at 0, to the picture's pixels, whose first row is the top. */
  matrix: Matrix;
}

/** The most samples in a row of each pixel of the picture. */
const mostSamples = 3;

export const blankRaster = (width: number, height: number): Raster => ({
  width,
  height,
  gray: new Uint8Array(width * height).fill(255),
});

/** Draws an image over what the picture has. */
export const drawImage = (raster: Raster, image: PlacedImage): void => {
  const back = inverse(image.matrix);
  if (back === null || image.width < 1 || image.height < 1) return;
  const [a, b, c, d, e, f] = image.matrix;
  const [xs, ys] = [
    [e, e + a, e + c, e + a + c],
    [f, f + b, f + d, f + b + d],
  ];
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  const [left, right] = [
    clamp(Math.floor(Math.min(...xs)), raster.width),
    clamp(Math.ceil(Math.max(...xs)), raster.width),
  ];
  const [top, bottom] = [
    clamp(Math.floor(Math.min(...ys)), raster.height),
    clamp(Math.ceil(Math.max(...ys)), raster.height),
  ];
  // Of a larger image several pixels are mixed, so that no thin line is lost.
  const ratio = Math.max(
    Math.hypot(back[0], back[2]) * image.width,
    Math.hypot(back[1], back[3]) * image.height,
  );
  const samples = Math.max(1, Math.min(mostSamples, Math.ceil(ratio - 0.2)));
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      let [light, weight, inside] = [0, 0, 0];
      for (let sample = 0; sample < samples * samples; sample++) {
        const px = x + ((sample % samples) + 0.5) / samples;
        const py = y + (Math.floor(sample / samples) + 0.5) / samples;
        const u = back[0] * px + back[2] * py + back[4];
        const v = back[1] * px + back[3] * py + back[5];
        if (u < 0 || u >= 1 || v <= 0 || v > 1) continue;
        const [ix, iy] = [Math.floor(u * image.width), Math.floor((1 - v) * image.height)];
        const opacity = image.opacity(ix, iy);
        light += image.gray(ix, iy) * opacity;
        weight += opacity;
        inside += 1;
      }
      if (inside === 0) continue;
      const at = y * raster.width + x;
      const share = weight / (255 * samples * samples);
      const value = weight === 0 ? 0 : light / weight;
      raster.gray[at] = Math.round(value * share + raster.gray[at]! * (1 - share));
    }
};
