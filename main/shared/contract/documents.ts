/**
 * Documents: files and folders that the user attached, their text, and what it costs a model to read them. Sizes are bytes, times of
 * day are milliseconds since the epoch, offsets and lengths are UTF-16 code units of the extracted text.
 */
import { z } from 'zod';
import type { DocumentKind, Place } from '../documents/document-text.ts';
import type { Told } from '../words/told.ts';
import { call, filePath, id, longestText, nothing } from './call.ts';

/** The extraction of a document's text. */
export type Extraction =
  | { state: 'waiting' }
  /** `share`: from 0 to 1; `null` if it cannot be told. `pages` are those that are done. */
  | { state: 'running'; share: number | null }
  | { state: 'ready' }
  | { state: 'failed'; problem: Told };

/** What is known of a document whose text was extracted. */
export interface DocumentFacts {
  kind: DocumentKind;
  characters: number;
  lines: number;
  /** `null` if the format has no pages. */
  pages: { count: number; withText: number } | null;
  remarks: readonly Told[];
  /** It has pages or an image whose text can be recognised (OCR). */
  canRecognise: boolean;
}

/** A document of the library. */
export interface DocumentInfo {
  id: string;
  /** The name of the file or folder. */
  name: string;
  /** Bytes of the original: for a folder, of all files that were read. */
  bytes: number;
  /** Where it was attached from; `null` if it was uploaded or pasted. */
  path: string | null;
  addedAt: number;
  /** When it was last attached or part of a prompt. */
  usedAt: number;
  extraction: Extraction;
  /** `null` until it was extracted. */
  facts: DocumentFacts | null;
  /** The file at `path` is no longer the one that was read: it changed (`true`). `null` if it is gone or cannot be looked at. */
  isChanged: boolean | null;
  /** The share of its passages that can be found, from 0 to 1. */
  indexed: number;
  /** Chats with a message that has this document. */
  chats: number;
}

/** How a message has a document: all of its text, or the passages that fit the question. */
export const documentMode = z.enum(['whole', 'passages']);
export type DocumentMode = z.infer<typeof documentMode>;

/** A document that is attached to a draft. */
export type Attached = z.infer<typeof attachedDocuments>[number];

/** A document that a model had read before, and why it is read again. */
export interface ReadAgain {
  documentId: string;
  cause: ReadAgainCause;
}

export type ReadAgainCause =
  /** Only other models have read it. */
  | 'other-model'
  /** With another backend, KV precision, flash attention or version of llama.cpp. */
  | 'other-settings'
  /** Its text has changed since. */
  | 'changed'
  /** It is kept behind another system prompt, another document or the messages of a chat. */
  | 'elsewhere'
  /** Its state was on the disk, and was removed to make room for others. */
  | 'evicted'
  /** Its state was not saved, or the user removed it. */
  | 'not-kept';

/** Where the loaded model has what it read of a document. */
export type ReadState =
  /** The model reads the document when it is asked for; `again`: why, although it was read before. */
  | { where: 'cold'; again?: ReadAgainCause }
  /** In memory. */
  | { where: 'hot' }
  /** On disk; `restoreMs` is the predicted time to bring it back. */
  | { where: 'warm'; restoreMs: number };

/** What attaching a document costs with the loaded model. */
export interface DocumentCost {
  documentId: string;
  /** `isCounted` is false if it is an estimate by length, because no model is loaded that could count them. */
  tokens: number;
  isCounted: boolean;
  /** The predicted prefill in ms, once: of the whole document, or of the rest if a part of it is kept. `null` until a speed was measured. */
  prefillMs: number | null;
  /** Bytes of KV state that its tokens take. */
  kvBytes: number | null;
  /** Whether the whole document fits into the context together with the rest of the prompt and an answer. */
  fits: boolean;
  /** The tokens of the context that the other parts of the prompt leave. */
  room: number | null;
  state: ReadState;
}

/** A passage of a document that fits a question. */
export interface Passage {
  documentId: string;
  at: number;
  length: number;
  text: string;
}

/** A citation in a part of an answer. `at` and `end` are UTF-16 code units of the part's text. */
interface AnswerCitation {
  part: number;
  at: number;
  end: number;
  documentId: string;
  /** Where the place begins in the document's text, and a length that shows it; `null`: the document has no such place. */
  range: { at: number; length: number } | null;
}

/** A quote beside a citation, as `AnswerCitation`; without its quotation marks. */
interface AnswerQuote {
  part: number;
  at: number;
  end: number;
  documentId: string;
  /** Where the document has it; `null`: it does not have it. */
  found: { at: number; length: number } | null;
}

/** What an answer cites of the documents of its chat. */
export interface AnswerCitations {
  citations: AnswerCitation[];
  quotes: AnswerQuote[];
}

