/** Why a message with documents cannot be sent yet. The core refuses it as well. */
import type { Attached, DocumentInfo } from '../../main/shared/contract/documents.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.held;

export interface Held {
  why: string;
  /** It can be sent once this is over; `null`: the user has to do something. */
  until: { step: 'adding' | 'extracting'; name: string } | null;
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
  const all: (Held | null)[] =
    documents === null
      ? []
      : attached.map(({ documentId }) => heldBy(documents.find(({ id }) => id === documentId)));
  const held = all.filter((one) => one !== null);
  const [name] = adding;
  if (name !== undefined) held.unshift({ why: words.adding(name), until: { step: 'adding', name } });
  return held.find(({ until }) => until === null) ?? held[0] ?? null;
};

const heldBy = (document: DocumentInfo | undefined): Held | null => {
  if (document === undefined) return { why: words.gone, until: null };
  const { name, extraction, facts } = document;
  if (extraction.state === 'waiting' || extraction.state === 'running')
    return { why: words.extracting(name), until: { step: 'extracting', name } };
  if (facts === null) return { why: words.failed(name), until: null };
  if (facts.characters > 0) return null;
  return { why: facts.canRecognise ? words.recognise(name) : words.noText(name), until: null };
};
