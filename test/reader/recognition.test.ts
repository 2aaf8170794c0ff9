/** Recognition of the text in scans and images, with the data of languages that comes with Hearth. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawImage, blankRaster } from '../../main/reader/recognition/raster.ts';
import { beginningWith, pageOffsets } from '../../main/reader/recognition/tiff-pages.ts';
import { bookPdf } from '../fixtures/documents/layout.ts';
import { pdfOf } from '../fixtures/documents/pdf.ts';
import { readingFolder, refusalOf } from '../fixtures/documents/read.ts';
import { scannedPage, scannedPdf, scanOf, type Scan } from '../fixtures/documents/scan.ts';
import { shareInOrder } from '../fixtures/documents/words.ts';

const folder = readingFolder();
afterAll(() => folder.remove());

const page = {
  title: 'Survey of the harbours',
  paragraphs: [
    'The survey was made in the spring of 1998 by two boats and a crew of eleven. It covers fourteen harbours between the cape and the mouth of the river, and most of the bays between them.',
    'Die Tiefen wurden bei Niedrigwasser gemessen. Für die Prüfung größerer Häfen wurden zusätzlich Taucher eingesetzt, die über vierzig Stunden unter Wasser verbrachten.',
  ],
};
const known = [page.title, ...page.paragraphs].join('\n');

describe('a scan', () => {
  let scan: Scan;
  beforeAll(async () => {
    scan = await scanOf(bookPdf([page]));
  });

  /** The scan as if the sheet was put in askew, by some degrees. */
  const skewed = ({ width, height, gray, png }: Scan, degrees: number): Scan => {
    const raster = blankRaster(width, height);
    const [cos, sin] = [Math.cos((degrees / 180) * Math.PI), Math.sin((degrees / 180) * Math.PI)];
    const [x, y] = [(width * (1 - cos) - height * sin) / 2, (height * (1 + cos) - width * sin) / 2];
    const matrix = [width * cos, width * sin, height * sin, -height * cos, x, y] as const;
    const at = (px: number, py: number): number => gray[py * width + px]!;
    drawImage(raster, { width, height, gray: at, opacity: () => 255, matrix });
    return { width, height, gray: Buffer.from(raster.gray), png };
  };

  it('has its text recognised page by page, also askew or upside down, with that of other pages kept', async () => {
    const text = { texts: [{ text: 'Real words', x: 50, y: 700, size: 10 }] };
    const turned = { ...scan, gray: Buffer.from(scan.gray.toReversed()) };
    const pdf = pdfOf([scannedPage(skewed(scan, 3)), text, scannedPage(turned, 4)]);
    const shares: (number | null)[] = [];
    const { before, after } = await folder.recognise('scan.pdf', pdf, {
      onProgress: (share) => shares.push(share),
    });
    expect(before).toMatchObject({ text: 'Real words\n', pages: { count: 3, withText: 1 } });
    expect(after.pages).toEqual({ count: 3, withText: 3 });
    expect(after.remarks).toEqual([{ code: 'documents.recognised', facts: { recognised: 2 } }]);
    expect(shareInOrder(`${known}\n1\nReal words\n${known}\n1`, after.text)).toBeGreaterThan(0.95);
    const starts = after.places.filter(({ kind }) => kind === 'page').map(({ at }) => at);
    expect(after.text.slice(starts[0], starts[0]! + 10)).toBe('Survey of ');
    expect(after.text.slice(starts[1], starts[2]).trim()).toBe('Real words');
    const { digest, bytes, stamp } = before.extracted;
    expect(after.extracted).toMatchObject({ digest, bytes });
    expect(Math.round(after.extracted.stamp!.modifiedAt)).toBe(Math.round(stamp!.modifiedAt));
    expect(shares.length).toBeGreaterThan(1);
  });

  it('as an image is recognised', async () => {
    const { before, after } = await folder.recognise('scan.png', scan.png);
    expect(before).toMatchObject({ kind: 'image', text: '' });
    expect(shareInOrder(`${known}\n1`, after.text)).toBeGreaterThan(0.95);
    expect(after).toMatchObject({ kind: 'image', pages: { count: 1, withText: 1 } });
  });

  it('without text is refused, and so is what cannot be recognised, or takes too long', async () => {
    const slow = folder.recognise('slow.pdf', scannedPdf([scan]), { limits: { ms: 1 } });
    expect(await refusalOf(slow)).toBe('documents.too-slow');
    const blank = { ...scan, width: 100, height: 140, gray: Buffer.alloc(14_000, 255) };
    expect(await refusalOf(folder.recognise('blank.pdf', scannedPdf([blank])))).toBe(
      'documents.nothing-recognised',
    );
    expect(await refusalOf(folder.recognise('cut.png', scan.png.subarray(0, 400)))).toBe(
      'documents.image-unreadable',
    );
    expect(await refusalOf(folder.recognise('a.txt', Buffer.from('text')))).toBe(
      'documents.nothing-to-recognise',
    );
  });
});

describe('a TIFF', () => {
  it('has as many pages as its chain of directories, which can be cut off or lead in a circle', () => {
    const tiff = (mark: string, ...offsets: number[]): Buffer => {
      const bytes = Buffer.alloc(100);
      bytes.write(mark, 'latin1');
      const write = (value: number, at: number): unknown =>
        mark.startsWith('II') ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
      // Directories without entries: the offset of the next one follows their count.
      [4, ...offsets.map((offset) => offset + 2)].forEach((at, index) => {
        if (at + 4 <= bytes.length) write(offsets[index] ?? 0, at);
      });
      return bytes;
    };
    const two = tiff('II*\0', 8, 20);
    expect(pageOffsets(two)).toEqual([8, 20]);
    expect(pageOffsets(tiff('MM\0*', 8, 20, 40))).toEqual([8, 20, 40]);
    expect(pageOffsets(tiff('II*\0', 8, 8))).toEqual([8]);
    expect(pageOffsets(tiff('II*\0', 8, 4000))).toEqual([8]);
    expect(pageOffsets(Buffer.from('II*\0'))).toEqual([0]);
    expect(pageOffsets(Buffer.from('\x89PNG....'))).toEqual([0]);
    expect(pageOffsets(beginningWith(two, 20))).toEqual([20]);
  });
});

describe('the picture of a page', () => {
  const checker = {
    width: 2,
    height: 2,
    gray: (x: number, y: number) => (x === y ? 0 : 200),
    opacity: (x: number) => (x === 0 ? 255 : 51),
  };

  it('has images upright, turned, mixed when they are smaller, and see-through where they are', () => {
    const upright = blankRaster(4, 4);
    drawImage(upright, { ...checker, matrix: [4, 0, 0, -4, 0, 4] });
    // The left column is opaque; of the right one a fifth covers the white below.
    expect([...upright.gray.subarray(0, 4)]).toEqual([0, 0, 244, 244]);
    expect([...upright.gray.subarray(12)]).toEqual([200, 200, 204, 204]);
    const turned = blankRaster(4, 4);
    drawImage(turned, { ...checker, opacity: () => 255, matrix: [0, 4, 4, 0, 0, 0] });
    expect([...turned.gray.subarray(0, 4)]).toEqual([200, 200, 0, 0]);
    const small = blankRaster(1, 1);
    drawImage(small, { ...checker, opacity: () => 255, matrix: [1, 0, 0, -1, 0, 1] });
    expect([...small.gray]).toEqual([100]);
  });
});
