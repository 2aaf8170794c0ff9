import { copyFileSync, readdirSync, statSync, utimesSync } from 'node:fs';
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
    await core.window.call('deleteChat', { chatId });
    expect(names()).toHaveLength(1);
    await core.window.call('purgeChat', { chatId });
    expect(names()).toEqual([]);
  } finally {
    await core.close();
    db = openDatabase(folder.path);
  }
  dropBackups(folder.path);
});
