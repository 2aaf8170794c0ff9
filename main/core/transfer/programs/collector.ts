/** Puts the objects of a file together to chats: one object is a chat in some formats, and one of its lines in others. */
import { say } from '../../../shared/words/catalogue.ts';
import type { Told } from '../../../shared/words/told.ts';
import type { ImportedChat } from './conversation.ts';
import { Unreadable } from '../reading/unreadable.ts';
import type { ProgramFormat } from './format.ts';
import { formats } from './formats.ts';
import { isObject, nameOf, objectsIn, type JsonObject } from './values.ts';

/** Bytes of the lines that are kept until their chat is complete. */
const mostPending = 192 * 1024 ** 2;
/** Heads without messages that are kept for the next file. */
const mostHeads = 100_000;

/** Lists in which some programs wrap their chats. */
const wrappers = ['conversations', 'chats', 'data', 'threads'];

export interface Collected {
  onChat: (chat: ImportedChat) => void | Promise<void>;
  /** A chat could not be read; `title` if that is known. */
  onUnreadable: (told: Told, title: string | null) => void;
}

interface Pending {
  format: ProgramFormat;
  head: JsonObject | null;
  messages: JsonObject[];
  bytes: number;
  isTooLarge: boolean;
}

export const createCollector = ({ onChat, onUnreadable }: Collected) => {
  const pending = new Map<string, Pending>();
  /** Heads of other files; a file of messages may follow. */
  const heads = new Map<string, JsonObject>();
  /** The chat that lines without an id belong to. */
  let last: string | null = null;
  let count = 0;
  let bytes = 0;

  const read = async (format: ProgramFormat, head: JsonObject | null, messages: readonly JsonObject[]) => {
    try {
      await onChat(format.read(head, messages));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      onUnreadable(error.told, titleIn(head));
    }
  };

  const finish = async (key: string): Promise<void> => {
    const one = pending.get(key);
    if (one === undefined) return;
    pending.delete(key);
    bytes -= one.bytes;
    if (one.isTooLarge) onUnreadable(say('transfer.too-large'), titleIn(one.head));
    else if (one.messages.length > 0) await read(one.format, one.head, one.messages);
    else if (one.format.chatOf === undefined) await read(one.format, one.head, []);
    else if (one.head !== null && heads.size < mostHeads) heads.set(key, one.head);
  };

  const begin = (format: ProgramFormat, key: string, head: JsonObject | null): Pending => {
    const one = { format, head, messages: [], bytes: 0, isTooLarge: false };
    pending.set(key, one);
    return one;
  };

  /** Whether `value`, of this many bytes, belongs to a known format. */
  const take = async (value: JsonObject, size: number): Promise<boolean> => {
    for (const format of formats) {
      const kind = format.kindOf(value);
      if (kind === null) continue;
      if (kind === 'other') return true;
      if (kind === 'chat') {
        await read(format, value, []);
        return true;
      }
      const id = format.chatOf?.(value) ?? null;
      if (kind === 'head') {
        const key = `${format.id} ${id ?? `line ${(count += 1)}`}`;
        // The lines of a chat follow each other.
        if (last !== null && last !== key) await finish(last);
        if (pending.get(key)?.messages.length === 0) pending.get(key)!.head = value;
        else {
          await finish(key);
          begin(format, key, value);
        }
        last = key;
        return true;
      }
      const key: string | null = id === null ? last : `${format.id} ${id}`;
      if (key === null) return false;
      const one = pending.get(key) ?? begin(format, key, heads.get(key) ?? null);
      last = key;
      one.bytes += size;
      bytes += size;
      if (bytes > mostPending) {
        one.isTooLarge = true;
        one.messages = [];
        bytes -= one.bytes;
        one.bytes = 0;
      } else if (!one.isTooLarge) one.messages.push(value);
      return true;
    }
    return false;
  };

  return {
    /** False if the object is of no known format. */
    take: async (value: unknown, size: number): Promise<boolean> => {
      if (!isObject(value)) return false;
      if (await take(value, size)) return true;
      let isKnown = false;
      for (const name of wrappers)
        for (const inner of objectsIn(value[name])) isKnown = (await take(inner, 0)) || isKnown;
      return isKnown;
    },
    /** At the end of a file. */
    endFile: async (): Promise<void> => {
      for (const key of pending.keys()) await finish(key);
      last = null;
    },
  };
};

const titleIn = (head: JsonObject | null): string | null =>
  head === null ? null : (nameOf(head['title']) ?? nameOf(head['name']));
