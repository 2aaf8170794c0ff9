/**
 * The nouns of Hearth: what the core stores and what the window shows.
 * Times of day are milliseconds since the epoch; durations are milliseconds and end in `Ms`.
 */

/** How exactly keys and values are kept: 16 bits each, or 8.5. */
export type KvPrecision = 'f16' | 'q8_0';

export type Backend = 'cpu' | 'cuda' | 'metal' | 'vulkan';

/**
 * What happens when a chat outgrows its context: the oldest turns are dropped and the rest shifted to the front, or
 * the answer ends and says so, or the chat goes on in a new one from a summary.
 */
export type Overflow = 'shift' | 'stop' | 'summary';

/** A chat as the list shows it. */
export interface Chat {
  id: string;
  title: string;
  createdAt: number;
  /** When the last message was sent or finished; the list is sorted by it, newest first. */
  updatedAt: number;
  overflow: Overflow;
  /** The first message that the model still sees; those before it were dropped. `null` when it sees all. */
  firstKeptId: string | null;
  /** How much the model thinks in this chat; `null`: as was chosen for the model last. */
  thinking: Thinking | null;
}

/** Text that was typed and not sent. */
export interface Draft {
  /** A chat's id, `new` for the new chat, or `edit.` and the id of the question that is edited. */
  place: string;
  text: string;
}

/** A chat that was deleted and can still be restored. */
export interface DeletedChat {
  id: string;
  title: string;
  /** The number of its messages, all versions among them. */
  messages: number;
  deletedAt: number;
  /** From then on it can be deleted for good without being asked. */
  purgeAt: number;
}

/** Why an answer ended. */
export type Ending =
  /** The model wrote its end-of-turn token. */
  | 'finished'
  /** The user stopped it. */
  | 'stopped'
  /** The context is full: there was no room for another token. */
  | 'context-full'
  /** It reached the longest length that is set, or filled the context by itself or with no window open; `problem` says which. */
  | 'too-long'
  /** It wrote the same passage over and over. */
  | 'repeating'
  /** The engine process died; what it had written is kept. */
  | 'engine-lost'
  /** Hearth itself ended while the answer was running. */
  | 'interrupted'
  /** The turn could not be run; `problem` says why. */
  | 'failed';

/**
 * The two phases of one answer, measured in the engine process with its monotonic clock.
 * Prefill reads the new prompt tokens and yields the first token; decode yields every further one.
 */
export interface Timings {
  /** Prompt tokens found in the KV cache, not evaluated again. */
  cachedTokens: number;
  /** Prompt tokens that were evaluated. Prefill speed is `newTokens / prefillMs`, never more. */
  newTokens: number;
  /** From the first evaluated prompt token to the first sampled token. */
  prefillMs: number;
  /**
   * From the user's send to the first sampled token; `null` if there was none. The send is the key where the window told
   * when that was, and before that when the core received it.
   */
  firstTokenMs: number | null;
  /** Tokens yielded by decode steps: all sampled tokens but the first, the end-of-turn token included. */
  decodeTokens: number;
  /**
   * Tokens of the answer, its reasoning among them, without the end-of-turn token: the same for an answer that finished,
   * was stopped or was cut short. Absent in older answers, see `writtenTokens` in shared/message/written.ts.
   */
  writtenTokens?: number;
  /** From the first sampled token to the last. Decode speed is `decodeTokens / decodeMs`. */
  decodeMs: number;
  /** Absent in answers of Hearth 0.1. */
  reuse?: Reuse;
  /** Absent in answers without thoughts, and in those of Hearth 0.1. */
  thoughts?: ThoughtTimings;
}

/** The part of decode that went into thoughts. */
export interface ThoughtTimings {
  /** Sampled tokens of thoughts and of their marks, the first sampled token included. */
  tokens: number;
  /** From the first sampled token to the last one of the thoughts. */
  ms: number;
  /** From the first sampled token to the first one of the text; `null` if there was none. */
  textAfterMs: number | null;
}

/** Why an answer had to read again what, or some of what, was there to be known. */
export type ReuseCause =
  /** Nothing of this chat was read before by this model. */
  | 'first-time'
  /** A message was changed. */
  | 'edited'
  /** Another version of the chat had been read last. */
  | 'other-version'
  /** The model's template renders earlier messages differently now: most often it leaves out their reasoning. */
  | 'rewritten'
  /** The system prompt, which stands before everything, is another. */
  | 'system-prompt'
  /** The oldest messages of the chat were dropped to make room. */
  | 'dropped'
  /** A model with a sliding window, or a recurrent one, could rewind only to an earlier checkpoint. */
  | 'window-slid'
  /** Its state was not stored before the engine ended, or it was not worth storing. */
  | 'not-kept'
  /** Its snapshot made room for others. */
  | 'evicted'
  /** Its snapshot was damaged, or had ended an engine. */
  | 'refused'
  | 'other-model'
  /** Backend, KV precision, flash attention or version of llama.cpp changed. */
  | 'other-settings';

