/** The search over all chats, on the real database and the real index in its thread. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Store } from '../../../main/core/chats/store.ts';
import type { Db } from '../../../main/core/database/connection.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { indexPath } from '../../../main/core/search/keep-index.ts';
import { openSearch, type Search } from '../../../main/core/search/open-search.ts';
import type { SearchPage } from '../../../main/shared/contract/search.ts';
import { fold } from '../../../main/shared/search/fold.ts';
import { termsOf } from '../../../main/shared/search/terms.ts';
import type { MessagePart } from '../../../main/shared/contract/parts.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
let db: Db;
let store: Store;
let search: Search;
let errors: string[];
const frame = { receivedAt: 0 };

const open = (): void => {
  db = openDatabase(folder.path);
  store = new Store(db);
  search = openSearch({
    db,
    store,
    dataFolder: folder.path,
    isBusy: () => false,
    emit: () => undefined,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (text) => void errors.push(text),
      close: () => undefined,
    },
  });
};
const close = async (): Promise<void> => {
  await search.close();
  store.close();
};
beforeEach(() => {
  errors = [];
  folder = temporaryFolder();
  open();
});
afterEach(async () => {
  await close();
  folder.remove();
});

/** Adds a message at the end of a chat, or as another version of those that follow `parentId`. */
const say = (chatId: string, text: string, more: { parentId?: string; thoughts?: string } = {}): string => {
  const parts: MessagePart[] = [
    ...(more.thoughts === undefined ? [] : [{ kind: 'thoughts' as const, text: more.thoughts }]),
    { kind: 'text', text },
  ];
  const parentId = more.parentId ?? store.path(chatId).at(-1)?.id ?? null;
  const isAnswer = more.thoughts !== undefined;
  return store.addMessage({
    chatId,
    parentId,
    role: isAnswer ? 'model' : 'user',
    parts,
    modelName: isAnswer ? 'Model' : null,
    ending: 'finished',
  }).id;
};
const chatWith = (title: string, ...texts: string[]): string => {
  const { id } = store.createChat(title);
  for (const text of texts) say(id, text);
  return id;
};

const page = async (query: string, cursor: number | null = null): Promise<SearchPage> =>
  search.calls.searchChats({ query, cursor }, frame);
/** Waits until the index is complete. */
const complete = async (query: string): Promise<SearchPage> =>
  vi.waitUntil(
    async () => {
      const found = await page(query);
      return found.share === null ? found : null;
    },
    { timeout: 60_000 },
  ) as Promise<SearchPage>;
/** The snippets that are found, with the words in brackets. */
const found = async (query: string): Promise<string[]> =>
  (await complete(query)).chats.flatMap(({ hits }) =>
    hits.map(({ snippet, marks }) =>
      marks
        .toReversed()
        .reduce(
          (text, [from, to]) => `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`,
          snippet,
        ),
    ),
  );
const titles = async (query: string): Promise<string[]> =>
  (await complete(query)).chats.map(({ title }) => title);

