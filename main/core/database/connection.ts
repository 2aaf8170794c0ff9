/**
 * A connection to SQLite through which no damaged row can end the process: libsql aborts where a text is not UTF-8, and
 * cuts a text at its first NUL. Every value that SQLite holds as text is read as bytes here and decoded in JavaScript.
 */
import Database from 'libsql';
import { withoutNul } from '../../shared/format/visible-text.ts';

type Value = string | number | null | Buffer;

interface Statement {
  all(...parameters: Value[]): unknown[];
  get(...parameters: Value[]): unknown;
  run(...parameters: Value[]): { changes: number };
}

/** One connection. Whatever is thrown is libsql's error, with SQLite's code. */
export interface Db {
  /** Text in the rows is well-formed: damaged bytes became U+FFFD, and NUL became U+2400. */
  prepare(sql: string): Statement;
  exec(sql: string): void;
  pragma(source: string): unknown[];
  /** All or nothing; within another one, part of that. */
  transaction<Result>(work: () => Result): Result;
  /**
   * Leaves one whole file, without SQLite's log beside it, and gives every lock back: by itself, a connection keeps
   * its locks until its statements are garbage-collected.
   */
  close(): void;
}

/** How long a statement waits for another program's lock, in ms. Nothing else happens in this process meanwhile. */
const busyMs = 300;

const reads = /^\s*(SELECT|WITH)\b/i;
const changes = /^\s*(INSERT|UPDATE|DELETE)\b/i;

/** `onError` is told each error before it is thrown. */
export const openConnection = (path: string, onError: (error: unknown) => void = () => undefined): Db => {
  const told = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      onError(error);
      throw error;
    }
  };
  const database = new Database(path);
  database.exec(`PRAGMA busy_timeout = ${busyMs}`);
  const transaction = <Result>(work: () => Result): Result => {
    if (database.inTransaction) return work();
    // Another program's lock shows here and not in the middle: libsql leaves a statement that finds one unfinished, and
    // then nothing can be committed any more.
    told(() => database.exec('BEGIN IMMEDIATE'));
    // Not by the library's own: where the disk is full SQLite has rolled back already, and it would tell of that alone.
    try {
      const result = work();
      told(() => database.exec('COMMIT'));
      return result;
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const statements = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    const statement = reads.test(sql) ? reader(database, sql) : writer(database, sql);
    return {
      all: (...parameters) => told(() => statement.all(...parameters)),
      get: (...parameters) => told(() => statement.get(...parameters)),
      run: changes.test(sql)
        ? (...parameters) => transaction(() => told(() => statement.run(...parameters)))
        : (...parameters) => told(() => statement.run(...parameters)),
    };
  };
  return {
    prepare: (sql) => {
      const statement = statements.get(sql) ?? told(() => prepared(sql));
      statements.set(sql, statement);
      return statement;
    },
    exec: (sql) => told(() => database.exec(sql)),
    pragma: (source) => told(() => database.pragma(source) as unknown[]),
    transaction,
    close: () => {
      try {
        database.pragma('journal_mode = DELETE');
        database.pragma('locking_mode = NORMAL');
        // The locks are released by the first use in the new mode.
        database.prepare('SELECT count(*) FROM sqlite_schema').get();
      } catch {
        // Another program reads it, the disk is full or the file is damaged: the log stays and is replayed.
      } finally {
        database.close();
      }
    },
  };
};

const writer = (database: Database.Database, sql: string): Statement => {
  const statement = database.prepare(sql);
  // Always one array: libsql aborts on a lone buffer.
  return {
    all: (...parameters) => statement.all(parameters),
    get: (...parameters) => statement.get(parameters),
    run: (...parameters) => statement.run(parameters),
  };
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Any column can hold text in a damaged row, whatever its declared type. */
const reader = (database: Database.Database, sql: string): Statement => {
  const columns = database.prepare(sql).columns();
  const fields = columns.map(({ name }) => {
    const column = quoted(name);
    return `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END AS ${column}`;
  });
  const statement = database.prepare(`SELECT ${fields.join(', ')} FROM (${sql})`);
  const read = (row: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      columns.map(({ name, type }) => {
        const value = row[name];
        if (!(value instanceof ArrayBuffer || value instanceof Uint8Array)) return [name, value];
        const bytes = Buffer.from(value as Uint8Array);
        // Decoding leaves no lone surrogates.
        return [name, type === 'BLOB' ? bytes : withoutNul(bytes.toString('utf8'))];
      }),
    );
  return {
    all: (...parameters) => (statement.all(parameters) as Record<string, unknown>[]).map(read),
    get: (...parameters) => {
      const row = statement.get(parameters) as Record<string, unknown> | undefined;
      return row && read(row);
    },
    run: (...parameters) => statement.run(parameters),
  };
};
