/** What an engine is asked for: the messages of a prompt, and how the model answers them. */
import type { Thinking } from '../contract/engine.ts';
import type { ResponseFormat } from '../settings/entry.ts';
import type { Sampling } from '../settings/sampling.ts';
import type { OfferedTools, ToolCall } from './tools.ts';

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
  /** `tool`: `text` is the result of the call `answersCall`. Only prompts of other programs have those. */
  role: 'system' | 'user' | 'model' | 'tool';
  text: string;
  /** The calls that an answer of the model made, behind its text. Absent: none. */
  calls?: readonly ToolCall[];
  /** Of a result: the id of its call, and the name of the tool. */
  answersCall?: { id: string; name: string };
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
  /** What another program asks beyond what a chat asks. Absent: the turn is a person's. */
  program?: ProgramTurn;
}

/** What only turns of other programs have. */
export interface ProgramTurn {
  /** Absent: none. */
  tools?: OfferedTools;
  /** Variables of the chat template by their names (`chat_template_kwargs`), over those of `thinking`. */
  templateVariables?: Readonly<Record<string, string | number | boolean | null>>;
  /** The prompt, in place of `messages` and the chat template; the answer has no thoughts and no calls then. */
  rawPrompt?: RawPrompt;
  /** Tokens that become likelier by so many logits; -100 and less rules a token out. */
  tokenBiases?: readonly { token: number; bias: number }[];
  /**
   * The events `token` tell the log probability of each sampled token, and of this many likeliest ones beside it; absent: they are not
   * told. The probabilities are those of the model, before sampling settings change them.
   */
  alternatives?: number;
  /** If it is stopped while its prompt is processed, the rest is processed and kept before it ends. */
  finishesReading?: true;
  /** Other turns ask the same: the state of the prompt is kept for them, in memory and, if that is worth it, on disk (the event `kept`). */
  sharesPrompt?: true;
  /** The prompt is processed and kept, and the turn ends as `finished` without an answer. */
  readsOnly?: true;
}

/** A prompt without a chat template. */
export type RawPrompt =
  /** Special tokens of the vocabulary that the text names are read as such. */
  | { kind: 'text'; text: string }
  | { kind: 'tokens'; tokens: readonly number[] }
  /** Fill in the middle, with the marks of the model's vocabulary; refused if it has none. `extra`: other files. */
  | {
      kind: 'infill';
      prefix: string;
      suffix: string;
      prompt: string;
      extra: readonly { name: string; text: string }[];
      /** The suffix comes before the prefix (llama-server's `--spm-infill`). */
      suffixFirst?: true;
    };

/** Nothing is chosen: the model's template decides. */
export const openThinking: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };
