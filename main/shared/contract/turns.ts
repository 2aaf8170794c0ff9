/** Turns: a question and its running answer. */
import { z } from 'zod';
import type { Message } from './message.ts';
import { sentParts, type MessagePart, type WrittenKind } from './parts.ts';
import { call, id, text } from './call.ts';

/** The progress of a running answer, which is not stored. */
export type TurnPhase =
  /** Waiting for the engine: another answer runs, or the model is loading. */
  | { name: 'waiting' }
  /** Processing the prompt: `done` of `total` new tokens; `cached` more were in the KV cache. */
  | {
      name: 'prefill';
      done: number;
      total: number;
      cached: number;
      /** The estimated rest of the prefill in ms; `null` until a speed was measured. */
      leftMs: number | null;
    }
  /**
   * Generating: the tokens of the answer so far, and the time since the first one in ms; absent until the engine reports them.
   */
  | { name: 'decode'; tokens?: number; ms?: number };

/** The reply of a call that starts an answer. */
export interface BegunTurn {
  answerId: string;
  /** When the core received the call, by the clock that `clock` reads. */
  receivedAt: number;
}

/** The calls about turns, which `calls` in contract.ts includes. */
export const turnsCalls = {
  /**
   * Stores the user's message and starts the answer, in a new chat if `chatId` is `null`. `beginning`: what the answer begins
   * with; the model continues it. `presetId`: a new chat has this preset in place of the chosen one.
   */
  startTurn: call<BegunTurn & { chatId: string; messageId: string }>().takes(
    z.strictObject({
      chatId: id.nullable(),
      parts: sentParts,
      beginning: text.nullish(),
      presetId: id.nullish(),
    }),
  ),
  /**
   * Continues the last answer of the shown path from its last token, however it ended. The text is appended to the same message.
   */
  continueAnswer: call<BegunTurn>().takes(z.strictObject({ messageId: id })),
  /**
   * Answers the same question again, as a new version of that answer. Without `beginning`, the new version begins as that answer
   * was told to; `null`: with nothing.
   */
  regenerate: call<BegunTurn>().takes(z.strictObject({ messageId: id, beginning: text.nullish() })),
  /** Sends an edited question, as a new version of that message. */
  editMessage: call<BegunTurn & { messageId: string }>().takes(
    z.strictObject({ messageId: id, parts: sentParts }),
  ),
  /** Stops the running or waiting answer of a chat; does nothing if there is none. */
  stopTurn: call<void>().takes(z.strictObject({ chatId: id })),
};

/** The events about turns, which `Events` in contract.ts includes. */
export interface TurnsEvents {
  /** A turn has begun with these new messages; they follow `parentId` of the first one. */
  'turn.started': { chatId: string; messages: Message[] };
  'turn.moved': { chatId: string; messageId: string; phase: TurnPhase };
  /**
   * More text of the answer: `text` is appended to the part at `index`, which has the kind `kind` and begins with this piece if
   * it does not exist yet. `at` is the length of the part before this piece, in UTF-16 code units, so that a window can tell
   * whether it has the piece already or missed one.
   */
  'turn.wrote': {
    chatId: string;
    messageId: string;
    index: number;
    kind: WrittenKind;
    at: number;
    text: string;
  };
  /**
   * The answer now consists of `parts`: a mark has made all text so far thoughts, or the answer is continued from a beginning that
   * the engine reads otherwise.
   */
  'turn.rethought': { chatId: string; messageId: string; parts: readonly MessagePart[] };
  /**
   * More is known about an answer that has ended: when its key was pressed; or, if it was stopped in the middle of a step, the
   * timings, the text and the anatomy of that step; or that it is stored, after a failure.
   */
  'turn.measured': { chatId: string; message: Message };
  /** `finishedAt` is a time of the clock that `clock` reads. */
  'turn.finished': { chatId: string; message: Message; finishedAt: number };
}
