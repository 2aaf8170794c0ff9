/**
 * Damaged documents of each kind: the reader tells their text or one sentence for each, survives, and keeps within its bounds.
 * `npm run test:long` reads 200 of each kind.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { afterAll, expect, it } from 'vitest';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { bookPdf, paperPdf, rtlPdf, verticalPdf } from '../fixtures/documents/layout.ts';
import { mutated } from '../fixtures/documents/mutate.ts';
import { docxOf, epubOf, htmlOf, mailOf, odpOf, odtOf, pptxOf, rtfOf } from '../fixtures/documents/office.ts';
import { openReader } from '../fixtures/documents/one-reader.ts';
import { readingFolder } from '../fixtures/documents/read.ts';
import { scannedPdf, scanOf } from '../fixtures/documents/scan.ts';
import { chapters, report } from '../fixtures/documents/texts.ts';
import { times } from '../fixtures/long.ts';

const folder = readingFolder();
const reader = openReader({ ms: 20_000 });
afterAll(() => {
  reader.close();
  folder.remove();
});

const slides = [
  { title: 'One', texts: ['two', 'three'] },
  { title: 'Four', texts: ['five'] },
];
const workbook = (bookType: 'xlsx' | 'xls' | 'ods'): Buffer => {
  const book = utils.book_new();
  utils.book_append_sheet(
    book,
    utils.aoa_to_sheet([
      ['a', 1],
      ['b', 2.5],
      [new Date(0), true],
    ]),
    'Sheet',
  );
  return write(book, { type: 'buffer', bookType, compression: true }) as Buffer;
};
const [first] = chapters(2, 2);

const kinds: [name: string, bytes: Buffer, isZip: boolean][] = [
  [
    'paper.pdf',
    paperPdf('Paper', 'An abstract.', [{ ...first!, paragraphs: first!.paragraphs.slice(0, 4) }]),
    false,
  ],
  ['book.pdf', bookPdf([first!]), false],
  ['vertical.pdf', verticalPdf('道可道非常道'.repeat(20)), false],
  ['rtl.pdf', rtlPdf(['בראשית ברא אלהים את השמים ואת הארץ']), false],
  ['report.docx', docxOf(report), true],
  ['report.odt', odtOf(report), true],
  ['table.xlsx', workbook('xlsx'), false],
  ['table.xls', workbook('xls'), false],
  ['table.ods', workbook('ods'), false],
  ['talk.pptx', pptxOf(slides), true],
  ['talk.odp', odpOf(slides), true],
  ['book.epub', epubOf([first!, first!]), true],
  ['report.rtf', rtfOf(report), false],
  ['mail.eml', mailOf({ subject: 'One', text: '', html: htmlOf(report) }), false],
  ['page.html', Buffer.from(`<!doctype html><html>${htmlOf(report)}</html>`), false],
  ['notes.md', Buffer.from('# One\n\nGrüße ' + 'two three '.repeat(100)), false],
];

const copies = times(1, 200);
const mostMs = 30_000;
const mostBytes = 1e9;

/** Reads damaged copies one after the other; `recognise`: and recognises the text of those that can be read. */
const readDamaged = async (
  name: string,
  bytes: Buffer,
  isZip: boolean,
  recognise = false,
): Promise<string[]> => {
  const whole = await reader.read(folder.place(name, bytes), name, join(folder.path, `${name}-whole`));
  expect(whole.kind).toBe('done');
  const ends: string[] = [];
  for (let seed = 1; seed <= copies; seed++) {
    const path = join(folder.path, `damaged-${name}`);
    writeFileSync(path, mutated(bytes, seed, isZip));
    const target = join(folder.path, `${name}-${seed}`);
    const startedAt = performance.now();
    let ended = await reader.read(path, name, target);
    if (recognise && ended.kind === 'done') ended = await reader.recognise(name, target);
    rmSync(target, { recursive: true, force: true });
    expect(performance.now() - startedAt, `seed ${seed}`).toBeLessThan(mostMs);
    ends.push(ended.kind === 'done' ? 'a text' : sentenceOf(ended.problem));
    if (ended.kind === 'refused' && ended.problem.code === 'documents.reader-died')
      throw new Error(`seed ${seed}: ${ended.detail}`);
  }
  for (const end of ends) expect(end === 'a text' || end.includes(name)).toBe(true);
  expect(reader.peak() ?? 0).toBeLessThan(mostBytes);
  return ends;
};

it.each(kinds)(
  'damaged copies of %s end with a text or a sentence',
  async (name, bytes, isZip) => expect(await readDamaged(name, bytes, isZip)).toHaveLength(copies),
  3_600_000,
);

it('so do damaged scans and images whose text is recognised', async () => {
  const page = { title: 'Survey of the harbours', paragraphs: ['It was made in spring.'] };
  const scan = await scanOf(bookPdf([page]));
  expect(await readDamaged('scan.png', scan.png, false, true)).toHaveLength(copies);
  expect(await readDamaged('scan.pdf', scannedPdf([scan]), false, true)).toHaveLength(copies);
}, 3_600_000);
