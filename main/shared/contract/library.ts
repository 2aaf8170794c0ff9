/** The models on this machine. Sizes are bytes; times of day are milliseconds since the epoch. */
import { z } from 'zod';
import type { Told } from '../words/told.ts';
import { call, filePath, id, nothing } from './call.ts';
import type { ModelFacts } from './model.ts';

/** Whose a model's files are. What other programs own is used in place and never changed. */
export type ModelOwner =
  /** The guide that comes with Hearth. */
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

/** What a model is for. Projectors and drafts stand with the models that they belong to where one is found. */
export type ModelKind =
  | 'chat'
  /** Without a chat template: it goes on with a text, and Hearth cannot chat with it. */
  | 'base'
  | 'embedding'
  /** Turns images or sound into what a model reads (`mmproj`). */
  | 'projector'
  /** Made to guess for a larger model. */
  | 'draft'
  /** A LoRA adapter. */
  | 'adapter';

/** A model in the library. */
export interface LibraryModel extends ModelFacts {
  /** All files of it, in their order. */
  files: ModelFile[];
  kind: ModelKind;
  /** Weights counted from the tensors; `null` if only some of the parts are there. */
  parameters: number | null;
  /** Of all weights, embeddings among them; `null` if a type is not known. */
  bitsPerWeight: number | null;
  /** Features that its chat template supports. */
  supports: { tools: boolean; reasoning: boolean };
  /** As the file or its hub says, for example `apache-2.0`; `null` if neither does. */
  licence: string | null;
  owner: ModelOwner;
  /** Where it came from, for example `bartowski/Llama-3.2-3B-Instruct-GGUF`; `null` if that is not known. */
  source: string | null;
  /** When its last answer ended. */
  lastUsedAt: number | null;
  /** When its file was last changed. */
  changedAt: number;
  /** The projector that was found beside it. */
  projector: ModelFile | null;
  /** Paths of models here that could draft for it: of the same vocabulary, and much smaller. */
  drafts: string[];
  /** Why it cannot be used; `null` if nothing is wrong. */
  problem: Told | null;
}

/** All models, and where they were looked for. */
export interface Library {
  models: LibraryModel[];
  folders: ModelFolder[];
  /** A scan is going on; what it found so far is in `models`. */
  isScanning: boolean;
}

/** A model that is being copied into Hearth's folder. */
export interface ImportProgress {
  id: string;
  /** Of the model. */
  name: string;
  doneBytes: number;
  bytes: number;
}

/** A folder that is looked into. */
export interface ModelFolder {
  path: string;
  owner: ModelOwner;
  /** Files found in it. */
  models: number;
  /** Why it could not be read; `null` if nothing is wrong. */
  problem: Told | null;
}

/** One line of a file's metadata, as text; long arrays as their length. */
export interface MetadataLine {
  key: string;
  value: string;
}

/** The calls of `calls` that belong here. */
export const libraryCalls = {
  /** All models here; `library.changed` tells of changes. */
  library: call<Library>().takes(nothing),
  /** Looks into every folder again. */
  rescanLibrary: call<void>().takes(nothing),
  /** The raw metadata of a file's header. */
  modelMetadata: call<MetadataLine[]>().takes(z.strictObject({ path: filePath })),
  addModelFolder: call<void>().takes(z.strictObject({ path: filePath })),
  /** Looks into it no longer; its files stay. Refused for folders that are not the user's. */
  removeModelFolder: call<void>().takes(z.strictObject({ path: filePath })),
  /** The native folder picker; `null` when it was closed without a choice. */
  pickFolder: call<string | null>().takes(nothing),
  /**
   * Takes a file into the library, where it lies or in Hearth's folder. Replies with its path from then on; `null` where
   * it was cancelled.
   */
  importModel: call<string | null>().takes(
    z.strictObject({ path: filePath, how: z.enum(['in-place', 'move', 'copy']) }),
  ),
  /** Copies that are under way; `imports.changed` tells how they go on. */
  imports: call<ImportProgress[]>().takes(nothing),
  /** Ends one, of which nothing stays. Does nothing where it is over. */
  cancelImport: call<void>().takes(z.strictObject({ id })),
  /** Moves all files of a model to the system's bin, or, with `forGood`, removes them. */
  deleteModel: call<void>().takes(z.strictObject({ path: filePath, forGood: z.boolean() })),
};

/** The events of `Events` that belong here. */
export interface LibraryEvents {
  'library.changed': { library: Library };
  'imports.changed': { imports: ImportProgress[] };
}
