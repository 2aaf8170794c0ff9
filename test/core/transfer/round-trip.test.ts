/** Chats that are exported and imported again are the same chats, and importing twice adds nothing. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../main/core/database/connection.ts';
import { createDatabase } from '../../../main/core/database/database.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { statisticsOf } from '../../../main/core/chats/statistics.ts';
import { exportJob } from '../../../main/core/transfer/export.ts';
import { importFiles, type Imported } from '../../../main/core/transfer/import.ts';
import { storeChat } from '../../../main/core/transfer/store-chat.ts';
import { readExports } from '../../../main/core/transfer/read-exports.ts';
import type { Ending } from '../../../main/shared/contract/message.ts';
import type { ExportFormatId } from '../../../main/shared/contract/transfer.ts';
import { say } from '../../../main/shared/words/catalogue.ts';
import { randomFrom } from '../../fixtures/chats/stored-chats.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { importFixture } from '../../fixtures/imports/read.ts';
import { modelFacts } from '../../fixtures/models/model-facts.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = temporaryFolder();
const open: Store[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  folder.remove();
});
const database = (): { db: Db; store: Store } => {
  const db = createDatabase(':memory:');
  db.pragma('foreign_keys = ON');
  const store = new Store(db);
  open.push(store);
  return { db, store };
};

const log = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const into = (db: Db, ...paths: string[]): Promise<Imported> =>
  importFiles(
    paths,
    { db, refuseIfGone: () => {}, onState: () => {}, onChats: () => {}, log, read: readExports },
    new AbortController().signal,
  );
const textOf = async (
  db: Db,
  format: ExportFormatId = 'jsonl',
  ids: string[] | null = null,
): Promise<string> => {
  let text = '';
  for await (const piece of exportJob(db, ids, format, '0.0.0', 0).text()) text += piece;
  return text;
};
const fileOf = async (name: string, db: Db, ids: string[] | null = null): Promise<string> => {
  const again = temporaryFolder();
  const path = join(again.path, name);
  writeFileSync(path, await textOf(db, 'jsonl', ids));
  return path;
};

/** A chat as a random tree, through the ways in which Hearth stores one, with every field that it has. */
const randomChat = (store: Store, db: Db, random: () => number): string => {
  const below = (end: number): number => Math.floor(random() * end);
  const texts = [
    'Hello',
    '',
    '# Title\n\n```js\nlet a;\n```',
    'é😀\u2028"\\',
    '<script>alert(1)</script>',
    ' ',
  ];
  const endings: Ending[] = ['finished', 'stopped', 'too-long', 'failed', 'interrupted'];
  const { id: chatId } = store.createChat(`Chat ${below(1000)} “x”`);
  const ids: { id: string; role: 'user' | 'model' }[] = [];
  for (let count = 1 + below(12); count > 0; count--) {
    const parent = ids.length === 0 || below(6) === 0 ? null : ids[below(ids.length)]!;
    const role = parent?.role === 'user' ? 'model' : 'user';
    const parts = Array.from({ length: role === 'user' ? 1 : below(3) }, (_, at) => ({
      kind: at === 0 && role === 'model' ? ('thoughts' as const) : ('text' as const),
      text: `${texts[below(texts.length)]}${below(100)}`,
    }));
    const message = store.addMessage({
      chatId,
      parentId: parent?.id ?? null,
      role,
      parts,
      modelName: role === 'model' ? 'Model A' : null,
      ending: role === 'user' ? 'finished' : null,
      beginning: role === 'model' && below(4) === 0 ? 'Yes,' : null,
    });
    ids.push(message);
    if (role === 'user') continue;
    const ending = endings[below(endings.length)]!;
    const reuse = {
      from: 'hot' as const,
      restoreMs: 0,
      cause: 'edited' as const,
      messageId: ids[below(ids.length)]!.id,
    };
    store.finishMessage(
      {
        ...message,
        ending,
        problem: ending === 'failed' ? say('answer.failed') : null,
        timings:
          below(3) === 0
            ? null
            : {
                cachedTokens: below(100),
                newTokens: below(100),
                prefillMs: random() * 100,
                firstTokenMs: below(2) === 0 ? null : random(),
                decodeTokens: below(50),
                decodeMs: random() * 1000,
                ...(below(2) === 0 ? { reuse } : {}),
              },
      },
      { model: modelFacts({ id: 'm' }), tokens: below(2) === 0 ? null : [1, -2, below(1e6)] },
    );
    if (below(2) === 0)
      db.prepare('UPDATE messages SET anatomy = ?, gaps = ? WHERE id = ?').run(
        JSON.stringify({
          parts: [{ name: 'decode', ms: 1.5 }],
          slices: [],
          setup: {},
          surroundings: {},
          prefill: null,
          decode: null,
        }),
        Buffer.from(Float32Array.from([random(), random()]).buffer),
        message.id,
      );
  }
  store.selectVersion(store.message(ids[below(ids.length)]!.id)!);
  if (below(3) === 0) store.dropBefore(chatId, ids[below(ids.length)]!.id);
  if (below(3) === 0) store.setThinking(chatId, { on: true, effort: 'high', budget: 50, keepsEarlier: null });
  if (below(3) === 0) store.setOverflow(chatId, 'stop');
  db.prepare('INSERT OR IGNORE INTO folders (id, name, position, created_at) VALUES (?, ?, 0, 0)').run(
    'f',
    'Work',
  );
  db.prepare(
    `UPDATE chats SET titled_by = ?, pinned_at = ?, archived_at = ?, settings = ?, folder_id = ?, created_at = ?, updated_at = ?
     WHERE id = ?`,
  ).run(
    ['question', 'model', 'user'][below(3)]!,
    below(2) === 0 ? null : 1_700_000_000_000 + below(1000),
    below(2) === 0 ? null : 1_700_000_000_000 + below(1000),
    below(2) === 0 ? null : '{"temperature":0.5}',
    below(2) === 0 ? null : 'f',
    1_700_000_000_000,
    1_700_000_000_000 + below(1e6),
    chatId,
  );
  return chatId;
};

