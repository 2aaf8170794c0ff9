/** The texts and places of documents of office programs, books and mails. */
import { write, utils } from '@e965/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import type { DocumentText } from '../../main/shared/documents/document-text.ts';
import {
  epubOf,
  htmlOf,
  mailOf,
  odpOf,
  odtOf,
  odtWith,
  pptxOf,
  rtfOf,
  textOfBlocks,
} from '../fixtures/documents/office.ts';
import { readingFolder, refusalOf } from '../fixtures/documents/read.ts';
import { chapters, report } from '../fixtures/documents/texts.ts';
import { shareInOrder } from '../fixtures/documents/words.ts';

const folder = readingFolder();
afterAll(() => folder.remove());

/** The text from each place to the end of its line. */
const linesAt = ({ text, places }: DocumentText): string[] =>
  places.map(({ at }) => text.slice(at, text.indexOf('\n', at)));

const headings = ['# Harbour survey of the northern coast', '## Depths', '## Recommendations'];

describe('texts', () => {
  it.each([
    ['report.odt', odtOf(report)],
    ['report.rtf', rtfOf(report)],
  ])('%s is read with its headings and its table', async (name, bytes) => {
    const read = await folder.read(name, bytes);
    expect(read).toMatchObject({ kind: 'word', pages: null });
    expect(shareInOrder(textOfBlocks(report), read.text)).toBeGreaterThan(0.99);
    expect(linesAt(read)).toEqual(headings);
    expect(read.text).toContain('| Vitte | 1.9 | 45 |\n| Lohme');
    expect(read.text).toMatch(/[-•] Renew the lights on the eastern mole\.\n/);
    expect(read.text).not.toMatch(/hidden|89504e47|Arial/);
  });

  it('in ODT leave out comments and deleted text, and have footnotes in brackets', async () => {
    const content =
      '<text:p>before<office:annotation><text:p>comment</text:p></office:annotation> a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note> after</text:p><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>';
    expect((await folder.read('notes.odt', odtWith(content))).text).toBe('before a [foot] after\n');
  });

  it('in ODT have headings by their styles, numbered lists, headers and footers', async () => {
    const list = (style: string, ...items: string[]): string =>
      `<text:list text:style-name="${style}">${items.map((item) => `<text:list-item><text:p>${item}</text:p></text:list-item>`).join('')}</text:list>`;
    const styles =
      '<style:style style:name="Mine" style:parent-style-name="Heading_20_2"/><text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style><style:master-page><style:header><text:p>Letter head</text:p></style:header><style:header-first><text:p>Letter head</text:p></style:header-first><style:footer><text:p><text:page-number>3</text:page-number> of the report</text:p></style:footer><style:footer-left><text:p>4</text:p></style:footer-left></style:master-page>';
    const own = '<style:style style:name="P1" style:parent-style-name="Mine"/>';
    const content = `<text:p text:style-name="Title">Whole</text:p><text:p text:style-name="P1">Part</text:p>${list('N', 'one', 'two')}${list('B', 'three')}`;
    const { text } = await folder.read('styles.odt', odtWith(content, '', styles, own));
    expect(text).toBe('Letter head\n\n# Whole\n\n## Part\n\n1. one\n2. two\n\n- three\n\nof the report\n');
  });

  it('that are encrypted are refused', async () => {
    const manifest =
      '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>';
    expect(await refusalOf(folder.read('secret.odt', odtOf(report, manifest)))).toBe('documents.encrypted');
  });

  it('in RTF have characters of all their encodings', async () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset238 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}\f0 \'b9\'ea \f1\'ef\'f0 \f2\'93\'fa\'96\'7b \uc2\u8364\'80\'80 \u-10179?x\u-8704?x \'7b\{\~e\emdash f{\*\unknown hidden}\par next}`;
    expect((await folder.read('codes.rtf', rtf)).text).toBe('ąę пр 日本 € 😀 {{ e—f\n\nnext\n');
  });
});