/** From where the prompt of an answer started. */
export interface Reuse {
  from: 'hot' | 'snapshot' | 'none';
  /** Part of the time to first token; 0 unless `from` is `snapshot`. */
  restoreMs: number;
  /** `null` when only what is new had to be read. */
  cause: ReuseCause | null;
  /** The first message that differed, where there is one. */
  messageId: string | null;
}

/** One message. Messages of a chat form a tree: an edited question or a regenerated answer is a sibling. */
export interface Message {
  id: string;
  chatId: string;
  parentId: string | null;
  role: 'user' | 'model';
  text: string;
  /** What a reasoning model thought before its answer; empty for most models. */
  reasoning: string;
  /** The answering model's name; `null` on the user's messages. */
  modelName: string | null;
  createdAt: number;
  /** `null` while the answer is running. The user's own messages are always `finished`. */
  ending: Ending | null;
  /** One sentence for the user when `ending` is not a happy one; `null` otherwise. */
  problem: string | null;
  timings: Timings | null;
  /** The ids of all versions of this message (siblings), oldest first; holds at least its own. */
  versions: string[];
}

/** Where a running answer stands; not stored. */
export type TurnPhase =
  /** Waiting for the engine: another answer runs, or the model is loading. */
  | { name: 'waiting' }
  /** Reading the prompt: `done` of `total` new tokens; `cached` more were already in the KV cache. */
  | {
      name: 'prefill';
      done: number;
      total: number;
      cached: number;
      /** An estimate; `null` until a speed was measured. */
      leftMs: number | null;
    }
  /** Writing: tokens of the answer so far, and the time since the first of them; absent until they are told. */
  | { name: 'decode'; tokens?: number; ms?: number };

/** What a model file says of itself. */
export interface ModelFacts {
  path: string;
  name: string;
  architecture: string;
  /** For example `Q4_K_M`; `null` where the file does not say. */
  quantization: string | null;
  fileBytes: number;
  /** The context length the model was trained for, in tokens. */
  trainedContextLength: number;
  /** True for the small guide that comes with Hearth. */
  isStarter: boolean;
}

/** Threads of the engine on the processor, for each phase. */
export interface Threads {
  prefill: number;
  decode: number;
}

/** How much a model thinks before it answers; `null`: as its template has it, without a bound. */
export interface Thinking {
  on: boolean | null;
  /** One of `ThinkingControls.efforts`. */
  effort: string | null;
  /** Tokens after which its thoughts are closed and the text begins. */
  budget: number | null;
  /** The thoughts of earlier answers stay in the prompt. */
  keepsEarlier: boolean | null;
}

/** What can be chosen about a model's thoughts, by its chat template. */
export interface ThinkingControls {
  /** Thinking can be switched on and off. */
  switchable: boolean;
  /** It thinks unless it is switched off. */
  onByDefault: boolean;
  /** The levels of effort, the least first; empty without. */
  efforts: string[];
  /** The template marks thoughts, so that they can be bounded. */
  bounded: boolean;
  /** Whether the thoughts of earlier answers stay unless something else is chosen; `null` if the template leaves no choice. */
  keepsEarlier: boolean | null;
}

/** A model as it is loaded now. */
export interface LoadedModel extends ModelFacts {
  backend: Backend;
  /** The devices in use as their drivers name them; the processor's name for `cpu`. */
  device: string;
  /** Layers on the GPU; 0 on `cpu`. */
  gpuLayers: number;
  /** All layers, the output layer included, as llama.cpp counts them. */
  layers: number;
  /** Tokens that fit the context. */
  contextLength: number;
  /** Tokens of it that a prompt leaves free for the answer. */
  answerReserve: number;
  /** Bytes of KV cache that q8_0 saves against f16, for one chat of that many tokens. */
  kvSavingBytes: number;
  threads: Threads;
  flashAttention: boolean;
  /** Most tokens that are evaluated in one go. */
  batchSize: number;
  /** The name of the small model that guesses for it; `null` for none. */
  draftModel: string | null;
  thinking: ThinkingControls;
}

/** The engine as the header shows it. */
export interface EngineStatus {
  state:
    | 'starting'
    | 'loading'
    /** It measures how to run a model that is new to it, which takes a few seconds. */
    | 'tuning'
    | 'ready'
    /** It died and is being started again. */
    | 'restarting'
    /** Its memory was given back, by the user or after idle time; the next message loads the model again. */
    | 'unloaded'
    /** It made way for a calibration or a benchmark, and comes back after it. */
    | 'measuring'
    /** No model is loaded and nothing is being tried; `note` says why and what to do. */
    | 'stopped';
  /** The model that is loaded, or that is being loaded when `state` is `loading`. */
  modelName: string | null;
  /** Set when `state` is `ready`. */
  model: LoadedModel | null;
  /** 0 to 1 while a model loads, else `null`. */
  loadProgress: number | null;
  /** One sentence: why a GPU is not used though it was wanted, why the engine stopped. */
  note: string | null;
}

