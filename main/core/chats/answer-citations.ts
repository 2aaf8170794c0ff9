/** Looks up what an answer cites of the documents of its chat. */
import type { AnswerCitations } from '../../shared/contract/documents.ts';
import type { Message } from '../../shared/contract/message.ts';
import { findCitations } from '../../shared/documents/citations.ts';
import type { Citable } from '../../shared/documents/cited-names.ts';
import { checkQuotes, quotesIn } from '../../shared/documents/cited-quotes.ts';
import type { DocumentText } from '../../shared/documents/document-text.ts';
import { offsetOf } from '../../shared/documents/places.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { DocumentLibrary } from '../documents/library.ts';

const none: AnswerCitations = { citations: [], quotes: [] };

/** `path`: the messages up to the answer, which is the last of them. Documents that are gone are not cited. */
export const citationsIn = (
  path: readonly Message[],
  library: Pick<DocumentLibrary, 'text'>,
): AnswerCitations => {
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
  for (const [part, { kind, text }] of answer.parts.entries()) {
    if (kind !== 'text') continue;
    const citations = findCitations(text, [...documents.values()]);
    for (const { at, end, documentId, place } of citations) {
      const document = texts.get(documentId)!;
      const start = place === null ? 0 : offsetOf(document, place);
      const range = start === null ? null : { at: start, length: lineFrom(document.text, start) };
      cited.citations.push({ part, at, end, documentId, range });
    }
    const quotes = checkQuotes(quotesIn(text, citations), citations, (id) => texts.get(id) ?? null);
    for (const { at, end, citation, found } of quotes)
      cited.quotes.push({ part, at, end, documentId: citations[citation]!.documentId, found });
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
