/** Writes to the search index. */
import { fold } from '../../shared/search/fold.ts';
import type { Db } from '../database/connection.ts';
import { gramsOf } from './grams.ts';
import type { IndexedMessage, IndexJob } from './index-protocol.ts';

/** Separates the parts of a message. Folded texts do not contain it, so no term matches across two parts. */
const between = '\u001f';

/** Row numbers for each millisecond. */
const rowsPerMs = 1024;

/** Later times, in ms since the epoch, count as this one, so that row numbers are exact in JavaScript. */
const lastTime = 8e12;

/** Adds or replaces messages and titles and removes others, in one transaction. */
export const putIntoIndex = (
  db: Db,
  { messages, titles, gone, place }: Extract<IndexJob, { kind: 'put' }>,
): void =>
  db.transaction(() => {
    for (const id of gone) {
      removeMessage(db, id);
      db.prepare('DELETE FROM titles WHERE chat_id = ?').run(id);
    }
    for (const message of messages) putMessage(db, message);
    for (const { chatId, title } of titles)
      db.prepare('INSERT OR REPLACE INTO titles (chat_id, text) VALUES (?, ?)').run(chatId, fold(title));
    db.prepare('UPDATE place SET token = ?, cursor = ?').run(place.token, place.cursor);
  });

const putMessage = (db: Db, { id, number, chatId, createdAt, texts }: IndexedMessage): void => {
  const text = texts.map(fold).join(between);
  const known = db.prepare('SELECT row, chat_id, text FROM messages WHERE id = ?').get(id) as
    | { row: number; chat_id: string; text: string }
    | undefined;
  const time = Math.max(0, Math.min(lastTime, Math.trunc(createdAt) || 0));
  const isThere = known !== undefined && Math.floor(known.row / rowsPerMs) === time;
  if (isThere && known.chat_id === chatId && known.text === text) return;
  removeMessage(db, id);
  if (text === '') return;
  const row = freeRow(db, time * rowsPerMs + (number % rowsPerMs));
  db.prepare('INSERT INTO messages (row, id, chat_id, text) VALUES (?, ?, ?, ?)').run(row, id, chatId, text);
  db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)').run(row, text);
  db.prepare('INSERT INTO grams (rowid, text) VALUES (?, ?)').run(row, gramsOf(text));
};

/** The first free row number from `wanted` on. Rows are in the order of time, so the newest hits are found without reading the others. */
const freeRow = (db: Db, wanted: number): number => {
  const isTaken = db.prepare('SELECT 1 AS found FROM messages WHERE row = ?');
  let row = wanted;
  while (isTaken.get(row) !== undefined) row += 1;
  return row;
};

/** Removes a message. The FTS5 tables do not store its text, so they must be given it to remove its tokens. */
const removeMessage = (db: Db, id: string): void => {
  const known = db.prepare('SELECT row, text FROM messages WHERE id = ?').get(id) as
    | { row: number; text: string }
    | undefined;
  if (known === undefined) return;
  const { row, text } = known;
  db.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)").run(row, text);
  db.prepare("INSERT INTO grams (grams, rowid, text) VALUES ('delete', ?, ?)").run(row, gramsOf(text));
  db.prepare('DELETE FROM messages WHERE row = ?').run(row);
};
