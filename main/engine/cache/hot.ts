/** A state in memory. */
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { Guesser } from '../guess/guesser.ts';
import type { Span } from '../prompt/prompt.ts';
import type { Gate, Seat } from '../process/turnstile.ts';

/** A context's only sequence. */
export interface Place {
  sequence: LlamaContextSequence;
  /** `null` for models that cannot rewind guesses. */
  guesser: Guesser | null;
  /** Where its evaluations wait for those of other places. */
  gate: Gate;
}

/** A turn that uses a place until it is released. */
export interface PlaceUser {
  turnId: string;
  seat: Seat;
  /** Tools are described in its prompt. */
  hasTools: boolean;
}

/** A context's only sequence, and its content. */
export interface Hot extends Place {
  /** The running turn that uses it, and that alone may change it; `null`: none. */
  user: string | null;
  /** `null` while it is empty. */
  chatId: string | null;
  spans: Span[];
  /** Tokens that a snapshot of this chat also holds. */
  savedTokens: number;
  /** Earlier chats in this sequence whose state is mostly still here, each with the number of first tokens that it shares. */
  shared: Map<string, number>;
  usedAt: number;
}

/** In place of a chat's id, for prompts that belong to no chat: their state stays in memory until its place is needed. */
export const noChat = '';
