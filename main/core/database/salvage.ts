/** Copies everything readable from damaged databases to a new one. */
import { isDiskFull } from '../../system/disk-full.ts';
import { openConnection, type Db } from './connection.ts';
import { columnsOf } from './database.ts';
import { isLogDamaged } from './log-frames.ts';
import { mendLinks } from './mend-links.ts';
import { rowsInLog, rowsOnPages, type PageRow } from './pages.ts';

/**
 * Rows that the damaged file lacks are taken from a copy only for these tables: rows of other tables may have been deleted
 * since.
 */
const fromCopies = ['chats', 'messages', 'parts', 'settings', 'ceilings', 'benchmark_runs'];

/** Consecutive row numbers without a row after which the end of a damaged table is assumed. */
const mostMissing = 5000;
const rowsAtOnce = 200;

type Row = Record<string, unknown>;
type Tables = ReturnType<typeof columnsOf>;

/**
 * Fills `target`, which has the newest schema, from the database at `damaged`, and adds missing rows from the older copies at
 * `copies`. SQLite merges the log of `damaged` into it; what it drops of the log is read from `log`, a copy of it.
 */
export const salvage = (target: Db, damaged: string, log: string, copies: string[]): void => {
  const tables = columnsOf(target);
  const names = [...tables.keys()];
  const insertPages = (rows: Iterable<PageRow>): void => {
    for (const { table, rowid, values, columns } of rows) {
      const named = columns ?? tables.get(table)!.map(({ name }) => name);
      const row = Object.fromEntries(named.map((name, index) => [name, values[index]]));
      insert(target, tables, table, { ...row, rowid });
    }
  };
  // Foreign keys are off because links between rows are mended only at the end.
  target.pragma('foreign_keys = OFF');
  target.transaction(() => {
    // The sound frames of the log come first: they have the latest version of a row, and a row is never overwritten.
    if (isLogDamaged(log)) insertPages(rowsInLog(log, damaged));
    for (const { table, row } of readTables(damaged, names)) insert(target, tables, table, row);
    insertPages(rowsOnPages(damaged));
    for (const copy of copies)
      for (const { table, row } of readTables(copy, fromCopies)) insert(target, tables, table, row);
    mendLinks(target);
    // What is known of a sync folder may not fit what was salvaged. Choosing the folder again merges all of it.
    for (const name of names) if (name.startsWith('sync_')) target.exec(`DELETE FROM ${name}`);
  });
  target.pragma('foreign_keys = ON');
};

/** Reads as many rows of `tables` as SQL can reach. */
function* readTables(path: string, tables: string[]): Generator<{ table: string; row: Row }> {
  const source = openConnection(path);
  try {
    for (const table of tables)
      try {
        for (const row of rowsOf(source, table)) yield { table, row };
      } catch {
        // No more of this table can be read by SQL.
      }
  } finally {
    source.close();
  }
}

/** All rows of a table that can be read completely, with their rowids. */
function* rowsOf(source: Db, table: string): Generator<Row> {
  const columns = (columnsOf(source).get(table) ?? []).map(({ name }) => `"${name}"`).join(', ');
  if (columns === '') return;
  const many = source.prepare(
    `SELECT rowid AS rowid, ${columns} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${rowsAtOnce}`,
  );
  const one = source.prepare(`SELECT rowid AS rowid, ${columns} FROM ${table} WHERE rowid = ?`);
  let last = 0;
  for (;;) {
    const rows = orNull(() => many.all(last) as Row[]);
    if (rows !== null) {
      yield* rows;
      if (rows.length < rowsAtOnce) return;
      last = rows.at(-1)!['rowid'] as number;
      continue;
    }
    // At least one of these rows is damaged, so they are read one by one.
    let missing = 0;
    for (let good = 0; good < rowsAtOnce;) {
      last += 1;
      const row = orNull(() => one.get(last) as Row | undefined) ?? null;
      if (row === null) {
        missing += 1;
        if (missing > mostMissing) return;
      } else {
        missing = 0;
        good += 1;
        yield row;
      }
    }
  }
}

const orNull = <Result>(work: () => Result): Result | null => {
  try {
    return work();
  } catch (error) {
    if (isDiskFull(error)) throw error;
    return null;
  }
};

/** Inserts a row. Does nothing if the row is there already or if the table rejects it. */
const insert = (target: Db, tables: Tables, table: string, row: Row): void => {
  if (table === 'messages') insertTexts(target, tables, row);
  const mended = table === 'messages' ? mendedMessage(row) : table === 'parts' ? mendedPart(row) : row;
  const columns = tables.get(table)!.filter(({ name }) => (mended[name] ?? null) !== null);
  const values = columns.map(({ name, type }) => fitting(mended[name], type));
  const names = columns.map(({ name }) => `"${name}"`);
  const { rowid } = mended;
  // Rowids are kept, because they are the order in which rows were added.
  if (
    typeof rowid === 'number' &&
    target.prepare(`SELECT 1 AS found FROM ${table} WHERE rowid = ?`).get(rowid) === undefined
  ) {
    names.push('rowid');
    values.push(rowid);
  }
  const marks = names.map(() => '?').join(', ');
  orNull(() =>
    target.prepare(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${marks})`).run(...values),
  );
};

/** Inserts the texts of a message from an earlier schema as parts, unless the message has parts already. */
const insertTexts = (target: Db, tables: Tables, { id, text, reasoning }: Row): void => {
  if (typeof id !== 'string' || target.prepare('SELECT 1 FROM parts WHERE message_id = ?').get(id)) return;
  const parts = [
    ['thoughts', reasoning],
    ['text', text],
  ].filter(([, value]) => value !== undefined && value !== null && value !== '');
  for (const [position, [kind, value]] of parts.entries())
    insert(target, tables, 'parts', { message_id: id, position, kind, text: value });
};

/** Fills in damaged columns of a part. Its id is its rowid. */
const mendedPart = (row: Row): Row => ({
  ...row,
  id: null,
  kind: row['kind'] ?? 'text',
  text: row['text'] ?? '',
});

const mendedMessage = (row: Row): Row => ({
  ...row,
  role:
    row['role'] === 'user' || row['role'] === 'model' ? row['role'] : row['model_name'] ? 'model' : 'user',
  created_at: isTime(row['created_at']) ? row['created_at'] : Date.now(),
  ending: row['ending'] ?? 'interrupted',
});

/** Whether `value` is a time in ms since the epoch that a `Date` can represent. */
const isTime = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < 8.64e15;

/** `value` if a column of this type accepts it, otherwise `null`; a text column gets a number as text. */
const fitting = (value: unknown, type: string): string | number | Buffer | null => {
  if (type === 'INTEGER') return Number.isSafeInteger(value) ? (value as number) : null;
  if (type === 'BLOB') return Buffer.isBuffer(value) ? value : null;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
};
