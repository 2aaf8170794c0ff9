/** Opens the one SQLite database, checks it and brings its schema up to date. */
import { randomInt } from 'node:crypto';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { openConnection, type Db } from './connection.ts';
import { isLogDamaged } from './log-frames.ts';
import { DamagedDatabase, isDamage, isLocked, isWrongRow, isWrongStatement } from './database-faults.ts';
import { applyMigration, newestVersion } from './migrations.ts';

/** A version above this one means damage and not a newer Hearth. */
const highestVersion = 10_000;

/**
 * Databases up to this size in bytes are checked at every start, which takes about 2 ms per MB; larger ones only if damage is
 * suspected.
 */
const smallBytes = 32 * 1024 ** 2;

export const databasePath = (dataFolder: string): string => join(dataFolder, 'hearth.db');

/**
 * The path of the file that marks a database as suspect: it showed damage while it was used, so it is checked at the next
 * start.
 */
export const checkPath = (path: string): string => `${path}-check`;

/**
 * Opens the database. Throws `Refusal` if it was written by a newer Hearth, and `DamagedDatabase` or SQLite's error if it
 * cannot be used; the file is then left as it is.
 */
export const openDatabase = (dataFolder: string): Db => {
  const path = databasePath(dataFolder);
  // Hearth removes SQLite's log when it closes, so a log means that it did not close properly.
  const isSuspect = existsSync(`${path}-wal`) || existsSync(checkPath(path));
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? null;
  if (size === 0) throw new DamagedDatabase('the file is empty');
  // SQLite would read the log up to the damage and overwrite the rest.
  if (isLogDamaged(`${path}-wal`)) throw new DamagedDatabase('its log is damaged');
  const db = connect(path);
  try {
    const version = versionOf(db);
    if (version > newestVersion && version <= highestVersion) throw new Refusal('database.newer', { path });
    if (size !== null && (isSuspect || size <= smallBytes)) checkContent(db);
    migrate(db, version);
    checkSchema(db);
    rmSync(checkPath(path), { force: true });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * Creates an empty database with the newest schema; `path` may be `:memory:`. SQLite does not wait until data is on disk, so
 * the caller syncs the file once it is filled.
 */
export const createDatabase = (path: string): Db => {
  const db = openConnection(path);
  db.pragma('synchronous = OFF');
  migrate(db, 0);
  return db;
};

const connect = (path: string): Db => {
  const attempt = (lockingMode: 'EXCLUSIVE' | 'NORMAL'): Db => {
    const db = openConnection(path, (error) => {
      if (isDamage(error)) markSuspect(path);
    });
    try {
      // In exclusive mode, no other program can change or lock the database while Hearth runs, and the index of the log is in
      // memory. If the index were a mapped file, a full disk would crash the process.
      db.pragma(`locking_mode = ${lockingMode}`);
      if (!existsSync(`${path}-wal`)) giveIdentity(db);
      db.pragma('journal_mode = WAL');
      // In WAL mode with NORMAL, a killed process loses nothing; only a power cut can lose the last transactions.
      db.pragma('synchronous = NORMAL');
      // Data that the user deletes is overwritten, not just unlinked.
      db.pragma('secure_delete = ON');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  };
  try {
    return attempt('EXCLUSIVE');
  } catch (error) {
    if (!isLocked(error)) throw error;
    // Another program that only reads the database must not keep Hearth from starting.
    return attempt('NORMAL');
  }
};

/**
 * Gives a database that has none a number of its own, by which its log is told from the log of another database: SQLite would take any
 * log that has the right name, and overwrite all chats with it. Another value than 0 is kept.
 */
const giveIdentity = (db: Db): void => {
  try {
    const [found] = db.pragma('application_id') as { application_id: number }[];
    if (found?.application_id === 0) db.pragma(`application_id = ${randomInt(1, 2 ** 31 - 1)}`);
  } catch {
    // The disk is full, or another program reads the database: the next start tries again.
  }
};

const markSuspect = (path: string): void => {
  try {
    writeFileSync(checkPath(path), '');
  } catch {
    // Without the mark, a small database is checked all the same.
  }
};

const versionOf = (db: Db): number => (db.pragma('user_version')[0] as { user_version: number }).user_version;

/** Runs the migrations that follow version `from`. Throws `DamagedDatabase` if the schema is not that of `from`. */
const migrate = (db: Db, from: number): void => {
  if (from < 0 || from > newestVersion) throw new DamagedDatabase(`the version is ${from}`);
  // SQLite ignores this pragma within a transaction.
  db.pragma('foreign_keys = OFF');
  try {
    for (let version = from; version < newestVersion; version++)
      db.transaction(() => {
        applyMigration(db, version + 1);
        db.pragma(`user_version = ${version + 1}`);
      });
  } catch (error) {
    if (!isWrongStatement(error) && !isWrongRow(error)) throw error;
    throw new DamagedDatabase(`the content is not of version ${from}`, { cause: error });
  }
  db.pragma('foreign_keys = ON');
};

interface Column {
  name: string;
  /** The declared type: TEXT, INTEGER or BLOB. */
  type: string;
}

/** The columns of each table. */
export const columnsOf = (db: Db): Map<string, Column[]> => {
  const rows = db
    .prepare(
      `SELECT tables.name AS "table", columns.name AS name, columns.type AS type FROM sqlite_schema AS tables
       JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' ORDER BY columns.cid`,
    )
    .all() as (Column & { table: string })[];
  const tables = new Map<string, Column[]>();
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column]);
  return tables;
};

const checkSchema = (db: Db): void => {
  const found = columnsOf(db);
  const expected = createDatabase(':memory:');
  for (const [table, columns] of columnsOf(expected))
    for (const { name } of columns)
      if (!found.get(table)?.some((column) => column.name === name))
        throw new DamagedDatabase(`the column ${name} of the table ${table} is missing`);
  expected.close();
};

const checkContent = (db: Db): void => {
  const [first] = db.prepare('SELECT integrity_check AS problem FROM pragma_integrity_check(1)').all() as {
    problem: string;
  }[];
  if (first?.problem !== 'ok') throw new DamagedDatabase(first?.problem ?? 'the check gave no result');
};
