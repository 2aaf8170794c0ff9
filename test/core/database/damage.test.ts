import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBackup } from '../../../main/core/database/backups.ts';
import type { Chat } from '../../../main/shared/contract/chats.ts';
import type { Db } from '../../../main/core/database/connection.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { measurementsIn } from '../../../main/core/chats/measurements.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { times } from '../../fixtures/long.ts';
import { change, open, randomFrom, storeChats } from '../../fixtures/chats/stored-chats.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'hearth.db');
});
afterEach(() => folder.remove());

/** Reads and uses everything that a window does; returns how many messages the chats show. */
const useAll = (store: Store, db: Db): number => {
  let shown = 0;
  for (const { id } of store.chats()) {
    const path = store.path(id);
    shown += path.length;
    for (const message of path) {
      store.anatomy(message.id);
      store.tokensOf([message.id], ['m']);
      store.chatWork(message.id);
      store.selectVersion(message);
    }
    store.hideChats([id]);
    store.restoreChats([id]);
  }
  const measurements = measurementsIn(db);
  measurements.statistics(30);
  measurements.ownSpeeds();
  store.deletedChats();
  measurements.benchmarkRuns();
  measurements.allCeilings();
  const { id } = store.createChat('New');
  store.addMessage({
    chatId: id,
    parentId: null,
    role: 'user',
    parts: textParts('x'),
    modelName: null,
    ending: 'finished',
  });
  return shown;
};

const damagedFiles = (): string[] => readdirSync(folder.path).filter((name) => name.includes('damaged'));

const attempts = times(6, 20);

describe('a database with random bytes in 1 to 8 of its pages', () => {
  it(
    `opens in each of ${attempts} attempts with every chat, and keeps the damaged file`,
    { timeout: 120_000 },
    () => {
      storeChats(folder.path, 20, 12);
      const whole = readFileSync(file);
      const pages = whole.length / 4096;
      for (let seed = 0; seed < attempts; seed++) {
        const random = randomFrom(seed);
        const below = (most: number): number => Math.floor(random() * most);
        const damaged = Buffer.from(whole);
        const hit = 1 + below(8);
        for (let count = 0; count < hit; count++) {
          const at = below(pages) * 4096;
          const length = random() < 0.5 ? 4096 : 1 + below(200);
          const from = at + below(4096 - length + 1);
          for (let index = 0; index < length; index++) damaged[from + index] = below(256);
        }
        const own = join(folder.path, `seed-${seed}`);
        mkdirSync(own);
        writeFileSync(join(own, 'hearth.db'), damaged);
        const { db, store, notice } = open(own);
        // A page can hold a dozen short messages, among them those of a chat whose own row was lost.
        expect(store.chats().length, `seed ${seed}`).toBeGreaterThanOrEqual(20);
        expect(useAll(store, db), `seed ${seed}`).toBeGreaterThanOrEqual(240 - 12 * hit);
        store.close();
        expect(readdirSync(own).some((name) => name.includes('damaged'))).toBe(notice !== null);
      }
    },
  );
});

