/**
 * Messages that wait for the answer before them. The first one of a chat is sent when an answer in that chat ends as `finished`.
 * If the answer ends otherwise, they stay until the user sends them, takes them back, or gets another answer.
 */
import { z } from 'zod';
import { call, id, text } from './call.ts';
import { sentParts, type MessagePart } from './parts.ts';
import type { BegunTurn } from './turns.ts';

/** A message that waits. When it is sent, the message of the chat has the same id. */
export interface QueuedMessage {
  id: string;
  chatId: string;
  parts: readonly MessagePart[];
  /** What its answer begins with; `null`: nothing. */
  beginning: string | null;
}

/** The calls about queued messages, which `calls` in contract.ts includes. */
export const queueCalls = {
  /** Puts a message at the end of the queue of its chat. If the answer before it has finished meanwhile, it is sent at once. */
  queueMessage: call<void>().takes(
    z.strictObject({ chatId: id, parts: sentParts, beginning: text.nullish() }),
  ),
  /** Replaces the parts of a queued message. Refused if it was sent or taken back. */
  editQueued: call<void>().takes(z.strictObject({ messageId: id, parts: sentParts })),
  /** Removes a message from its queue. Refused if it was sent or taken back already. */
  takeBack: call<void>().takes(z.strictObject({ messageId: id })),
  /** Sends the first queued message of a chat now. Refused if an answer is running there, or if nothing is queued. */
  sendQueued: call<BegunTurn>().takes(z.strictObject({ chatId: id })),
};

/** The events about queued messages, which `Events` in contract.ts includes. */
export interface QueueEvents {
  /** Sent after each change: all messages that wait in this chat, in order. */
  'queue.changed': { chatId: string; queued: QueuedMessage[] };
}
