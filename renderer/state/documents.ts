/** The slice of the documents: the library, and what is opened in the reader. */
import type {
  Attached,
  DocumentInfo,
  DocumentState,
  ReadingAhead,
} from '../../main/shared/contract/documents.ts';
import type { CitedPlace } from '../../main/shared/documents/document-text.ts';
import type { SentPart } from '../../main/shared/contract/parts.ts';

export type DocumentOrder = 'used' | 'name' | 'size';

/** A document that is open in the reader, and where. */
export interface ShownDocument {
  documentId: string;
  /** The highlighted part of its text, in UTF-16 code units; `null`: none. */
  range: { at: number; length: number } | null;
  /** The place if no range is known; `null`: the reader begins at the start. */
  place: CitedPlace | null;
}

export interface DocumentsState {
  /** The last used first; `null` until they are requested. */
  documents: readonly DocumentInfo[] | null;
  /** The kept KV states; `null` until they are requested. */
  documentStates: readonly DocumentState[] | null;
  /** The number of times that states were kept or removed since the window was opened. */
  documentStateChanges: number;
  readingAhead: ReadingAhead | null;
  /** The names of files and folders that are being sent to Hearth, or looked at. */
  addingDocuments: readonly string[];
  documentQuery: { text: string; order: DocumentOrder };
  /** Beside the chat. */
  shownDocument: ShownDocument | null;
}

export const documentsState: DocumentsState = {
  documents: null,
  documentStates: null,
  documentStateChanges: 0,
  readingAhead: null,
  addingDocuments: [],
  documentQuery: { text: '', order: 'used' },
  shownDocument: null,
};

/** Takes new and changed documents. Nothing is kept before all were requested. */
export const documentsChanged = (
  known: readonly DocumentInfo[] | null,
  changed: readonly DocumentInfo[],
): readonly DocumentInfo[] | null => {
  if (known === null) return null;
  const ids = new Set(changed.map(({ id }) => id));
  return [...changed, ...known.filter(({ id }) => !ids.has(id))].toSorted((a, b) => b.usedAt - a.usedAt);
};

/** The parts of a message for these documents. `names` has the names of documents that are no longer in the library. */
export const documentParts = (
  attached: readonly Attached[],
  documents: readonly DocumentInfo[] | null,
  names: ReadonlyMap<string, string> = new Map(),
): Extract<SentPart, { kind: 'document' }>[] =>
  attached.map(({ documentId, mode }) => ({
    kind: 'document',
    documentId,
    name: documents?.find(({ id }) => id === documentId)?.name ?? names.get(documentId) ?? '',
    mode,
    text: '',
  }));
