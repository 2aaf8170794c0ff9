/** Citations in answers: their pieces of source, and the buttons that open the document, on a scripted core in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AnswerCitations } from '../../../main/shared/contract/documents.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import {
  citedPieces,
  closedPart,
  growingPieces,
  type CitedPiece,
} from '../../../renderer/documents/answer-marks.ts';
import { markAt, mayBeMarked, type TextMark } from '../../../renderer/message/markdown/marked-text.tsx';
import { latencyWords } from '../../../renderer/words/latency.ts';
import { documentsWords } from '../../../renderer/words/documents.ts';
import { sampleMessage } from '../../fixtures/chats/sample-message.ts';
import { plain, until, useStates } from '../../fixtures/renderer/page.ts';
import { readableScript } from '../../fixtures/states/sample-documents.ts';

let page: Page;
const openState = useStates();
const words = documentsWords.citation;

const answer =
  'The *report* says “Steam drives the piston” [report.pdf, p. 3]. It also says “steam drives cars” ' +
  '[report.pdf, p. 99].\n\n- More in (report.pdf, p. 5).';
const pressure = { at: 6, length: 4 };
const pieceOf = (text: string): { at: number; end: number } => ({
  at: answer.indexOf(text),
  end: answer.indexOf(text) + text.length,
});
const cited = (found: { at: number; length: number }, page5: typeof found): AnswerCitations => ({
  citations: [
    { part: 0, ...pieceOf('[report.pdf, p. 3]'), documentId: 'report.pdf', range: pressure },
    { part: 0, ...pieceOf('[report.pdf, p. 99]'), documentId: 'report.pdf', range: null },
    { part: 0, ...pieceOf('(report.pdf, p. 5)'), documentId: 'report.pdf', range: page5 },
  ],
  quotes: [
    { part: 0, ...pieceOf('Steam drives the piston'), documentId: 'report.pdf', found },
    { part: 0, ...pieceOf('steam drives cars'), documentId: 'report.pdf', found: null },
  ],
});

/** What is drawn of an element with this text: the marked parts in brackets. */
const drawn = (text: string, pieces: readonly CitedPiece[]): string => {
  const marks = pieces.map((piece): TextMark => {
    const { literal, before, begins, ends, ...meaning } = piece;
    return { literal, before, begins, ends, meaning: JSON.stringify(meaning), draw: () => null };
  });
  let shown = '';
  for (let at = 0; at < text.length;) {
    const mark = markAt(text, at, marks);
    shown += mark === null ? text[at] : `{${mark.literal}→${JSON.parse(mark.meaning).documentId}}`;
    at += mark?.literal.length ?? 1;
  }
  return shown;
};

test('a citation opens the quote before it, and a missing quote is marked', () => {
  const found = { at: 200, length: 23 };
  const pieces = citedPieces(cited(found, pressure), 0, answer);
  expect(pieces.find(({ literal }) => literal === '[report.pdf, p. 3]')).toMatchObject({ range: found });
  expect(pieces.find(({ literal }) => literal === '[report.pdf, p. 99]')).toMatchObject({ kind: 'missing' });
  expect(pieces.filter(({ kind }) => kind === 'quote').map(({ literal }) => literal)).toEqual([
    'steam drives cars',
  ]);
  expect(citedPieces(cited(found, pressure), 1, answer)).toEqual([]);
});

test('citations with the same text are told apart by the text before them, or left as text', () => {
  const source = '- a.pdf says it (p. 3)\n- b.pdf says it (p. 3)\n';
  const spans = [...source.matchAll(/\(p\. 3\)/g)];
  const citations = spans.map(({ index }, nth) => ({
    part: 0,
    at: index,
    end: index + 6,
    documentId: nth === 0 ? 'a' : 'b',
    range: pressure,
  }));
  const pieces = citedPieces({ citations, quotes: [] }, 0, source);
  expect(drawn('a.pdf says it (p. 3)', pieces)).toBe('a.pdf says it {(p. 3)→a}');
  expect(drawn('b.pdf says it (p. 3)', pieces)).toBe('b.pdf says it {(p. 3)→b}');
  expect(drawn('(p. 3)', pieces)).toBe('(p. 3)');
});

test('Markdown within a citation or a quote does not hide it', () => {
  const source =
    'It says “Steam **never drives** the piston\nof cars” [**my_report.pdf**, p. 3], or \\[b.pdf, p. 4\\].\n\n> Oil is\n> for `cars` alone\n';
  const span = (text: string) => ({
    part: 0,
    at: source.indexOf(text),
    end: source.indexOf(text) + text.length,
  });
  const pieces = citedPieces(
    {
      citations: [
        { ...span('[**my_report.pdf**, p. 3]'), documentId: 'a', range: pressure },
        { ...span('\\[b.pdf, p. 4\\]'), documentId: 'b', range: pressure },
      ],
      quotes: [
        { ...span('Steam **never drives** the piston\nof cars'), documentId: 'a', found: null },
        { ...span('Oil is\n> for `cars` alone'), documentId: 'a', found: null },
      ],
    },
    0,
    source,
  );
  const elements = [
    'It says “Steam ',
    'never drives',
    ' the piston',
    'of cars” [',
    ', p. 3], or [b.pdf, p. 4].',
  ];
  expect(elements.map((text) => drawn(text, pieces))).toEqual([
    'It says “{Steam →a}',
    '{never drives→a}',
    '{ the piston→a}',
    '{of cars→a}” [',
    '{, p. 3]→a}, or {[b.pdf, p. 4]→b}.',
  ]);
  expect(['Oil is', 'for ', ' alone'].map((text) => drawn(text, pieces))).toEqual([
    '{Oil is→a}',
    'for ',
    '{ alone→a}',
  ]);
  // The same words elsewhere are none.
  expect(drawn('a piston never drives the piston', pieces)).toBe('a piston never drives the piston');
});