describe('RTF', () => {
  it('has characters whose second byte is written as a letter or a symbol', async () => {
    // The second bytes of these are a backslash, a brace and a letter.
    const text = '\u30bd\u8868\u80fd\u4e88\u30a2\u7267';
    const rtf = String.raw`{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 A;}}\f0 \'83\\\'95\\\'94\\\'97\\\'83A\'96q B\par \'83}`;
    expect((await folder.read('sjis.rtf', rtf)).text).toMatch(new RegExp(`^${text} ?B\n`));
    const raw = Buffer.from(String.raw`{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 A;}}\f0 `, 'latin1');
    const gbk = Buffer.concat([raw, Buffer.from('ced2c3c7', 'hex'), Buffer.from('\\par}')]);
    expect((await folder.read('gbk.rtf', gbk)).text).toBe('我们\n');
  });

  it('has headings by their styles, notes and text boxes, and not what is hidden or deleted', async () => {
    const rtf = String.raw`{\rtf1\ansi{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Own;}{\s2\b heading 2;}{\*\cs3 heading 1;}}\pard\s1 One\par\pard\s2 Two\par\pard\s0 text{\footnote\pard\plain\s0 a\par note}{\v hidden}{\deleted gone}{\upr{old}{\*\ud{ new}}}\par{\shp{\*\shpinst\shpleft1{\sp{\sn name}{\sv value}}{\shptxt\pard in a box\par}}}{\header{\shp{\*\shpinst{\shptxt head}}}}\pard end\par}`;
    expect((await folder.read('styles.rtf', rtf)).text).toBe(
      '# One\n\n## Two\n\ntext [a note] new\n\nin a box\n\nend\n',
    );
  });
});

const slides = [
  { title: 'Harbours', texts: ['Fourteen harbours & eleven people', 'One spring'] },
  { title: 'Depths', texts: ['Sassnitz 10.5 m'] },
  { title: 'Costs', texts: ['2.4 million euros'] },
];

describe('slides', () => {
  it.each([
    ['talk.pptx', pptxOf(slides)],
    ['talk.odp', odpOf(slides)],
  ])('%s are pages in their order, each with the notes of its speaker', async (name, bytes) => {
    const read = await folder.read(name, bytes);
    expect(read).toMatchObject({ kind: 'slides', pages: { count: 3, withText: 3 } });
    expect(
      read.places.filter(({ kind }) => kind === 'page').map(({ at }) => read.text.slice(at).split('\n')[0]),
    ).toEqual(['## Harbours', '## Depths', '## Costs']);
    const known = slides.map(({ title, texts }) => [title, ...texts, 'Notes: notes on', title].join(' '));
    expect(shareInOrder(known.join(' '), read.text)).toBe(1);
  });
});

describe('workbooks', () => {
  const sheet = utils.aoa_to_sheet(
    [
      ['Harbour', 'Depth', 'Date', 'Total'],
      ['Sassnitz', 10.5, new Date(Date.UTC(1998, 2, 1)), 1234.5],
      [],
      [null, null, null, 'two\nlines'],
    ],
    { dateNF: 'yyyy-mm-dd' } as never,
  );
  (sheet['D2'] as { z?: string }).z = '#,##0.00';
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'Depths');
  utils.book_append_sheet(book, utils.aoa_to_sheet([]), 'Empty');
  utils.book_append_sheet(
    book,
    utils.sheet_add_aoa(utils.aoa_to_sheet([]), [['only']], { origin: 'B7' }),
    'Second',
  );

  it.each(['xlsx', 'xls', 'ods'] as const)(
    'in %s are read by row, with the values that are shown',
    async (bookType) => {
      const read = await folder.read(
        `depths.${bookType}`,
        write(book, { type: 'buffer', bookType }) as Buffer,
      );
      expect(read.kind).toBe('sheet');
      expect(read.text).toBe(
        `1\tHarbour\tDepth\tDate\tTotal\n2\tSassnitz\t10.5\t${bookType === 'ods' ? read.text.split('\t')[7] : '1998-03-01'}\t${bookType === 'ods' ? '1234.5' : '1,234.50'}\n4\t\t\t\ttwo lines\n7\t\tonly\n`,
      );
      expect(read.places).toEqual([
        { kind: 'sheet', at: 0, name: 'Depths' },
        { kind: 'sheet', at: read.text.indexOf('7\t\tonly'), name: 'Second' },
      ]);
    },
  );

  it('have their hidden sheets left out, which is said', async () => {
    const secret = utils.book_new();
    for (const name of ['Shown', 'Hidden', 'Never shown'])
      utils.book_append_sheet(secret, utils.aoa_to_sheet([[`of ${name}`]]), name);
    secret.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }, { Hidden: 2 }] };
    const read = await folder.read(
      'secret.xlsx',
      write(secret, { type: 'buffer', bookType: 'xlsx' }) as Buffer,
    );
    expect(read.text).toBe('1\tof Shown\n');
    expect(read.remarks).toEqual([
      { code: 'documents.hidden-sheets', facts: { sheets: 'Hidden, Never shown' } },
    ]);
  });

  it('of ten thousand rows are whole', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => [`Berth ${at}`, at * 3, `Quay ${at % 17}`]);
    const large = utils.book_new();
    utils.book_append_sheet(large, utils.aoa_to_sheet(rows), 'Berths');
    const { text } = await folder.read(
      'berths.xlsx',
      write(large, { type: 'buffer', bookType: 'xlsx' }) as Buffer,
    );
    expect(text).toBe(rows.map((row, at) => `${at + 1}\t${row.join('\t')}\n`).join(''));
  });
});

