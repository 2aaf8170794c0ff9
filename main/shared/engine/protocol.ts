/** The messages between the core and llama.cpp's process. One process serves one configuration. */
import type { DraftProgress } from '../contract/cache.ts';
import type { Backend, LoadedModel, Thinking } from '../contract/engine.ts';
import type { BenchmarkPlan, BenchmarkRow, BenchmarkRun, Ceilings } from '../contract/measuring.ts';
import type { ModelFacts } from '../contract/model.ts';
import type { Told } from '../words/told.ts';
import type { EngineConfig } from './config.ts';
import type {
  AskedPrompt,
  Aside,
  CacheState,
  CalibrateRequest,
  Counted,
  CountedText,
  EngineMemory,
  PreparedPrompt,
  PromptCount,
  Weighed,
  WeighedRequest,
} from './engine.ts';
import type { Draft, PromptMessage, TurnRequest } from './request.ts';
import type { TurnEnd, TurnEvent } from './turn.ts';

/** A question of `PromptQuestions`. */
export type PromptQuestion =
  | { kind: 'tokenize'; text: string; readsSpecial: boolean; begins: boolean }
  | { kind: 'detokenize'; tokens: readonly number[] }
  | { kind: 'render'; prompt: AskedPrompt }
  | { kind: 'count'; prompt: AskedPrompt };

/** What answers each kind of question. */
export interface PromptAnswers {
  tokenize: number[];
  detokenize: string;
  render: string;
  count: PromptCount;
}

export type ToEngine =
  | { kind: 'load'; config: EngineConfig }
  | { kind: 'turn'; turn: TurnRequest }
  /** Several answers to one prompt; each is told of as a turn of its own. */
  | { kind: 'turns'; turns: TurnRequest[] }
  | { kind: 'stop'; turnId: string }
  /**
   * Whether a window is open, as is assumed until this is told. While none is, an answer ends where the context is full
   * instead of dropping older turns, and nothing is evaluated in idle time.
   */
  | { kind: 'windows'; areOpen: boolean }
  /** The chat is on screen: bring it back into memory, where a snapshot of it is on disk. */
  | { kind: 'look-at'; chatId: string; messages: PromptMessage[]; thinking: Thinking }
  /** Begin no evaluation until this is taken back, because another engine has the machine; answered by `held`. */
  | { kind: 'hold'; isHeld: boolean }
  /** Read what is typed so far, when nothing else is to be done; `chatId` is `null` for a chat that is not there yet. */
  | {
      kind: 'type-ahead';
      chatId: string | null;
      messages: PromptMessage[];
      thinking: Thinking;
      draft: Draft;
    }
  /** Ask this in idle time; answered by `aside` with the same id. */
  | { kind: 'ask'; asideId: number; aside: Aside }
  /**
   * Process a chat in idle time, so that its next message need not wait for that; `prepared` answers. Without messages, it is the
   * system prompt of chats that begin with it. `preparing` tells how far it is.
   */
  | ({ kind: 'prepare-chat'; chatId: string } & PreparedPrompt)
  /** Count the tokens of documents; answered by `documents-counted` with the same id. */
  | { kind: 'count-documents'; countId: number; texts: readonly CountedText[] }
  /** Say what is held of documents; answered by `documents-weighed` with the same id. */
  | { kind: 'weigh-documents'; weighId: number; request: WeighedRequest }
  /** Answer a question about a prompt, also while turns run: `prompt-answered` or `prompt-refused` with the same id. */
  | { kind: 'ask-prompt'; askId: number; question: PromptQuestion }
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
  | {
      kind: 'probe-memory';
      backend: Backend | null;
      devices: number[] | null;
      kinds: string[];
      avoid?: Backend[];
    }
  /** Asks for a reading of the engine process' clock. */
  | { kind: 'clock'; sentAt: number }
  /** Measure what this machine can do at most; for a process that loads nothing. */
  | ({ kind: 'calibrate'; avoid?: Backend[] } & CalibrateRequest)
  /** Measure a model; for a process that loads nothing else. */
  | { kind: 'benchmark'; config: EngineConfig; plan: BenchmarkPlan }
  /** Open an embedding model or a reranker; for a process that loads nothing else. Answered by `text-model-opened` or `refused`. */
  | { kind: 'open-text-model'; path: string; model: 'embedding' | 'reranker' }
  /** Make a vector of each text; answered by `embedded` with the same id, or `text-failed`. */
  | { kind: 'embed'; workId: number; texts: readonly (string | readonly number[])[]; refusesLong: boolean }
  /** Score how well each text answers the question; answered by `ranked` with the same id, or `text-failed`. */
  | { kind: 'rank'; workId: number; question: string; texts: readonly string[]; refusesLong: boolean }
  | { kind: 'shut-down' };

/** What a benchmark ran with: all of it but its rows. */
export type BenchmarkSubject = Omit<BenchmarkRun, 'id' | 'startedAt' | 'isComplete' | 'rows'>;

export type FromEngine =
  /** What the cache holds, after every change of it. */
  | ({ kind: 'cache' } & CacheState)
  /** `now`: a reading of this process' clock, between `sentAt` and the answer's arrival. */
  | { kind: 'clock'; sentAt: number; now: number }
  /** No evaluation runs, and none will until `hold` is taken back. */
  | { kind: 'held' }
  | { kind: 'memory'; memory: EngineMemory }
  /** How far a calibration or a benchmark is, and the row that it has just done, if any. */
  | { kind: 'measuring'; progress: number; step: Told; row: BenchmarkRow | null }
  /** `otherCores`: cores that other programs kept busy meanwhile. */
  | { kind: 'calibrated'; ceilings: Ceilings; otherCores: number }
  /** What a benchmark runs with; its rows follow. */
  | { kind: 'benchmark-began'; about: BenchmarkSubject }
  | { kind: 'benchmark-done' }
  /** It could not be measured; `problem` is for the user. */
  | { kind: 'measuring-failed'; problem: Told }
  | ({ kind: 'counted' } & Counted)
  /** `null`: it was interrupted, or is not possible at no cost to the chat. */
  | { kind: 'aside'; asideId: number; text: string | null }
  | ({ kind: 'draft' } & DraftProgress)
  | { kind: 'preparing'; chatId: string; done: number; total: number }
  /** The tokens of each text; `null` if they could not be counted. */
  | { kind: 'documents-counted'; countId: number; tokens: number[] | null }
  /** `null` if it could not be told. */
  | { kind: 'documents-weighed'; weighId: number; weighed: Weighed | null }
  | { kind: 'prompt-answered'; askId: number; answer: PromptAnswers[PromptQuestion['kind']] }
  | { kind: 'prompt-refused'; askId: number; problem: Told }
  /** `isDone`: false if something else interrupted it; what was processed by then is kept. */
  | { kind: 'prepared'; chatId: string; isDone: boolean }
  /** `dimensions`: the values of each vector; 0 for a reranker. */
  | { kind: 'text-model-opened'; dimensions: number }
  /** Of each text the base64 of little-endian 32-bit floats. */
  | { kind: 'embedded'; workId: number; vectors: string[]; tokens: number }
  | { kind: 'ranked'; workId: number; scores: number[]; tokens: number }
  | { kind: 'text-failed'; workId: number; problem: Told }
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
      model: LoadedModel;
      note: Told | null;
      cores: number;
      /** Turns that can run at once. */
      beside: number;
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
