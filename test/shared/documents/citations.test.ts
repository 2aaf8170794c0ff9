/** Citations in answers, and the quotes beside them. */
import { describe, expect, it } from 'vitest';
import { findCitations } from '../../../main/shared/documents/citations.ts';
import type { Citable } from '../../../main/shared/documents/cited-names.ts';
import { checkQuotes, quotesIn } from '../../../main/shared/documents/cited-quotes.ts';
import type { CitedPlace, DocumentText } from '../../../main/shared/documents/document-text.ts';
import { placeLabel } from '../../../main/shared/documents/places.ts';
import { findQuote } from '../../../main/shared/documents/quotes.ts';
import { documentOf, pagesOf } from '../../fixtures/documents/samples.ts';
import { growth } from '../../fixtures/growth.ts';

const report: Citable = { documentId: 'r', name: 'report.pdf', kind: 'pdf' };
const notes: Citable = { documentId: 'n', name: 'My notes.md', kind: 'markdown' };
const costs: Citable = { documentId: 'c', name: 'costs.xlsx', kind: 'sheet' };
const paths = ['src/a.ts', 'src/deep/b.ts'];
const project: Citable = { documentId: 'p', name: 'project', kind: 'folder', paths };
const odd: Citable = { documentId: 'o', name: 'Plan [final], p. 9 (2).pdf', kind: 'pdf' };
const all = [report, notes, costs, project, odd];

/** What is cited, as `text in the answer → document place`. */
const cited = (answer: string, documents: readonly Citable[] = all): string[] =>
  findCitations(answer, documents).map(
    ({ at, end, documentId, place }) =>
      `${answer.slice(at, end)} → ${documentId}${place === null ? '' : ` ${placeLabel(place)}`}`,
  );

