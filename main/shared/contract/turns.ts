/** Turns: a question, and the answer that is being written. */
import { z } from 'zod';
import type { Message } from './message.ts';
import { sentParts, type MessagePart, type WrittenKind } from './parts.ts';
import { call, id } from './call.ts';

/** Where a running answer stands; not stored. */
export type TurnPhase =
  /** Waiting for the engine: another answer runs, or the model is loading. */
  | { name: 'waiting' }
  /** Reading the prompt: `done` of `total` new tokens; `cached` more were already in the KV cache. */
  | {
      name: 'prefill';
      done: number;
      total: number;
      cached: number;
      /** An estimate; `null` until a speed was measured. */
      leftMs: number | null;
    }
  /** Writing: tokens of the answer so far, and the time since the first of them; absent until they are told. */
  | { name: 'decode'; tokens?: number; ms?: number };

/** The reply of a call that begins an answer. */
export interface BegunTurn {
  answerId: string;
  /** When the core received the call, by the clock that `clock` reads. */
  receivedAt: number;
}

/** The calls of `calls` that belong here. */
export const turnsCalls = {
  /** Stores the user's message and starts the answer. Without `chatId` a new chat is made. */
  startTurn: call<BegunTurn & { chatId: string; messageId: string }>().takes(
    z.strictObject({ chatId: id.nullable(), parts: sentParts }),
  ),
  /** Answers the same question again, as a new version of that answer. */
  regenerate: call<BegunTurn>().takes(z.strictObject({ messageId: id })),
  /** Sends a changed question, as a new version of that message. */
  editMessage: call<BegunTurn & { messageId: string }>().takes(
    z.strictObject({ messageId: id, parts: sentParts }),
  ),
  /** Ends the running or waiting answer of a chat; does nothing where none runs. */
  stopTurn: call<void>().takes(z.strictObject({ chatId: id })),
};

/** The events of `Events` that belong here. */
export interface TurnsEvents {
  /** A turn began: its new messages, at the end of the path that stops at `parentId` of the first. */
  'turn.started': { chatId: string; messages: Message[] };
  'turn.moved': { chatId: string; messageId: string; phase: TurnPhase };
  /**
   * More of the answer: `text` is appended to the part at `index`, which is of `kind` and begins with this piece if it is not
   * there yet. `at` is the length of the part before this piece, in UTF-16 code units, so a window that has the piece already,
   * or missed one, can tell.
   */
  'turn.wrote': {
    chatId: string;
    messageId: string;
    index: number;
    kind: WrittenKind;
    at: number;
    text: string;
  };
  /** A mark came that makes all text so far thoughts: the answer consists of `parts` now. */
  'turn.rethought': { chatId: string; messageId: string; parts: readonly MessagePart[] };
  /**
   * More is known of an answer that ended: when its key was pressed, or, if it was stopped while the engine was still at a
   * step, the timings of that step, the text that it yielded, and its anatomy.
   */
  'turn.measured': { chatId: string; message: Message };
  /** `finishedAt`: by the clock that `clock` reads. */
  'turn.finished': { chatId: string; message: Message; finishedAt: number };
}
