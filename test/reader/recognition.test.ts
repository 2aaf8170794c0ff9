/** Recognition of the text in scans and images, with the data of languages that comes with Hearth. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawImage, blankRaster } from '../../main/reader/recognition/raster.ts';
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

  it('has its text recognised page by page, with that of other pages kept', async () => {
    const text = { texts: [{ text: 'Real words', x: 50, y: 700, size: 10 }] };
    const pdf = pdfOf([scannedPage(scan), text, scannedPage(scan, 4)]);
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
