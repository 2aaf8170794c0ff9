/** The images of a PDF's page as one picture, without a canvas: recognition needs no more of a scan. */
import type * as pdfJs from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.d.ts';
import {
  blankRaster,
  drawImage,
  product,
  type Matrix,
  type PlacedImage,
  type Raster,
} from '../recognition/raster.ts';

/** An image as pdf.js decodes it. */
interface Decoded {
  width: number;
  height: number;
  /** `ImageKind`; missing for masks. */
  kind?: number;
  data: Uint8Array | Uint8ClampedArray;
}

/** Pixels for each point of the page: tesseract recognises best at about 300 dots per inch. */
const [leastScale, mostScale] = [150 / 72, 300 / 72];
const mostPixels = 30_000_000;
/** Images that cover less of the page are logos and lines. */
const smallest = 0.02;

/** `null` if the page has no image worth recognising. */
export const pictureOf = async (page: PDFPageProxy, pdfjs: typeof pdfJs): Promise<Raster | null> => {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const images = (await imagesOf(page, pdfjs)).map((image) => ({
    ...image,
    matrix: product(transform as unknown as Matrix, image.matrix),
  }));
  const covered = images.map(({ matrix: [a, b, c, d] }) => Math.abs(a * d - b * c) / (width * height));
  if (!covered.some((share) => share >= smallest)) return null;
  const densities = images.map(
    ({ matrix, width: pixels }) => pixels / (Math.hypot(matrix[0], matrix[1]) || 1),
  );
  const wanted = Math.min(
    mostScale,
    Math.max(leastScale, ...densities.filter((_, at) => covered[at]! >= smallest)),
  );
  const scale = Math.min(wanted, Math.sqrt(mostPixels / (width * height)));
  const raster = blankRaster(Math.max(1, Math.ceil(width * scale)), Math.max(1, Math.ceil(height * scale)));
  for (const image of images)
    drawImage(raster, { ...image, matrix: image.matrix.map((value) => value * scale) as unknown as Matrix });
  return raster;
};

const imagesOf = async (page: PDFPageProxy, { OPS, ImageKind }: typeof pdfJs): Promise<PlacedImage[]> => {
  const { fnArray, argsArray } = await page.getOperatorList();
  const images: PlacedImage[] = [];
  let now: Matrix = [1, 0, 0, 1, 0, 0];
  const saved: Matrix[] = [];
  const add = (image: Decoded | null): void => {
    if (image?.data && image.width > 0 && image.height > 0)
      images.push({ ...pixelsOf(image, ImageKind), width: image.width, height: image.height, matrix: now });
  };
  for (const [at, operator] of fnArray.entries()) {
    const args = argsArray[at] as unknown[] | null;
    switch (operator) {
      case OPS.save:
        saved.push(now);
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        now = saved.pop() ?? now;
        break;
      case OPS.transform:
        now = product(now, args as unknown as Matrix);
        break;
      case OPS.paintFormXObjectBegin:
        saved.push(now);
        if (args?.[0]) now = product(now, args[0] as Matrix);
        break;
      case OPS.paintImageXObject:
        add(await objectOf(page, args?.[0]));
        break;
      case OPS.paintInlineImageXObject:
        add(args?.[0] as Decoded);
        break;
      case OPS.paintImageMaskXObject: {
        const mask = args?.[0] as Decoded & { data: unknown };
        add(typeof mask.data === 'string' ? await objectOf(page, mask.data) : mask);
      }
    }
  }
  return images;
};

const objectOf = (page: PDFPageProxy, id: unknown): Promise<Decoded | null> =>
  new Promise((resolve) => {
    if (typeof id !== 'string') return resolve(null);
    const objects = id.startsWith('g_') ? page.commonObjs : page.objs;
    objects.get(id, (object: unknown) => resolve(object as Decoded | null));
  });

/** Rec. 601 luma. */
const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

const pixelsOf = (
  { width, kind, data }: Decoded,
  ImageKind: (typeof pdfJs)['ImageKind'],
): Pick<PlacedImage, 'gray' | 'opacity'> => {
  const rowBytes = (width + 7) >> 3;
  const bit = (x: number, y: number): number => (data[y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1;
  const opaque = (): number => 255;
  const colour = (bytes: number) => (x: number, y: number) => {
    const at = (y * width + x) * bytes;
    return luma(data[at]!, data[at + 1]!, data[at + 2]!);
  };
  switch (kind) {
    case ImageKind.GRAYSCALE_1BPP:
      return { gray: (x, y) => 255 * bit(x, y), opacity: opaque };
    case ImageKind.RGB_24BPP:
      return { gray: colour(3), opacity: opaque };
    case ImageKind.RGBA_32BPP:
      return { gray: colour(4), opacity: (x, y) => data[(y * width + x) * 4 + 3]! };
    default:
      // A mask paints where its bits are 0; text layers of scans are black.
      return { gray: () => 0, opacity: (x, y) => 255 * (1 - bit(x, y)) };
  }
};