describe('a citation', () => {
  it.each([
    // As the prompt asks for it.
    ['It is so [report.pdf, p. 3].', '[report.pdf, p. 3] → r p. 3'],
    ['So [My notes.md, l. 41].', '[My notes.md, l. 41] → n l. 41'],
    ['So [costs.xlsx, Sheet1 row 7].', '[costs.xlsx, Sheet1 row 7] → c Sheet1 row 7'],
    ['So [project, src/a.ts l. 41].', '[project, src/a.ts l. 41] → p src/a.ts l. 41'],
    // As small models write it.
    ['So (report.pdf, p. 3).', '(report.pdf, p. 3) → r p. 3'],
    ['So [report.pdf p.3].', '[report.pdf p.3] → r p. 3'],
    ['So [Report.pdf: page 3]', '[Report.pdf: page 3] → r p. 3'],
    ['So [report, Page 3]', '[report, Page 3] → r p. 3'],
    ['So [**report.pdf**, pp. 3–5]', '[**report.pdf**, pp. 3–5] → r p. 3'],
    ['So [`report.pdf`, p. 3]', '[`report.pdf`, p. 3] → r p. 3'],
    ['So 【report.pdf, S. 3】', '【report.pdf, S. 3】 → r p. 3'],
    ['So [Source: report.pdf, Seite 3]', '[Source: report.pdf, Seite 3] → r p. 3'],
    ['如此【report.pdf 第3页】。', '【report.pdf 第3页】 → r p. 3'],
    ['So [p. 3, report.pdf]', '[p. 3, report.pdf] → r p. 3'],
    ['So (see report.pdf, p. 3)', '(see report.pdf, p. 3) → r p. 3'],
    ['So (page 3 of report.pdf)', '(page 3 of report.pdf) → r p. 3'],
    ['So [notes, line 41]', '[notes, line 41] → n l. 41'],
    ['So [My notes.md:41]', '[My notes.md:41] → n l. 41'],
    ['So [My notes.md, lines 41-44]', '[My notes.md, lines 41-44] → n l. 41'],
    ['So [My notes.md L41]', '[My notes.md L41] → n l. 41'],
    ['So [My notes.md, Zeile 41]', '[My notes.md, Zeile 41] → n l. 41'],
    ['So [costs.xlsx, sheet "My costs", row 7]', '[costs.xlsx, sheet "My costs", row 7] → c My costs row 7'],
    ['So [costs.xlsx row 7]', '[costs.xlsx row 7] → c row 7'],
    ['So [costs.xlsx, Costs Zeile 7]', '[costs.xlsx, Costs Zeile 7] → c Costs row 7'],
    ['So [src/a.ts, l. 41]', '[src/a.ts, l. 41] → p src/a.ts l. 41'],
    ['So [src/deep/b.ts:2]', '[src/deep/b.ts:2] → p src/deep/b.ts l. 2'],
    ['So [b.ts, line 2]', '[b.ts, line 2] → p src/deep/b.ts l. 2'],
    ['So [report.docx, p. 3]', '[report.docx, p. 3] → r p. 3'],
    ['So [report.pdf]', '[report.pdf] → r'],
    ['So [src/a.ts]', '[src/a.ts] → p src/a.ts l. 1'],
    ['So [Plan [final], p. 9 (2).pdf, p. 4]', '[Plan [final], p. 9 (2).pdf, p. 4] → o p. 4'],
    // With ranges, and several marks around the parts.
    ['So [report.pdf, p. 3f.]', '[report.pdf, p. 3f.] → r p. 3'],
    ['So [report.pdf, S. 3 ff.]', '[report.pdf, S. 3 ff.] → r p. 3'],
    ['So (report.pdf, pages 3 to 4)', '(report.pdf, pages 3 to 4) → r p. 3'],
    ['So [report.pdf, pp. 3‑p. 4]', '[report.pdf, pp. 3‑p. 4] → r p. 3'],
    ['So [My notes.md, L41-L44]', '[My notes.md, L41-L44] → n l. 41'],
    ['So [My notes.md#L41]', '[My notes.md#L41] → n l. 41'],
    ['So [src/a.ts:41:5]', '[src/a.ts:41:5] → p src/a.ts l. 41'],
    ['So [src/a.ts:41-44]', '[src/a.ts:41-44] → p src/a.ts l. 41'],
    ['So [**report.pdf, p. 3**]', '[**report.pdf, p. 3**] → r p. 3'],
    ['So **[report.pdf, p. 3]**.', '[report.pdf, p. 3] → r p. 3'],
    ['So [report.pdf, p. **3**]', '[report.pdf, p. **3**] → r p. 3'],
    ['So [“report.pdf”, p. 3]', '[“report.pdf”, p. 3] → r p. 3'],
    ['So [«report.pdf», p. 3]', '[«report.pdf», p. 3] → r p. 3'],
    ['So [report.pdf | p. 3]', '[report.pdf | p. 3] → r p. 3'],
    ['So [report.pdf → p. 3]', '[report.pdf → p. 3] → r p. 3'],
    ['So [report.pdf (p. 3)]', '[report.pdf (p. 3)] → r p. 3'],
    ['So (report.pdf [p. 3])', '(report.pdf [p. 3]) → r p. 3'],
    ['So [[report.pdf, p. 3]]', '[report.pdf, p. 3] → r p. 3'],
    ['So [report.pdf,\np. 3]', '[report.pdf,\np. 3] → r p. 3'],
    // With a number alone, which is a page or a line.
    ['So [report.pdf, 3]', '[report.pdf, 3] → r p. 3'],
    ['So [report.pdf:3]', '[report.pdf:3] → r p. 3'],
    ['So [report.pdf#page=3]', '[report.pdf#page=3] → r p. 3'],
    ['So [report.pdf #3]', '[report.pdf #3] → r p. 3'],
    ['So [My notes.md, 41]', '[My notes.md, 41] → n l. 41'],
    // With more of what the place is.
    ['So [report.pdf, Table 2, p. 3]', '[report.pdf, Table 2, p. 3] → r p. 3'],
    ['So [report.pdf, p. 3, Table 2]', '[report.pdf, p. 3, Table 2] → r p. 3'],
    ['So [report.pdf, "Results", page 3]', '[report.pdf, "Results", page 3] → r p. 3'],
    ['So (as shown in report.pdf, p. 3)', '(as shown in report.pdf, p. 3) → r p. 3'],
    ['So [Document: report.pdf, Page: 3]', '[Document: report.pdf, Page: 3] → r p. 3'],
    ['So [document name="report.pdf", p. 3]', '[document name="report.pdf", p. 3] → r p. 3'],
    ['So [Document 1, p. 3]', '[Document 1, p. 3] → r p. 3'],
    ['So 【4:0†report.pdf】', '【4:0†report.pdf】 → r'],
    ['So 【1†report.pdf, p. 3】', '【1†report.pdf, p. 3】 → r p. 3'],
    // Of cells.
    ['So [costs.xlsx, Sheet1!B7]', '[costs.xlsx, Sheet1!B7] → c Sheet1 row 7'],
    ["So [costs.xlsx, 'My costs'!B7:C9]", "[costs.xlsx, 'My costs'!B7:C9] → c My costs row 7"],
    ['So [costs.xlsx, Sheet1, cell B7]', '[costs.xlsx, Sheet1, cell B7] → c Sheet1 row 7'],
    ['So [costs.xlsx, Sheet1 row 7, column B]', '[costs.xlsx, Sheet1 row 7, column B] → c Sheet1 row 7'],
    // In other languages.
    ['Así [report.pdf, pág. 3]', '[report.pdf, pág. 3] → r p. 3'],
    ['Así [Fuente: report.pdf, página 3]', '[Fuente: report.pdf, página 3] → r p. 3'],
    ['Ainsi [My notes.md, ligne 41]', '[My notes.md, ligne 41] → n l. 41'],
    ['Così [report.pdf, pagina 3]', '[report.pdf, pagina 3] → r p. 3'],
    ['Zie [report.pdf, blz. 3]', '[report.pdf, blz. 3] → r p. 3'],
    ['Так [report.pdf, с. 3]', '[report.pdf, с. 3] → r p. 3'],
    ['如此（report.pdf，第3页）。', '（report.pdf，第3页） → r p. 3'],
    ['如此【来源：report.pdf，第十二页】。', '【来源：report.pdf，第十二页】 → r p. 12'],
    ['そう（『report.pdf』３ページ）', '（『report.pdf』３ページ） → r p. 3'],
    ['هكذا [report.pdf، ص ٣]', '[report.pdf، ص ٣] → r p. 3'],
    // Without brackets.
    ['According to report.pdf, p. 3, it is so.', 'report.pdf, p. 3 → r p. 3'],
    ['> It is so.\n> — **report.pdf**, page 3', 'report.pdf**, page 3 → r p. 3'],
    ['It is so. Source: report.pdf, p. 3', 'report.pdf, p. 3 → r p. 3'],
    ['As page 3 of report.pdf says.', 'page 3 of report.pdf → r p. 3'],
    // In tables, lists and links.
    ['| It is so | [report.pdf, p. 3] |', '[report.pdf, p. 3] → r p. 3'],
    ['1. It is so [report.pdf, p. 3]', '[report.pdf, p. 3] → r p. 3'],
    ['So [p. 3](report.pdf)', '[p. 3](report.pdf) → r p. 3'],
    ['So [the report](report.pdf#page=3)', '[the report](report.pdf#page=3) → r p. 3'],
    ['So [line 41](My%20notes.md)', '[line 41](My%20notes.md) → n l. 41'],
    ['So [report.pdf, p. 3](report.pdf)', '[report.pdf, p. 3](report.pdf) → r p. 3'],
  ])('is found in %j', (answer, citation) => {
    expect(cited(answer)).toEqual([citation]);
  });

  it('can be several in one bracket', () => {
    expect(cited('So [report.pdf, p. 3; My notes.md, l. 4].')).toEqual([
      '[report.pdf, p. 3 → r p. 3',
      '; My notes.md, l. 4] → n l. 4',
    ]);
    expect(cited('So [report.pdf, p. 3, 5 and 8].')).toEqual([
      '[report.pdf, p. 3 → r p. 3',
      ', 5 → r p. 5',
      ' and 8] → r p. 8',
    ]);
    expect(cited('So [report.pdf, p. 3][report.pdf, p. 4] [p. 5].')).toEqual([
      '[report.pdf, p. 3] → r p. 3',
      '[report.pdf, p. 4] → r p. 4',
      '[p. 5] → r p. 5',
    ]);
  });

  it('without a name is in the document that the line names, that was cited last, or that is the only one', () => {
    expect(cited('So (p. 3).', [report])).toEqual(['(p. 3) → r p. 3']);
    expect(cited('So [l. 3].', [report, notes])).toEqual(['[l. 3] → n l. 3']);
    expect(cited('So [p. 3].', [report, odd])).toEqual([]);
    expect(cited('As report.pdf says (p. 3).', [odd, report])).toEqual(['(p. 3) → r p. 3']);
    expect(cited('So [report.pdf, p. 3].\n\nAnd so [p. 4].', [odd, report])[1]).toBe('[p. 4] → r p. 4');
    expect(cited('So [Costs row 7].', [costs])).toEqual(['[Costs row 7] → c Costs row 7']);
  });

  it.each([
    'Code `[report.pdf, p. 3]` and\n```\n[report.pdf, p. 3]\n```\nand\n~~~\n[report.pdf, p. 3]',
    'A list [1], a (see above), a [link](https://a.example/p?q=3), x[3], (12:30), (L2), (R2), [ ] [x]',
    '[another.pdf, p. 3] (page 3 of the manual) [p. three] (p. 3 is wrong) [p3x]',
    'The pages 3 to 5 and line 7.',
    `[report.pdf, ${'x'.repeat(400)} p. 3]`,
    '[report.pdf,\n\np. 3]',
    '(report.pdf, 2023) (report.pdf, 3 kWh) [report.pdf has 12 pages] report.pdf 3',
    'report.pdf is about 3 lines long. In 2019 in report.pdf.',
  ])('is none in %j', (answer) => {
    expect(cited(answer)).toEqual([]);
  });

  it.each([
    ['Jahresübersicht 2023 (endgültig).pdf', '[Jahresübersicht 2023 (endgültig).pdf, S. 3]'],
    ['Jahresu\u0308bersicht.pdf', '[Jahresübersicht.pdf, S. 3]'],
    ['annual_report_v2.pdf', String.raw`[annual\_report\_v2.pdf, p. 3]`],
    ['annual_report_v2.pdf', '[annual report v2, p. 3]'],
    ['R&D <new>.pdf', '[R&amp;D &lt;new&gt;.pdf, p. 3]'],
    ['100 % [a].pdf', '[100 % [a].pdf, p. 3]'],
    ['Übersicht.pdf', '[p. 3](%C3%9Cbersicht.pdf)'],
    ['report.pdf', '[the report pdf, p. 3]'],
  ])('of a document with the name %j is found in %j', (name, answer) => {
    expect(cited(answer, [notes, { ...report, name }])).toEqual([`${answer} → r p. 3`]);
  });

  it('can be the mark of a note that cites', () => {
    expect(cited('So [1], and so [2].\n\nSources:\n[1] report.pdf, p. 3\n[2]: My notes.md, l. 4')).toEqual([
      '[1] → r p. 3',
      '[2] → n l. 4',
      'report.pdf, p. 3 → r p. 3',
      'My notes.md, l. 4 → n l. 4',
    ]);
    expect(cited('So.[^1] And.¹\n\n[^1]: [report.pdf, p. 3]')).toEqual([
      '[^1] → r p. 3',
      '¹ → r p. 3',
      '[report.pdf, p. 3] → r p. 3',
    ]);
    expect(cited('So [1].\n\n**Quellen**\n1. report.pdf, S. 3')[0]).toBe('[1] → r p. 3');
    expect(cited('So [1], x².\n\n1. See report.pdf, p. 3')).toEqual(['report.pdf, p. 3 → r p. 3']);
  });

  it('is none without documents', () => {
    expect(cited('[report.pdf, p. 3]', [])).toEqual([]);
  });

  it('is found in time in proportion to the answer', () => {
    for (const part of [
      '[',
      '(',
      '[p. 3',
      '[p. 3]',
      '[report.pdf, p. 3, 4, 5]',
      '`',
      '```\n',
      'report.pdf ',
      '"a b c d" ',
      '„',
      '> a b c d\n',
      '> a\n\n',
      '[see ',
      '1, ',
      '【',
      'report.pdf, p. 3 ',
      '[1] report.pdf, p. 3\n',
      '[1] [^1] ¹ report.pdf, p. 3\n',
      '`[report.pdf]` ',
      '[p. 3](report.pdf) ',
      "'a b c ",
      '‘a b c’ ',
      '“a b c d” [p. 3]\n\n',
      '> ---***   ',
      'page 3 of ',
      '（第十页',
      '[report.pdf, p. 3\n',
    ]) {
      const find = (length: number): void => {
        const answer = part.repeat(length / part.length);
        quotesIn(answer, findCitations(answer, [report, notes]));
      };
      expect(growth(find, 12_000), part).toBeLessThan(9);
    }
  });
});

