/**
 * A message, how it ended and what it took. Times of day are milliseconds since the epoch; durations are milliseconds and end in
 * `Ms`.
 */
import type { Told } from '../words/told.ts';
import type { ModelId } from './model.ts';
import type { MessagePart } from './parts.ts';

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
  /** In their order; empty for an answer that has not begun. */
  parts: readonly MessagePart[];
  /** The answering model's name; `null` on the user's messages. */
  modelName: string | null;
  /** The answering model. `null` on the user's messages, while the answer runs, and if the model has no identity. */
  modelId: ModelId | null;
  createdAt: number;
  /** `null` while the answer is running. The user's own messages are always `finished`. */
  ending: Ending | null;
  /** What the user is told of an `ending` that is not a happy one; `null` otherwise. */
  problem: Told | null;
  timings: Timings | null;
  /** The ids of all versions of this message (siblings), oldest first; holds at least its own. */
  versions: string[];
}
