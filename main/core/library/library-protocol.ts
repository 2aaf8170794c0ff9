/** What the core and the thread that looks through the folders say to each other. */
import type { Library, LibraryModel, MetadataLine } from '../../shared/contract/library.ts';
import type { FactsRow } from './library-store.ts';
import type { OwnPlaces } from './places.ts';
import type { Told } from '../../shared/words/told.ts';
import type { System } from './programs/system.ts';

/** Given to the thread when it starts. */
export interface LibraryThreadOptions {
  system: System;
  /** How long a file that looks damaged must have been left alone before that is believed. */
  restMs: number;
  /** How long changes are gathered before the folders are looked through again. */
  settleMs: number;
}

/** A file that someone wants to import. */
export interface LookedAt {
  /** The library has it already, here. */
  known: LibraryModel | null;
  /** With all parts and the projector that lie beside it; `null` for what is no model. */
  model: LibraryModel | null;
}

export type Question =
  /** Answered when a look through all places that began after it is over. */
  { ask: 'scan'; own: OwnPlaces } | { ask: 'metadata'; path: string } | { ask: 'look'; path: string };

export interface Answers {
  scan: null;
  metadata: MetadataLine[];
  look: LookedAt;
}

export type ToLibraryThread =
  /** Facts of earlier times, before the first scan. */
  { type: 'known'; rows: FactsRow[] } | { type: 'question'; id: number; question: Question };

export type FromLibraryThread =
  /** It is another one than before. `lastUsedAt` is left to the core. */
  | { type: 'library'; library: Library }
  /** Headers were read. */
  | { type: 'facts'; rows: FactsRow[] }
  /** Files whose facts are needed no longer. */
  | { type: 'gone'; paths: string[] }
  | { type: 'answer'; id: number; answer: Answers[Question['ask']] }
  /** `told` is for the user; without one, `reason` is for the log. */
  | { type: 'refused'; id: number; told: Told | null; reason: string }
  | { type: 'log'; level: 'info' | 'warn'; text: string };
