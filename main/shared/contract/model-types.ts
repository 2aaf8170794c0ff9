/**
 * What the core and the window know of models: those that are here, those on a hub, what they would take of this
 * machine, and what is being fetched. Sizes are bytes; times of day are milliseconds since the epoch.
 */
import type { Backend, KvPrecision } from './types.ts';

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
export interface LibraryModel {
  /** Of the file that is loaded: for a split model its first. It is what the model is known by. */
  path: string;
  /** All files of it, in their order. */
  files: ModelFile[];
  /** Of all of them. */
  bytes: number;
  kind: ModelKind;
  name: string;
  architecture: string;
  /** Weights counted from the tensors; `null` for files of which only a part is there. */
  parameters: number | null;
  /** For example `Q4_K_M`; `null` where the file does not say. */
  quantization: string | null;
  /** Of all weights, embeddings among them; `null` where a type is not known. */
  bitsPerWeight: number | null;
  /** The context length the model was trained for, in tokens; 0 where the file does not say. */
  trainedContextLength: number;
  /** What its chat template knows of. */
  supports: { tools: boolean; reasoning: boolean };
  /** As the file or its hub says, for example `apache-2.0`; `null` where neither does. */
  licence: string | null;
  owner: ModelOwner;
  /** Where it came from, for example `bartowski/Llama-3.2-3B-Instruct-GGUF`; `null` where that is not known. */
  source: string | null;
  /** When an answer of it ended last. */
  lastUsedAt: number | null;
  /** When its file was last changed. */
  changedAt: number;
  /** Its projector, where one lies with it. */
  projector: ModelFile | null;
  /** Paths of models here that could guess for it: of the same vocabulary, and much smaller. */
  drafts: string[];
  /** Why it cannot be used, as one sentence; `null` where nothing is wrong. */
  problem: string | null;
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
  /** Why it could not be read, as one sentence. */
  problem: string | null;
}

/** One line of a file's metadata, as text; long arrays as their length. */
export interface MetadataLine {
  key: string;
  value: string;
}

/** How a model is to be run, as far as its need of memory goes. */
export interface FitWish {
  /** Tokens; `null`: what Hearth would choose. */
  contextLength: number | null;
  kvPrecision: KvPrecision;
  /** `null`: as many as fit. */
  gpuLayers: number | null;
  /** `null`: whichever was measured to be faster when the model was loaded last; flash attention if none was. */
  flashAttention: boolean | null;
  batchSize: number;
  /** Weights are mapped from the file or read from it; else whichever takes less memory. */
  memoryMap?: boolean | null | undefined;
}

/** What a model takes of one kind of memory. */
export interface MemoryNeed {
  weights: number;
  kvCache: number;
  /** Intermediate results of an evaluation. */
  compute: number;
  /** The engine process itself. */
  engine: number;
}

/** What of a model fits this machine, and how fast it would be. */
export interface Fit {
  /** Tokens that this is about. */
  contextLength: number;
  kvPrecision: KvPrecision;
  ram: MemoryNeed;
  /** All 0 where nothing is on a GPU. */
  vram: MemoryNeed;
  gpuLayers: number;
  /** All layers, the output layer among them. */
  layers: number;
  machine: MachineMemory;
  verdict:
    | 'fits'
    /** It fits, and less than a tenth of the memory stays free. */
    | 'tight'
    | 'too-large';
  /** One sentence: what fits, or by how much it does not. */
  words: string;
  /** Tokens/s from the measured bandwidth, behind an empty context; `null` where that is not measured. */
  decodeSpeed: number | null;
}

/** What this machine has for a model now. */
export interface MachineMemory {
  ramTotal: number;
  /** Free now. */
  ramFree: number;
  /** What unloading the loaded model gives back. */
  ramReturned: number;
  /** What an engine process takes here before it loads a model; `null` until one has told. */
  engine: number | null;
  /**
   * Bytes that llama.cpp's copy of a matrix takes on this processor for each byte in the file, by kind of matrix
   * (shared/memory/copies.ts); `null` if that is not known, or if a GPU is used, with which nothing is copied.
   */
  copies: Readonly<Record<string, number>> | null;
  /** `null` where there is no GPU that llama.cpp can use. `isUnified`: its memory is the machine's RAM, not its own. */
  gpu: {
    name: string;
    backend: Backend;
    isUnified: boolean;
    total: number;
    free: number;
    returned: number;
  } | null;
}