const text = `Heat pumps move heat. The compressor con-\nsumed 1,240 kWh in winter – that is “3.8 times” less than\nthe  boiler's 4,712 kWh. It’s the ﬁrst time. Straße Nr. 5–7.\n热泵的能效比为三点八，比锅炉高得多。\nThe end is near, and the end is here.\n`;
const document = documentOf(text);

describe('a quote', () => {
  it.each([
    ['Heat pumps move heat.', 'Heat pumps move heat'],
    ['the compressor consumed 1,240 kWh', 'The compressor con-\nsumed 1,240 kWh'],
    [
      'winter - that is "3.8 times" less than the boiler’s 4,712 kWh',
      "winter – that is “3.8 times” less than\nthe  boiler's 4,712 kWh",
    ],
    ["It's the first time", 'It’s the ﬁrst time'],
    ['STRASSE NR. 5-7', 'Straße Nr. 5–7'],
    ['热泵的能效比为三点八', '热泵的能效比为三点八'],
    ['Heat pumps … 4,712 kWh', text.slice(0, text.indexOf('4,712 kWh') + 9)],
    [
      '[t]he compressor [...] less than the boiler',
      text.slice(text.indexOf('The comp'), text.indexOf("boiler's") + 6),
    ],
    ['… and the end is here ...', 'and the end is here'],
    ['**Heat pumps** move _heat_', 'Heat pumps move heat'],
    ['Heat pumps [in general] move heat', 'Heat pumps move heat'],
    ['con­sumed 1,240 kWh', 'con-\nsumed 1,240 kWh'],
    ['it’s the \nfirst time', 'It’s the ﬁrst time'],
  ])('%j is found', (quote, source) => {
    const found = findQuote(document, quote)!;
    expect(text.slice(found.at, found.at + found.length)).toBe(source);
  });

  it.each([
    'Heat pumps move cold',
    'consumed 1,250 kWh in winter',
    'consumed 12.40 kWh in winter',
    'that is 38 times less',
    'the boiler … heat pumps',
    'and the end is here, Heat pumps',
    '… …',
    '',
    '热泵的能效比为三点九',
  ])('%j is not', (quote) => {
    expect(findQuote(document, quote)).toBeNull();
  });

  it('is found across the end of a page', () => {
    const pages = pagesOf(
      `${'Some text. '.repeat(200)}All heat pumps move\n\nAnnual report 1`,
      `heat that is outside. ${'More text. '.repeat(200)}`,
    );
    const found = findQuote(pages, 'all heat pumps move heat that is outside')!;
    expect(pages.text.slice(found.at, found.at + found.length)).toMatch(
      /^All heat[^]*report 1\nheat.*outside$/,
    );
    expect(findQuote(pages, 'all heat pumps move cold that is outside')).toBeNull();
    expect(findQuote(pages, 'Some text. All move Annual report')).toBeNull();
  });

  it('of several places is found at the nearest', () => {
    const often = documentOf('The same words. '.repeat(50));
    expect(findQuote(often, 'the same words', 330)!.at).toBe(336);
    expect(findQuote(often, 'the same words', 322)!.at).toBe(320);
    expect(findQuote(often, 'the same words', 1_000_000)!.at).toBe(49 * 16);
  });

  it('is found at every offset of a long text', () => {
    const long = documentOf(
      Array.from({ length: 400 }, (_, nth) => `Straße ${nth} is „ﬁne“, ${'–'.repeat(nth % 7)}😀 é\n`).join(
        '',
      ),
    );
    for (let nth = 0; nth < 400; nth += 1) {
      const found = findQuote(long, `strasse ${nth} is "fine"`)!;
      expect(long.text.slice(found.at, found.at + found.length)).toBe(`Straße ${nth} is „ﬁne`);
    }
  });

  it('is found in time in proportion to the text', () => {
    for (const part of ['the same words ', 'a', '- ', '1.', 'é', '…', 'ß']) {
      const find = (length: number): void => {
        const long: DocumentText = documentOf(part.repeat(length / part.length), 'text', []);
        findQuote(long, 'the same … words … that are not there');
        findQuote(long, part.repeat(20));
      };
      expect(growth(find, 100_000), part).toBeLessThan(9);
    }
  });
});

