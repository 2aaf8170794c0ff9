/** What the user typed and has not sent, so that it outlives the window and is the same in each. */
import type { Draft } from '../../shared/contract/chats.ts';
import type { Db } from '../database/connection.ts';

export interface Drafts {
  all(): Draft[];
  /** An empty text removes the draft. False where the chat or message of its place is gone. */
  save(draft: Draft): boolean;
}

export const draftsIn = (db: Db): Drafts => {
  /** `null` for the new chat, `undefined` for a place that is gone. */
  const chatOf = (place: string): string | null | undefined => {
    if (place === 'new') return null;
    const [, messageId] = /^edit\.(.*)$/.exec(place) ?? [];
    const row =
      messageId === undefined
        ? db.prepare('SELECT id FROM chats WHERE id = ?').get(place)
        : db.prepare('SELECT chat_id AS id FROM messages WHERE id = ?').get(messageId);
    return (row as { id: string } | undefined)?.id;
  };

  return {
    all: () =>
      (db.prepare('SELECT place, text FROM drafts').all() as { place: string; text: string }[]).flatMap(
        ({ place, text }) => {
          try {
            return [{ place, text: JSON.parse(text) as string }];
          } catch {
            return [];
          }
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