/** What the user can set; `null` means that Hearth chooses. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  /** `null`: the best backend that works. */
  backend: Backend | null;
  /** Threads of the engine on the processor; `null`: what was measured to be best, for each phase. */
  threads: number | null;
  /** `null`: what was measured to be best. */
  flashAttention: boolean | null;
  /** Most tokens that are evaluated in one go; `null`: what was measured to be best. */
  batchSize: number | null;
  /** Tokens; `null`: what the model was trained for, at most 8,192, less if memory is short. */
  contextLength: number | null;
  /** 0 always takes the likeliest token; `null`: what the model's file recommends, else 0.7. */
  temperature: number | null;
  /** Put before every chat; empty for none. */
  systemPrompt: string;
  kvPrecision: KvPrecision;
  /** Read the draft while it is typed; never done on battery. */
  typeAhead: boolean;
  /** Tokens after which an answer ends; `null`: as long as the model writes and the context takes. */
  longestAnswer: number | null;
  /** Guess tokens, and check several at a time, where that pays. */
  speculative: boolean;
  /** What KV states may take on disk, in bytes; 0 keeps none. */
  snapshotBudget: number;
  /** No connection goes out. */
  offline: boolean;
  /** Where models are looked for, and what they are fetched from unless there is a mirror. */
  hubAddress: string;
  /** What models are fetched from instead; empty for none. */
  hubMirror: string;
  /** What requests go through; empty for none. */
  proxy: string;
  /** The model's memory is given back after so long without use; `null` keeps it. */
  unloadAfterMinutes: number | null;
  /** How much each model thinks, as it was chosen last, by its path. */
  thinking: Record<string, Thinking>;
}

/** How one model is run. What is absent or `null` is as the settings for all models say, or as the file does. */
export interface LoadSettings {
  contextLength?: number | null | undefined;
  /** Layers on the GPU. */
  gpuLayers?: number | null | undefined;
  backend?: Backend | null | undefined;
  devices?: number[] | null | undefined;
  kvPrecision?: KvPrecision | null | undefined;
  flashAttention?: boolean | null | undefined;
  threads?: number | null | undefined;
  batchSize?: number | null | undefined;
  /** Weights are mapped from the file, or else read into memory of the process' own. */
  memoryMap?: boolean | null | undefined;
  temperature?: number | null | undefined;
  topK?: number | null | undefined;
  topP?: number | null | undefined;
  minP?: number | null | undefined;
  repeatPenalty?: number | null | undefined;
  systemPrompt?: string | null | undefined;
  /** Jinja, in place of the file's own. */
  chatTemplate?: string | null | undefined;
}

/** Something that the user must know and did not ask for: a damaged file that was repaired, for example. */
export interface Notice {
  id: string;
  /** One or two sentences. */
  text: string;
}

/** What the window cannot know by itself. */
export interface AppFacts {
  version: string;
  shell: 'window' | 'browser';
  platform: string;
  /** The physical cores of this machine. */
  cores: number;
  /** True where a native file picker exists. */
  canPickFiles: boolean;
  /** True where deleted files can go to the system's bin. */
  hasBin: boolean;
  /** Where an access token of the hub is kept: the system's key store, or a file that the user alone may read. */
  tokenStore: 'key-store' | 'file';
  /** One is set; what it is, is never told. */
  hasHubToken: boolean;
  /** Where fetched models are put. */
  modelFolder: string;
  dataFolder: string;
}

/**
 * How soon a chat answers: hot, its KV state is in memory; warm, it is a snapshot on disk; cold, it has to be read
 * again from its start.
 */
export interface ChatWarmth {
  chatId: string;
  temperature: 'hot' | 'warm' | 'cold';
  /** What the next message will wait for what is there already, by this machine's measured speeds; `null` if unknown. */
  waitMs: number | null;
  /** Tokens of the chat on the path that is shown, as its next prompt will hold it. */
  tokens: number | null;
  /** The loaded model's tokenizer has counted them; otherwise they are an estimate. */
  isCounted: boolean;
}

/** How far the draft in the composer is read. */
export interface DraftProgress {
  chatId: string | null;
  /** The text that this is about. */
  draft: string;
  done: number;
  total: number;
  /** Tokens of the whole prompt that sending it would make. */
  promptTokens: number;
}

/** KV states on disk. */
export interface SnapshotUsage {
  bytes: number;
  count: number;
}
