import { copyFileSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  backupsIn,
  dropBackups,
  keepBackups,
  makeBackup,
  type Backups,
} from '../../../main/core/database/backups.ts';
import type { Db } from '../../../main/core/database/connection.ts';
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
afterEach(() => {
  backups.close();
  db.close();
  folder.remove();
});

const names = (): string[] => backupsIn(folder.path).map((path) => path.slice(-'2026-01-01.db'.length));

it('copies the database once a week while nothing else runs, and keeps two copies', () => {
  isIdle = false;
  backups.look();
  expect(names()).toEqual([]);
  isIdle = true;
  backups.look();
  expect(names()).toHaveLength(1);
  const [path] = backupsIn(folder.path);
  // While the copy is fresh, no other is made.
  const before = statSync(path!).mtimeMs;
  backups.look();
  expect(statSync(path!).mtimeMs).toBe(before);
  const old = new Date(Date.now() - 8 * day);
  utimesSync(path!, old, old);
  makeBackup(db, folder.path, new Date('2020-01-01'));
  makeBackup(db, folder.path, new Date('2020-01-02'));
  expect(names()).toEqual([names()[0], '2020-01-02.db']);
  backups.look();
  expect(names()).toHaveLength(2);
  expect(statSync(backupsIn(folder.path)[0]!).mtimeMs).toBeGreaterThan(Number(old));
  expect(logged).toEqual([]);
});

it('keeps a new copy beside copies of a future date, which are older, and makes it once', () => {
  mkdirSync(join(folder.path, 'backups'));
  const future = new Date('2999-02-01');
  for (const date of ['2999-01-01', '2999-02-01']) {
    const path = join(folder.path, 'backups', `hearth-${date}.db`);
    writeFileSync(path, '');
    utimesSync(path, future, future);
  }
  backups.look();
  expect(names()).toEqual([`${new Date().toISOString().slice(0, 10)}.db`, '2999-02-01.db']);
  const [path] = backupsIn(folder.path);
  const { ino } = statSync(path!);
  backups.look();
  expect(statSync(path!).ino).toBe(ino);
});

it('makes copies that are complete and that only the user can read', () => {
  backups.look();
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

it('keeps no copy of anything that the user deleted permanently', async () => {
  backups.close();
  makeBackup(db, folder.path);
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
