/** Messages between the core and the library thread. */
import type { Library, LibraryModel, MetadataLine } from '../../shared/contract/library.ts';
import type { FactsRow } from './library-store.ts';
import type { OwnPlaces } from './places.ts';
import type { Told } from '../../shared/words/told.ts';
import type { System } from './programs/system.ts';

/** Options that the thread is started with. */
export interface LibraryThreadOptions {
  system: System;
  /** How long a file that looks damaged must not have changed before it is listed as damaged, in ms. */
  restMs: number;
  /** How long changes are gathered before the next scan, in ms. */
  settleMs: number;
}

/** Facts about a file that the user wants to import. */
export interface LookedAt {
  /** The model in the library that this file already belongs to; `null` if there is none. */
  known: LibraryModel | null;
  /** The model with all parts and the projector beside the file; `null` if the file is no model. */
  model: LibraryModel | null;
}

export type Question =
  /** Answered when a scan that began after the question is over. */
  { ask: 'scan'; own: OwnPlaces } | { ask: 'metadata'; path: string } | { ask: 'look'; path: string };

/** The answer to each question, by its `ask`. */
export interface Answers {
  scan: null;
  metadata: MetadataLine[];
  look: LookedAt;
}

export type ToLibraryThread =
  /** Facts of earlier runs, before the first scan. */
  { type: 'known'; rows: FactsRow[] } | { type: 'question'; id: number; question: Question };

export type FromLibraryThread =
  /** The library has changed. `lastUsedAt` is left to the core. */
  | { type: 'library'; library: Library }
  /** Facts of files that were read. */
  | { type: 'facts'; rows: FactsRow[] }
  /** Files whose facts are no longer needed. */
  | { type: 'gone'; paths: string[] }
  | { type: 'answer'; id: number; answer: Answers[Question['ask']] }
  /** `told` is for the user, and `null` if the thread has no sentence for the failure; `reason` is for the log. */
  | { type: 'refused'; id: number; told: Told | null; reason: string }
  | { type: 'log'; level: 'info' | 'warn'; text: string };
