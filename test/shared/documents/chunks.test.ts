/** The passages that documents are cut into. */
import { describe, expect, it } from 'vitest';
import { chunksOf, longestBlock, type Chunk } from '../../../main/shared/documents/chunks.ts';
import type { DocumentText } from '../../../main/shared/documents/document-text.ts';
import { documentOf, folderOf, pagesOf, sheetsOf } from '../../fixtures/documents/samples.ts';
import { growth } from '../../fixtures/growth.ts';

const textOf = (document: DocumentText, { at, length }: Chunk): string =>
  document.text.slice(at, at + length);
const textsOf = (document: DocumentText): string[] =>
  [...chunksOf(document)].map((chunk) => textOf(document, chunk));

const sentence = (number: number): string => `This is sentence ${number}, which says something of its own. `;
const sentences = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => sentence(from + index))
    .join('')
    .trim();

const rows = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `| ${from + index} | pump ${from + index} | 900 EUR |\n`).join(
    '',
  );

/** A text of random pieces: words, long words, marks of sentences in several scripts, line breaks, Markdown. */
const randomText = (seed: number): string => {
  let state = seed;
  const random = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % most;
  };
  const pieces = [
    'word ',
    'Wort. ',
    '热泵。',
    '"Ja?" ',
    '\n',
    '\n\n',
    '\n# Title\n',
    '\n| a | b |',
    '\n| - | - |',
    '\n```\n',
  ];
  pieces.push('x'.repeat(900), '😀'.repeat(400), '    ', '\t', '- item\n', 'مرحبا؟ ', ', ');
  return Array.from({ length: 50 + random(300) }, () => pieces[random(pieces.length)]!).join('');
};

describe('chunks', () => {
  const kinds = ['markdown', 'text', 'code', 'table', 'json', 'sheet'] as const;

  it('contain all of a text but white space, once, in order, and none is too long', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const plain = documentOf(randomText(seed), kinds[seed % kinds.length]);
      const paged = pagesOf(randomText(seed), randomText(seed + 1), '', randomText(seed + 2));
      const folder = folderOf({ 'a.ts': `${randomText(seed)}\n`, 'b.ts': `${randomText(seed + 1)}\n` });
      for (const document of [plain, paged, folder]) {
        const chunks = [...chunksOf(document)];
        let end = 0;
        for (const chunk of chunks) {
          expect(document.text.slice(end, chunk.at).trim()).toBe('');
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(longestBlock);
          expect(textOf(document, chunk).isWellFormed?.() ?? true).toBe(true);
          end = chunk.at + chunk.length;
        }
        expect(document.text.slice(end).trim()).toBe('');
      }
    }
  });

  it('follow headings and paragraphs', () => {
    const document = documentOf(
      `# Pumps\n\n${sentences(1, 16)}\n\n## Costs\n\n${sentences(20, 14)}\n\n${sentences(40, 18)}\n\n## Notes\n\nShort.\n\n## More\n\nShort too.\n`,
    );
    const texts = textsOf(document);
    expect(texts.map((text) => text.split('\n')[0]!.slice(0, 19))).toEqual([
      '# Pumps',
      '## Costs',
      'This is sentence 40',
      '## Notes',
    ]);
    expect([...chunksOf(document)].map(({ context }) => context)).toEqual([
      'Pumps',
      'Pumps\nCosts',
      'Pumps\nCosts',
      'Pumps\nNotes\nMore',
    ]);
  });

  it('cut long paragraphs between sentences, also without spaces', () => {
    for (const text of [
      sentences(1, 100),
      '热泵把热量从低温处搬到高温处，耗电很少。'.repeat(300),
      'هل يعمل؟ نعم. '.repeat(300),
    ]) {
      const texts = textsOf(documentOf(text));
      expect(texts.length).toBeGreaterThan(2);
      for (const part of texts) {
        expect(part).toMatch(/[.。؟]$/);
        expect(part.length).toBeGreaterThan(text.startsWith('热') ? 400 : 800);
      }
    }
  });

  it('cut tables between rows and have the first row as their context', () => {
    const table = documentOf(
      `Text before.\n\n| Nr | Name | Price |\n| - | - | - |\n${rows(1, 150)}\nText behind.`,
    );
    const chunks = [...chunksOf(table)];
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks.slice(1)) {
      expect(textOf(table, chunk)).toMatch(/^\| \d+ /);
      expect(chunk.context).toBe('| Nr | Name | Price |\n| - | - | - |');
    }
    const csv = documentOf(`nr;name;price\n${'1;pump;900\n'.repeat(300)}`, 'table');
    expect(new Set([...chunksOf(csv)].slice(1).map(({ context }) => context))).toEqual(
      new Set(['nr;name;price']),
    );
  });

  it('never have rows of two sheets or lines of two files', () => {
    const sheets = sheetsOf({ Costs: ['1\tItem', '2\tPump'], Plan: ['1\tWeek', '2\t14'] });
    expect([...chunksOf(sheets)].map(({ context }) => context)).toEqual(['Costs', 'Plan']);
    expect(textsOf(sheets)).toEqual(['1\tItem\n2\tPump', '1\tWeek\n2\t14']);
    const folder = folderOf({ 'src/a.ts': 'let a;\n', 'src/b.ts': 'let b;\n' });
    expect(textsOf(folder)).toEqual(['let a;', 'let b;']);
    expect([...chunksOf(folder)].map(({ context }) => context)).toEqual(['src/a.ts', 'src/b.ts']);
  });

  it('cut code before functions', () => {
    const one = (name: string): string =>
      `/** Does ${name}. */\nconst ${name} = () => {\n${'  step();\n\n'.repeat(60)}};\n\n`;
    const texts = textsOf(documentOf(`${one('first')}${one('second')}${one('third')}`, 'code'));
    expect(texts.map((text) => text.split('\n')[0])).toEqual([
      '/** Does first. */',
      '/** Does second. */',
      '/** Does third. */',
    ]);
  });

  it('end with a page where a sentence ends, and continue where it does not', () => {
    const document = pagesOf(
      sentences(1, 16),
      sentences(20, 16).slice(0, -40),
      `continued here. ${sentences(40, 10)}`,
    );
    const starts = [...chunksOf(document)].map(({ at }) => at);
    const pages = document.places.map(({ at }) => at);
    expect(starts).toContain(pages[1]);
    expect(starts).not.toContain(pages[2]);
    expect(textsOf(document).some((text) => text.includes('\ncontinued here.'))).toBe(true);
  });

  it.each([
    'a line\n',
    'x',
    '\n',
    '| a |\n| - |\n',
    ' ',
    '. ',
    '- a\n',
    '```\n',
    '    \n',
    'a\n\n',
    'a\n \n',
  ])('take time in proportion to a text of %j', (part) => {
    for (const kind of ['markdown', 'code', 'table'] as const) {
      const cut = (length: number): void => {
        for (const { length: found } of chunksOf(documentOf(part.repeat(length / part.length), kind, [])))
          if (found === 0) throw new Error('empty');
      };
      expect(growth(cut, 40_000), kind).toBeLessThan(8);
    }
  });
});
