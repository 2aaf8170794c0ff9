/** A turn as an engine tells of it: its progress and its end. */
import type { Told } from '../words/told.ts';
import type { Slice, Speculation, Surroundings, TurnSetup } from '../contract/anatomy.ts';
import type { Ending, Timings } from '../contract/message.ts';
import type { WrittenKind } from '../contract/parts.ts';
import type { ModelShape } from '../speed/counts.ts';
import type { ToolCall } from './tools.ts';

/** What an engine tells of a turn while it runs. */
export type TurnEvent =
  /**
   * `done` of `total` prompt tokens are processed; `cached` more were in the KV cache. `leftMs`: an estimate by the speed measured
   * last; `null` if none was.
   */
  | { kind: 'prefill'; done: number; total: number; cached: number; leftMs: number | null }
  /** The state of the prompt is on disk (`ProgramTurn.sharesPrompt`): turns that ask the same need not wait for the end of this one. */
  | { kind: 'kept' }
  /** The first token was sampled: prefill is over. */
  | { kind: 'first-token' }
  /** Tokens of the answer so far, and the time since its first one. */
  | { kind: 'decoded'; tokens: number; ms: number }
  /** More of the answer, which belongs to a part of this kind. */
  | { kind: 'wrote'; part: WrittenKind; text: string }
  /** The beginning that was given, in the parts that the engine reads in it: they take the place of all parts so far. */
  | { kind: 'resumed'; parts: { part: WrittenKind; text: string }[] }
  /** A mark came that makes all text so far thoughts: `thoughts` is all of them, and the text begins anew. */
  | { kind: 'rethought'; thoughts: string }
  /** The model begins a call of a tool, the `index`th of this answer from 0. */
  | { kind: 'call'; index: number; id: string; name: string }
  /** More of the arguments of a call, as JSON text. */
  | { kind: 'call-arguments'; index: number; text: string }
  /** The arguments of a call are complete; a call that was cut does not end. */
  | { kind: 'call-ended'; index: number }
  /** A sampled token, if `ProgramTurn.alternatives` asks for them; it comes before the text that it makes. */
  | ({ kind: 'token' } & SampledToken);

/** A token and the natural logarithm of its probability. `bytes`: of its text, which may end within a character. */
export interface TokenProbability {
  token: number;
  text: string;
  bytes: readonly number[];
  logProbability: number;
}

export interface SampledToken extends TokenProbability {
  /** What it belongs to: marks and calls are `other`. */
  part: WrittenKind | 'other';
  /** The likeliest tokens, the likeliest first. */
  alternatives: readonly TokenProbability[];
}

/** When the steps of a turn were taken, in ms of the clock of the process that holds this, and how it ran. */
export interface Trace {
  /** The request came. */
  receivedAt: number;
  /** What the engine was at before was done, or left. */
  startedAt: number;
  /** The prompt was tokens. */
  tokenisedAt: number;
  makeRoomMs: number;
  restoreMs: number;
  /** The KV cache stood where the prompt starts. */
  foundAt: number;
  /** All but the last have been reported; the last one yielded the first token. */
  slices: Slice[];
  /** Each sampled token. */
  tokensAt: number[];
  endedAt: number;
  setup: TurnSetup;
  /** By which the cost of the turn is counted; `null` if the model's shape is not understood. */
  shape: ModelShape | null;
  surroundings: Surroundings;
  speculation: Speculation | null;
}

export interface TurnEnd {
  ending: Ending;
  /** One sentence for the user; `null` for an ending that explains itself. */
  problem: Told | null;
  /** `firstTokenMs` is the core's to fill in, which knows when the message came; `null` if nothing was processed. */
  timings: Timings | null;
  /** `null` if the turn ended before its prompt was found in the cache, or if the engine does not trace turns. */
  trace: Trace | null;
  /** The sampled tokens of the answer, for the next prompt; `null` if they would not reproduce it. */
  tokens: number[] | null;
  /** The calls that the answer made. Absent: none. */
  calls?: readonly ToolCall[];
  /** The stop string that ended it. Absent: none did. */
  stopString?: string;
  /** The oldest messages were dropped to make room: all before `firstKeptId`. */
  shifted: { firstKeptId: string; dropped: number } | null;
}

/** The end of a turn of which nothing more is known. */
export const endedEarly = (ending: Ending, problem: Told | null = null): TurnEnd => ({
  ending,
  problem,
  timings: null,
  trace: null,
  tokens: null,
  shifted: null,
});