/** Forks some chats, changes an answer in others, and deletes the end of the path in others. */
const branchOut = (db: Db, store: Store): void => {
  for (const [index, chat] of store.chats().entries()) {
    const last = store.path(chat.id).at(-1)!;
    if (index % 3 === 0) store.forkChat(last, `${chat.title} (2)`);
    else if (index % 3 === 1 && last.role === 'model')
      store.addEdited(last, [{ kind: 'text', text: 'Changed' }]);
    else if (index % 3 === 2 && last.parentId !== null) store.deleteMessage(last);
  }
  // The order of the chats must not depend on the time.
  db.prepare('UPDATE chats SET updated_at = 1700000000000 + rowid').run();
};

/** The titles of the forks, with those of the chats that they were made from. */
const forksIn = (store: Store): unknown[] =>
  store
    .chats()
    .flatMap(({ title, forkedFrom }) =>
      forkedFrom === null ? [] : [[title, store.chat(forkedFrom.chatId)?.title]],
    );

/** All that is stored of chats and messages but what was deleted, without the ids, which are new ones after an import. */
const storedIn = (db: Db): unknown[] => {
  const rows = db
    .prepare(
      `SELECT messages.id, chat_id, role, model_name, model_id, messages.created_at, ending, problem, timings, anatomy, hex(gaps) AS gaps, beginning,
         (SELECT json_group_array(json_array(kind, text, data)) FROM parts WHERE message_id = messages.id) AS parts
       FROM messages JOIN chats ON chats.id = chat_id WHERE messages.deleted_at IS NULL
       ORDER BY updated_at, title, messages.rowid`,
    )
    .all() as { id: string; chat_id: string; timings: string | null }[];
  const chatOf = new Map(rows.map(({ id, chat_id: chatId }) => [id, chatId]));
  return [
    db
      .prepare(
        `SELECT title, chats.created_at, updated_at, overflow, thinking, pinned_at, archived_at, titled_by, settings, folders.name
         FROM chats LEFT JOIN folders ON folders.id = folder_id ORDER BY updated_at, title`,
      )
      .all(),
    rows.map(({ chat_id: chatId, timings, ...row }) => ({
      ...row,
      id: null,
      // Figures name a message of their chat; one that was deleted, or is in the chat of a fork, has no name elsewhere.
      timings:
        timings?.replace(/"messageId":"([^"]*)"/, (__, id: string) =>
          chatOf.get(id) === chatId ? '"messageId":"one"' : '"messageId":null',
        ) ?? null,
    })),
  ];
};

