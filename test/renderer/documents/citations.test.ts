/** Citations in answers: their pieces of source, and the buttons that open the document, on a scripted core in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AnswerCitations } from '../../../main/shared/contract/documents.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import { citedPieces } from '../../../renderer/documents/answer-marks.ts';
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

test('a citation opens the quote before it, a missing quote is marked, and what can mean two documents is left out', () => {
  const found = { at: 200, length: 23 };
  const pieces = citedPieces(cited(found, pressure), 0, answer);
  expect(pieces.find(({ literal }) => literal === '[report.pdf, p. 3]')).toMatchObject({ range: found });
  expect(pieces.find(({ literal }) => literal === '[report.pdf, p. 99]')).toMatchObject({ range: null });
  expect(pieces.filter(({ isQuote }) => isQuote).map(({ literal }) => literal)).toEqual([
    'steam drives cars',
  ]);
  expect(citedPieces(cited(found, pressure), 1, answer)).toEqual([]);
  const twice = {
    citations: [
      { part: 0, at: 0, end: 6, documentId: 'a', range: pressure },
      { part: 0, at: 7, end: 13, documentId: 'b', range: pressure },
    ],
    quotes: [],
  };
  expect(citedPieces(twice, 0, '(p. 3) (p. 3)')).toEqual([]);
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
        documents: { tokens: 8_214, cachedTokens: 8_214 },
        reuse: { from: 'snapshot', restoreMs: 90, cause: null, messageId: null, documentId: 'report.pdf' },
      },
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
  expect(plain(await page.locator('.answer .markdown').textContent())).toBe(
    plain(answer.replaceAll('*', '').replace('\n\n- ', '')),
  );
  expect(await page.locator('.quote-missing').textContent()).toBe('steam drives cars');
  expect(await citation('report.pdf, p. 99').getAttribute('title')).toBe(words.notFound);

  await citation('report.pdf, p. 3').focus();
  await page.keyboard.press('Enter');
  const opened = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('reader-opened') ?? [])].map((range) => (range as Range).toString()).join(''),
    );
  await until(async () => (await opened()) === quoted);
  await citation('report.pdf, p. 5').click();
  await until(async () => (await opened()) === 'Page 5 begins');
  await page.keyboard.press('Escape');

  // The line under the answer tells the tokens of documents apart.
  const latency = page.locator('.answer .latency');
  expect(plain(await latency.textContent())).toContain('documents 8,214 tokens, all cached');
  await latency.getByRole('button', { name: latencyWords.line.explain }).click();
  await latency.getByRole('rowheader', { name: latencyWords.table.documents.name }).waitFor();
  await latency.getByRole('button', { name: /8,400/ }).click();
  await latency.getByText('It started from the saved state of the document “report.pdf”.').waitFor();
});
