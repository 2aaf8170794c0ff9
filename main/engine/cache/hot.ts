/** A state in memory. */
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { Guesser } from '../guess/guesser.ts';
import type { Span } from '../prompt/prompt.ts';

/** A context's only sequence, and its content. */
export interface Hot {
  sequence: LlamaContextSequence;
  /** `null` for models that cannot rewind guesses. */
  guesser: Guesser | null;
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
