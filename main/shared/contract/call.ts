/**
 * The parts of the contract that several nouns need: the type of a call, and validators. In texts that the user writes, a NUL
 * becomes U+2400 and a lone surrogate U+FFFD, because a database or a tokenizer would cut the text there.
 */

import { z } from 'zod';
import { repositoryName } from './repository-name.ts';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { visible } from '../format/visible-text.ts';

/** The longest message that Hearth accepts, in UTF-16 code units. */
export const longestText = 2_000_000;

export const id = z.string().min(1).max(64);

/** Chats that a call changes together; those that do not exist are left out. */
export const chatIds = z.array(id).min(1).max(50_000);

/** The message of a validator is a code, or a code and facts as `writeTold` writes them. */
export const messageTooLong = writeTold(say('chats.message-too-long', { most: longestText }));

export const text = z
  .string()
  .max(longestText, messageTooLong)
  .refine((value) => value.trim() !== '', 'chats.message-empty' satisfies Code)
  .transform(visible);

export const nothing = z.strictObject({});

export const filePath = z
  .string()
  .trim()
  .min(1, 'library.path-empty' satisfies Code)
  .max(4096, 'library.path-too-long' satisfies Code);

/** `owner/name`, as the hub writes it. */
export const repository = z
  .string()
  .trim()
  .max(200)
  .regex(repositoryName, 'hub.bad-name' satisfies Code);

/** A call. `args` validates its one argument; `reply` exists only for its type. */
export interface Call<Schema extends z.ZodType, Value> {
  args: Schema;
  reply?: Value;
}

/** What a handler gets in addition to the argument of its call. */
export interface CallFrame {
  /** When the core received the call, in ms of its monotonic clock, which the call `clock` reads. */
  receivedAt: number;
}

/** A handler for each of these calls, as a room of the core provides them. */
export type HandlersOf<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends Call<infer Schema, infer Value>
    ? (args: z.infer<Schema>, frame: CallFrame) => Value | Promise<Value>
    : never;
};

export const call = <Value>() => ({
  takes: <Schema extends z.ZodType>(args: Schema): Call<Schema, Value> => ({ args }),
});