describe('a damaged database', () => {
  const cases: [string, () => void][] = [
    ['without its header', () => overwrite(0, Buffer.alloc(100, 0x58))],
    ['without its first page', () => overwrite(0, Buffer.alloc(4096, 0x58))],
    ['whose schema is garbage', () => overwrite(100, Buffer.alloc(3996, 0xff))],
    ['of another version', () => change(folder.path, 'PRAGMA user_version = 3')],
    ['of version 0', () => change(folder.path, 'PRAGMA user_version = 0')],
    ['of version -1', () => change(folder.path, 'PRAGMA user_version = -1')],
    ['of an impossible version', () => change(folder.path, 'PRAGMA user_version = 1852400220')],
    ['without its settings', () => change(folder.path, 'DROP TABLE settings')],
    ['without a column', () => change(folder.path, 'ALTER TABLE chats DROP COLUMN overflow')],
    ['without the rows of its chats', () => change(folder.path, 'DROP TABLE chats')],
  ];
  const overwrite = (at: number, bytes: Buffer): void => {
    const content = readFileSync(file);
    bytes.copy(content, at);
    writeFileSync(file, content);
  };

  it.each(cases)('%s is set aside, and all chats are restored', (_what, damage) => {
    storeChats(folder.path, 5, 6);
    damage();
    const { db, store, notice } = open(folder.path);
    const [, saved, lost = '0'] =
      /^The file of your chats was damaged\. Hearth saved what could be read, (\d+) messages in 5 chats, and kept the damaged file as hearth-damaged-\d{4}-\d\d-\d\d\.db in [^ ]+\.(?: (\d+) messages could not be read, and a note is in the place of each\.)?$/.exec(
        notice ?? '',
      ) ?? [];
    // Dropping the table of the chats overwrites the messages, so that two are not on any page any more.
    expect(Number(saved) + Number(lost)).toBe(30);
    expect(Number(lost)).toBeLessThanOrEqual(2);
    expect(useAll(store, db)).toBe(30);
    store.close();
    expect(damagedFiles()).toHaveLength(1);
    // The new database is whole.
    const again = open(folder.path);
    expect(again.notice).toBeNull();
    expect(again.store.chats()).toHaveLength(6);
    again.store.close();
  });

  it.each([
    ['of text', Buffer.from('This is no database. '.repeat(5000))],
    ['of zeros', Buffer.alloc(100_000)],
    ['of nothing', Buffer.alloc(0)],
  ])('%s is set aside, and Hearth starts with an empty one and says so', (_what, content) => {
    writeFileSync(file, content);
    const { db, store, notice } = open(folder.path);
    expect(notice).toContain('Nothing in it could be read');
    expect(useAll(store, db)).toBe(0);
    store.close();
    expect(damagedFiles().map((name) => readFileSync(join(folder.path, name)))).toEqual([content]);
  });

  it('is completed from the newest copy', async () => {
    storeChats(folder.path, 5, 6);
    const whole = openDatabase(folder.path);
    await makeBackup(whole, folder.path);
    whole.close();
    truncateSync(file, 0);
    const { db, store, notice } = open(folder.path);
    expect(notice).toContain('30 messages in 5 chats');
    expect(useAll(store, db)).toBe(30);
    store.close();
  });

  it('that lost messages shows the others in their order, with a placeholder for each lost one', () => {
    storeChats(folder.path, 1, 8);
    // Deletes the third and fourth message, and a table, so that the damage is noticed.
    change(
      folder.path,
      `PRAGMA foreign_keys = OFF;
       DELETE FROM parts WHERE message_id IN (SELECT id FROM messages WHERE rowid IN (3, 4));
       DELETE FROM messages WHERE rowid IN (3, 4); DROP TABLE ceilings`,
    );
    const { store } = open(folder.path);
    const [chat] = store.chats();
    const path = store.path(chat!.id);
    expect(path.map((message) => textOf(message).slice(0, 13))).toEqual([
      'Message 0 of ',
      'Message 1 of ',
      '[This message',
      '[This message',
      'Message 4 of ',
      'Message 5 of ',
      'Message 6 of ',
      'Message 7 of ',
    ]);
    expect(path.map(({ role }) => role)).toEqual(path.map((_, at) => (at % 2 === 0 ? 'user' : 'model')));
    store.close();
  });

  it('that lost messages but not their texts shows the texts', () => {
    storeChats(folder.path, 1, 8);
    change(
      folder.path,
      'PRAGMA foreign_keys = OFF; DELETE FROM messages WHERE rowid IN (3, 4, 8); DROP TABLE ceilings',
    );
    const { store } = open(folder.path);
    const begins = ({ title, id }: Chat): string[] => [
      title,
      ...store.path(id).map((message) => textOf(message).slice(0, 13)),
    ];
    // The place of a lost message is known only for the fourth, because the fifth names it as its parent.
    expect(store.chats().map(begins)).toEqual([
      ['Recovered messages', 'Message 2 of ', 'Message 7 of '],
      [
        'Chat 0',
        'Message 0 of ',
        'Message 1 of ',
        '[This message',
        'Message 3 of ',
        'Message 4 of ',
        'Message 5 of ',
        'Message 6 of ',
      ],
    ]);
    store.close();
  });

  it('that was being set aside when Hearth ended is set aside at the next start, and the user is told', () => {
    storeChats(folder.path, 2, 2);
    copyFileSync(file, join(folder.path, 'hearth.db-salvaged'));
    writeFileSync(file, 'damaged');
    const { store, notice } = open(folder.path);
    expect(store.chats()).toHaveLength(2);
    store.close();
    expect(damagedFiles()).toHaveLength(1);
    expect(notice).toContain(`saved what could be read, 4 messages in 2 chats, and kept the damaged file as`);
    expect(existsSync(join(folder.path, 'hearth.db-salvaged'))).toBe(false);
  });

  it.each(['-wal', '-shm'])('and its files keep one name if Hearth ends before it renames %s', (blocked) => {
    storeChats(folder.path, 1, 2);
    const salvaged = join(folder.path, 'hearth.db-salvaged');
    copyFileSync(file, salvaged);
    const parts = ['', '-shm', '-wal'];
    for (const part of parts) writeFileSync(file + part, 'damaged');
    const aside = `hearth-damaged-${statSync(salvaged).mtime.toISOString().slice(0, 10)}.db`;
    // A folder that has the new name ends the first attempt there.
    mkdirSync(join(folder.path, aside + blocked, 'full'), { recursive: true });
    expect(() => open(folder.path)).toThrow('cannot be opened');
    rmSync(join(folder.path, aside + blocked), { recursive: true });
    const { store } = open(folder.path);
    expect(store.chats()).toHaveLength(1);
    store.close();
    expect(damagedFiles().toSorted()).toEqual(parts.map((part) => aside + part));
  });
});

