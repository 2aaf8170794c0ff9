/** Stores drafts, so that they survive the window and are the same in every window. */
import type { Draft } from '../../shared/contract/chats.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';

/** The draft of a new chat; further windows have their own. */
const newChatPlace = /^new(?:\.(?:\d{1,2}|quick))?$/;

/** The beginnings of the places of what belongs to a draft; the place of the draft follows. */
const partPlaces = /^(?:pasted|beginning|attached)\./;

export interface Drafts {
  all(): Draft[];
  /** Stores a draft; an empty text removes it. False if the chat or message that it belongs to is gone. */
  save(draft: Draft): boolean;
}

export const draftsIn = (db: Db): Drafts => {
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

  return {
    all: () =>
      (db.prepare('SELECT place, text FROM drafts').all() as { place: string; text: string }[]).flatMap(
        ({ place, text: json }) => {
          const text = parsed(json);
          // A damaged draft is left out.
          return typeof text === 'string' ? [{ place, text }] : [];
        },
      ),
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
