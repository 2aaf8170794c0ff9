/** Looks up what an answer cites of the documents of its chat. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnswerCitations } from '../../shared/contract/documents.ts';
import type { Message } from '../../shared/contract/message.ts';
import { findCitations } from '../../shared/documents/citations.ts';
import type { Citable, Citation } from '../../shared/documents/cited-names.ts';
import { checkQuotes, quotesIn, type CheckedQuote } from '../../shared/documents/cited-quotes.ts';
import type { DocumentText } from '../../shared/documents/document-text.ts';
import { offsetOf } from '../../shared/documents/places.ts';
import { prepareForQuotes } from '../../shared/documents/quotes.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { DocumentLibrary } from '../documents/library.ts';

const none: AnswerCitations = { citations: [], quotes: [] };

/**
 * `path`: the messages up to the answer, which is the last of them. Documents that are gone are not cited. Of several documents with the
 * cited name, the one that has the place and the quote is meant. Long texts are searched in steps, so that the core stays responsive.
 */
export const citationsIn = async (
  path: readonly Message[],
  library: Pick<DocumentLibrary, 'text'>,
): Promise<AnswerCitations> => {
  const answer = path.at(-1);
  if (answer === undefined || answer.role !== 'model' || answer.ending === null) return none;
  const texts = new Map<string, DocumentText>();
  const documents = new Map<string, Citable>();
  for (const part of path.flatMap(({ parts }) => parts)) {
    if (part.kind !== 'document' || documents.has(part.documentId)) continue;
    const { documentId, name } = part;
    const text = textOf(library, documentId);
    if (text === null) continue;
    texts.set(documentId, text);
    const paths = text.places.flatMap((place) => (place.kind === 'file' ? [place.path] : []));
    documents.set(documentId, { documentId, name, kind: text.kind, ...(paths.length > 0 ? { paths } : {}) });
  }
  if (documents.size === 0) return none;
  const cited: AnswerCitations = { citations: [], quotes: [] };
  const namesakes = (id: string): string[] => {
    const name = documents.get(id)!.name;
    return [...documents.values()].filter((one) => one.name === name).map((one) => one.documentId);
  };
  const has = (id: string, { place }: Citation): boolean =>
    place === null || offsetOf(texts.get(id)!, place) !== null;
  for (const [part, { kind, text }] of answer.parts.entries()) {
    if (kind !== 'text') continue;
    const citations = findCitations(text, [...documents.values()]).map((citation) => {
      const { documentId } = citation;
      const meant = namesakes(documentId).find((id) => has(id, citation)) ?? documentId;
      return { ...citation, documentId: meant };
    });
    for (const quote of quotesIn(text, citations)) {
      const citation = citations[quote.citation]!;
      const { documentId } = citation;
      const others = namesakes(documentId).filter((id) => id !== documentId && has(id, citation));
      let found = null;
      for (const id of [documentId, ...others]) {
        for (const _ of prepareForQuotes(texts.get(id)!)) await nextTurn();
        citation.documentId = id;
        [{ found }] = checkQuotes([quote], citations, (one) => texts.get(one) ?? null) as [CheckedQuote];
        if (found !== null) break;
      }
      if (found === null) citation.documentId = documentId;
      cited.quotes.push({ part, at: quote.at, end: quote.end, documentId: citation.documentId, found });
      await nextTurn();
    }
    for (const { at, end, documentId, place } of citations) {
      const document = texts.get(documentId)!;
      const start = place === null ? 0 : offsetOf(document, place);
      const range = start === null ? null : { at: start, length: lineFrom(document.text, start) };
      cited.citations.push({ part, at, end, documentId, range });
    }
  }
  return cited;
};

/** The length of the rest of the line, without its end. */
const lineFrom = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return (end === -1 ? text.length : end) - at;
};

const textOf = (library: Pick<DocumentLibrary, 'text'>, documentId: string): DocumentText | null => {
  try {
    return library.text(documentId);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
};
