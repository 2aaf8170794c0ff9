/**
 * An engine: what runs a model. The core knows it by this interface alone. llama.cpp's process (main/core/engines/llama) is one
 * implementation; what only some engines can do is in `Engine.can`.
 */
import type { Told } from '../words/told.ts';
import type { DraftProgress } from '../contract/cache.ts';
import type { Backend, EngineStatus, Thinking } from '../contract/engine.ts';
import type { MachineMemory } from '../contract/memory.ts';
import type { ModelFacts } from '../contract/model.ts';
import type { BenchmarkPlan, BenchmarkRun, Ceilings } from '../contract/measuring.ts';
import type { PrefillPace } from '../speed/pace.ts';
import type { EngineConfig } from './config.ts';
import type { Draft, ProgramTurn, PromptMessage, TurnRequest } from './request.ts';
import type { TurnEnd, TurnEvent } from './turn.ts';

export interface Engine {
  readonly status: EngineStatus;
  /** How the model is loaded, or was last; `null` before the first load. */
  readonly config: EngineConfig | null;
  readonly can: EngineCan;

  /** Calls `listener` after each change of the status. */
  listen(listener: (status: EngineStatus) => void): void;

  /** Checks a model file without touching the loaded model. Throws `Refusal` if it cannot be used. */
  inspect(file: InspectedFile): Promise<ModelFacts>;

  /**
   * Loads a model in place of the loaded one. Throws `Refusal` with the reason if it cannot be loaded; the engine is then
   * `stopped` with that reason as its note. `note` is shown with the loaded model: why it is this one.
   */
  load(config: EngineConfig, modelName: string, note?: Told | null): Promise<void>;

  /** Ends a load that is under way, which then fails with a `Refusal`; does nothing if none is. */
  cancelLoad(): void;

  /** Says how an unloaded model is loaded next time. */
  configure(config: EngineConfig): void;

  /** Frees the model's memory; `whenReady` loads it again. The caller makes sure that no turn runs. */
  unload(note?: Told | null): Promise<void>;

  /** Loads an unloaded model; resolves when turns can run. Throws `Refusal` with the reason if none can. */
  whenReady(): Promise<void>;

  /**
   * Runs a turn. At most `EngineCan.beside` turns run at once, or one more if it is a person's (`givesWay`; core/engines/queue.ts): their
   * slices of prefill and their tokens take turns, a person's first. Never rejects: a failure is an ending.
   */
  run(turn: TurnRequest, on: (event: TurnEvent) => void, stop: AbortSignal): Promise<TurnEnd>;

  /** Shows `note` with the model, in whatever state it is; `null` shows none. */
  note(note: Told | null): void;

  /** Whether a window is open, as is assumed until told. If none is, no engine should take on more than it was asked for. */
  windowsAre(areOpen: boolean): void;

  /** Ends the engine for good; resolves when it is gone. */
  close(): Promise<void>;
}

/** What an engine can do beyond running turns; `null` and false: it cannot. */
export interface EngineCan {
  /** Keeps the processed text of chats, in memory and on disk. */
  readonly cache: ChatStates | null;
  /** Tells what memory models take. */
  readonly memory: MemoryQuestions | null;
  /** Runs embedding models and rerankers. */
  readonly texts: TextWork | null;
  /** Runs several turns with one prompt, which it processes once. */
  readonly together: TurnsTogether | null;
  /** Measures this machine and models on it. */
  readonly measure: MeasureWork | null;
  /** Takes a draft model for speculative decoding. */
  readonly draft: boolean;
  /** Measures how to run a model best on this machine (`EngineConfig.tunes`). */
  readonly tune: boolean;
  /** The turns that can run beside each other with the loaded model, each in a sequence of its own; at least 1. */
  readonly beside: number;
  /** A person's turn may begin although `beside` turns run: one of a program then waits, and continues where it was. */
  readonly givesWay: boolean;
  /** Answers about prompts and their tokens. */
  readonly prompts: PromptQuestions | null;
  /** Takes images in prompts. */
  readonly images: boolean;
  /** Takes descriptions of tools, and calls them. */
  readonly tools: boolean;
  /** The model architectures that it supports; `null`: any, or not known yet. */
  readonly architectures: ReadonlySet<string> | null;
  /** Physical cores of this machine, as the engine counts them; `null` if it has not told. */
  readonly cores: number | null;
}