/** One file or, where it is split, one set of files of a model on a hub. */
export interface HubFile {
  /** In the repository, of the first file. */
  path: string;
  parts: { path: string; bytes: number; sha256: string | null }[];
  bytes: number;
  kind: 'model' | 'projector' | 'draft' | 'other';
  /** For example `Q4_K_M`, from its name. */
  quantization: string | null;
  /** It is in the library, whole. */
  isHere: boolean;
}

/** A model as a search finds it. */
export interface HubModel {
  /** `owner/name`. */
  id: string;
  downloads: number;
  likes: number;
  changedAt: number;
  licence: string | null;
  /** Who wants to fetch it must first agree to its terms on the hub. */
  isGated: boolean;
  /** From the hub's index of GGUF files; `null` where it does not say. */
  architecture: string | null;
  parameters: number | null;
  trainedContextLength: number | null;
  /** Why it cannot be used here, as one sentence, if something is known to keep it from that. */
  problem?: string;
}

/** A model as its own page tells of it. */
export interface HubModelDetails extends HubModel {
  /** The commit that all of this is about. */
  revision: string;
  /** Smallest first. */
  files: HubFile[];
  /** Markdown without its front matter; untrusted text. Empty where there is none. */
  card: string;
  /** The page, for the system's browser. */
  url: string;
}

/** A model of the catalogue that comes with Hearth. */
export interface CatalogueModel {
  id: string;
  /** Repository on the hub, and the file in it that is recommended. */
  repository: string;
  file: string;
  name: string;
  /** One sentence: what it is good for. */
  summary: string;
  uses: CatalogueUse[];
  /** `general.architecture` of the file. */
  architecture: string;
  bytes: number;
  parameters: number;
  /** Weights that one token goes through; fewer than `parameters` for a mixture of experts. */
  activeParameters: number;
  trainedContextLength: number;
  /** Of f16 keys and values, all layers together; a lower bound where windows slide. */
  kvBytesPerToken: number;
  licence: string;
  isGated: boolean;
}
/** The catalogue as it suits this machine. */
export interface CatalogueAdvice {
  /** The id of the model to begin with; `null` if none fits and is quick enough. */
  best: string | null;
  /** All models of the catalogue, the most suitable first. */
  models: CatalogueModelAdvice[];
}
export interface CatalogueModelAdvice {
  id: string;
  verdict: Fit['verdict'];
  /** Tokens/s; `null` if the machine was not measured. */
  speed: number | null;
  /** `speed` is how fast the model wrote in the user's own chats, not a prediction. */
  isOwnSpeed: boolean;
  /** Why it cannot be used here, as one sentence; `null` if nothing is known to keep it from that. */
  problem: string | null;
}
export type CatalogueUse = 'chat' | 'code' | 'reasoning' | 'small' | 'languages';

/** A download, of all its files. */
export interface Download {
  id: string;
  repository: string;
  /** Of the first file in the repository. */
  file: string;
  /** Where the first file will be. */
  target: string;
  state:
    | 'queued'
    | 'running'
    /** By the user. */
    | 'paused'
    /** By what `problem` says; it goes on by itself. */
    | 'waiting'
    /** All is fetched, and the end of the check goes on. */
    | 'checking'
    | 'done'
    /** It needs the user: `problem` says for what. */
    | 'failed';
  /** One sentence; `null` where all is well. */
  problem: string | null;
  bytes: number;
  doneBytes: number;
  /** Fetched a second time: cut connections and bad parts. */
  refetchedBytes: number;
  /** Over the last seconds; `null` while nothing comes. */
  bytesPerSecond: number | null;
  createdAt: number;
}

/** A request that Hearth sent, or several alike that followed each other, as those for the parts of a file. */
export interface OutgoingRequest {
  id: string;
  /** So many. */
  count: number;
  /** Of the first. */
  startedAt: number;
  method: string;
  /** Without what is secret in it. */
  url: string;
  /** Why, in the user's words: "Search for models". */
  why: string;
  /** Of the last; `null` until it is answered, and where it is not. */
  status: number | null;
  /** Why there was none. */
  problem: string | null;
  sentBytes: number;
  receivedBytes: number;
  /** From the beginning of the first to the end of the last; `null` while one runs. */
  ms: number | null;
}
