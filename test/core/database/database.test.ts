import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../../main/core/database/connection.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { applyMigration, newestVersion } from '../../../main/core/database/migrations.ts';
import { openStore } from '../../../main/core/chats/open-store.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { loadSettings } from '../../../main/core/settings/settings.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import { promptTexts, textOf, textParts } from '../../../main/shared/message/parts.ts';
import { partsWith } from '../../fixtures/chats/sample-message.ts';
import { modelFacts } from '../../fixtures/models/model-facts.ts';
import { isDiskFull } from '../../../main/system/disk-full.ts';
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

  it.skipIf(process.platform !== 'linux')(
    'that cannot be made is a refusal, also once the reserve is released',
    () => {
      const log = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
      const reserve = { release: () => true, restore: () => {} };
      // No file can be made in this folder, which has no free space.
      expect(() => openStore({ dataFolder: '/proc/self', reserve, log, tell: () => {} })).toThrow(
        new Refusal('database.no-space', { folder: '/proc/self' }),
      );
    },
  );

  it('of a newer version of Hearth is refused and left as it is', () => {
    const db = new Database(join(folder.path, 'hearth.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(() => openDatabase(folder.path)).toThrow('saved by a newer version of Hearth');
    const again = new Database(join(folder.path, 'hearth.db'));
    expect(again.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 999 });
    again.close();
  });
});

describe('a database of an earlier version of Hearth', () => {
  const schemas = readdirSync(new URL('../../fixtures/old-schemas/', import.meta.url))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => Number.parseInt(name, 10));

  it.each(Array.from({ length: newestVersion - 1 }, (_, index) => index + 1))(
    'is in the fixtures: schema %i',
    (version) => {
      // Users have databases of every version, and later migrations must be able to read them.
      expect(schemas, `Make ${version}.sql as test/fixtures/old-schemas/make-schema.ts says.`).toContain(
        version,
      );
    },
  );

  it.each(schemas)('opens with everything that it holds: schema %i', (version) => {
    const old = new Database(join(folder.path, 'hearth.db'));
    old.exec(readFileSync(new URL(`../../fixtures/old-schemas/${version}.sql`, import.meta.url), 'utf8'));
    old.close();
    const { store, notice } = open(folder.path);
    expect(notice).toBeNull();
    const [chat] = store.chats();
    expect(chat).toMatchObject({ title: 'Old chat', overflow: 'shift' });
    expect(store.path(chat!.id).map(textOf)).toEqual(['An old question', 'An old answer']);
    expect(store.path(chat!.id).map((message) => promptTexts(message).reasoning)).toEqual([
      '',
      'An old thought',
    ]);
    const answer = '33333333-3333-4333-8333-333333333333';
    expect(store.tokensOf([answer], ['m'])).toEqual(new Map([[answer, [1, 2]]]));
    expect(loadSettings(store).theme).toBe('dark');
    store.close();
  });
});