describe('random chats', () => {
  it('are the same after an export and an import: trees, shown paths, forks, thoughts, timings, anatomies and settings', async () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const here = database();
      for (let chats = 0; chats < 12; chats++) randomChat(here.store, here.db, random);
      branchOut(here.db, here.store);
      const exported = await textOf(here.db);
      const there = database();
      const { summary } = await into(there.db, await fileOf('hearth.jsonl', here.db));
      expect(summary).toMatchObject({ added: 16, extended: 0, known: 0, leftOut: [], incomplete: [] });
      // The lines name chats and messages by their sources, so they are the same wherever they are stored.
      expect((await textOf(there.db)).split('\n')).toEqual(exported.split('\n'));
      const [before, after] = [here, there].map(({ store }) =>
        store
          .chats()
          .map(({ id }) => store.path(id).map((one) => [one.parts, one.versions.length, one.isEdited])),
      );
      expect(after).toEqual(before);
      expect(forksIn(there.store)).toEqual(forksIn(here.store));
      expect(forksIn(here.store)).toHaveLength(4);
      expect(storedIn(there.db)).toEqual(storedIn(here.db));
      // Speeds of another machine are not this one's.
      expect(statisticsOf(there.db, 3)).toEqual([]);
      expect(statisticsOf(here.db, 3)).not.toEqual([]);
    }
  });

  it('add nothing when they are imported again, here or there', async () => {
    const here = database();
    const random = randomFrom(5);
    for (let chats = 0; chats < 4; chats++) randomChat(here.store, here.db, random);
    branchOut(here.db, here.store);
    const file = await fileOf('hearth.jsonl', here.db);
    const there = database();
    await into(there.db, file);
    const stored = await textOf(there.db);
    for (const { db } of [there, here]) {
      const { summary } = await into(db, file);
      expect(summary).toMatchObject({ added: 0, extended: 0, known: 6, messages: 0 });
      expect(await textOf(db)).toBe(stored);
    }
  });

  it('that went on in one Hearth bring what is new to the other, and back', async () => {
    const here = database();
    const chatId = randomChat(here.store, here.db, randomFrom(9));
    const there = database();
    await into(there.db, await fileOf('a.jsonl', here.db));
    const other = there.store.chats()[0]!.id;
    const tip = there.store.path(other).at(-1)!;
    there.store.addMessage({
      chatId: other,
      parentId: tip.id,
      role: 'user',
      parts: [{ kind: 'text', text: 'Continued there' }],
      modelName: null,
      ending: 'finished',
    });
    const count = here.store.path(chatId).length;
    const { summary } = await into(here.db, await fileOf('b.jsonl', there.db));
    expect(summary).toMatchObject({ added: 0, extended: 1, messages: 1 });
    // The shown path stays: it ends with a message that was written here.
    expect(here.store.path(chatId)).toHaveLength(count);
    expect((await into(here.db, await fileOf('b.jsonl', there.db))).summary).toMatchObject({
      known: 1,
      messages: 0,
    });
    expect((await into(there.db, await fileOf('c.jsonl', here.db))).summary).toMatchObject({
      known: 1,
      messages: 0,
    });
  });
});

