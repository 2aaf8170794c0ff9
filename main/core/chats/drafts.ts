/** Stores drafts, so that they survive the window and are the same in every window. */
import type { Draft } from '../../shared/contract/chats.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';

/** The draft of a new chat; further windows have their own. */
const newChatPlace = /^new(?:\.(?:\d{1,2}|quick))?$/;

/** The beginnings of the places of what belongs to a draft; the place of the draft follows. */
const partPlaces = /^(?:pasted|beginning|attached)\./;
/** The message may be gone by now. */
const ofMessage = /^(?:(?:pasted|beginning|attached)\.)?edit\./;

export interface Drafts {
  all(): Draft[];
  /** Stores a draft; an empty text removes it. False if the chat or message that it belongs to is gone. */
  save(draft: Draft): boolean;
}

/** `onDamaged` is told when a draft cannot be read: it is left out, and stays in the database. */
export const draftsIn = (db: Db, onDamaged: () => void): Drafts => {
  /** The id of the chat that a place belongs to; `null` for the new chat, `undefined` if the chat or message is gone. */
  const chatOf = (place: string): string | null | undefined => {
    if (partPlaces.test(place)) return chatOf(place.replace(partPlaces, ''));
    if (newChatPlace.test(place)) return null;
    const [, messageId] = /^edit\.(.*)$/.exec(place) ?? [];
    const row =
      messageId === undefined
        ? db.prepare('SELECT id FROM chats WHERE id = ?').get(place)
        : db
            .prepare(
              `SELECT chat_id AS id FROM messages WHERE id = ?
               UNION ALL SELECT chat_id FROM queued_messages WHERE id = ?`,
            )
            .get(messageId, messageId);
    return (row as { id: string } | undefined)?.id;
  };

  interface Row {
    place: unknown;
    chatId: string | null;
    text: unknown;
  }
  const rows = (): Row[] => db.prepare('SELECT place, chat_id AS chatId, text FROM drafts').all() as Row[];
  const isPlace = (place: unknown): place is string =>
    typeof place === 'string' && (chatOf(place) !== undefined || ofMessage.test(place));

  /** A damaged place is that of no chat. The chat is stored beside it, and gets its draft back. */
  const mendPlaces = (): void => {
    for (const { place, chatId } of rows())
      if (!isPlace(place) && chatId !== null && chatOf(chatId) !== undefined)
        db.prepare('UPDATE OR IGNORE drafts SET place = ? WHERE place IS ?').run(chatId, place as string);
  };
  try {
    mendPlaces();
  } catch {
    // On a full disk, for example: it is told as damaged, and mended at a later start.
  }

  return {
    all: () =>
      rows().flatMap(({ place, text: json }) => {
        const text = parsed(json);
        if (isPlace(place) && typeof text === 'string') return [{ place, text }];
        onDamaged();
        return [];
      }),
    save: ({ place, text }) => {
      if (text === '') {
        db.prepare('DELETE FROM drafts WHERE place = ?').run(place);
        return true;
      }
      const chatId = chatOf(place);
      if (chatId === undefined) return false;
      db.prepare('INSERT OR REPLACE INTO drafts (place, chat_id, text) VALUES (?, ?, ?)').run(
        place,
        chatId,
        JSON.stringify(text),
      );
      return true;
    },
  };
};