describe('the quotes of an answer', () => {
  const pages = pagesOf('Heat pumps move heat. It is old.', 'Boilers burn oil or gas.');
  const checked = (answer: string): string[] => {
    const citations = findCitations(answer, [report, notes]);
    const textOf = (id: string): DocumentText | null => (id === 'r' ? pages : null);
    return checkQuotes(quotesIn(answer, citations), citations, textOf).map(({ at, end, citation, found }) => {
      const place: CitedPlace | null = citations[citation]!.place;
      const its = found === null ? 'missing' : pages.text.slice(found.at, found.at + found.length);
      return `${answer.slice(at, end)} → ${placeLabel(place!)}: ${its}`;
    });
  };

  it.each([
    [
      'It says “heat pumps move heat” [report.pdf, p. 1].',
      'heat pumps move heat → p. 1: Heat pumps move heat',
    ],
    ['It says "heat pumps move cold" [p. 1].', 'heat pumps move cold → p. 1: missing'],
    ['Es heißt „Heat pumps move heat“ (S. 1).', 'Heat pumps move heat → p. 1: Heat pumps move heat'],
    ['Il dit «Heat pumps move heat» [p. 1].', 'Heat pumps move heat → p. 1: Heat pumps move heat'],
    ['[p. 2] says: "Boilers burn oil".', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['Es heißt »Boilers burn oil« (S. 2).', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['Il dit « Boilers burn oil » [p. 2].', ' Boilers burn oil  → p. 2: Boilers burn oil'],
    ['Det står ”Boilers burn oil” [p. 2].', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['Mixed “Boilers burn oil" [p. 2].', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['It says ‘Boilers burn oil’ [p. 2].', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ["It's said: 'Boilers burn oil' [p. 2].", 'Boilers burn oil → p. 2: Boilers burn oil'],
    ["It says ``Boilers burn oil'' [p. 2].", 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['書かれている「Boilers burn oil」（p. 2）', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['It says **"Boilers burn oil"** [p. 2].', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['It says “Boilers **burn** oil” [p. 2].', 'Boilers **burn** oil → p. 2: Boilers burn oil'],
    ['It says “Boilers\nburn oil” [p. 2].', 'Boilers\nburn oil → p. 2: Boilers burn oil'],
    ['It says “Boilers burn … gas” [p. 2].', 'Boilers burn … gas → p. 2: Boilers burn oil or gas'],
    ['| “Boilers burn oil” | [p. 2] |', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['- “Boilers burn oil”\n  (p. 2)', 'Boilers burn oil → p. 2: Boilers burn oil'],
    ['“Boilers burn oil.”\n\n— report.pdf, p. 2', 'Boilers burn oil. → p. 2: Boilers burn oil'],
    ['> *“Boilers burn oil”*\n> — report.pdf, p. 2', '*“Boilers burn oil”*\n> — → p. 2: Boilers burn oil'],
    ['> [!quote]\n> Boilers burn oil. [p. 2]', '[!quote]\n> Boilers burn oil. → p. 2: Boilers burn oil'],
    [
      '> Boilers burn\n> oil or gas. [report.pdf, p. 2]',
      'Boilers burn\n> oil or gas. → p. 2: Boilers burn oil or gas',
    ],
    [
      '> Boilers burn oil or gas.\n\n[report.pdf, p. 2]',
      'Boilers burn oil or gas. → p. 2: Boilers burn oil or gas',
    ],
    ['The report [p. 2] says:\n\n> Boilers burn wood.', 'Boilers burn wood. → p. 2: missing'],
  ])('are looked up: %j', (answer, result) => {
    expect(checked(answer)).toEqual([result]);
  });

  it('belong to the next citation of their paragraph', () => {
    expect(
      checked(
        '“Heat pumps move heat” [p. 1], but “boilers burn oil” [p. 2].\n\nAlso “nothing of it is here”.',
      ),
    ).toEqual([
      'Heat pumps move heat → p. 1: Heat pumps move heat',
      'boilers burn oil → p. 2: Boilers burn oil',
    ]);
  });

  it.each([
    'A “heat pump” [p. 1].',
    '“Heat pumps move heat”, they say.',
    '`"heat pumps move heat"` [report.pdf, p. 1]',
    '“Heat pumps move heat” [My notes.md, l. 1]',
    '5" and 6" and more of it [p. 1]',
  ])('do not include %j', (answer) => {
    expect(checked(answer)).toEqual([]);
  });
});
