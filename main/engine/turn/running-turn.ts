/** A turn between its prompt and its end, and what it ends with. */
import type { Token } from 'node-llama-cpp';
import type { Slice } from '../../shared/contract/anatomy.ts';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { Timings } from '../../shared/contract/message.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { PromptMessage, TurnRequest } from '../../shared/engine/request.ts';
import type { Trace, TurnEnd } from '../../shared/engine/turn.ts';
import type { Network } from '../../shared/grammar/network.ts';
import type { Hot, PlaceUser } from '../cache/hot.ts';
import type { StopSign } from '../process/stop-sign.ts';
import type { Seat } from '../process/turnstile.ts';
import type { Prompt } from '../prompt/prompt.ts';
import type { TurnCalls } from './calls.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import type { Shifted } from './shift.ts';

export interface Ended extends TurnEnd {
  /** The answer as the next prompt will contain it; `null` if nothing was generated. */
  answer: PromptMessage | null;
  /** The turn was stopped while its prompt was processed, and asks for the rest of it to be processed (`ProgramTurn.finishesReading`). */
  unread?: { owner: string; prompt: Prompt };
}

/** A turn whose prompt is processed but for its last slice. */
export interface Decoding {
  engine: LoadedEngine;
  turn: TurnRequest;
  hot: Hot;
  /** What it is in its place; its seat is at the turnstile. */
  user: PlaceUser;
  /** `Seat.waitedMs` when its prefill began. */
  waitedBefore: number;
  stop: StopSign;
  post: (message: FromEngine) => void;
  /** The content of the sequence, and the messages that it was made from; older messages may be dropped. */
  messages: PromptMessage[];
  prompt: Prompt;
  /** The tokens behind the prompt with which the answer begins. */
  given: Token[];
  thinking: Thinking;
  /** What the text is bound to; `null`: nothing. */
  network: Network | null;
  /** How it calls tools; `null`: none are offered. */
  calls: TurnCalls | null;
  shifted: Shifted | null;
  lastSlice: Token[];
  timings: Timings;
  prefillStart: number;
  slices: Slice[];
  tokensAt: number[];
  trace: () => Trace;
}

/** Notes how long the turn waited for evaluations of others since `before`, if that is worth telling. */
export const noteWaited = (timings: Timings, seat: Seat, before: number): void => {
  const waited = Math.round(seat.waitedMs - before);
  if (waited > 0) timings.besideMs = waited;
};
