/** The installed models. Sizes are bytes; times of day are milliseconds since the epoch. */
import { z } from 'zod';
import type { Told } from '../words/told.ts';
import { call, filePath, id, nothing } from './call.ts';
import type { ModelFacts } from './model.ts';

/** Who owns the files of a model. Files of other programs are used in place and never changed. */
export type ModelOwner =
  /** The guide, which is built in. */
  | 'starter'
  /** In Hearth's own folder. */
  | 'hearth'
  /** In a folder, or a single file, that the user added. */
  | 'user'
  | 'lm-studio'
  | 'ollama'
  | 'hugging-face'
  | 'jan'
  | 'llama-cpp';

export interface ModelFile {
  path: string;
  bytes: number;
}

/** What a model is for. Projectors and draft models are listed with the model that they belong to, if that is found. */
export type ModelKind =
  | 'chat'
  /** Without a chat template: it continues text, and Hearth cannot chat with it. */
  | 'base'
  /** Makes a vector of a text, by which passages of documents are found. */
  | 'embedding'
  /** Scores how well texts answer a question. */
  | 'reranker'
  /** Encodes images or sound for a model (`mmproj`). */
  | 'projector'
  /** Made to draft for a larger model. */
  | 'draft'
  /** A LoRA adapter. */
  | 'adapter';

/** A model in the library. */
export interface LibraryModel extends ModelFacts {
  /** All files of the model, in order. */
  files: ModelFile[];
  kind: ModelKind;
  /** The number of weights in its tensors; `null` if some of its parts are missing. */
  parameters: number | null;
  /** The average over all weights, including embeddings; `null` if a type is not known. */
  bitsPerWeight: number | null;
  /** Features that its chat template supports. */
  supports: { tools: boolean; reasoning: boolean };
  /** The licence that the file or the hub states, for example `apache-2.0`; `null` if neither does. */
  licence: string | null;
  owner: ModelOwner;
  /** The repository that it is from, for example `bartowski/Llama-3.2-3B-Instruct-GGUF`; `null` if that is not known. */
  source: string | null;
  /** When its last answer ended; `null` if it has not answered yet. */
  lastUsedAt: number | null;
  /** When its file was last changed. */
  changedAt: number;
  /** The projector that was found beside it; `null` if there is none. */
  projector: ModelFile | null;
  /** The paths of installed models that could draft for it: they have the same vocabulary and are much smaller. */
  drafts: string[];
  /** Why the model cannot be used; `null` if nothing is wrong. */
  problem: Told | null;
}

/** All installed models, and the folders that are scanned for them. */
export interface Library {
  models: LibraryModel[];
  folders: ModelFolder[];
  /** Whether a scan is running; `models` includes what it has found so far. */
  isScanning: boolean;
}

/** A model that is being copied into Hearth's folder. */
export interface ImportProgress {
  id: string;
  /** The name of the model. */
  name: string;
  doneBytes: number;
  bytes: number;
}

/** A folder that is scanned for models. */
export interface ModelFolder {
  path: string;
  owner: ModelOwner;
  /** The number of models in it, which counts a split model once. */
  models: number;
  /** Why it could not be read; `null` if nothing is wrong. */
  problem: Told | null;
}

/** One line of a file's metadata, as text; of a long array, only its length. */
export interface MetadataLine {
  key: string;
  value: string;
}

/** The calls about the library, which `calls` in contract.ts includes. */
export const libraryCalls = {
  /** All installed models; `library.changed` reports changes. */
  library: call<Library>().takes(nothing),
  /** Scans every folder again. */
  rescanLibrary: call<void>().takes(nothing),
  /** The raw metadata of a file's header. */
  modelMetadata: call<MetadataLine[]>().takes(z.strictObject({ path: filePath })),
  addModelFolder: call<void>().takes(z.strictObject({ path: filePath })),
  /** Stops scanning a folder; its files are kept. Refused for folders that the user did not add. */
  removeModelFolder: call<void>().takes(z.strictObject({ path: filePath })),
  /** Opens the native folder picker; replies with `null` if it was closed without a choice. */
  pickFolder: call<string | null>().takes(nothing),
  /**
   * Adds a file to the library: in place, or moved or copied to Hearth's folder. Replies with its new path; `null` if the
   * import was cancelled.
   */
  importModel: call<string | null>().takes(
    z.strictObject({ path: filePath, how: z.enum(['in-place', 'move', 'copy']) }),
  ),
  /** The copies that are in progress; `imports.changed` reports how far they are. */
  imports: call<ImportProgress[]>().takes(nothing),
  /** Cancels a copy and deletes what was copied. Does nothing if it has ended. */
  cancelImport: call<void>().takes(z.strictObject({ id })),
  /** Moves all files of a model to the system's bin, or deletes them if `forGood` is set. */
  deleteModel: call<void>().takes(z.strictObject({ path: filePath, forGood: z.boolean() })),
};

/** The events about the library, which `Events` in contract.ts includes. */
export interface LibraryEvents {
  'library.changed': { library: Library };
  'imports.changed': { imports: ImportProgress[] };
}
