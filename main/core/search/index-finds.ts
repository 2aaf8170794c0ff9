/** Questions to the search index. */
import type { Db } from '../database/connection.ts';
import { gramOf } from './grams.ts';
import { behindAll, type FoundInIndex, type IndexJob } from './index-protocol.ts';

/** Chats on a page. */
const chatsOnPage = 15;

/** Chats whose title was found; they are on the first page. */
const mostTitles = 12;

/** Messages of a chat on a page, and one more that shows that there are others. */
const messagesOfChat = 4;

const rowsAtOnce = 200;

/** Hits that are looked at for one page. More than that are all in the same few chats. */
const mostRows = 20_000;

export const findInIndex = (
  db: Db,
  { terms, cursor, hidden }: Extract<IndexJob, { kind: 'find' }>,
): FoundInIndex => {
  const passed = new Set(hidden);
  const titles = titlesWith(db, terms).filter((chatId) => !passed.has(chatId));
  const inChat = (chatId: string): string[] => findInChat(db, terms, chatId, messagesOfChat);
  const chats: FoundInIndex['chats'] = [];
  for (const chatId of titles) {
    passed.add(chatId);
    if (cursor === null) chats.push({ chatId, isTitle: true, messageIds: inChat(chatId) });
  }
  const most = chats.length + chatsOnPage;
  let before = cursor ?? behindAll;
  for (let looked = 0; looked < mostRows; looked += rowsAtOnce) {
    const rows = rowsBefore(db, terms, before);
    for (const { row, chatId } of rows) {
      if (!passed.has(chatId)) {
        // The page ends before the first chat that has no room on it.
        if (chats.length === most) return { chats, next: before };
        passed.add(chatId);
        // On an earlier page if a newer message of it was found.
        if (cursor === null || !hasHitFrom(db, terms, chatId, cursor))
          chats.push({ chatId, isTitle: false, messageIds: inChat(chatId) });
      }
      before = row;
    }
    if (rows.length < rowsAtOnce) return { chats, next: null };
  }
  return { chats, next: before };
};

/** The ids of at most `most` messages of a chat that have all of `terms`, newest first. */
export const findInChat = (db: Db, terms: readonly string[], chatId: string, most: number): string[] =>
  (
    db
      .prepare(
        `SELECT id FROM messages WHERE chat_id = ? AND ${hasAll(terms)} ORDER BY row DESC LIMIT ${Math.trunc(most)}`,
      )
      .all(chatId, ...terms) as { id: string }[]
  ).map(({ id }) => id);

const hasHitFrom = (db: Db, terms: readonly string[], chatId: string, row: number): boolean =>
  db
    .prepare(`SELECT 1 AS found FROM messages WHERE chat_id = ? AND row >= ? AND ${hasAll(terms)} LIMIT 1`)
    .get(chatId, row, ...terms) !== undefined;

/** The chats whose title has all of `terms`, by their newest message. */
const titlesWith = (db: Db, terms: readonly string[]): string[] =>
  (
    db
      .prepare(
        `SELECT chat_id AS id FROM titles WHERE ${hasAll(terms)}
         ORDER BY (SELECT max(row) FROM messages WHERE messages.chat_id = titles.chat_id) DESC LIMIT ${mostTitles}`,
      )
      .all(...terms) as { id: string }[]
  ).map(({ id }) => id);

/** A condition on a column of texts, with a parameter for each term. */
const hasAll = (terms: readonly string[], column = 'text'): string =>
  ['true', ...terms.map(() => `instr(${column}, ?) > 0`)].join(' AND ');

const isShort = (term: string): boolean => [...term].length < 3;

/** The newest messages before a row that have all of `terms`. */
const rowsBefore = (db: Db, terms: readonly string[], before: number): { row: number; chatId: string }[] => {
  const long = terms.filter((term) => !isShort(term));
  const [table, match, compared] =
    long.length > 0
      ? ['words', long.flatMap(trigramsOf).map(quoted).join(' AND '), terms]
      : ['grams', terms.map(gramOf).join(' AND '), []];
  return db
    .prepare(
      `SELECT messages.row AS row, messages.chat_id AS chatId FROM ${table}
       CROSS JOIN messages ON messages.row = ${table}.rowid
       WHERE ${table} MATCH ? AND ${table}.rowid < ? AND ${hasAll(compared, 'messages.text')}
       ORDER BY ${table}.rowid DESC LIMIT ${rowsAtOnce}`,
    )
    .all(match, before, ...compared) as { row: number; chatId: string }[];
};

const trigramsOf = (term: string): string[] => {
  const characters = [...term];
  return [
    ...new Set(characters.slice(2).map((last, index) => characters[index]! + characters[index + 1]! + last)),
  ];
};

/** A string of FTS5's query language. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
