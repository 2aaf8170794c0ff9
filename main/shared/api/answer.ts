/** What the core answers to the requests of other programs. Durations are milliseconds and end in `Ms`. */
import type { SampledToken } from '../engine/turn.ts';
import type { ToolCall } from '../engine/tools.ts';
import type { ThinkingControls } from '../contract/engine.ts';
import type { ApiWorkKind } from './request.ts';

/** Why an answer ended. */
export type ApiEnding =
  /** The model ended it, or a stop string did. */
  | 'finished'
  /** The model waits for the results of its calls. */
  | 'calls'
  /** It reached the limit of the request, or the context is full. */
  | 'too-long'
  /** Hearth ended an answer that repeated itself. */
  | 'repeating';

/** One answer. */
export interface ApiAnswer {
  text: string;
  thoughts: string;
  calls: readonly ToolCall[];
  ending: ApiEnding;
  /** The stop string that ended it; `null`: none did. */
  stopString: string | null;
  /** Empty unless the request asked for log probabilities. */
  tokens: readonly SampledToken[];
}

/**
 * The figures of a request, as the engine measured them. A figure that is not known is `null`, and a dialect leaves it out. Of several
 * answers: sums, but for `promptTokens` and what belongs to the prompt.
 */
export interface ApiFigures {
  /** Of the whole prompt: cached and new. */
  promptTokens: number;
  cachedTokens: number;
  /** Evaluated. */
  newTokens: number;
  /** Sampled: thoughts, text, calls and their marks, without the token that ended the answer. */
  answerTokens: number;
  /** The part of `answerTokens` that are thoughts. */
  thoughtTokens: number;
  /** From the first evaluated token of the prompt to the first sampled token. */
  prefillMs: number;
  /** Tokens of decode steps: all sampled tokens but the first. */
  decodeTokens: number;
  decodeMs: number;
  /** From the arrival of the request to the first sampled token; `null` if there was none. */
  firstTokenMs: number | null;
  /** Loading the model for this request; 0 if it was loaded. */
  loadMs: number;
  /** Waiting for other requests. */
  queuedMs: number;
  /** From the arrival of the request to its end. */
  totalMs: number;
  /** Tokens that were guessed, and those of them that were right; `null` without speculative decoding. */
  drafted: { tokens: number; accepted: number } | null;
  hearth: HearthFigures;
}

/** What Hearth tells beside a dialect's own fields, as `hearth`, in these very names. */
export interface HearthFigures {
  /** Where the state was that the prompt started from: in memory, on disk, nowhere. */
  read_from: 'hot' | 'warm' | 'cold';
  restored_ms: number;
  /** Why no more of the prompt was reused, in one English sentence that names the part that differed; `null`: only new tokens had to be processed. */
  why_not_more: string | null;
  /** What was changed in the prompt so that its beginning stays the same; absent: nothing. */
  normalised?: readonly string[];
}

/** What a running answer tells. `answer`: which one of several, from 0. */
export type ApiEvent =
  /** `position` requests are ahead of this one; `startsInMs` is an estimate, `null` if there is none. */
  | { kind: 'waiting'; position: number; startsInMs: number | null }
  /** The model is being loaded; from 0 to 1. */
  | { kind: 'loading'; progress: number }
  /** `done` of `total` new tokens of the prompt are processed, in `ms`. */
  | { kind: 'prefill'; done: number; total: number; cached: number; ms: number }
  | { kind: 'thoughts' | 'text'; answer: number; text: string }
  /** Tokens of the answer so far, and the time since its first one. It comes from time to time. */
  | { kind: 'decoded'; answer: number; tokens: number; ms: number }
  | { kind: 'call'; answer: number; index: number; id: string; name: string }
  | { kind: 'call-arguments'; answer: number; index: number; text: string }
  | { kind: 'call-ended'; answer: number; index: number }
  /** Before the text that it makes. */
  | { kind: 'token'; answer: number; token: SampledToken }
  /** One of several answers is complete; its text was told before. */
  | {
      kind: 'answered';
      answer: number;
      ending: ApiEnding;
      stopString: string | null;
      calls: readonly ToolCall[];
    };

