import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  backupsIn,
  dropBackups,
  keepBackups,
  makeBackup,
  type Backups,
} from '../../../main/core/database/backups.ts';
import { openConnection, type Db } from '../../../main/core/database/connection.ts';
import { copyDatabase, emptyLog } from '../../../main/core/database/live-copy.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { ask, startTestCore, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { storeChats } from '../../fixtures/chats/stored-chats.ts';

const day = 86_400_000;
let folder: ReturnType<typeof temporaryFolder>;
let db: Db;
let backups: Backups;
let isIdle = true;
const logged: string[] = [];
beforeEach(() => {
  folder = temporaryFolder();
  storeChats(folder.path, 2, 4);
  db = openDatabase(folder.path);
  isIdle = true;
  logged.length = 0;
  const note = (text: string): void => void logged.push(text);
  const log = { info: note, warn: note, error: note, close: () => {} };
  backups = keepBackups(db, folder.path, () => isIdle, log);
});
afterEach(async () => {
  await backups.close();
  db.close();
  folder.remove();
});

const names = (): string[] => backupsIn(folder.path).map((path) => path.slice(-'2026-01-01.db'.length));

it('copies the database once a week while nothing else runs, and keeps two copies', async () => {
  isIdle = false;
  await backups.look();
  expect(names()).toEqual([]);
  isIdle = true;
  await backups.look();
  expect(names()).toHaveLength(1);
  const [path] = backupsIn(folder.path);
  // While the copy is fresh, no other is made.
  const before = statSync(path!).mtimeMs;
  await backups.look();
  expect(statSync(path!).mtimeMs).toBe(before);
  const old = new Date(Date.now() - 8 * day);
  utimesSync(path!, old, old);
  await makeBackup(db, folder.path, new Date('2020-01-01'));
  await makeBackup(db, folder.path, new Date('2020-01-02'));
  expect(names()).toEqual([names()[0], '2020-01-02.db']);
  await backups.look();
  expect(names()).toHaveLength(2);
  expect(statSync(backupsIn(folder.path)[0]!).mtimeMs).toBeGreaterThan(Number(old));
  expect(logged).toEqual([]);
});

it('keeps a new copy beside copies of a future date, which are older, and makes it once', async () => {
  mkdirSync(join(folder.path, 'backups'));
  const future = new Date('2999-02-01');
  for (const date of ['2999-01-01', '2999-02-01']) {
    const path = join(folder.path, 'backups', `hearth-${date}.db`);
    writeFileSync(path, '');
    utimesSync(path, future, future);
  }
  await backups.look();
  expect(names()).toEqual([`${new Date().toISOString().slice(0, 10)}.db`, '2999-02-01.db']);
  const [path] = backupsIn(folder.path);
  const { ino } = statSync(path!);
  await backups.look();
  expect(statSync(path!).ino).toBe(ino);
});

it('makes copies that are complete and that only the user can read', async () => {
  await backups.look();
  const [path] = backupsIn(folder.path);
  expect(readdirSync(join(folder.path, 'backups'))).toHaveLength(1);
  // Windows has no file modes.
  const modes = [statSync(path!).mode & 0o777, statSync(join(folder.path, 'backups')).mode & 0o777];
  expect(process.platform === 'win32' ? [0o600, 0o700] : modes).toEqual([0o600, 0o700]);
  const other = temporaryFolder();
  try {
    copyFileSync(path!, join(other.path, 'hearth.db'));
    const store = new Store(openDatabase(other.path));
    expect(store.chats()).toHaveLength(2);
    store.close();
  } finally {
    other.remove();
  }
});

it('copies one moment of the database while it is written, and leaves the locks and the log as they were', async () => {
  db.exec('CREATE TABLE filler (text TEXT)');
  const fill = db.prepare('INSERT INTO filler VALUES (?)');
  db.transaction(() => {
    for (let row = 0; row < 3000; row += 1) fill.run('x'.repeat(4000));
  });
  const to = join(folder.path, 'copy.db');
  const made = copyDatabase(db, to);
  // While the file is copied, SQLite records new rows and deletions in its log alone.
  let turns = 0;
  let isMade = false;
  void made.finally(() => {
    isMade = true;
  });
  while (!isMade) {
    turns += 1;
    db.prepare('UPDATE chats SET title = ?').run(`changed ${turns}`);
    fill.run('x'.repeat(4000));
    emptyLog(db);
    await nextTurn();
  }
  await made;
  expect(turns).toBeGreaterThan(3);
  const copy = openConnection(to);
  expect(copy.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  const [{ rows } = { rows: 0 }] = copy.prepare('SELECT count(*) AS rows FROM filler').all() as {
    rows: number;
  }[];
  expect(rows).toBe(3000);
  expect(JSON.stringify(copy.prepare('SELECT title FROM chats').all())).not.toContain('changed');
  copy.close();
  expect(readdirSync(folder.path).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
  // Deleted text does not stay in the log, and the log is moved by itself again.
  expect(statSync(join(folder.path, 'hearth.db-wal')).size).toBeLessThan(1e6);
  expect(db.pragma('wal_autocheckpoint')).toEqual([{ wal_autocheckpoint: 1000 }]);
  // Another process cannot lock the database: reading its file has released no lock.
  const script = `const D = require('libsql'); const d = new D(process.argv[1]); try { d.exec('BEGIN IMMEDIATE'); console.log('locked') } catch (e) { console.log(e.code) }`;
  expect(execFileSync(process.execPath, ['-e', script, join(folder.path, 'hearth.db')]).toString()).toMatch(
    /^SQLITE_BUSY/,
  );
});

it('makes no copy of what is deleted permanently meanwhile, and stops when Hearth ends', async () => {
  const made = makeBackup(db, folder.path);
  dropBackups(folder.path);
  await made.catch(() => undefined);
  expect(readdirSync(join(folder.path, 'backups'))).toEqual([]);
  const running = backups.look();
  await backups.close();
  await running;
  expect(logged).toEqual([]);
  expect(readdirSync(join(folder.path, 'backups')).filter((name) => name.startsWith('unfinished'))).toEqual(
    [],
  );
});

it('keeps no copy of anything that the user deleted permanently', async () => {
  await backups.close();
  await makeBackup(db, folder.path);
  db.close();
  const core = startTestCore({}, folder.path);
  try {
    const { chatId } = await ask(core, null, 'secret');
    await core.window.call('deleteChats', { chatIds: [chatId] });
    expect(names()).toHaveLength(1);
    // Hearth was killed while it made a copy.
    writeFileSync(join(folder.path, 'backups', 'unfinished'), 'secret');
    await core.window.call('purgeChat', { chatId });
    expect(readdirSync(join(folder.path, 'backups'))).toEqual([]);
  } finally {
    await core.close();
    db = openDatabase(folder.path);
  }
  dropBackups(folder.path);
});
