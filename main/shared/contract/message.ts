/**
 * A message, how it ended and its timings. Times of day are milliseconds since the epoch; durations are milliseconds and end in
 * `Ms`.
 */
import type { Told } from '../words/told.ts';
import type { ModelId } from './model.ts';
import type { ReadAgain } from './documents.ts';
import type { MessagePart } from './parts.ts';

/** Why an answer ended. */
export type Ending =
  /** The model generated its end-of-turn token. */
  | 'finished'
  /** The user stopped it, or Hearth did, in which case `problem` says why. */
  | 'stopped'
  /** The context is full: there was no room for another token. */
  | 'context-full'
  /**
   * It reached the maximum length that is set, or filled the context by itself or with no window open; `problem` says which.
   */
  | 'too-long'
  /** It repeated the same passage over and over. */
  | 'repeating'
  /** The engine process died; the text so far is kept. */
  | 'engine-lost'
  /** Hearth itself ended while the answer was running. */
  | 'interrupted'
  /** The turn could not be run; `problem` says why. */
  | 'failed';

/**
 * The two phases of one answer, measured in the engine process with its monotonic clock. Prefill processes the new prompt
 * tokens and yields the first token; decode yields every further one.
 *
 * An answer that was continued has the sums of all its turns, but for four figures: `cachedTokens`, `documents` and `firstTokenMs`
 * are those of the first turn, because its own tokens, which a later turn finds in the KV cache, are no prompt of the user, and `reuse` is
 * that of the last turn. The time between two turns counts nowhere.
 */
export interface Timings {
  /** Prompt tokens found in the KV cache, not evaluated again. */
  cachedTokens: number;
  /** Prompt tokens that were evaluated. Prefill speed is `newTokens / prefillMs`, never more. */
  newTokens: number;
  /** From the first evaluated prompt token to the first sampled token. */
  prefillMs: number;
  /**
   * From sending the message to the first sampled token; `null` if there was none. It begins at the key press as soon as the
   * window has reported that, until then when the core received the message.
   */
  firstTokenMs: number | null;
  /** Tokens yielded by decode steps: all sampled tokens but the first, the end-of-turn token included. */
  decodeTokens: number;
  /**
   * Tokens of the answer including its thoughts, without the end-of-turn token, whether it finished, was stopped or was cut
   * short. Absent in older answers, see `writtenTokens` in shared/message/written.ts.
   */
  writtenTokens?: number;
  /** From the first sampled token to the last. Decode speed is `decodeTokens / decodeMs`. */
  decodeMs: number;
  /** Absent in answers of Hearth 0.1. */
  reuse?: Reuse;
  /** Absent if the prompt had no document. */
  documents?: DocumentTokens;
  /** Absent in answers without thoughts, and in those of Hearth 0.1. */
  thoughts?: ThoughtTimings;
  /** Absent in answers that do not share their prompt with others. */
  shared?: SharedPrompt;
  /** Milliseconds of `prefillMs` and `decodeMs` in which other turns were evaluated. Absent: none. */
  besideMs?: number;
  /** Absent in answers that were never continued. */
  continued?: Continuation;
}

/** The tokens of all documents in a prompt, which `cachedTokens` and `newTokens` of the timings include. */
export interface DocumentTokens {
  tokens: number;
  /** Found in the KV cache, not evaluated again. */
  cachedTokens: number;
  /** The whole documents of the question of which most was processed. Absent: none. */
  processed?: string[];
  /** Those of them that were read before. Absent: none. */
  again?: ReadAgain[];
}

/** The prompt of an answer was processed once for several answers. */
export interface SharedPrompt {
  /** The number of answers, at least 2. */
  answers: number;
  /**
   * They were generated at once: each evaluation yielded a token of each of them, so the decode speed of one is not that of the
   * model. False: one after the other.
   */
  isAtOnce: boolean;
  /** Why they were not generated at once; `null` if they were. */
  why: 'memory' | 'no-gain' | 'model' | null;
  /**
   * How much faster all of them together are at once than one after the other, measured with this model on this machine just
   * before, or earlier; `null` if it was not measured.
   */
  gain: number | null;
}

