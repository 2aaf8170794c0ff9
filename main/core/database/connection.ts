/**
 * A connection to SQLite that damaged rows cannot crash. libsql aborts the process if a text is not UTF-8, and cuts a text at
 * its first NUL, so every text is read as bytes here and decoded in JavaScript.
 */
import { closeSync, openSync } from 'node:fs';
import Database from 'libsql';
import { withoutNul } from '../../shared/format/visible-text.ts';

type Value = string | number | null | Buffer;

interface Statement {
  all(...parameters: Value[]): unknown[];
  get(...parameters: Value[]): unknown;
  run(...parameters: Value[]): { changes: number };
}

/** One connection. Its methods throw libsql's errors, which have SQLite's code. */
export interface Db {
  /** Prepares a statement. Text in its rows is well-formed: damaged bytes become U+FFFD, and NUL becomes U+2400. */
  prepare(sql: string): Statement;
  exec(sql: string): void;
  pragma(source: string): unknown[];
  /** Runs `work` in one transaction, which is rolled back if `work` throws; within another transaction, as a part of it. */
  transaction<Result>(work: () => Result): Result;
  /** Calls `check` before each change from now on; if it throws, nothing is changed. */
  guard(check: () => void): void;
  /**
   * A descriptor from which the file of the database can be read. It stays open as long as the connection, because closing any
   * descriptor of the file would release SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
   */
  file(): number;
  isOpen(): boolean;
  /**
   * Closes the connection, merges SQLite's log into the database file and releases all locks. Without this, a connection keeps
   * its locks until its statements are garbage-collected.
   */
  close(): void;
}

/** How long a statement waits for another program's lock, in ms. The process is blocked meanwhile. */
const busyMs = 300;

const reads = /^\s*(SELECT|WITH)\b/i;
const changes = /^\s*(INSERT|UPDATE|DELETE)\b/i;

/** `onError` is called with each error before it is thrown. */
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
  let guard: () => void = () => undefined;
  let descriptor: number | null = null;
  const transaction = <Result>(work: () => Result): Result => {
    if (database.inTransaction) return work();
    guard();
    // With IMMEDIATE, another program's lock is found here and not within the transaction. There, libsql would leave the
    // blocked statement unfinished, and nothing could be committed any more.
    told(() => database.exec('BEGIN IMMEDIATE'));
    // libsql's own transactions are not used: on a full disk, SQLite has already rolled back, and libsql would report only that
    // its rollback failed.
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
    guard: (check) => {
      guard = check;
    },
    file: () => (descriptor ??= openSync(path, 'r')),
    isOpen: () => database.open,
    close: () => {
      try {
        database.pragma('journal_mode = DELETE');
        database.pragma('locking_mode = NORMAL');
        // The first statement in the new mode releases the locks.
        database.prepare('SELECT count(*) FROM sqlite_schema').get();
      } catch {
        // If another program reads the database, the disk is full or the file is damaged, the log stays and is replayed later.
      } finally {
        database.close();
        if (descriptor !== null) closeSync(descriptor);
        descriptor = null;
      }
    },
  };
};

const writer = (database: Database.Database, sql: string): Statement => {
  const statement = database.prepare(sql);
  // Parameters are passed as one array, because libsql aborts on a lone buffer.
  return {
    all: (...parameters) => statement.all(parameters),
    get: (...parameters) => statement.get(parameters),
    run: (...parameters) => statement.run(parameters),
  };
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Reads every column through a cast, because any column of a damaged row can hold text, whatever its declared type. */
const reader = (database: Database.Database, sql: string): Statement => {
  const columns = database.prepare(sql).columns();
  const fields = columns.map(({ name }) => {
    const column = quoted(name);
    return `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END AS ${column}`;
  });
  const statement = database.prepare(`SELECT ${fields.join(', ')} FROM (${sql})`);
  // libsql adds properties of its own to a row, so the columns are copied.
  const read = (row: Record<string, unknown>): Record<string, unknown> => {
    const copy: Record<string, unknown> = {};
    for (const { name, type } of columns) {
      const value = row[name];
      if (value instanceof ArrayBuffer || value instanceof Uint8Array) {
        const bytes = Buffer.from(value as Uint8Array);
        // Decoding leaves no lone surrogates.
        copy[name] = type === 'BLOB' ? bytes : withoutNul(bytes.toString('utf8'));
      } else copy[name] = value;
    }
    return copy;
  };
  return {
    all: (...parameters) => (statement.all(parameters) as Record<string, unknown>[]).map(read),
    get: (...parameters) => {
      const row = statement.get(parameters) as Record<string, unknown> | undefined;
      return row && read(row);
    },
    run: (...parameters) => statement.run(parameters),
  };
};