/** A kept KV state with which chats about documents can begin. */
export interface DocumentState {
  /** The documents that it holds, in their order. */
  documentIds: string[];
  /** The model that read it. */
  modelName: string;
  /** Whether that model is the loaded one. */
  isOfLoaded: boolean;
  /** It is the state of a chat, which holds its messages, too. */
  isOfChat: boolean;
  tokens: number;
  /** On disk; 0 if it is in memory alone. */
  bytes: number;
  usedAt: number;
}

/** Documents that the model reads while nobody waits for it. */
export interface ReadingAhead {
  /** In their order; the first is read now unless `waitsFor` says why not. */
  documentIds: string[];
  /** The share of the first that is read, from 0 to 1. */
  share: number;
  waitsFor: 'model' | 'power' | 'night' | null;
  /** Hearth is told whether this computer is plugged in; otherwise it reads on battery, too. */
  knowsPower: boolean;
}

/** The documents of a draft, in the order in which the prompt has them. */
export const attachedDocuments = z.array(z.strictObject({ documentId: id, mode: documentMode })).max(100);

const ids = z.array(id).min(1).max(1000);

/** The calls about documents, which `calls` in contract.ts includes. */
export const documentsCalls = {
  /** All documents, the last used first. */
  documents: call<DocumentInfo[]>().takes(nothing),
  /**
   * Adds files and folders on this machine, and uploads, to the library. Replies at once; `documents.changed` tells how far their
   * extraction is. A file that is already in the library is not added again: its document is in the reply. What cannot be added is
   * told, and the others are added all the same.
   */
  addDocuments: call<{ documents: DocumentInfo[]; refused: Told[] }>().takes(
    z
      .strictObject({ paths: z.array(filePath).max(1000), uploads: z.array(id).max(1000) })
      .refine(({ paths, uploads }) => paths.length + uploads.length > 0),
  ),
  /** Stops the extraction of a document, and removes it. */
  stopExtraction: call<void>().takes(z.strictObject({ documentId: id })),
  /** Extracts the text again, after the file at its path has changed. */
  renewDocument: call<void>().takes(z.strictObject({ documentId: id })),
  /** Recognises the text of pages without text, and of images. */
  recogniseDocument: call<void>().takes(z.strictObject({ documentId: id })),
  /** Removes documents with their text, their index and their KV states. Messages that have them say so. */
  removeDocuments: call<void>().takes(z.strictObject({ documentIds: ids })),
  /** A part of the text, for the reader: `length` code units from `at`, and the places that begin in it. */
  documentText: call<{ text: string; places: Place[]; characters: number }>().takes(
    z.strictObject({
      documentId: id,
      at: z.number().int().min(0),
      length: z.number().int().min(1).max(longestText),
    }),
  ),
  /** A part of the original file in base64, for the reader of pages. */
  documentBytes: call<{ bytes: string; total: number }>().takes(
    z.strictObject({
      documentId: id,
      at: z.number().int().min(0),
      length: z
        .number()
        .int()
        .min(1)
        .max(4 * 1024 ** 2),
    }),
  ),
  /** What the documents of a draft cost, in the order in which the prompt will have them. `chatId` is `null` for a new chat. */
  documentCosts: call<DocumentCost[]>().takes(
    z.strictObject({ chatId: id.nullable(), attached: attachedDocuments }),
  ),
  /** The passages of these documents that fit a question best, the best first. */
  findPassages: call<Passage[]>().takes(
    z.strictObject({
      documentIds: ids,
      query: z.string().max(longestText),
      most: z.number().int().min(1).max(50),
    }),
  ),
  /** What an answer that has ended cites; empty for any other message. */
  answerCitations: call<AnswerCitations>().takes(z.strictObject({ messageId: id })),
  /** The kept KV states of all documents, of all models. */
  documentStates: call<DocumentState[]>().takes(nothing),
  /**
   * Lets the loaded model read documents while nobody waits for it; `night`: only between 23:00 and 6:00 by local time. Refused if one
   * of them does not fit into the context, or if their states together do not fit into what chats may take on disk.
   */
  readAhead: call<void>().takes(z.strictObject({ documentIds: ids, night: z.boolean() })),
  stopReadingAhead: call<void>().takes(nothing),
};

/** The events about documents, which `Events` in contract.ts includes. */
export interface DocumentsEvents {
  /** These documents are new or changed. */
  'documents.changed': { documents: DocumentInfo[] };
  'documents.removed': { documentIds: string[] };
  /** The states of documents are others: one was kept or removed. */
  'documentStates.changed': Record<string, never>;
  'readingAhead.changed': { readingAhead: ReadingAhead | null };
}
