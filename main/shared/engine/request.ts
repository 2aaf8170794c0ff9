/** What an engine is asked for: the messages of a prompt, and how the model answers them. */
import type { Thinking } from '../contract/engine.ts';
import type { ResponseFormat } from '../settings/entry.ts';
import type { Sampling } from '../settings/sampling.ts';

/** A part of a message's text: a document, or what the user wrote. `length` is in UTF-16 code units. */
export interface MessagePiece {
  /** `null`: no document. */
  documentId: string | null;
  /** Passages of the document, not all of it: its state serves no other prompt. */
  isPart?: true;
  /** Of a document: its text has this version (`textVersion`). */
  version?: string;
  length: number;
}

/** One message of a prompt. */
export interface PromptMessage {
  /** `null` for the system prompt and for a draft. */
  id: string | null;
  role: 'system' | 'user' | 'model';
  text: string;
  /**
   * The parts of `text`, in order; their lengths add up to its length. Each is tokenised apart from its neighbours: the tokens of a
   * document are the same in every chat, whatever is asked about it, and a KV state can end exactly where the document does. Absent:
   * all of it is one part without a document.
   */
  pieces?: readonly MessagePiece[];
  reasoning: string;
  /**
   * The tokens that this model sampled for `text`, or for `reasoning` and `text` with the marks of both, if they are known. They
   * go into the prompt unchanged, because tokenising the text again may split it differently, and the KV cache would be lost from
   * there on.
   */
  tokens: number[] | null;
}

/** A message as far as it is typed. `typed` is reported with its progress; the rest is as in the prompt if it were sent. */
export interface Draft extends Pick<PromptMessage, 'text' | 'pieces'> {
  typed: string;
}

/** How the loaded model answers. */
export interface Answering {
  systemPrompt: string;
  sampling: Sampling;
  /** Tokens after which the answer ends; `null`: only the model and the context end it. */
  longestAnswer: number | null;
  /** Texts that end the answer and are not part of it; `null`: none. */
  stopStrings: string[] | null;
  /** What the text of the answer is bound to; `null`: nothing. */
  responseFormat: ResponseFormat | null;
  thinking: Thinking;
  /** Guess tokens and verify several at once where that pays. */
  speculative: boolean;
}

/** What an answer says before the model writes: it continues from there, within the same turn of the template. */
export interface AnswerBeginning {
  text: string;
  reasoning: string;
  /** The tokens that this model sampled for all of it; `null` if they are not known, and the texts are tokenised. */
  tokens: number[] | null;
  /** The model had ended it, and is kept from ending it again at once. */
  wasFinished: boolean;
}

/** One turn, as an engine is asked for it. */
export interface TurnRequest extends Omit<Answering, 'systemPrompt'> {
  turnId: string;
  /** The chat whose state the turn starts from and leaves; `null` for a turn that belongs to no chat, whose state is not kept. */
  chatId: string | null;
  messages: PromptMessage[];
  /** How the answer begins; absent if the model writes all of it. */
  beginning?: AnswerBeginning;
  /** What happens when the context is full: the oldest turns are dropped, or the answer ends. */
  overflow: 'shift' | 'stop';
}

/** Nothing is chosen: the model's template decides. */
export const openThinking: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };
