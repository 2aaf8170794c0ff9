import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import { newestVersion } from '../../../main/core/database/migrations.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { loadSettings } from '../../../main/core/settings/settings.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { open } from '../../fixtures/chats/stored-chats.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('the database', () => {
  it('is in WAL mode and knows its schema version', () => {
    const db = openDatabase(folder.path);
    expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: newestVersion });
    db.close();
    openDatabase(folder.path).close();
  });

  it('of a newer Hearth is refused and left as it is', () => {
    const db = new Database(join(folder.path, 'hearth.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(() => openDatabase(folder.path)).toThrow('written by a newer Hearth');
    const again = new Database(join(folder.path, 'hearth.db'));
    expect(again.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 999 });
    again.close();
  });
});

describe('a database of an earlier Hearth', () => {
  const schemas = readdirSync(new URL('../../fixtures/old-schemas/', import.meta.url))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => Number.parseInt(name, 10));

  it.each(Array.from({ length: newestVersion - 1 }, (_, index) => index + 1))(
    'is in the fixtures: schema %i',
    (version) => {
      // Users have databases of every version that a later migration must be able to read.
      expect(schemas, `Make ${version}.sql as test/fixtures/old-schemas/make-schema.ts says.`).toContain(
        version,
      );
    },
  );

  it.each(schemas)('opens with all that it holds: schema %i', (version) => {
    const old = new Database(join(folder.path, 'hearth.db'));
    old.exec(readFileSync(new URL(`../../fixtures/old-schemas/${version}.sql`, import.meta.url), 'utf8'));
    old.close();
    const { store, notice } = open(folder.path);
    expect(notice).toBeNull();
    const [chat] = store.chats();
    expect(chat).toMatchObject({ title: 'Old chat', overflow: 'shift' });
    expect(store.path(chat!.id).map(({ text }) => text)).toEqual(['An old question', 'An old answer']);
    expect(store.path(chat!.id).map(({ reasoning }) => reasoning)).toEqual(['', 'An old thought']);
    expect(store.tokensOf('33333333-3333-4333-8333-333333333333', ['m'])).toEqual([1, 2]);
    expect(loadSettings(store).theme).toBe('dark');
    store.close();
  });
});

describe('the store', () => {
  it('marks answers that were running at the next start, and keeps deleted chats', () => {
    const store = new Store(openDatabase(folder.path));
    const chat = store.createChat('one');
    const gone = store.createChat('two');
    const question = store.addMessage({
      chatId: chat.id,
      parentId: null,
      role: 'user',
      text: 'q',
      modelName: null,
      ending: 'finished',
    });
    const answer = store.addMessage({
      chatId: chat.id,
      parentId: question.id,
      role: 'model',
      text: '',
      modelName: 'm',
      ending: null,
    });
    store.saveProgress(answer.id, 'half', 'thought');
    store.hideChat(gone.id);
    store.close();

    const next = new Store(openDatabase(folder.path));
    next.recover();
    expect(next.path(chat.id).at(-1)).toMatchObject({
      text: 'half',
      reasoning: 'thought',
      ending: 'interrupted',
    });
    expect(next.chats().map(({ title }) => title)).toEqual(['one']);
    expect(next.restoreChat(gone.id)).toBe(true);
    expect(next.chats().map(({ title }) => title)).toContain('two');
    next.close();
  });

  it('deletes the messages with their chat', () => {
    const db = openDatabase(folder.path);
    const store = new Store(db);
    const chat = store.createChat('one');
    store.addMessage({
      chatId: chat.id,
      parentId: null,
      role: 'user',
      text: 'q',
      modelName: null,
      ending: 'finished',
    });
    store.hideChat(chat.id);
    store.purgeChat(chat.id);
    expect(db.prepare('SELECT count(*) AS n FROM messages').get()).toMatchObject({ n: 0 });
    store.close();
  });

  it('does all of a transaction or nothing', () => {
    const store = new Store(openDatabase(folder.path));
    expect(() =>
      store.transaction(() => {
        store.createChat('one');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.chats()).toEqual([]);
    store.close();
  });
});
