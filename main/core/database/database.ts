/** Opens the one SQLite database, checks it and brings its schema up to date. */
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { openConnection, type Db } from './connection.ts';
import { isLogDamaged } from './log-frames.ts';
import { DamagedDatabase, isDamage, isLocked, isWrongStatement } from './database-faults.ts';

/** Versions beyond this one are no newer Hearth's but damage. */
const highestVersion = 10_000;

/** Databases up to this size are checked at every start, which takes about 2 ms for each MB; larger ones with a reason. */
const smallBytes = 32 * 1024 ** 2;

/** Each entry moves the schema one version on; entries are never changed, only added. */
const migrations: string[] = [
  `
  CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The last message of the path that is shown.
    tip_id TEXT,
    -- Set while the deletion can still be undone.
    deleted_at INTEGER
  ) STRICT;

  -- A chat's messages form a tree: an edited question or a regenerated answer is a sibling of the first one.
  CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'model')),
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL DEFAULT '',
    model_name TEXT,
    created_at INTEGER NOT NULL,
    -- NULL while the answer is running.
    ending TEXT,
    problem TEXT,
    -- JSON of shared/contract/types.ts Timings.
    timings TEXT,
    -- The answer's tokens as 32-bit integers, little-endian, and the model that they belong to.
    tokens BLOB,
    tokens_model TEXT
  ) STRICT;
  CREATE INDEX messages_by_chat ON messages (chat_id);
  CREATE INDEX messages_by_parent ON messages (parent_id);

  -- Values are JSON.
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  -- What to do when the context is full: 'shift', 'stop' or 'summary'.
  ALTER TABLE chats ADD COLUMN overflow TEXT NOT NULL DEFAULT 'shift';
  -- The first message that the model still sees; those before it on the path were dropped to make room.
  ALTER TABLE chats ADD COLUMN first_kept_id TEXT;
  `,
  `
  -- JSON of shared/contract/types.ts Anatomy without its gaps, which are 32-bit floats, little-endian, in ms.
  ALTER TABLE messages ADD COLUMN anatomy TEXT;
  ALTER TABLE messages ADD COLUMN gaps BLOB;
  -- All that the statistics need, so that they read no texts: with 50,000 answers 12 ms rather than 125.
  CREATE INDEX answers_by_time ON messages (created_at, chat_id, model_name, timings)
    WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL;

  -- What each backend and device of this machine can do at most; JSON of Ceilings in shared/contract/lens-types.ts.
  CREATE TABLE ceilings (
    backend TEXT NOT NULL,
    device TEXT NOT NULL,
    ceilings TEXT NOT NULL,
    PRIMARY KEY (backend, device)
  ) STRICT;

  -- JSON of BenchmarkRun.
  CREATE TABLE benchmark_runs (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, run TEXT NOT NULL) STRICT;
  `,
  `
  -- What Hearth sent to other machines: OutgoingRequest in shared/contract/model-types.ts, with nothing secret in it.
  CREATE TABLE outgoing_requests (
    id TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    why TEXT NOT NULL,
    status INTEGER,
    problem TEXT,
    sent_bytes INTEGER NOT NULL,
    received_bytes INTEGER NOT NULL,
    -- NULL while it runs.
    ms INTEGER
  ) STRICT;
  `,
  `
  -- What the headers of model files say: JSON of FileFacts in core/library/file-facts.ts, as long as the stamp is the file's.
  CREATE TABLE model_files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, facts TEXT NOT NULL) STRICT;

  -- Where the user wants models to be looked for.
  CREATE TABLE model_places (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('folder', 'file'))
  ) STRICT;
  `,
  `
  -- Models that are being fetched, oldest first; how far each is stands beside its files.
  CREATE TABLE downloads (
    id TEXT PRIMARY KEY,
    repository TEXT NOT NULL,
    revision TEXT NOT NULL,
    licence TEXT,
    folder TEXT NOT NULL,
    -- JSON of Part[] in core/downloads/partial-file.ts.
    parts TEXT NOT NULL,
    wish TEXT NOT NULL CHECK (wish IN ('go', 'paused', 'failed', 'done')),
    problem TEXT,
    refetched_bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What was typed and not sent, by place: Draft in shared/contract/types.ts. The text is JSON, which takes every character.
  CREATE TABLE drafts (
    place TEXT PRIMARY KEY,
    -- NULL for the new chat.
    chat_id TEXT REFERENCES chats (id) ON DELETE CASCADE,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX drafts_by_chat ON drafts (chat_id);
  `,
  `
  -- JSON of shared/contract/types.ts Thinking; NULL: as was chosen for the model last.
  ALTER TABLE chats ADD COLUMN thinking TEXT;
  `,
];

export const databasePath = (dataFolder: string): string => join(dataFolder, 'hearth.db');

/** Marks a database that gave an error while it was used: it is checked at the next start. */
export const checkPath = (path: string): string => `${path}-check`;

/**
 * Throws `Refusal` if the database was written by a newer Hearth, `DamagedDatabase` or SQLite's error if it cannot be
 * used; the file is left as it is then.
 */
export const openDatabase = (dataFolder: string): Db => {
  const path = databasePath(dataFolder);
  // Hearth removes SQLite's log at its end.
  const isSuspect = existsSync(`${path}-wal`) || existsSync(checkPath(path));
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? null;
  if (size === 0) throw new DamagedDatabase('the file is empty');
  // SQLite would read it up to the damage and write over the rest.
  if (isLogDamaged(`${path}-wal`)) throw new DamagedDatabase('its log is damaged');
  const db = connect(path);
  try {
    const version = versionOf(db);
    if (version > migrations.length && version <= highestVersion)
      throw new Refusal(
        `The chats in ${path} were written by a newer Hearth: update Hearth, or choose another folder with --data.`,
      );
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
 * A new database with the newest schema and nothing in it. `:memory:` is a path too. SQLite does not wait until it is on the
 * disk: sync the file once it is filled.
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
      // No other program can change or lock the database while Hearth runs, and the index of the log is in memory: in a
      // mapped file, a full disk would end the process.
      db.pragma(`locking_mode = ${lockingMode}`);
      db.pragma('journal_mode = WAL');
      // In WAL mode a killed process loses nothing with NORMAL; only a power cut can take the last transactions.
      db.pragma('synchronous = NORMAL');
      db.pragma('foreign_keys = ON');
      // What the user deletes is overwritten, not just unlinked.
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
    // A program that only reads does not keep Hearth from starting.
    return attempt('NORMAL');
  }
};

const markSuspect = (path: string): void => {
  try {
    writeFileSync(checkPath(path), '');
  } catch {
    // A small database is checked anyway.
  }
};

const versionOf = (db: Db): number => (db.pragma('user_version')[0] as { user_version: number }).user_version;

/** Throws `DamagedDatabase` if the version is not that of the schema. */
const migrate = (db: Db, from: number): void => {
  if (from < 0 || from > migrations.length) throw new DamagedDatabase(`the version is ${from}`);
  try {
    for (let version = from; version < migrations.length; version++)
      db.transaction(() => {
        db.exec(migrations[version]!);
        db.pragma(`user_version = ${version + 1}`);
      });
  } catch (error) {
    if (!isWrongStatement(error)) throw error;
    throw new DamagedDatabase(`the schema is not of version ${from}`, { cause: error });
  }
};

interface Column {
  name: string;
  /** As declared: TEXT, INTEGER or BLOB. */
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