test('the text of a link that cites is marked as a whole', () => {
  const source = 'It is so [p. 3](report.pdf), or p. 3.';
  const citation = { part: 0, at: 9, end: 27, documentId: 'a', range: pressure };
  const pieces = citedPieces({ citations: [citation], quotes: [] }, 0, source);
  expect(['It is so ', 'p. 3', ', or p. 3.'].map((text) => drawn(text, pieces))).toEqual([
    'It is so ',
    '{p. 3→a}',
    ', or p. 3.',
  ]);
  expect(mayBeMarked('According to report.pdf, p. 3')).toBe(true);
});

test('a growing answer has its citations as soon as their brackets are closed', () => {
  const documents = [{ documentId: 'a', name: 'report.pdf', kind: 'pdf' as const }];
  const pieces = growingPieces('It is 62 °C [report.pdf, p. 3]', documents);
  expect(pieces).toMatchObject([
    { literal: '[report.pdf, p. 3]', documentId: 'a', range: null, place: { kind: 'page', page: 3 } },
  ]);
  expect(closedPart('It is [report.pdf, p. 3] or [report.pdf, p. 1')).toBe('It is [report.pdf, p. 3]');
  expect(closedPart('It is [report.pdf, p. 1')).toBe('');
});

test('citations in an answer open the document at their place, by the keyboard too, and are text for copying', async () => {
  const script = readableScript();
  const { text } = script.texts!['report.pdf']!;
  const quoted = 'Steam drives the piston';
  const found = { at: text.indexOf(quoted, text.indexOf('Page 3 begins')), length: quoted.length };
  const messages: Message[] = [
    sampleMessage('m1', {
      chatId: 'chat-0',
      role: 'user',
      parts: [
        { kind: 'document', documentId: 'report.pdf', name: 'report.pdf', mode: 'whole', text: '' },
        { kind: 'text', text: 'What does it say?' },
      ],
      versions: ['m1'],
    }),
    sampleMessage('m2', {
      chatId: 'chat-0',
      role: 'model',
      parentId: 'm1',
      parts: [{ kind: 'text', text: answer }],
      versions: ['m2'],
      timings: {
        cachedTokens: 8_400,
        newTokens: 30,
        prefillMs: 200,
        firstTokenMs: 210,
        decodeTokens: 40,
        decodeMs: 900,
        documents: {
          tokens: 8_214,
          cachedTokens: 8_214,
          again: [{ documentId: 'report.pdf', cause: 'evicted' }],
        },
        reuse: { from: 'snapshot', restoreMs: 90, cause: null, messageId: null, documentId: 'report.pdf' },
      },
    }),
    sampleMessage('m3', { chatId: 'chat-0', role: 'user', parentId: 'm2', versions: ['m3'] }),
    // It is still generated.
    sampleMessage('m4', {
      chatId: 'chat-0',
      role: 'model',
      parentId: 'm3',
      parts: [{ kind: 'text', text: 'More in **bold** (report.pdf, p. 7), and [report.pdf, p. 1' }],
      versions: ['m4'],
      ending: null,
    }),
  ];
  page = await openState('answered', {
    given: {
      messages,
      documents: {
        ...script,
        cited: { m2: cited(found, { at: text.indexOf('Page 5 begins'), length: 13 }) },
      },
    },
  });
  const citation = (label: string) => page.locator('.answer').getByRole('button', { name: label });
  await citation('report.pdf, p. 3').waitFor();
  await expect
    .poll(async () => plain(await page.locator('.answer .markdown').first().textContent()))
    .toBe(plain(answer.replaceAll('*', '').replace('\n\n- ', '')));
  await expect.poll(() => page.locator('.quote-missing').textContent()).toBe('steam drives cars');
  await expect.poll(() => citation('report.pdf, p. 99').getAttribute('title')).toBe(words.notFound);

  await citation('report.pdf, p. 3').focus();
  await page.keyboard.press('Enter');
  const opened = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('reader-opened') ?? [])].map((range) => (range as Range).toString()).join(''),
    );
  await until(async () => (await opened()) === quoted);
  await citation('report.pdf, p. 5').click();
  await until(async () => (await opened()) === 'Page 5 begins');
  await expect
    .poll(() =>
      page
        .locator('.answer')
        .last()
        .getByRole('button', { name: /report/ })
        .count(),
    )
    .toBe(1);
  await citation('report.pdf, p. 7').click();
  await page.locator('.reader-line').getByText('Page 7 begins').waitFor();
  await page.keyboard.press('Escape');

  // The line under the answer tells the tokens of documents apart.
  const latency = page.locator('.answer .latency').first();
  await expect
    .poll(async () => plain(await latency.textContent()))
    .toContain('documents 8,214 tokens, all cached');
  await latency.getByRole('button', { name: latencyWords.line.explain }).click();
  await latency.getByRole('rowheader', { name: latencyWords.table.documents.name }).waitFor();
  await latency.getByRole('button', { name: /8,400/ }).click();
  await latency.getByText('It started from the saved state of the document “report.pdf”.').waitFor();
  await latency.getByText(documentsWords.again.evicted).waitFor();
});