describe('a search', () => {
  it('finds words and parts of words of any length and script, whatever their case and accents', async () => {
    chatWith(
      'A',
      'The café serves Crème brûlée in Zürich.',
      '今天天气很好，我们去公园散步。',
      'カタカナとひらがなで書きます',
      '한국어로 대답해 주세요',
      'Что такое ёлка?',
      'Use C# or x = y->z; see snake_case_name and 100%.',
    );
    expect(await found('cafe')).toEqual(['The [café] serves Crème brûlée in Zürich.']);
    expect(await found('BRÛLÉE zurich')).toEqual(['The café serves Crème [brûlée] in [Zürich].']);
    expect(await found('rème')).toEqual(['The café serves C[rème] brûlée in Zürich.']);
    for (const [query, hit] of [
      ['气', '今天天[气]很好，我们去公园散步。'],
      ['公园', '今天天气很好，我们去[公园]散步。'],
      ['天天气', '今[天天气]很好，我们去公园散步。'],
      ['ひら', 'カタカナと[ひら]がなで書きます'],
      ['書', 'カタカナとひらがなで[書]きます'],
      ['국어', '한[국어]로 대답해 주세요'],
      ['елка', 'Что такое [ёлка]?'],
      ['C#', 'Use [C#] or x = y->z; see snake_case_name and 100%.'],
      ['->', 'Use C# or x = y[->]z; see snake_case_name and 100%.'],
      ['case_n', 'Use C# or x = y->z; see snake_[case_n]ame and 100%.'],
      ['%', 'Use C# or x = y->z; see snake_case_name and 100[%].'],
    ] as const)
      expect(await found(query), query).toEqual([hit]);
    expect(await found('ü')).toHaveLength(2);
  });

  it('wants all words in one message, and phrases in quotation marks as they are', async () => {
    chatWith('A', 'Prefill reads the prompt.', 'Decode writes the answer.');
    expect(await found('prompt prefill')).toEqual(['[Prefill] reads the [prompt].']);
    expect(await found('prefill decode')).toEqual([]);
    expect(await found('"reads the"')).toEqual(['Prefill [reads the] prompt.']);
    expect(await found('"the reads"')).toEqual([]);
    expect(await found('"reads the" pre')).toEqual(['[Pre]fill [reads the] prompt.']);
  });

  it('says who wrote the words, and finds words that are spread over thoughts and answer', async () => {
    const { id } = store.createChat('A');
    say(id, 'Where is the harbour?');
    say(id, 'In the north.', { thoughts: 'The user asks about a lighthouse.' });
    const kinds = async (query: string) =>
      (await complete(query)).chats.flatMap(({ hits }) => hits.map(({ role, kind }) => `${role} ${kind}`));
    expect(await kinds('harbour')).toEqual(['user text']);
    expect(await kinds('lighthouse')).toEqual(['model thoughts']);
    expect(await kinds('north')).toEqual(['model text']);
    expect(await kinds('lighthouse north')).toEqual(['model text']);
  });

  it('lists chats whose title was found first, then those with the newest hits', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    chatWith('About lemons', 'nothing else');
    vi.setSystemTime(2_000_000);
    chatWith('Old', 'lemon 1', 'lemon 2', 'lemon 3', 'lemon 4', 'lemon 5');
    vi.setSystemTime(3_000_000);
    chatWith('New', 'lemon cake');
    vi.useRealTimers();
    const { chats } = await complete('LEMÓN');
    expect(chats.map(({ title, hasMore }) => [title, hasMore])).toEqual([
      ['About lemons', false],
      ['New', false],
      ['Old', true],
    ]);
    expect(chats[0]!.titleMarks).toEqual([[6, 11]]);
    expect(chats[0]!.hits).toEqual([]);
    expect(chats[2]!.hits.map(({ snippet }) => snippet)).toEqual(['lemon 5', 'lemon 4', 'lemon 3']);
    const { hits } = await search.calls.searchChat({ query: 'lemon', chatId: chats[2]!.chatId }, frame);
    expect(hits.map(({ snippet }) => snippet)).toEqual([
      'lemon 5',
      'lemon 4',
      'lemon 3',
      'lemon 2',
      'lemon 1',
    ]);
  });

  it('gives each chat once over all pages', async () => {
    store.transaction(() => {
      for (let index = 0; index < 40; index += 1) chatWith(`Chat ${index}`, 'apple', 'apple pie', 'other');
      chatWith('All apples', 'apple');
    });
    const seen: string[] = [];
    for (let next: SearchPage = await complete('apple'); ; next = await page('apple', next.next)) {
      seen.push(...next.chats.map(({ title }) => title));
      if (next.next === null) break;
      expect(next.chats.length).toBeGreaterThan(0);
    }
    expect(seen).toHaveLength(41);
    expect(new Set(seen).size).toBe(41);
    expect(seen[0]).toBe('All apples');
  });

  it('finds exactly the messages that contain the words, as a look at each of them does', async () => {
    const alphabet = [...'abAB áß 天气国の"-*%^()\n'];
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const some = (length: number): string =>
      Array.from({ length }, () => alphabet[random(alphabet.length)]!).join('');
    const texts = Array.from({ length: 120 }, () => `x${some(1 + random(30))}`);
    const { id } = store.createChat('');
    store.transaction(() => {
      for (const text of texts) say(id, text);
    });
    await complete('x');
    for (let round = 0; round < 80; round += 1) {
      const query = some(1 + random(5)).replaceAll('"', random(3) === 0 ? '"' : '');
      const terms = termsOf(query);
      const expected = texts.filter(
        (text) => terms.length > 0 && terms.every((term) => fold(text).includes(term)),
      );
      const { hits } = await search.calls.searchChat({ query, chatId: id }, frame);
      expect(hits.length, JSON.stringify(query)).toBe(expected.length);
      const { chats } = await page(query);
      expect(chats.length, JSON.stringify(query)).toBe(expected.length > 0 ? 1 : 0);
    }
  });

  it('takes any query as text', async () => {
    chatWith('A', 'a OR b NEAR(a b, 2) text:secret');
    // A search for words indexes what is new at once; one without words waits for idle time.
    expect(await found('"OR b near("')).toHaveLength(1);
    for (const query of [
      '',
      '   ',
      '"',
      '""',
      '"a',
      "'",
      '*',
      'a*',
      '^a',
      'NEAR(a b, 2)',
      'text:secret',
      'a OR b',
      'a AND NOT b',
      '(',
      '{a b}:c',
      '-',
      '\\',
      '%',
      '_',
      ';DROP TABLE messages',
      '\u0000',
      '\ud800',
      '\u0301',
      'ß',
      `${'word '.repeat(199)}x`,
      '语'.repeat(1000),
    ])
      await expect(page(query), query).resolves.toMatchObject({ share: null });
    expect(await found('"OR b near("')).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('leaves out deleted chats and messages, and says of others that they are archived', async () => {
    const kept = chatWith('Kept', 'plum');
    const deleted = chatWith('Deleted plums', 'plum');
    const archived = chatWith('Archived', 'plum');
    const root = say(kept, 'plum one');
    const below = say(kept, 'plum below');
    store.hideChats([deleted]);
    db.prepare('UPDATE chats SET archived_at = 1 WHERE id = ?').run(archived);
    const end = store.deleteMessage(store.message(root)!);
    const { chats } = await complete('plum');
    expect(chats.map(({ title, isArchived }) => [title, isArchived])).toEqual([
      ['Kept', false],
      ['Archived', true],
    ]);
    expect(chats[0]!.hits.map(({ snippet }) => snippet)).toEqual(['plum']);
    store.restoreChats([deleted]);
    store.restoreMessage(kept, root, end);
    expect(await titles('plum')).toEqual(['Deleted plums', 'Kept', 'Archived']);
    expect(await found('"plum below"')).toEqual(['[plum below]']);
    expect(below).not.toBe('');
  });

  it('shows the line with the words, and marks in it what was found', async () => {
    const filler = 'Nothing to see here. '.repeat(2_000);
    chatWith('A', `${filler}The **hidden** \`treasure\` is here.${filler}`);
    const [snippet] = await found('treasure hidden');
    expect(snippet).toMatch(/^….*The \[hidden\] \[treasure\] is here\..*…$/);
    expect(snippet!.length).toBeLessThan(250);
    chatWith('B', '| Phase | Speed |\n| :-- | --: |\n| gooseberry | 850 |\n\n- - a list\n');
    expect(await found('gooseberry')).toEqual(['Phase Speed [gooseberry] 850 - a list']);
  });
});

describe('the index', () => {
  it('follows edits, other versions, renamed chats and purges, also those made while it was closed', async () => {
    const chat = chatWith('Fruit', 'first pear');
    const [first] = store.path(chat);
    expect(await found('pear')).toEqual(['first [pear]']);
    store.saveParts(first!.id, [{ kind: 'text', text: 'first quince' }]);
    expect(await found('pear')).toEqual([]);
    expect(await found('quince')).toEqual(['first [quince]']);
    const id = store.addMessage({
      chatId: chat,
      parentId: null,
      role: 'user',
      parts: [{ kind: 'text', text: 'second quince' }],
      modelName: null,
      ending: 'finished',
    }).id;
    expect(await found('quince')).toHaveLength(2);
    store.renameChat(chat, 'Vegetables');
    expect(await titles('vegetable')).toEqual(['Vegetables']);
    await close();

    const other = new Database(join(folder.path, 'hearth.db'));
    other.prepare('UPDATE chats SET title = ?').run('Berries');
    other.prepare('UPDATE parts SET text = ? WHERE message_id = ?').run('changed outside', id);
    other.close();
    open();
    expect(await titles('berries')).toEqual(['Berries']);
    expect(await titles('vegetables')).toEqual([]);
    expect(await found('outside')).toEqual(['changed [outside]']);
    store.hideChats([chat]);
    store.purgeChats([chat]);
    expect((await complete('quince')).chats).toEqual([]);
  });

  it('keeps nothing of a chat that was deleted for good', async () => {
    const secret = 'xylophonequartz';
    chatWith('Other', 'something else');
    const chat = chatWith(`Title ${secret}`, `The ${secret} is a secret.`);
    expect(await found(secret)).toHaveLength(1);
    await close();
    const has = (): boolean => readFileSync(indexPath(folder.path)).includes(secret);
    expect(has()).toBe(true);
    open();
    store.hideChats([chat]);
    store.purgeChats([chat]);
    await complete(secret);
    await close();
    expect(has()).toBe(false);
    // The pairs of letters are stored as pairs of numbers.
    const file = readFileSync(indexPath(folder.path), 'latin1');
    const pair = (two: string): string =>
      [...two].map((one) => `u${one.charCodeAt(0).toString(36)}`).join('');
    expect(file.includes(pair('xy').slice(1))).toBe(false);
    const index = new Database(indexPath(folder.path));
    for (const [table, token] of [
      ['words', '"xyl"'],
      ['grams', pair('xy')],
    ] as const)
      expect(index.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ?`).all([token])).toEqual([]);
    index.close();
    open();
    expect(await found('something')).toHaveLength(1);
  });

  it.each([
    ['missing', () => rmSync(indexPath(folder.path))],
    ['no database', () => writeFileSync(indexPath(folder.path), 'not a database at all'.repeat(1000))],
    ['empty', () => writeFileSync(indexPath(folder.path), '')],
    [
      'of another version',
      () => {
        const other = new Database(indexPath(folder.path));
        other.exec('PRAGMA user_version = 999');
        other.close();
      },
    ],
    [
      'of another state of the database',
      () => {
        const other = new Database(indexPath(folder.path));
        other.exec("UPDATE place SET token = 'other'; DELETE FROM messages");
        other.close();
      },
    ],
    [
      'damaged inside',
      () => {
        const bytes = readFileSync(indexPath(folder.path));
        for (let at = 4096 * 3; at < bytes.length; at += 1) bytes[at] = at % 251;
        writeFileSync(indexPath(folder.path), bytes);
      },
    ],
  ])('is built again if it is %s', async (_, harm) => {
    chatWith('A', 'first grape', 'second grape');
    expect(await found('grape')).toHaveLength(2);
    await close();
    harm();
    open();
    expect(await found('grape')).toHaveLength(2);
    expect(await titles('grape')).toEqual(['A']);
    chatWith('B', 'third grape');
    expect(await found('grape')).toHaveLength(3);
  });

  it('is built again if it was ahead of the database, as after a crash or an older copy', async () => {
    chatWith('A', 'first olive');
    expect(await found('olive')).toHaveLength(1);
    await close();
    const older = readFileSync(join(folder.path, 'hearth.db'));
    open();
    chatWith('B', 'second olive');
    expect(await found('olive')).toHaveLength(2);
    await close();
    writeFileSync(join(folder.path, 'hearth.db'), older);
    open();
    expect(await titles('olive')).toEqual(['A']);
    await close();
    const file = new Database(indexPath(folder.path));
    expect(file.prepare('SELECT count(*) AS n FROM messages').get()).toMatchObject({ n: 1 });
    file.close();
    open();
  });

  it('continues where it was if Hearth ends while it is built, and says how far it is', async () => {
    store.transaction(() => {
      for (let index = 0; index < 300; index += 1) chatWith(`Chat ${index}`, `melon number ${index}`);
    });
    const { share } = await page('melon');
    expect(share === null || share > 0).toBe(true);
    await close();
    const before = new Database(indexPath(folder.path));
    const { n } = before.prepare('SELECT count(*) AS n FROM messages').get() as { n: number };
    before.close();
    expect(n).toBeGreaterThan(0);
    open();
    await complete('melon');
    await close();
    const after = new Database(indexPath(folder.path));
    expect(after.prepare('SELECT count(*) AS n FROM messages').get()).toMatchObject({ n: 300 });
    after.close();
    open();
    const { chats } = await complete('"number 17"');
    expect(chats.map(({ title }) => title)).toContain('Chat 17');
  });

  it('takes rows with NUL characters and damaged rows', async () => {
    const chat = chatWith('A', 'good kiwi');
    const cut = say(chat, 'before');
    const bad = say(chat, 'bad');
    await close();
    const other = new Database(join(folder.path, 'hearth.db'));
    other.exec(`UPDATE parts SET text = 'kiwi' || char(0) || 'behind the nul' WHERE message_id = '${cut}';
      UPDATE parts SET kind = 'unheard-of', text = CAST(x'6b697769ff20fe' AS TEXT) WHERE message_id = '${bad}'`);
    other.close();
    open();
    expect(await found('kiwi')).toHaveLength(3);
    expect(await found('"behind the nul"')).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('is in a file of its own, which only the search opens', async () => {
    expect(existsSync(indexPath(folder.path))).toBe(false);
    chatWith('A', 'text');
    expect(existsSync(indexPath(folder.path))).toBe(false);
    await complete('text');
    expect(existsSync(indexPath(folder.path))).toBe(true);
  });
});