/** A prompt that is asked about, with what only prompts of other programs have. */
export interface AskedPrompt extends PromptOf {
  program?: Pick<ProgramTurn, 'tools' | 'templateVariables' | 'rawPrompt'>;
}

/** What a prompt takes. */
export interface PromptCount {
  tokens: number;
  /** Those that need not be processed. */
  cachedTokens: number;
  /** Where these are; `null` if there are none. */
  where: 'hot' | 'warm' | null;
  /** The predicted time to the first token in ms, restoring included; `null` if no speed was measured yet. */
  firstTokenMs: number | null;
}

/**
 * Questions about prompts and tokens of the loaded model. They are answered while turns run. Each rejects with `Refusal` if no model is
 * loaded or if the model refuses.
 */
export interface PromptQuestions {
  /** The tokens of a text. `readsSpecial`: special tokens that the text names are read as such. `begins`: with the token of a beginning, if the model wants it. */
  tokenize(text: string, how: { readsSpecial: boolean; begins: boolean }): Promise<number[]>;
  /** The text of tokens, special ones included. */
  detokenize(tokens: readonly number[]): Promise<string>;
  /** The prompt as the chat template writes it. */
  render(prompt: AskedPrompt): Promise<string>;
  count(prompt: AskedPrompt): Promise<PromptCount>;
}

/** A turn, what is told of it, and its end. */
export interface AskedTurn {
  turn: TurnRequest;
  on: (event: TurnEvent) => void;
  stop: AbortSignal;
}

interface TurnsTogether {
  /** Runs turns of one chat that ask the same, at least two; resolves each as `Engine.run` does. `Timings.shared` says how they ran. */
  run(turns: readonly AskedTurn[]): Promise<TurnEnd>[];
}

/** A model that is not for chat: of a text it makes a vector, or it scores how well texts answer a question. */
export interface TextModelFile {
  path: string;
  kind: 'embedding' | 'reranker';
}

/** Work with models that are not for chat. The model is loaded beside the one that chats, and unloaded when it is not used. */
export interface TextWork {
  /**
   * One vector of length 1 for each text, which may be given as tokens, and the tokens that were evaluated. `loadMs`: the time that this
   * work waited for the model to be loaded. Rejects with `Refusal` if the model cannot be used, and if a text is refused.
   */
  embed(
    path: string,
    texts: readonly (string | readonly number[])[],
    how?: TextWorkHow,
  ): Promise<{ vectors: Float32Array[]; tokens: number; loadMs: number }>;
  /**
   * How well each text answers the question, from 0 to 1, and the tokens that were evaluated. A long text is ranked in parts, of which
   * the best counts. Rejects with `Refusal` if the model cannot be used, and if the question is refused.
   */
  rank(
    path: string,
    question: string,
    texts: readonly string[],
    how?: Pick<TextWorkHow, 'refusesLong'>,
  ): Promise<{ scores: number[]; tokens: number }>;
}

interface TextWorkHow {
  /** A text to embed, or a question, that is too long for the model is refused; else it is cut. */
  refusesLong?: boolean;
  /** The model is unloaded after this time without work, in ms; absent: after a minute. */
  keepMs?: number;
}

export interface InspectedFile {
  path: string;
  /** As the draft model of the one at this path; else for chat. */
  guessesFor?: string | null;
  /** Jinja, in place of the file's own template. */
  chatTemplate?: string | null;
}

/** What a chat's next answer is asked with. */
export interface PromptOf {
  messages: PromptMessage[];
  thinking: Thinking;
}

/** What is processed in idle time. */
export interface PreparedPrompt extends PromptOf {
  /**
   * Only up to the end of this document, which is in the last of `messages`: every chat that begins with the same starts from there.
   * Absent: all of it.
   */
  upToDocument?: string;
}

/** The text of a document, as the prompt has it. */
export interface CountedText {
  documentId: string;
  text: string;
}

/** A question behind the messages of a chat that is no part of the chat. */
export interface Aside extends PromptOf {
  chatId: string;
  question: string;
  /** The answer ends after this many tokens. */
  mostTokens: number;
}

/** What an engine holds of chats in its KV cache. */
export interface CacheState {
  chats: HeldChat[];
  /** Every state that holds a whole document. */
  documents: HeldDocuments[];
  /** Model, backend, KV precision and version of llama.cpp: states of another key cannot be used. */
  key: string;
  /** How fast prompts are processed; `null` until measured. */
  pace: PrefillPace | null;
  bytesPerToken: number;
}

export const emptyCache: CacheState = {
  chats: [],
  documents: [],
  key: '',
  pace: null,
  bytesPerToken: 0,
};

export interface ChatStatesEvents {
  onCache(state: CacheState): void;
  onDraft(progress: DraftProgress): void;
  onCounted(counted: Counted): void;
  /** How far the work of `prepare` is, in tokens: those that were held already are done. */
  onPreparing?(chatId: string, done: number, total: number): void;
  /** The work of `prepare` has ended: it is done, something else interrupted it, or the engine is gone. */
  onPrepared?(chatId: string, how: 'done' | 'interrupted' | 'lost'): void;
}

/** The states of chats that an engine keeps. Nothing happens while no model is loaded. */
export interface ChatStates {
  /** What the cache holds, as `onCache` told last. */
  readonly now: CacheState;
  listen(events: ChatStatesEvents): void;
  /** The chat is on screen: restores it in idle time if its state is on disk. */
  lookAt(chatId: string, prompt: PromptOf): void;
  /**
   * Processes a draft in idle time, its documents even before anything is typed; `chatId` is `null` for a chat that does not exist
   * yet. The state up to the end of a document in the first message of a chat is kept under `documentOwner`.
   */
  readDraft(chatId: string | null, prompt: PromptOf, draft: Draft): void;
  /**
   * Asks in idle time, without thoughts, and leaves the state of the chat as it was. Resolves with the text of the answer; `null` if
   * the work was interrupted, or would cost the chat something that was processed. Never rejects.
   */
  ask(aside: Aside): Promise<string | null>;
  /** The draft is gone: stops processing it. */
  dropDraft(): void;
  /**
   * Processes a chat in idle time, and keeps its state; `onPrepared` follows, if a model is loaded. The state of a system prompt alone is
   * kept under the id of its preset, that of a document under `documentOwner`, and every chat that begins with it starts from there.
   */
  prepare(chatId: string, prompt: PreparedPrompt): void;
  /** Interrupts the work of `prepare`. */
  stopPreparing(): void;
  /** Counts the tokens of each text; `null` if no model is loaded, or if that fails. Never rejects. */
  countDocuments(texts: readonly CountedText[]): Promise<number[] | null>;
  /** Says what is held of documents in front of a question; `null` as for `countDocuments`. Never rejects. */
  weighDocuments(request: WeighedRequest): Promise<Weighed | null>;
  /** Drops what is held of a chat, in memory and on disk; of a document also the states of chats that contain it. */
  forget(chatId: string): void;
  /** Drops the loaded model's states on disk. */
  clear(): void;
  /** What all states together may take on disk; 0 keeps none. */
  setBudget(bytes: number): void;
}

export interface MemoryQuestions {
  /**
   * What the loaded engine and the GPU take and have, and whether matrices of `kinds` are copied (shared/memory/copies.ts); `null`
   * if no model is loaded, or if the engine does not answer in time.
   */
  ofLoaded(kinds: string[]): Promise<EngineMemory | null>;
  /** The same of an engine that would be run so and loads nothing; `null` if that cannot be told. */
  probe(where: Pick<EngineConfig, 'backend' | 'devices'>, kinds: string[]): Promise<EngineMemory | null>;
  /** Why the last load failed: memory was short, or the engine ended without a word; `null` for any other reason. */
  readonly loadFailure: 'memory' | 'crash' | null;
}

/** Work that has the machine for itself: the model is unloaded for it and comes back afterwards. Stopping takes effect at once. */
export interface MeasureWork {
  /** Resolves with `null` if it was stopped. Throws `Refusal` with a sentence if it is not possible. */
  calibrate(
    request: CalibrateRequest,
    onProgress: (progress: MeasureProgress) => void,
    stop: AbortSignal,
  ): Promise<{ ceilings: Ceilings; otherCores: number } | null>;
  /** If it was stopped, resolves with what was done by then; `null` if that is nothing. */
  benchmark(
    config: EngineConfig,
    plan: BenchmarkPlan,
    onProgress: (progress: MeasureProgress) => void,
    stop: AbortSignal,
  ): Promise<Omit<BenchmarkRun, 'id'> | null>;
}

/** How far a measurement is, from 0 to 1, and what it does. */
export interface MeasureProgress {
  progress: number;
  step: Told;
}

/** What an engine reports about memory: its own, and the GPU's. */
export type EngineMemory = Pick<MachineMemory, 'ramReturned' | 'engine' | 'copies' | 'gpu'>;

/** Where an engine has the state of a chat, and how long its next message waits for it. */
export interface HeldChat {
  chatId: string;
  where: 'hot' | 'warm';
  tokens: number;
  /** Milliseconds; 0 if it is hot. */
  restoreMs: number;
}

/** A state that holds whole documents. */
export interface HeldDocuments {
  /** The chat that owns it, or the document (`documentOwner`). */
  owner: string;
  where: 'hot' | 'warm';
  tokens: number;
  /** On disk; 0 if it is in memory. */
  bytes: number;
  /** Ms since the epoch. */
  usedAt: number;
  /** Milliseconds; 0 if it is hot. */
  restoreMs: number;
  /** The version of the system prompt (`textVersion`); `null`: there is none, or the state is older than versions. */
  system: string | null;
  /** In their order. */
  documents: HeldDocument[];
}

interface HeldDocument {
  documentId: string;
  /** Of its text; `null` if that is not known. */
  version: string | null;
  /** Tokens up to its end. */
  end: number;
  /** Only the system prompt and other whole documents precede it, and another prompt that begins like that can start from its end. */
  isStart: boolean;
}

/** The documents at the beginning of a prompt. */
export interface WeighedRequest extends PromptOf {
  /** `null` for a new chat. */
  chatId: string | null;
  /** The text before the first document, in the same message. */
  before: string;
  /** Whole documents. */
  documents: readonly CountedText[];
  /** They can be brought into another order if more of them is kept in that one. */
  canReorder: boolean;
}

/** What a prompt with documents would find in the KV cache. */
export interface Weighed {
  /** In the order that keeps most of what was processed. */
  documents: { documentId: string; tokens: number; cachedTokens: number }[];
  /** Where the cached tokens are. */
  where: 'hot' | 'warm';
  /** Milliseconds; 0 if they are hot. */
  restoreMs: number;
}

/** How the limits of this machine are measured. */
export interface CalibrateRequest {
  /** `null`: the best backend that works. */
  backend: Backend | null;
  threads: number | null;
  /** The folder for generated models. */
  folder: string;
  /** Bounds for the bytes of weights and the time, which make the figures coarser. */
  atMost?: { bytes: number; ms: number };
}

/**
 * Tokens in the prompt of a chat: of the whole prompt if the last message is a question, and of the part that stays whatever is
 * asked next if it is an answer. `tipId`: the last message.
 */
export interface Counted {
  chatId: string;
  tipId: string | null;
  tokens: number;
}
