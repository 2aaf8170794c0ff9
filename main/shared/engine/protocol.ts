/**
 * What the core and the engine process say to each other. One engine process serves one configuration:
 * another model, backend, thread count or context length means another process.
 */
import type { Told } from '../words/told.ts';
import type { BenchmarkPlan, BenchmarkRow, BenchmarkRun, Ceilings } from '../contract/measuring.ts';
import type { Backend, Thinking, ThinkingControls, Threads } from '../contract/engine.ts';
import type { DraftProgress } from '../contract/cache.ts';
import type { ModelFacts } from '../contract/model.ts';
import type { MachineMemory } from '../contract/memory.ts';
import type { LoadValues } from '../settings/loading.ts';
import type { Sampling } from '../settings/sampling.ts';
import type { TurnEnd, TurnEvent } from './turn.ts';

/** What an engine process tells of memory; see `load/own-memory.ts`. */
export type EngineMemory = Pick<MachineMemory, 'ramReturned' | 'engine' | 'copies' | 'gpu'>;

/** Everything that is fixed for the life of an engine process. */
export interface EngineConfig extends LoadValues {
  modelPath: string;
  /** What the library calls the model; `null`: as its file says. */
  title: string | null;
  isStarter: boolean;
  /** Backends whose driver ended a process before: left out, and told as the reason for another one. */
  avoid?: Backend[];
  /** Jinja, in place of the file's own template; `null`: the file's. */
  chatTemplate: string | null;
  /** Whether what is left open here is measured: when this model is loaded for the first time, now anew, or never. */
  tunes: 'once' | 'anew' | 'never';
  /** A small model that guesses for this one; `null`: what stood in the prompt before is guessed alone. */
  draftModelPath: string | null;
  /** Chats kept in memory at once, each in a context of its own; `null`: as many as memory allows and are worth it. */
  sequences: number | null;
  /** Where snapshots lie, and what all of them together may take; 0 keeps none. */
  snapshots: { folder: string; budgetBytes: number };
}

/** One message of a prompt. */
export interface PromptMessage {
  /** `null` for the system prompt and for a draft. */
  id: string | null;
  role: 'system' | 'user' | 'model';
  text: string;
  reasoning: string;
  /**
   * The very tokens that this model sampled for `text`, or for `reasoning` and `text` with the marks of both, if they are
   * known. They are put into the prompt as they are, because tokenising the text again may split it otherwise and lose
   * the KV cache from there on.
   */
  tokens: number[] | null;
}

/** How the loaded model answers. */
export interface Answering {
  systemPrompt: string;
  sampling: Sampling;
  longestAnswer: number | null;
  thinking: Thinking;
  speculative: boolean;
}

export interface TurnRequest {
  turnId: string;
  /** The chat whose state the turn starts from and leaves; `null` for a turn that belongs to none, of which no state is kept. */
  chatId: string | null;
  /** The id that the answer will have as a message of later prompts. */
  messages: PromptMessage[];
  /** What to do when the context is full: drop the oldest turns, or end. */
  overflow: 'shift' | 'stop';
  sampling: Sampling;
  /** Tokens after which the answer ends; `null`: as long as the model writes and the context takes. */
  longestAnswer: number | null;
  thinking: Thinking;
  /** Guess tokens and check several at a time, where that pays. */
  speculative: boolean;
}

export type ToEngine =
  | { kind: 'load'; config: EngineConfig }
  | { kind: 'turn'; turn: TurnRequest }
  | { kind: 'stop'; turnId: string }
  /**
   * Whether a window is open, as is assumed until this is told. While none is, an answer ends where the context is full
   * instead of dropping older turns, and nothing is evaluated in idle time.
   */
  | { kind: 'windows'; areOpen: boolean }
  /** The chat is on screen: bring it back into memory, where a snapshot of it is on disk. */
  | { kind: 'look-at'; chatId: string; messages: PromptMessage[]; thinking: Thinking }
  /** Read what is typed so far, when nothing else is to be done; `chatId` is `null` for a chat that is not there yet. */
  | {
      kind: 'type-ahead';
      chatId: string | null;
      messages: PromptMessage[];
      thinking: Thinking;
      draft: string;
    }
  /** The draft is gone: stop reading it. */
  | { kind: 'drop-draft' }
  | { kind: 'forget-chat'; chatId: string }
  | { kind: 'snapshot-budget'; budgetBytes: number }
  | { kind: 'clear-snapshots' }
  /**
   * Check a file without touching the loaded model, for chat or as the draft model of the one at `guessesFor`; answered
   * by `inspected`, for a process that loads nothing. `chatTemplate`: in place of the file's own.
   */
  | { kind: 'inspect'; path: string; guessesFor: string | null; chatTemplate: string | null }
  /**
   * What it and the GPU take and have, and whether llama.cpp copies these kinds of matrices (shared/memory/copies.ts); answered by
   * `memory`.
   */
  | { kind: 'memory'; kinds: string[] }
  /** The same of a process that loads nothing. */
  | { kind: 'probe-memory'; backend: Backend | null; devices: number[] | null; kinds: string[] }
  /** Asks for a reading of the engine process' clock. */
  | { kind: 'clock'; sentAt: number }
  /** Measure what this machine can do at most; for a process that loads nothing. */
  | ({ kind: 'calibrate' } & CalibrateRequest)
  /** Measure a model; for a process that loads nothing else. */
  | { kind: 'benchmark'; config: EngineConfig; plan: BenchmarkPlan }
  | { kind: 'shut-down' };

