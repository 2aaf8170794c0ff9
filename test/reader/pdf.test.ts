/** The text of PDF files: reading order, pages, headings, scripts of other directions. */
import { afterAll, describe, expect, it } from 'vitest';
import { bookPages, paperPdf, rtlPdf, stackedPdf, verticalPdf } from '../fixtures/documents/layout.ts';
import { pdfOf, widthOf, type Placed } from '../fixtures/documents/pdf.ts';
import { readingFolder, refusalOf, type Read } from '../fixtures/documents/read.ts';
import { chapters } from '../fixtures/documents/texts.ts';
import { shareInOrder } from '../fixtures/documents/words.ts';

const folder = readingFolder();
afterAll(() => folder.remove());

const textOfChapters = (all: ReturnType<typeof chapters>): string =>
  all.map(({ title, paragraphs }) => [title, ...paragraphs].join('\n')).join('\n');

const headingsOf = ({ text, places }: Read): string[] =>
  places.flatMap((place) => {
    if (place.kind !== 'heading') return [];
    expect(text.slice(place.at, text.indexOf('\n', place.at))).toBe(
      `${'#'.repeat(place.level)} ${place.title}`,
    );
    return [`${place.level} ${place.title}`];
  });

describe('a PDF', () => {
  it('in two columns is read column by column, with its title and headings, and joins hyphenated words', async () => {
    const sections = chapters(1, 3);
    const abstract =
      'This paper has an abstract that goes across both of its columns and takes some lines, as abstracts do. It is short.';
    const read = await folder.read('paper.pdf', paperPdf('A Paper on Whales', abstract, sections));
    const known = `A Paper on Whales\n${abstract}\n${textOfChapters(sections)}`;
    expect(shareInOrder(known, read.text)).toBeGreaterThan(0.99);
    expect(headingsOf(read)).toEqual(['1 A Paper on Whales', ...sections.map(({ title }) => `2 ${title}`)]);
    expect(read.text).not.toMatch(/\p{Ll}-\s\p{Ll}/u);
    // A paragraph is one line, so that sentences are whole.
    const whole = sections.flatMap(({ paragraphs }) => paragraphs).filter((one) => read.text.includes(one));
    expect(whole.length / sections.flatMap(({ paragraphs }) => paragraphs).length).toBeGreaterThan(0.9);
  });

  it('of a book has its pages and chapters, and whole paragraphs without the running heads between them', async () => {
    const book = chapters(1, 14);
    const set = bookPages(book, ['MOBY DICK', 'MELVILLE']);
    const read = await folder.read('book.pdf', pdfOf(set));
    const count = set.length;
    expect(read).toMatchObject({ kind: 'pdf', pages: { count, withText: count }, remarks: [] });
    expect(shareInOrder(textOfChapters(book), read.text)).toBeGreaterThan(0.998);
    expect(headingsOf(read)).toEqual(book.map(({ title }) => `1 ${title}`));
    expect(read.text).not.toMatch(/\n\d+\n/);
    // Nothing else has the author's name, so the first running head with it stays.
    expect(read.text.match(/MELVILLE/g)).toHaveLength(1);
    const paragraphs = book.flatMap((chapter) => chapter.paragraphs);
    const whole = paragraphs.filter((one) =>
      read.text.replaceAll(/-(?=\p{Ll})/gu, '').includes(one.replaceAll(/-(?=\p{Ll})/gu, '')),
    );
    expect(whole.length / paragraphs.length).toBeGreaterThan(0.95);
    for (const [index, { texts }] of set.entries()) {
      const at = read.places.find((place) => place.kind === 'page' && place.page === index + 1)!.at;
      const begin = read.text
        .slice(at, at + 300)
        .replace(/(?:MOBY DICK|MELVILLE)\n+/, '')
        .replace(/^# /, '');
      // The first word can be the rest of one.
      const [first = ''] = texts[0]!.text.split(' ');
      expect(begin.split(/\s/, 1)[0]!.endsWith(first), `${first}: ${begin.slice(0, 60)}`).toBe(true);
    }
  });

  it('in Chinese columns is read from right to left', async () => {
    const text = '道可道非常道名可名非常名無名天地之始有名萬物之母'.repeat(40);
    const read = await folder.read('vertical.pdf', verticalPdf(text));
    expect(read.text.replaceAll(/\s/g, '')).toBe(text);
    expect(read.pages).toEqual({ count: 2, withText: 2 });
    const stacked = text.slice(0, 200);
    expect((await folder.read('stacked.pdf', stackedPdf(stacked))).text.trim()).toBe(stacked);
  });

  it.each([
    [
      'Hebrew',
      'בראשית ברא אלהים את השמים ואת הארץ. והארץ היתה תהו ובהו וחשך על פני תהום ורוח אלהים מרחפת על פני המים. ויאמר אלהים יהי אור ויהי אור בשנת 1998 עם Windows 10 בלבד',
    ],
    [
      'Arabic',
      'في البدء خلق الله السماوات والأرض وكانت الأرض خربة وخالية وعلى وجه الغمر ظلمة وروح الله يرف على وجه المياه وقال الله ليكن نور فكان نور في سنة 1998',
    ],
  ])('in %s is read from right to left', async (_, text) => {
    const read = await folder.read('rtl.pdf', rtlPdf([text, text]));
    expect(shareInOrder(`${text}\n${text}`, read.text)).toBe(1);
  });

  it('with a table is read by row, and one whose page is turned like any other', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => [`Harbour ${at}`, `${at}.5 m`, `${at * 7} berths`]);
    const at = (turn: 0 | 1): Placed[] =>
      rows.flatMap((row, y) =>
        row.map((text, x) => ({
          text,
          size: 10,
          turn,
          ...(turn === 0 ? { x: 60 + x * 150, y: 700 - y * 14 } : { x: 100 + y * 14, y: 60 + x * 150 }),
        })),
      );
    const read = await folder.read('table.pdf', pdfOf([{ texts: at(0) }, { texts: at(1) }]));
    const table = rows.map((row) => row.join('\t')).join('\n');
    expect(read.text).toBe(`${table}\n\n${table}\n`);
  });

  it('has the marks of footnotes apart from words, but not the exponents of units', async () => {
    const at = (text: string, x: number, y: number, size = 10): Placed => ({ text, x, y, size });
    const texts = [
      [at('as he says', 50, 700), at('12', 50 + widthOf('as he says', 10), 704, 7)],
      [at('It has 5 km', 50, 680), at('2', 50 + widthOf('It has 5 km', 10), 684, 7)],
      [at('12', 50, 104, 6), at('In a letter', 50 + widthOf('12', 6), 100, 9)],
    ].flat();
    const { text } = await folder.read('marks.pdf', pdfOf([{ texts }]));
    expect(text.replaceAll(/\s+/g, ' ').trim()).toBe('as he says[12] It has 5 km2 12 In a letter');
  });

  it('has the values of its form', async () => {
    const read = await folder.read(
      'form.pdf',
      pdfOf([{ texts: [{ text: 'Name', x: 50, y: 700, size: 10 }], fields: { name: 'Ada Lovelace' } }]),
    );
    expect(read.text).toBe('Name\n\nname: Ada Lovelace\n');
  });

  it('of scans says how many pages have text, and that it can be recognised', async () => {
    const image = {
      width: 2,
      height: 2,
      gray: Buffer.from([0, 255, 255, 0]),
      at: { x: 0, y: 0, width: 595, height: 842 },
    };
    const scan = { texts: [], images: [image] };
    const text = { texts: [{ text: 'Words', x: 50, y: 700, size: 10 }] };
    const read = await folder.read('scan.pdf', pdfOf([scan, scan, text]));
    expect(read).toMatchObject({
      text: 'Words\n',
      pages: { count: 3, withText: 1 },
      remarks: [],
    });
    expect(read.places.map((place) => [place.kind, place.at])).toEqual([
      ['page', 0],
      ['page', 0],
      ['page', 0],
    ]);
    expect(read.extracted.facts.canRecognise).toBe(true);
    expect((await folder.read('one.pdf', pdfOf([scan]))).extracted.facts).toMatchObject({
      characters: 0,
      canRecognise: true,
    });
    expect(await refusalOf(folder.read('blank.pdf', pdfOf([{ texts: [] }])))).toBe('documents.no-text');
  });

  it('that is encrypted or damaged is refused', async () => {
    const encrypted =
      '/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <0000000000000000000000000000000000000000000000000000000000000000> /U <0000000000000000000000000000000000000000000000000000000000000000> >> /ID [<00> <00>]';
    const page = { texts: [{ text: 'Words', x: 50, y: 700, size: 10 }] };
    expect(await refusalOf(folder.read('secret.pdf', pdfOf([page], encrypted)))).toBe('documents.encrypted');
    expect(await refusalOf(folder.read('cut.pdf', pdfOf([page]).subarray(0, 200)))).toBe('documents.damaged');
    expect(await refusalOf(folder.read('head.pdf', '%PDF-1.7\n'))).toBe('documents.damaged');
  });
});
