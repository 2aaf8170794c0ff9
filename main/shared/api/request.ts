/**
 * What a request of another program asks for, whatever dialect it speaks: the dialects read requests into these types, the core answers
 * them, and the dialects write the answer.
 */
import type { ResponseFormat } from '../settings/entry.ts';
import type { Sampling } from '../settings/sampling.ts';
import type { OfferedTools, ToolCall } from '../engine/tools.ts';

/** One message of a conversation, in the order in which the client sent it. */
export type ApiMessage =
  /** Also `developer`; it may come behind other messages. */
  | { role: 'system'; text: string }
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; thoughts: string; calls: readonly ToolCall[] }
  /** The result of a call. */
  | { role: 'tool'; text: string; callId: string; name: string | null };

/** A model as a client names it; empty: whichever is loaded, or the one that was used last. */
type ModelName = string;

/**
 * How long the model stays loaded after the request, in seconds: `Infinity` until it is replaced, 0 not at all; `null`: as the settings
 * say.
 */
export type KeepAlive = number | null;

interface ForModel {
  model: ModelName;
  keepAliveS: KeepAlive;
}

/** How an answer is sampled and bounded. Absent values are those of the model's settings. */
export interface ApiSampling {
  sampling: Partial<Sampling>;
  /** Logits that are added to tokens of the vocabulary. */
  tokenBiases: readonly { token: number; bias: number }[];
  stopStrings: readonly string[];
  /** Tokens; `null`: no limit of its own. */
  longestAnswer: number | null;
  /** The likeliest tokens to tell beside each sampled one; `null`: log probabilities are not told. */
  alternatives: number | null;
  /** Answers to the one prompt, at least 1. */
  answers: number;
  responseFormat: ResponseFormat | null;
  /** Where the answer ends at one of its lines; absent: nowhere. */
  lines?: LineBounds;
}

/** Bounds of the lines of an answer, as editors ask for them (llama-server). */
export interface LineBounds {
  /** From the first token on, in ms: the answer ends at the first new line after this time. `null`: it does not. */
  longestMs: number | null;
  /** Spaces and tabs: the answer ends before a line, other than its first, that begins with fewer. */
  leastIndent: number;
}

/** A conversation and how it is answered. */
export interface ApiConversation {
  messages: readonly ApiMessage[];
  /** `null`: none. */
  tools: OfferedTools | null;
  /** `null` leaves a choice to the model's settings. */
  thinking: { on: boolean | null; effort: string | null; budget: number | null };
  templateVariables: Readonly<Record<string, string | number | boolean | null>>;
  /** The last message is of the assistant, and the answer continues it. */
  continuesLast: boolean;
}

/** Asks for an answer to a conversation. */
export interface AskWork extends ForModel, ApiSampling, ApiConversation {
  kind: 'ask';
  /** The prompt is processed and kept; there is no answer. */
  readsOnly: boolean;
  /** The least context in tokens that the client wants (Ollama's `num_ctx`); `null`: it does not say. */
  contextLength: number | null;
}

/** Asks for what follows a text, without the chat template. */
export interface CompleteWork extends ForModel, ApiSampling {
  kind: 'complete';
  /** Each gets an answer of its own, or `answers` of them. */
  prompts: readonly (string | readonly number[])[];
  /** The prompt precedes the answer (OpenAI's `echo`). */
  echoes: boolean;
  readsOnly: boolean;
  contextLength: number | null;
}

/** Asks for what belongs between two texts. */
export interface InfillWork extends ForModel, ApiSampling {
  kind: 'infill';
  prefix: string;
  suffix: string;
  /** Text that follows the prefix mark's text at the cursor (llama-server's `prompt`). */
  prompt: string;
  extra: readonly { name: string; text: string }[];
  readsOnly: boolean;
  contextLength: number | null;
}

export type ApiWork =
  | AskWork
  | CompleteWork
  | InfillWork
  /** Vectors of texts; `dimensions`: shortened to this many values and normalised again. */
  | ({
      kind: 'embed';
      /** Each as a text, or as tokens of the model. */
      texts: readonly (string | readonly number[])[];
      dimensions: number | null;
      /** Texts that are too long for the model are cut; else they are refused. */
      cutsLong: boolean;
    } & ForModel)
  /** How well each text answers the question. */
  | ({ kind: 'rank'; question: string; texts: readonly string[] } & ForModel)
  /** Counts the tokens of the prompt of a conversation. */
  | ({ kind: 'count' } & ForModel & ApiConversation)
  | ({
      kind: 'tokenize';
      text: string;
      readsSpecial: boolean;
      begins: boolean;
      withPieces: boolean;
    } & ForModel)
  | ({ kind: 'detokenize'; tokens: readonly number[] } & ForModel)
  /** The prompt of a conversation as text. */
  | ({ kind: 'render' } & ForModel & ApiConversation)
  /** Loads a model, or unloads it with `keepAliveS` 0. */
  | ({ kind: 'load' } & ForModel)
  /** All models that clients can name. */
  | { kind: 'models' }
  | { kind: 'model'; model: ModelName }
  /** What runs: the loaded model and its running requests. */
  | { kind: 'running' }
  /** The counters of this run of Hearth. */
  | { kind: 'counters' }
  | { kind: 'health' }
  | { kind: 'version' }
  /** An answer of before, by the id that the client got (Responses' `previous_response_id`, `GET /v1/responses/ID`). */
  | { kind: 'kept-answer'; id: string }
  | { kind: 'forget-answer'; id: string };

export type ApiWorkKind = ApiWork['kind'];