describe('the write-ahead log of a database whose Hearth was killed', () => {
  /** Size of a frame of the log, with its head. */
  const frameBytes = 4096 + 24;
  const killed = (damage: (log: Buffer) => Buffer, restarts = false): string => {
    const db = openDatabase(folder.path);
    const store = new Store(db);
    const chats = Array.from({ length: 30 }, (_, index) => store.createChat(`Chat ${index}`).id);
    for (const chatId of chats)
      store.addMessage({
        chatId,
        parentId: null,
        role: 'user',
        // Some texts overflow to pages of their own.
        parts: textParts(`of ${chatId} `.repeat(chatId < '8' ? 30 : 300)),
        modelName: null,
        ending: 'finished',
      });
    if (restarts) db.pragma('wal_checkpoint(RESTART)');
    store.createChat('The last one');
    const own = join(folder.path, 'killed');
    mkdirSync(own);
    copyFileSync(file, join(own, 'hearth.db'));
    writeFileSync(join(own, 'hearth.db-wal'), damage(readFileSync(`${file}-wal`)));
    store.close();
    return own;
  };
  const overwritten = (at: (log: Buffer) => number) => (log: Buffer) => {
    log.fill(0x58, at(log), at(log) + 16);
    return log;
  };
  const framesOf = (log: Buffer): number => Math.floor((log.length - 32) / frameBytes);
  const contentOf = (own: string) => {
    const { store, notice } = open(own);
    const chats = store.chats();
    const texts = chats.flatMap(({ id }) => store.path(id).map((message) => [id, textOf(message)] as const));
    store.close();
    return { notice, chats: chats.length, texts };
  };

  it.each([
    ['whole', (log: Buffer) => log, false, 31],
    ['cut in its last frame', (log: Buffer) => log.subarray(0, log.length - 1000), false, 30],
    ['shorter than an earlier one, which is still behind it,', (log: Buffer) => log, true, 31],
  ])('that is %s is no damage', (_what, damage, restarts, expected) => {
    const { notice, chats, texts } = contentOf(killed(damage, restarts));
    expect(notice).toBeNull();
    expect(chats).toBe(expected);
    expect(texts).toHaveLength(30);
  });

  it.each([
    ['without its header', overwritten(() => 0)],
    ['damaged in its first frame', overwritten(() => 32 + 24 + 1000)],
    [
      'damaged in the middle',
      overwritten((log) => 32 + Math.floor(framesOf(log) / 2) * frameBytes + 24 + 2000),
    ],
    [
      'damaged in the head of a frame',
      overwritten((log) => 32 + Math.floor(framesOf(log) / 3) * frameBytes + 8),
    ],
  ])(
    'that is %s is read beyond the damage, leaves no text cut off, and the user is told',
    (_what, damage) => {
      const { notice, chats, texts } = contentOf(killed(damage));
      expect(notice).toContain('was damaged. Hearth saved what could be read');
      expect(chats).toBeGreaterThanOrEqual(30);
      // Messages that were only on the damaged page are lost.
      expect(texts.length).toBeGreaterThanOrEqual(20);
      const isWhole = ([id, text]: readonly [string, string]): boolean =>
        [30, 300].some((count) => text === `of ${id} `.repeat(count));
      const cut = texts.filter(([, text]) => text.startsWith('of ')).filter((one) => !isWhole(one));
      expect(cut).toEqual([]);
    },
  );
});