/** How often an answer was continued, and the figures of the last time, in tokens. */
interface Continuation {
  times: number;
  /** Of the prompt and the answer up to there, found in the KV cache. */
  cachedTokens: number;
  /** Of the same, evaluated: the last token of the answer, which was never evaluated before, and whatever was lost. */
  newTokens: number;
  writtenTokens: number;
}

/** The part of decode that was spent on thoughts. */
export interface ThoughtTimings {
  /** Sampled tokens of thoughts and of their marks, including the first sampled token. */
  tokens: number;
  /** From the first sampled token to the last one of the thoughts. */
  ms: number;
  /** From the first sampled token to the first one of the text; `null` if there was none. */
  textAfterMs: number | null;
}

/** Why an answer had to process prompt tokens again that were processed before. */
export type ReuseCause =
  /** This model has not processed anything of this chat before. */
  | 'first-time'
  /** A message was changed. */
  | 'edited'
  /** Another version of the chat was processed last. */
  | 'other-version'
  /** The model's template renders earlier messages differently now, most often without their thoughts. */
  | 'rewritten'
  /** A document was added in front of what was processed, removed from there or changed. */
  | 'documents'
  /** The system prompt, with which every prompt begins, has changed. */
  | 'system-prompt'
  /** The oldest messages of the chat were dropped to make room. */
  | 'dropped'
  /** A model with a sliding window, or a recurrent one, could rewind only to an earlier checkpoint. */
  | 'window-slid'
  /** The KV state was not saved before the engine ended, or it was not worth saving. */
  | 'not-kept'
  /** The snapshot was removed to make room for others. */
  | 'evicted'
  /** The snapshot was damaged, or an engine crashed while it loaded it. */
  | 'refused'
  | 'other-model'
  /** Backend, KV precision, flash attention or version of llama.cpp changed. */
  | 'other-settings';

/** The KV state with which the prompt of an answer began. */
export interface Reuse {
  from: 'hot' | 'snapshot' | 'none';
  /** The time to restore the snapshot, which is part of the time to first token; 0 unless `from` is `snapshot`. */
  restoreMs: number;
  /** `null` if only new tokens had to be processed. */
  cause: ReuseCause | null;
  /** The first message that differed; `null` if there is none. */
  messageId: string | null;
  /** The other chat whose state it started from, with messages that both have, as a fork's first answer does; else absent. */
  chatId?: string;
  /**
   * The document whose state it started from: kept when the document was read, or that of another chat about it. Absent if it
   * started from its own chat's state, and with `chatId`.
   */
  documentId?: string;
  /** Where the prompt of another program differs from what the state that it started from held; absent in chats, and if nothing differs. */
  differs?: {
    /** `template`: the text that the chat template puts around messages. */
    part: 'system' | 'tools' | 'template' | 'message';
    /** Of the message, from 0, with the system prompt; of `template`, the message that follows it. */
    index: number;
    /** Tokens in front of the place. */
    token: number;
  };
}

/** One message. Messages of a chat form a tree: an edited question or a regenerated answer is a sibling. */
export interface Message {
  id: string;
  chatId: string;
  parentId: string | null;
  role: 'user' | 'model';
  /** The parts in order; empty for an answer that has not begun. */
  parts: readonly MessagePart[];
  /** The name of the model that answered; `null` for the user's messages. */
  modelName: string | null;
  /** The answering model. `null` on the user's messages, while the answer runs, and if the model has no identity. */
  modelId: ModelId | null;
  createdAt: number;
  /** `null` while the answer is running. The user's own messages are always `finished`. */
  ending: Ending | null;
  /** What the user is told about an answer that did not end well; `null` otherwise. */
  problem: Told | null;
  timings: Timings | null;
  /** The ids of all versions of this message (siblings), oldest first, including its own. */
  versions: string[];
  /** The user changed this answer's text; absent for every other message. */
  isEdited?: true;
  /** What the user wanted this answer to begin with; absent for every other message. */
  beginning?: string;
}