describe('books', () => {
  const book = chapters(1, 6);

  it('are read in the order of the spine, with a heading for each chapter', async () => {
    const read = await folder.read(
      'book.epub',
      epubOf(book.map((one, at) => ({ ...one, isBare: at % 2 === 1 }))),
    );
    const known = book.map(({ title, paragraphs }) => [title, ...paragraphs].join('\n')).join('\n');
    expect(read.kind).toBe('book');
    expect(shareInOrder(known, read.text)).toBeGreaterThan(0.99);
    expect(linesAt(read)).toEqual(book.map(({ title }) => `# ${title}`));
  });

  it('that are encrypted are refused, but not for their fonts', async () => {
    const encryption = (path: string) => ({
      name: 'META-INF/encryption.xml',
      content: `<encryption><enc:CipherReference URI="${path}"/></encryption>`,
    });
    const font = epubOf(book.slice(0, 1), [encryption('OEBPS/font.otf')]);
    expect((await folder.read('font.epub', font)).kind).toBe('book');
    const shop = epubOf(book.slice(0, 1), [encryption('OEBPS/text/chapter%200.xhtml')]);
    expect(await refusalOf(folder.read('shop.epub', shop))).toBe('documents.encrypted');
  });
});

describe('mails', () => {
  it('are read with their headers, their text and the names of their attachments', async () => {
    const read = await folder.read(
      'mail.eml',
      mailOf({ subject: 'Tiefen & Kosten', text: 'Grüße,\r\nJürgen' }),
    );
    expect(read.kind).toBe('mail');
    expect(read.text).toBe(
      '# Tiefen & Kosten\n\nFrom: Jürgen <juergen@example.org>\nTo: Ada <ada@example.org>, ben@example.org\nDate: 2026-03-03T09:15:00.000Z\nAttachments: plan.pdf\n\nGrüße,\nJürgen\n',
    );
    expect(read.remarks).toEqual([{ code: 'documents.attachments', facts: { files: 'plan.pdf' } }]);
  });

  it('are read with the mails that are attached to them', async () => {
    const inner = mailOf({ subject: 'Inner', text: 'Depths' }).toString('latin1');
    const outer = [
      'Subject: Outer',
      'Content-Type: multipart/mixed; boundary=out',
      '',
      '--out',
      '',
      'See below.',
      '--out',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment; filename="inner.eml"',
      '',
      inner,
      '--out--',
    ].join('\r\n');
    const read = await folder.read('outer.eml', outer);
    expect(linesAt(read)).toEqual(['# Outer', '## Inner']);
    expect(read.text).toMatch(
      /^# Outer\n\nAttachments: inner\.eml\n\nSee below\.\n\n## Inner\n[^]*\n\nDepths\n$/,
    );
    expect(read.remarks).toEqual([{ code: 'documents.attachments', facts: { files: 'plan.pdf' } }]);
  });

  it('in HTML are read like a page', async () => {
    const read = await folder.read('html.eml', mailOf({ subject: 'Survey', text: '', html: htmlOf(report) }));
    expect(linesAt(read)).toEqual(['# Survey', ...headings]);
    expect(read.text).toContain('| Sassnitz | 10.5 | 120 |');
  });
});

describe('images', () => {
  it('have no text, which can be recognised', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const read = await folder.read('scan.txt', png);
    expect(read).toMatchObject({ kind: 'image', text: '', pages: { count: 1, withText: 0 } });
    expect(read.extracted.facts.canRecognise).toBe(true);
    expect(read.remarks.map(({ code }) => code)).toEqual(['documents.other-format']);
  });
});
