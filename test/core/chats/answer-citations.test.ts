/** What an answer cites of documents with equal names and of long documents. */
import { expect, it } from 'vitest';
import { citationsIn } from '../../../main/core/chats/answer-citations.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import type { DocumentText } from '../../../main/shared/documents/document-text.ts';
import { documentOf, pagesOf } from '../../fixtures/documents/samples.ts';

/** A question about these documents, all with the same name, and its answer. */
const path = (documents: ReadonlyMap<string, DocumentText>, answer: string): Message[] =>
  [
    {
      role: 'user',
      parts: [...documents.keys()].map((documentId) => ({
        kind: 'document',
        documentId,
        name: 'report.pdf',
        mode: 'whole',
        text: '',
      })),
    },
    { role: 'model', ending: 'finished', parts: [{ kind: 'text', text: answer }] },
  ] as unknown as Message[];
const cited = (documents: ReadonlyMap<string, DocumentText>, answer: string) =>
  citationsIn(path(documents, answer), { text: (id) => documents.get(id)! });

it('is of the document with the place and the quote, if several have the cited name', async () => {
  const documents = new Map([
    ['a', pagesOf('Heat pumps move heat.')],
    ['b', pagesOf('Boilers burn oil or gas.', 'Stoves burn wood and coal.')],
  ]);
  const found = await cited(
    documents,
    '“Boilers burn oil or gas” [report.pdf, p. 1], “heat pumps move cold” [report.pdf, p. 1], and more [report.pdf, p. 2].',
  );
  expect(found.citations.map(({ documentId }) => documentId)).toEqual(['b', 'a', 'b']);
  expect(found.quotes.map((quote) => quote.found)).toEqual([{ at: 0, length: 23 }, null]);
});

it('is looked up in steps, so that other work is not held up by a long document', async () => {
  const documents = new Map([['a', documentOf(`${'The same words. '.repeat(200_000)}The last ones.`)]]);
  let turns = 0;
  const count = setInterval(() => (turns += 1), 0);
  const found = await cited(documents, 'It says “words. The last ones” [report.pdf].');
  clearInterval(count);
  expect(found.quotes[0]!.found).toEqual({ at: 3_199_993, length: 20 });
  expect(turns).toBeGreaterThan(2);
});