/** What the engine knows of the model once it is loaded; `ModelFacts` come from `inspect`. */
export interface LoadedFacts extends ModelFacts {
  isStarter: boolean;
  backend: Backend;
  device: string;
  gpuLayers: number;
  layers: number;
  contextLength: number;
  answerReserve: number;
  kvSavingBytes: number;
  threads: Threads;
  flashAttention: boolean;
  batchSize: number;
  /** Its name; `null` where none is loaded. */
  draftModel: string | null;
  thinking: ThinkingControls;
}

/** Where the engine holds a chat, and what its next message will wait for that. */
export interface HeldChat {
  chatId: string;
  where: 'hot' | 'warm';
  tokens: number;
  /** 0 where it is hot. */
  restoreMs: number;
}

/** What is measured of this machine. */
export interface CalibrateRequest {
  /** `null`: the best one that works. */
  backend: Backend | null;
  threads: number | null;
  /** Takes generated models. */
  folder: string;
  /** Bounds their weights and the time that is taken, which makes the figures coarser. */
  atMost?: { bytes: number; ms: number };
}

/**
 * Tokens of the prompt that messages of a chat make, as it will be sent: with a question at their end the whole prompt, with
 * an answer the part that stays whatever is asked next. `tipId`: the last of the messages.
 */
export interface Counted {
  chatId: string;
  tipId: string | null;
  tokens: number;
}

/** What a benchmark ran with: all of it but its rows. */
export type BenchmarkSubject = Omit<BenchmarkRun, 'id' | 'startedAt' | 'isComplete' | 'rows'>;

export type FromEngine =
  /** What the cache holds, after every change of it; `prefillSpeed` in tokens/s, `null` until measured. */
  | { kind: 'cache'; chats: HeldChat[]; prefillSpeed: number | null; bytesPerToken: number }
  /** `now`: a reading of this process' clock, between `sentAt` and the answer's arrival. */
  | { kind: 'clock'; sentAt: number; now: number }
  | { kind: 'memory'; memory: EngineMemory }
  /** How far a calibration or a benchmark is, and the row that it has just done, if any. */
  | { kind: 'measuring'; progress: number; step: string; row: BenchmarkRow | null }
  /** `otherCores`: cores that other programs kept busy meanwhile. */
  | { kind: 'calibrated'; ceilings: Ceilings; otherCores: number }
  /** What a benchmark runs with; its rows follow. */
  | { kind: 'benchmark-began'; about: BenchmarkSubject }
  | { kind: 'benchmark-done' }
  /** It could not be measured; `problem` is for the user. */
  | { kind: 'measuring-failed'; problem: Told }
  | ({ kind: 'counted' } & Counted)
  | ({ kind: 'draft' } & DraftProgress)
  /** A backend is about to be started, whose driver may end this process. */
  | { kind: 'starting'; backend: Backend }
  | { kind: 'loading'; progress: number }
  /** The weights are loaded, and a short measurement chooses how to run them. */
  | { kind: 'tuning' }
  /**
   * `note`: why a wanted GPU is not in use. `cores`: physical cores of this machine. `isWithoutGpu`: one was
   * looked for, and there is none.
   */
  | {
      kind: 'loaded';
      model: LoadedFacts;
      note: Told | null;
      cores: number;
      isWithoutGpu: boolean;
      /** Architectures that this llama.cpp supports; `null` if the library does not tell. */
      architectures: string[] | null;
    }
  /** The model could not be loaded; `problem` is for the user. `isMemory`: because there was too little. */
  | { kind: 'load-failed'; problem: Told; isMemory: boolean }
  | { kind: 'inspected'; facts: ModelFacts }
  | { kind: 'refused'; problem: Told }
  | (TurnEvent & { turnId: string })
  | ({ kind: 'ended'; turnId: string } & TurnEnd)
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; text: string };

/** As the model's template has it. */
export const openThinking: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };
