/** Queries of the search index. */
import type { Db } from '../database/connection.ts';
import { gramOf } from './grams.ts';
import { behindAll, type FoundInIndex, type IndexJob } from './index-protocol.ts';

/** Chats on a page of results. */
const chatsOnPage = 15;

/** The most chats that are found by their title. They are all on the first page. */
const mostTitles = 12;

/** Messages of a chat on a page; the last one only shows that the chat has more. */
const messagesOfChat = 4;

const rowsAtOnce = 200;

/** The most hits that are read for one page. If a page needs more, they are all in the same few chats. */
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
        // The page is full: the next one begins with this chat.
        if (chats.length === most) return { chats, next: before };
        passed.add(chatId);
        // A chat with a newer hit is on an earlier page.
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

/** The ids of the chats whose title has all of `terms`, those with the newest messages first. */
const titlesWith = (db: Db, terms: readonly string[]): string[] =>
  (
    db
      .prepare(
        `SELECT chat_id AS id FROM titles WHERE ${hasAll(terms)}
         ORDER BY (SELECT max(row) FROM messages WHERE messages.chat_id = titles.chat_id) DESC LIMIT ${mostTitles}`,
      )
      .all(...terms) as { id: string }[]
  ).map(({ id }) => id);

/** An SQL condition that a column contains all of `terms`, with a parameter for each of them. */
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

/** `text` as a string of FTS5's query language. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