describe('a damaged row', () => {
  beforeEach(() => storeChats(folder.path, 3, 4));

  it.each([
    ['timings that are no JSON', `timings = '{'`],
    ['timings of another kind', `timings = '[1, "x"]'`],
    ['timings with texts for numbers', `timings = '{"cachedTokens": "x"}'`],
    ['an anatomy that is no JSON', `anatomy = 'x'`],
    ['an anatomy of another kind', `anatomy = '{"parts": 5}'`],
    ['tokens of an odd length', `tokens = x'010203'`],
    ['gaps of an odd length', `gaps = x'01', anatomy = '{}'`],
    ['an unknown ending', `ending = 'x'`],
    ['a time beyond all dates', `created_at = 9000000000000000`],
    ['a negative time', `created_at = -5`],
    ['a parent that is itself', `parent_id = id`],
    [
      'a parent that is its child',
      `parent_id = (SELECT id FROM messages AS child WHERE child.parent_id = messages.id)`,
    ],
    ['a parent that is not there', `parent_id = 'gone'`],
  ])('with %s leaves the chats readable, and nothing runs forever', (_what, sql) => {
    change(folder.path, `PRAGMA foreign_keys = OFF; UPDATE messages SET ${sql} WHERE rowid IN (2, 3, 7)`);
    const { db, store, notice } = open(folder.path);
    expect(notice).toBeNull();
    expect(store.chats()).toHaveLength(3);
    expect(useAll(store, db)).toBeGreaterThan(0);
    for (const { createdAt, timings } of store.chats().flatMap(({ id }) => store.path(id))) {
      expect(new Date(createdAt).getTime()).toBe(createdAt);
      expect(timings === null || timings.cachedTokens >= 0).toBe(true);
    }
    store.close();
  });

  it.each([
    ['a text that is not UTF-8', `text = CAST(x'61ff62' AS TEXT)`, /^a\ufffdb$/],
    ['an unknown kind', `kind = 'x'`, /^Message/],
    ['data that is no JSON', `data = '{'`, /^Message/],
    ['data that its kind does not have', `data = '{"text": 5, "pages": 3}'`, /^Message/],
  ])('of a part with %s leaves its text readable', (_what, sql, expected) => {
    change(folder.path, `UPDATE parts SET ${sql} WHERE id IN (2, 3, 7)`);
    const { store, notice } = open(folder.path);
    expect(notice).toBeNull();
    const texts = store.chats().flatMap(({ id }) => store.path(id).map(textOf));
    expect(texts.filter((text) => expected.test(text)).length).toBeGreaterThanOrEqual(3);
    expect(texts.filter((text) => text !== '')).toHaveLength(12);
    store.close();
  });

  it.each([
    ['no tip', 'tip_id = NULL'],
    ['a tip that is not there', `tip_id = 'gone'`],
    ['a title that is not UTF-8', `title = CAST(x'ff00' AS TEXT)`],
    ['an unknown overflow', `overflow = 'x'`],
    ['a time beyond all dates', 'updated_at = 9000000000000000'],
  ])('of a chat with %s leaves it readable', (_what, sql) => {
    change(folder.path, `UPDATE chats SET ${sql} WHERE rowid = 2`);
    const { store, notice } = open(folder.path);
    expect(notice).toBeNull();
    for (const { id, title } of store.chats()) {
      expect(title).not.toBe('');
      expect(store.path(id)).toHaveLength(4);
    }
    store.close();
  });

  it('that contains a NUL, which older versions stored, is read to its end, with a symbol for the NUL', () => {
    change(folder.path, 'UPDATE parts SET text = ? WHERE id = 1', 'before\0after');
    const { store } = open(folder.path);
    const texts = store.chats().map(({ id }) => textOf(store.path(id)[0]!));
    expect(texts).toContain('before\u2400after');
    store.close();
  });
});

describe('the write-ahead log of a database whose Hearth was killed, and which', () => {
  /** The folder of a Hearth that was killed after it had stored a second chat. */
  const killed = (harm: (log: string) => void): string => {
    storeChats(folder.path, 1, 2);
    const db = openDatabase(folder.path);
    new Store(db).createChat('The newest one');
    const own = join(folder.path, 'killed');
    mkdirSync(own);
    for (const part of ['', '-wal']) copyFileSync(file + part, join(own, `hearth.db${part}`));
    db.close();
    harm(join(own, 'hearth.db-wal'));
    return own;
  };
  /** The log of another Hearth that was killed, with all of its database. */
  const otherLog = (): string => {
    const other = join(folder.path, 'other');
    mkdirSync(other);
    const db = openDatabase(other);
    const store = new Store(db);
    for (let index = 0; index < 30; index++) store.createChat(`Of another Hearth ${index}`);
    copyFileSync(join(other, 'hearth.db-wal'), join(other, 'log'));
    db.close();
    return join(other, 'log');
  };
  it.each([
    ['is missing', (log: string) => rmSync(log)],
    ['was replaced by that of another Hearth', (log: string) => copyFileSync(otherLog(), log)],
    ['was replaced by another file', (log: string) => writeFileSync(log, 'no log '.repeat(2000))],
  ])('%s costs the newest changes, and the user is told', (_what, harm) => {
    const { store, notice } = open(killed(harm));
    expect(notice).toContain('hearth.db-wal');
    expect(notice).toContain('Your last messages and changes may be lost');
    expect(store.chats().map(({ title }) => title)).toEqual(['Chat 0']);
    store.close();
  });

  it('is whole or empty is nothing to be told of', () => {
    const whole = open(killed(() => undefined));
    expect(whole.store.chats()).toHaveLength(2);
    expect(whole.notice).toBeNull();
    whole.store.close();
    const again = open(folder.path);
    expect(again.notice).toBeNull();
    again.store.close();
  });
});
