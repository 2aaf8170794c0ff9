/** Writes to the index of passages. */
import { chunksOf, type Chunk } from '../../../shared/documents/chunks.ts';
import { fold } from '../../../shared/search/fold.ts';
import type { Db } from '../../database/connection.ts';
import { readText } from './stored-text.ts';
import type { IndexedDocument } from './passage-index.ts';
import { rowsOfDocument } from './passages-file.ts';
import type { Progress } from './passages-protocol.ts';
import { hasNumber, pageWord, withNameParts } from './text-words.ts';
import { partsOf } from './word-parts.ts';

/** The passages that are indexed or removed in one transaction. A question may have to wait for it. */
const atOnce = 40;

interface Row extends Progress {
  number: number;
}

const rowOf = (db: Db, documentId: string): Row | undefined =>
  db.prepare('SELECT number, version, done, length FROM documents WHERE id = ?').get(documentId) as
    | Row
    | undefined;

/** The progress of each document by its id. */
export const progressIn = (db: Db): [id: string, progress: Progress][] =>
  (db.prepare('SELECT id, version, done, length FROM documents').all() as (Progress & { id: string })[]).map(
    ({ id, ...progress }) => [id, progress],
  );

/** The document that is being indexed, and its passages that are not indexed yet. */
export interface Open {
  id: string;
  version: string;
  number: number;
  length: number;
  chunks: Iterator<Chunk>;
  next: number;
  text: string;
  /** The words of the document's name. */
  name: string;
  /** In the order of the text. */
  pages: { at: number; page: number }[];
  /** The headings of the passage before. */
  context: string | null;
  section: number;
}

/** Opens a document, after what the index has of an earlier version was removed; `null` as long as there is more to remove. */
export const openDocument = (db: Db, { id, name, version, kind, folder }: IndexedDocument): Open | null => {
  const known = rowOf(db, id);
  if (known !== undefined && known.version !== version) {
    removeSome(db, id);
    return null;
  }
  const { text, places } = readText(folder);
  const { length } = text;
  if (known === undefined)
    db.prepare('INSERT INTO documents (id, version, done, length) VALUES (?, ?, 0, ?)').run(
      id,
      version,
      length,
    );
  const { number, done } = rowOf(db, id)!;
  const chunks = chunksOf({ kind, text, places, pages: null, remarks: [] });
  const pages = places.filter((place) => place.kind === 'page');
  const open: Open = {
    id,
    version,
    number,
    length,
    chunks,
    next: 0,
    text,
    name: fold(withNameParts(name)),
    pages,
    context: null,
    section: 0,
  };
  // What was indexed in the last run is passed over.
  if (done > 0) {
    const { count } = db
      .prepare('SELECT count(*) AS count FROM passages WHERE row >= ? AND row < ?')
      .get(number * rowsOfDocument, (number + 1) * rowsOfDocument) as { count: number };
    for (; open.next < count; open.next += 1) {
      const passed = chunks.next();
      if (passed.done !== true) enter(open, passed.value);
    }
  }
  return open;
};

/** Indexes some passages; the document is complete when `done` is its length. */
export const indexSome = (db: Db, open: Open): Progress =>
  db.transaction(() => {
    let done = open.length;
    for (let count = 0; count < atOnce; count += 1) {
      const { value, done: isOver } = open.chunks.next() as IteratorResult<Chunk, undefined>;
      if (isOver === true || value === undefined) break;
      enter(open, value);
      putPassage(db, open, value);
      open.next += 1;
      if (count === atOnce - 1) done = Math.min(open.length - 1, value.at + value.length);
    }
    db.prepare('UPDATE documents SET done = ?, length = ? WHERE number = ?').run(
      done,
      open.length,
      open.number,
    );
    return { version: open.version, done, length: open.length };
  });

/** Counts the sections, which are passages with the same context. */
const enter = (open: Open, { context }: Chunk): void => {
  if (context !== open.context) open.section += 1;
  open.context = context;
};

const putPassage = (db: Db, open: Open, { at, length, context }: Chunk): void => {
  const row = open.number * rowsOfDocument + open.next;
  const text = fold(withNameParts(open.text.slice(at, at + length)));
  const pages = pagesOf(open, at, length).map(pageWord);
  const folded = [open.name, fold(withNameParts(context)), ...pages].join(' ').trim();
  db.prepare(
    'INSERT INTO passages (row, at, length, text, context, section, has_number) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(row, at, length, text, folded, open.section, hasNumber(text) ? 1 : 0);
  db.prepare('INSERT INTO words (rowid, text, context) VALUES (?, ?, ?)').run(row, text, folded);
  db.prepare('INSERT INTO parts (rowid, text) VALUES (?, ?)').run(row, partsOf(`${text} ${folded}`));
};

/** The numbers of the pages that have a part of the text. */
const pagesOf = ({ pages }: Open, at: number, length: number): number[] =>
  pages
    .filter((page, nth) => page.at < at + length && (pages[nth + 1]?.at ?? Infinity) > at)
    .map(({ page }) => page);

/** Removes some passages of a document, and the document with the last of them; returns whether there are more. */
export const removeSome = (db: Db, documentId: string): boolean => {
  const known = rowOf(db, documentId);
  if (known === undefined) return false;
  const { number } = known;
  const rows = db
    .prepare(`SELECT row, text, context FROM passages WHERE row >= ? AND row < ? LIMIT ${atOnce}`)
    .all(number * rowsOfDocument, (number + 1) * rowsOfDocument) as {
    row: number;
    text: string;
    context: string;
  }[];
  db.transaction(() => {
    db.pragma('application_id = 1');
    // The FTS5 tables do not store texts, so they must be given them to remove their words.
    for (const { row, text, context } of rows) {
      db.prepare("INSERT INTO words (words, rowid, text, context) VALUES ('delete', ?, ?, ?)").run(
        row,
        text,
        context,
      );
      db.prepare("INSERT INTO parts (parts, rowid, text) VALUES ('delete', ?, ?)").run(
        row,
        partsOf(`${text} ${context}`),
      );
      db.prepare('DELETE FROM passages WHERE row = ?').run(row);
      db.prepare('DELETE FROM vectors WHERE row = ?').run(row);
    }
    if (rows.length < atOnce) db.prepare('DELETE FROM documents WHERE number = ?').run(number);
    // From now on it is not complete.
    else db.prepare("UPDATE documents SET version = '', done = 0 WHERE number = ?").run(number);
  });
  return rows.length === atOnce;
};

/**
 * Overwrites what was removed. FTS5 only marks words as removed until it merges its segments, and the log keeps pages until it is full.
 * FTS5's option `secure-delete` does that at each removal, but took ten times as long. `application_id` says that there is something to
 * overwrite.
 */
export const overwriteRemoved = (db: Db): void => {
  const [{ application_id: isRemoved }] = db.pragma('application_id') as [{ application_id: number }];
  if (isRemoved === 0) return;
  db.exec("INSERT INTO words (words) VALUES ('optimize'); INSERT INTO parts (parts) VALUES ('optimize')");
  db.pragma('application_id = 0');
  db.pragma('wal_checkpoint(TRUNCATE)');
};
