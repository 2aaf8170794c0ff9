/** Why a message with documents cannot be sent yet. The core refuses it as well. */
import type { Attached, DocumentInfo } from '../../main/shared/contract/documents.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.held;

export interface Held {
  why: string;
  /** The document whose text is being extracted: the message can be sent once that is over. `null`: the user has to do something. */
  until: string | null;
}

/**
 * `null` if the message can be sent. `documents`: the library; `null` until it is known. `adding`: the names of those that will be
 * attached in a moment.
 */
export const whyHeld = (
  attached: readonly Attached[],
  documents: readonly DocumentInfo[] | null,
  adding: readonly string[],
): Held | null => {
  const [name] = adding;
  if (name !== undefined) return { why: words.adding(name), until: null };
  if (documents === null) return null;
  const all = attached.map(({ documentId }) => heldBy(documents.find(({ id }) => id === documentId)));
  return (
    all.find((held) => held !== null && held.until === null) ?? all.find((held) => held !== null) ?? null
  );
};

const heldBy = (document: DocumentInfo | undefined): Held | null => {
  if (document === undefined) return { why: words.gone, until: null };
  const { name, extraction, facts } = document;
  if (extraction.state === 'waiting' || extraction.state === 'running')
    return { why: words.extracting(name), until: name };
  if (facts === null) return { why: words.failed(name), until: null };
  if (facts.characters > 0) return null;
  return { why: facts.canRecognise ? words.recognise(name) : words.noText(name), until: null };
};