describe('the migration that turns texts into parts', () => {
  /** Stores a database of the version before, with more messages than the migration moves at once. */
  const storeOld = (): void => {
    const old = new Database(join(folder.path, 'hearth.db'));
    old.exec(readFileSync(new URL('../../fixtures/old-schemas/9.sql', import.meta.url), 'utf8'));
    old.exec(`
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
      INSERT INTO messages (id, chat_id, role, text, reasoning, created_at, ending)
        SELECT 'm' || n, '11111111-1111-4111-8111-111111111111', 'model',
          'Secret text ' || n || CASE n % 100 WHEN 0 THEN printf('%.*c', 9000, 'x') ELSE '' END,
          CASE n % 3 WHEN 0 THEN 'Secret thought ' || n ELSE '' END, n, 'finished' FROM numbers`);
    old.close();
  };

  it('keeps all messages in their order, and what is deleted afterwards is nowhere in the file', () => {
    storeOld();
    const db = openDatabase(folder.path);
    const store = new Store(db);
    for (const number of [1, 500, 501, 1200]) {
      const { parts } = store.message(`m${number}`)!;
      expect(parts.map(({ kind, text }) => [kind, text.replace(/x{9000}$/, '')])).toEqual([
        ...(number % 3 === 0 ? [['thoughts', `Secret thought ${number}`]] : []),
        ['text', `Secret text ${number}`],
      ]);
    }
    expect(db.prepare('SELECT count(*) AS n FROM parts').get()).toMatchObject({ n: 1200 + 400 + 3 });
    expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    const [chat] = store.chats();
    store.hideChats([chat!.id]);
    store.purgeChats([chat!.id]);
    store.close();
    expect(readFileSync(join(folder.path, 'hearth.db')).includes('Secret')).toBe(false);
  });

  it('leaves the database as it was if the disk is full', () => {
    storeOld();
    const db = openConnection(join(folder.path, 'hearth.db'));
    db.pragma('foreign_keys = OFF');
    db.pragma('max_page_count = 1');
    expect(() => db.transaction(() => applyMigration(db, 10))).toThrow(expect.toSatisfy(isDiskFull) as Error);
    expect(db.prepare('SELECT count(*) AS n FROM messages WHERE text <> ?').get('')).toMatchObject({
      n: 1202,
    });
    expect(db.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
    db.close();
    const { store, notice } = open(folder.path);
    expect(notice).toBeNull();
    expect(textOf(store.message('m1')!)).toBe('Secret text 1');
    store.close();
  });
});

describe('the store', () => {
  it('marks answers that were being generated at the last exit as interrupted, and keeps deleted chats', () => {
    const store = new Store(openDatabase(folder.path));
    const chat = store.createChat('one');
    const gone = store.createChat('two');
    const question = store.addMessage({
      chatId: chat.id,
      parentId: null,
      role: 'user',
      parts: textParts('q'),
      modelName: null,
      ending: 'finished',
    });
    const answer = store.addMessage({
      chatId: chat.id,
      parentId: question.id,
      role: 'model',
      parts: [],
      modelName: 'm',
      ending: null,
    });
    store.saveParts(answer.id, partsWith({ thoughts: 'thought', text: 'half' }));
    store.hideChats([gone.id]);
    store.close();

    const next = new Store(openDatabase(folder.path));
    next.recover();
    expect(next.path(chat.id).at(-1)).toMatchObject({
      parts: partsWith({ thoughts: 'thought', text: 'half' }),
      ending: 'interrupted',
    });
    expect(next.chats().map(({ title }) => title)).toEqual(['one']);
    expect(next.restoreChats([gone.id])).toBe(true);
    expect(next.chats().map(({ title }) => title)).toContain('two');
    next.close();
  });

  it('deletes messages with their chat', () => {
    const db = openDatabase(folder.path);
    const store = new Store(db);
    const chat = store.createChat('one');
    store.addMessage({
      chatId: chat.id,
      parentId: null,
      role: 'user',
      parts: textParts('q'),
      modelName: null,
      ending: 'finished',
    });
    store.hideChats([chat.id]);
    store.purgeChats([chat.id]);
    expect(db.prepare('SELECT count(*) AS n FROM messages').get()).toMatchObject({ n: 0 });
    store.close();
  });

  it('writes only the changed parts of a running answer, and deletes the removed ones', () => {
    const db = openDatabase(folder.path);
    const store = new Store(db);
    const { id: chatId } = store.createChat('one');
    const { id } = store.addMessage({
      chatId,
      parentId: null,
      role: 'model',
      parts: [],
      modelName: 'm',
      ending: null,
    });
    const first = partsWith({ thoughts: 'Hm.', text: 'Yes' });
    store.saveParts(id, first);
    db.prepare("UPDATE parts SET text = 'untouched' WHERE position = 0").run();
    const second = [first[0]!, ...partsWith({ text: 'Yes indeed' })];
    store.saveParts(id, second, first);
    expect(store.message(id)!.parts).toEqual(partsWith({ thoughts: 'untouched', text: 'Yes indeed' }));
    store.saveParts(id, partsWith({ thoughts: 'All of it' }), second);
    expect(store.message(id)!.parts).toEqual(partsWith({ thoughts: 'All of it' }));
    store.close();
  });

  it('tells which of two models with the same name generated an answer', () => {
    const store = new Store(openDatabase(folder.path));
    const { id: chatId } = store.createChat('one');
    const answerBy = (id: string | null): string => {
      const running = {
        chatId,
        parentId: null,
        role: 'model',
        parts: [],
        modelName: 'm',
        ending: null,
      } as const;
      const answer = store.addMessage(running);
      expect(answer.modelId).toBeNull();
      const end = { ...answer, ending: 'finished', problem: null, timings: null } as const;
      store.finishMessage(end, { model: modelFacts({ path: '/m.gguf', id, name: 'm' }), tokens: null });
      return answer.id;
    };
    const ids = ['q4', 'q8', null];
    const answers = ids.map(answerBy);
    expect(answers.map((id) => store.message(id)!.modelId)).toEqual(ids);
    expect(store.path(chatId, answers[1]).at(-1)?.modelId).toBe('q8');
    store.close();
  });

  it('runs a transaction completely or not at all', () => {
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