/** A model that clients can name. */
export interface ApiModel {
  /** The name under which lists show it; unique. */
  name: string;
  /** Other names that mean it: aliases of the user, the names of other programs, its file name. */
  aliases: readonly string[];
  /** As its file calls it, for people. */
  title: string;
  can: readonly ('chat' | 'embed' | 'rank' | 'tools' | 'think' | 'see' | 'infill')[];
  kind: 'llm' | 'embedding' | 'reranker';
  isLoaded: boolean;
  isLoading: boolean;
  /** GGUF's `general.architecture`. */
  architecture: string;
  /** Of GGUF's metadata: "7B" for example; `null` if it is not known. */
  parameters: string | null;
  /** "Q4_K_M" for example; `null` if it is not known. */
  quantization: string | null;
  publisher: string | null;
  family: string | null;
  basename: string | null;
  license: string | null;
  /** Of the file, in bytes. */
  bytes: number;
  /** 64 hexadecimal digits that change with the file: a SHA-256, but not of its content, which would take minutes. */
  digest: string;
  /** Ms since the epoch. */
  modifiedAt: number;
  /** In tokens, as the model was trained. */
  trainedContextLength: number;
  /** In tokens, as it is loaded; `null` if it is not. */
  contextLength: number | null;
  embeddingLength: number | null;
  chatTemplate: string | null;
  thinking: ThinkingControls | null;
  /** When the model is unloaded if nothing uses it, in ms since the epoch; `null`: never, or it is not loaded. */
  unloadsAt: number | null;
  /** Of memory, in bytes, and of the GPU's; `null` if it is not loaded or not known. */
  memoryBytes: number | null;
  gpuBytes: number | null;
}

/** What runs now. */
export interface ApiRunning {
  /** Those that are loaded or being loaded: the user's own first. */
  models: ApiModel[];
  /** One for each sequence of their engines. */
  slots: {
    isBusy: boolean;
    /** Tokens that its state holds; `null` if it is not known. */
    tokens: number | null;
    /** The client whose request runs; `null` if none does. */
    client: string | null;
    /** Of the request that runs. */
    promptTokens: number | null;
    processedTokens: number | null;
    answerTokens: number | null;
  }[];
  waiting: number;
}

/** Sums over all requests since Hearth started. */
export interface ApiCounters {
  promptTokens: number;
  cachedTokens: number;
  newTokens: number;
  prefillMs: number;
  answerTokens: number;
  decodeTokens: number;
  decodeMs: number;
  requests: number;
  failed: number;
  running: number;
  waiting: number;
}

interface AnswersReply {
  answers: readonly ApiAnswer[];
  figures: ApiFigures;
  /** The figures of each answer by itself, its own prompt included; absent if there is only one. */
  each?: readonly ApiFigures[];
  model: ApiModel;
}

/** The reply to each kind of work. */
export interface ApiReplies {
  ask: AnswersReply;
  complete: AnswersReply;
  infill: AnswersReply;
  embed: {
    vectors: readonly Float32Array[];
    tokens: number | null;
    model: ApiModel;
    totalMs: number;
    loadMs: number;
  };
  rank: { scores: readonly number[]; tokens: number | null; model: ApiModel };
  count: { tokens: number; cachedTokens: number; firstTokenMs: number | null; model: ApiModel };
  tokenize: { tokens: readonly number[]; pieces: readonly string[] };
  detokenize: { text: string };
  render: { text: string };
  load: { model: ApiModel; loadMs: number };
  models: { models: readonly ApiModel[] };
  model: { model: ApiModel };
  running: ApiRunning;
  counters: ApiCounters;
  health: { isReady: boolean; isLoading: boolean };
  version: { version: string };
  'kept-answer': KeptAnswer;
  'forget-answer': { wasKept: boolean };
}

/** An answer that is kept for a client that refers to it by its id: the body that was sent, and the conversation with the answer. */
export interface KeptAnswer {
  id: string;
  body: unknown;
  /** As the dialect keeps it, to continue from; opaque to the core. */
  conversation: unknown;
}

export type ReplyTo<Kind extends ApiWorkKind> = ApiReplies[Kind];