describe('an import', () => {
  it('of a newer export of the same chat adds what is new, and follows it if the user has not continued here', async () => {
    const there = database();
    const node = (id: string, parent: string | null, role: string, text: string) => [
      id,
      { id, parent, message: { author: { role }, content: { content_type: 'text', parts: [text] } } },
    ];
    const write = (name: string, current: string, ...nodes: unknown[][]): string => {
      const path = join(temporaryFolder().path, name);
      const mapping = Object.fromEntries(nodes as [string, unknown][]);
      writeFileSync(
        path,
        JSON.stringify([{ conversation_id: 'x', title: 'X', mapping, current_node: current }]),
      );
      return path;
    };
    const first = [node('q', null, 'user', 'Question'), node('a', 'q', 'assistant', 'The answ')];
    await into(there.db, write('1.json', 'a', ...first));
    const { summary } = await into(
      there.db,
      write(
        '2.json',
        'a2',
        first[0]!,
        node('a', 'q', 'assistant', 'The answer.'),
        node('q2', 'a', 'user', 'More?'),
        node('a2', 'q2', 'assistant', 'More.'),
      ),
    );
    expect(summary).toMatchObject({ added: 0, extended: 1, messages: 3 });
    const [chat] = there.store.chats();
    const said = () => there.store.path(chat!.id).map(({ parts }) => parts[0]!.text);
    expect(said()).toEqual(['Question', 'The answer.', 'More?', 'More.']);
    there.store.addEdited(there.store.path(chat!.id).at(-1)!, [{ kind: 'text', text: 'Mine' }]);
    await into(there.db, write('3.json', 'a3', ...first, node('a3', 'q', 'assistant', 'Another')));
    expect(said()).toEqual(['Question', 'The answer.', 'More?', 'Mine']);
    expect(there.store.path(chat!.id)[1]!.versions).toHaveLength(2);
  });

  it('takes no tokens from a file, which go into prompts as they are, and no field of any size', async () => {
    const here = database();
    randomChat(here.store, here.db, randomFrom(4));
    const path = join(temporaryFolder().path, 'hostile.jsonl');
    const lines = (await textOf(here.db)).split('\n').map((line) => {
      if (line === '') return line;
      const value = JSON.parse(line) as Record<string, unknown>;
      const settings = { a: 'x'.repeat(200_000) };
      const timings = {
        cachedTokens: 1,
        newTokens: 1,
        prefillMs: 1,
        decodeTokens: 1,
        decodeMs: 1,
        more: 'x'.repeat(30_000),
      };
      return JSON.stringify({ ...value, tokens: 'AQAAAA==', tokensModel: 'm', settings, timings });
    });
    writeFileSync(path, lines.join('\n'));
    const there = database();
    expect((await into(there.db, path)).summary).toMatchObject({ added: 1 });
    const rows = there.db.prepare('SELECT tokens, tokens_model, timings FROM messages').all();
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set([JSON.stringify({ tokens: null, tokens_model: null, timings: null })]),
    );
    expect(there.db.prepare('SELECT settings FROM chats').all()).toEqual([{ settings: null }]);
  });

  it('answers a chat with the preset of the same name, or else with the values of its own', async () => {
    const here = database();
    randomChat(here.store, here.db, randomFrom(6));
    const addPreset = (db: Db, id: string): void =>
      void db
        .prepare("INSERT INTO presets VALUES (?, 'Critic', NULL, ?, 0, 0)")
        .run(id, '{"systemPrompt":"Object.","temperature":1,"contextLength":4096}');
    addPreset(here.db, 'p');
    here.db.prepare(`UPDATE chats SET preset_id = 'p', settings = '{"temperature":0.5}'`).run();
    const file = await fileOf('preset.jsonl', here.db);
    const columns = (db: Db) => db.prepare('SELECT preset_id, settings FROM chats').all();
    const [named, unnamed] = [database(), database()];
    addPreset(named.db, 'q');
    await into(named.db, file);
    expect(columns(named.db)).toEqual([{ preset_id: 'q', settings: '{"temperature":0.5}' }]);
    await into(unnamed.db, file);
    expect(columns(unnamed.db)).toEqual([
      { preset_id: null, settings: '{"systemPrompt":"Object.","temperature":0.5,"contextLength":4096}' },
    ]);
  });

  it('gives a chat the system prompt that it has in the other program', async () => {
    const there = database();
    await into(there.db, importFixture('open-webui.json'));
    expect(there.db.prepare('SELECT settings FROM chats').all()).toEqual([
      { settings: '{"systemPrompt":"Be brief."}' },
    ]);
  });

  it('leaves a chat among the recently deleted ones, and says so', async () => {
    const there = database();
    await into(there.db, importFixture('claude.json'));
    there.store.hideChats([there.store.chats()[0]!.id]);
    const { summary } = await into(there.db, importFixture('claude.json'));
    expect(summary).toMatchObject({ added: 0, known: 0 });
    expect(summary.leftOut.map(({ told, examples }) => [told.code, examples])).toContainEqual([
      'transfer.in-deleted',
      ['Trains'],
    ]);
  });

  it('leaves out a chat that cannot be stored; the others come, and nothing of it stays', async () => {
    const there = database();
    there.db.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN new.source = 'llama.cpp:d3' BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    const { summary } = await into(there.db, importFixture('llama-cpp.jsonl'));
    expect(summary).toMatchObject({ added: 1, programs: ['llama.cpp'] });
    expect(summary.leftOut).toMatchObject([
      { unit: 'chats', told: { code: 'transfer.not-stored' }, count: 1, examples: ['Ducks'] },
    ]);
    expect(there.store.chats().map(({ title }) => title)).toEqual(['Geese']);
    there.db.exec('DROP TRIGGER refuse');
    expect((await into(there.db, importFixture('llama-cpp.jsonl'))).summary).toMatchObject({
      added: 1,
      known: 1,
    });
  });

  it('stores a long chat in slices, each of which leaves a chat that can be opened', async () => {
    const there = database();
    const messages = Array.from({ length: 1000 }, (_, at) => ({
      source: `x:${at}`,
      parent: at === 0 ? null : `x:${at - 1}`,
      role: at % 2 === 0 ? ('user' as const) : ('model' as const),
      parts: [{ kind: 'text' as const, text: `Text ${at}` }],
      modelName: null,
      createdAt: null,
    }));
    const chat = {
      source: 'x:c',
      program: 'X',
      title: 'Long',
      createdAt: null,
      updatedAt: null,
      isPinned: false,
    };
    const rest = { isArchived: false, folder: null, systemPrompt: null, tip: null, remarks: [] };
    const lengths: number[] = [];
    const storing = storeChat(there.db, { ...chat, ...rest, messages }, () => null);
    while (storing.next().done !== true) lengths.push(there.store.path(there.store.chats()[0]!.id).length);
    expect(lengths).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });

  it('stops between two chats, when the one that is stored is whole', async () => {
    const there = database();
    const lines = (id: number, messages: number): string =>
      [
        JSON.stringify({ type: 'session', id: `s${id}`, name: `Chat ${id}` }),
        ...Array.from({ length: messages }, (_, at) =>
          JSON.stringify({
            type: 'message',
            message: {
              id: `${id}.${at}`,
              parent: at === 0 ? null : `${id}.${at - 1}`,
              role: at % 2 === 0 ? 'user' : 'assistant',
              content: `Text ${at}`,
            },
          }),
        ),
      ].join('\n');
    const path = join(temporaryFolder().path, 'long.jsonl');
    writeFileSync(path, [lines(1, 1000), lines(2, 3), lines(3, 3)].join('\n'));
    const stop = new AbortController();
    const { summary } = await importFiles(
      [path],
      {
        db: there.db,
        refuseIfGone: () => {},
        onState: () => {},
        onChats: () => stop.abort(),
        log,
        read: async (paths, to) => {
          let count = 0;
          await readExports(paths, {
            ...to,
            chats: async (chats) => {
              for (const chat of chats) {
                await to.chats([chat]);
                count += 1;
                if (count === 1) stop.abort();
              }
            },
          });
        },
      },
      stop.signal,
    );
    expect(summary).toMatchObject({ added: 1, messages: 1000, wasStopped: true });
    expect(there.store.path(there.store.chats()[0]!.id)).toHaveLength(1000);
  });
});

describe('exports to read', () => {
  it('have the shown path, thoughts and figures, and nothing in them is markup of its own', async () => {
    const { db, store } = database();
    const { id: chatId } = store.createChat('<b>Title</b> # *x*');
    const question = store.addMessage({
      chatId,
      parentId: null,
      role: 'user',
      parts: [{ kind: 'text', text: 'See <img src=x onerror=alert(1)>\n</div>' }],
      modelName: null,
      ending: 'finished',
    });
    const answers = [
      'Old',
      '![p](http://t.example/p.png) [l](javascript:alert(1)) [ok](https://o.example/?a="b) <script>x</script>\n\n```html\n</pre><script>\n```',
    ];
    for (const text of answers) {
      const answer = store.addMessage({
        chatId,
        parentId: question.id,
        role: 'model',
        parts: [],
        modelName: 'M<1>',
        ending: null,
      });
      store.finishMessage(
        {
          ...answer,
          parts: [
            { kind: 'thoughts', text: 'Hm\n</details>' },
            { kind: 'text', text },
          ],
          ending: 'finished',
          problem: null,
          timings: {
            cachedTokens: 10,
            newTokens: 100,
            prefillMs: 500,
            firstTokenMs: 600,
            decodeTokens: 20,
            decodeMs: 1000,
          },
        },
        null,
      );
    }
    const markdown = await textOf(db, 'markdown');
    expect(markdown).toContain('# \\<b\\>Title\\</b\\> \\# \\*x\\*\n');
    expect(markdown).toContain('1 message of other versions is not shown');
    expect(markdown).toContain('> **Thoughts**\n>\n> Hm\n> </details>\n\n![p]');
    expect(markdown).toMatch(
      /10 cached · 100 new in 500.ms \(200.tokens\/s\) · first token 600.ms · 20.tokens generated in 1\.0.s/,
    );
    expect(markdown).not.toContain('Old');
    const html = await textOf(db, 'html');
    expect(html).not.toMatch(
      /<(?:script|img|iframe)|<[^>]*\s(?:src|on\w+)=|href="javascript:|<\/pre><(?!\/)/,
    );
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).toContain('<a href="http://t.example/p.png" rel="noreferrer noopener">p</a>');
    expect(html).toContain('<h2>M&lt;1&gt;</h2>');
    expect(html.match(/<(section|article|details)\b/g)).toHaveLength(4);
    expect(html.match(/<\/(section|article|details)>/g)).toHaveLength(4);
  });

  it('name their file after the chat, as every system allows it', () => {
    const { db, store } = database();
    const names = ['a/b:c', 'CON', '..', `${'é'.repeat(300)}`].map((title) => {
      const { id } = store.createChat(title);
      return exportJob(db, [id], 'markdown', '').name;
    });
    expect(names).toEqual(['a b c.md', '_CON.md', 'Chat.md', `${'é'.repeat(80)}.md`]);
    expect(exportJob(db, null, 'jsonl', '', Date.UTC(2026, 0, 2)).name).toBe('Hearth chats 2026-01-02.jsonl');
    expect(() => exportJob(db, ['gone'], 'html', '')).toThrow('no longer exists');
  });
});
