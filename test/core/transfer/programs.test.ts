/** Exports of other programs, rebuilt from their descriptions: what comes of them, and of damaged ones. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { timeOf } from '../../../main/core/transfer/programs/values.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { importFixture, outline, readAll } from '../../fixtures/imports/read.ts';
import { zipOf } from '../../fixtures/imports/zip.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
};
const remarksOf = (chat: { remarks: { told: { code: string }; count: number }[] } | undefined) =>
  Object.fromEntries(chat!.remarks.map(({ told, count }) => [told.code.replace('transfer.', ''), count]));

describe('ChatGPT', () => {
  it('comes with its versions, thoughts, models, times, pin and archive; one answer is one message', async () => {
    const { chats, leftOut } = await readAll(importFixture('chatgpt.json'));
    expect(leftOut).toEqual([]);
    expect(chats).toHaveLength(1);
    const chat = chats[0]!;
    expect(outline(chat)).toEqual([
      'user: Tea or coffee?',
      '  gpt-4o: Tea.',
      '  o3: (Comparing\n\nCoffee has more caffeine.) Coffee. ',
      '    user: And this one?',
    ]);
    expect(chat).toMatchObject({
      source: 'chatgpt:6668-tea',
      title: 'Tea or coffee',
      createdAt: 1718100000123,
      updatedAt: 1718100300500,
      isPinned: true,
      isArchived: true,
      tip: 'chatgpt:q2',
    });
    expect(chat.messages.map(({ createdAt }) => createdAt)).toEqual([
      1718100001000, 1718100002000, 1718100003000, 1718100008000,
    ]);
    expect(remarksOf(chat)).toEqual({ 'no-attachments': 1, 'no-tools': 2 });
  });

  it('keeps apart what follows a node that has several versions, also within one answer', async () => {
    const said = (id: string, parent: string | null, role: string) => [
      id,
      { id, parent, message: { author: { role }, content: { content_type: 'text', parts: [id] } } },
    ];
    const mapping = Object.fromEntries([
      said('q', null, 'user'),
      said('a', 'q', 'assistant'),
      said('b', 'a', 'assistant'),
      said('c', 'a', 'assistant'),
    ] as [string, object][]);
    const { chats } = await readAll(file('branch.json', JSON.stringify({ id: '1', mapping })));
    expect(outline(chats[0]!)).toEqual(['user: q', '  model: a', '    model: b', '    model: c']);
  });

  it('with circles, missing parents, wrong types and hostile texts loses none of its messages, and no other chat', async () => {
    const { chats, leftOut } = await readAll(importFixture('chatgpt-faults.json'));
    expect(leftOut).toEqual([
      { unit: 'chats', code: 'transfer.no-messages', example: 'No nodes' },
      { unit: 'chats', code: 'transfer.no-id', example: 'No id' },
    ]);
    expect(chats.map(({ source }) => source)).toEqual(['chatgpt:circle', 'chatgpt:fine']);
    const [circle] = chats;
    expect(outline(circle!).toSorted()).toEqual(
      [
        'user: In a circle',
        '  model: Round',
        '    user: and round\u2400\ufffd',
        'user: My parent is missing',
        'user: My own parent',
        'user: Prototype',
      ].toSorted(),
    );
    expect(circle).toMatchObject({ title: 'In a circle', createdAt: null, updatedAt: null, tip: null });
    expect(remarksOf(circle)).toEqual({
      'bad-dates': 2,
      'no-parent': 1,
      'in-a-circle': 2,
      'unknown-content': 1,
    });
    expect(({} as { message?: unknown }).message).toBeUndefined();
  });
});

describe('other programs', () => {
  it('Claude: thoughts, the text of files before the message, the project as folder', async () => {
    const { chats, leftOut } = await readAll(importFixture('claude.json'));
    expect(outline(chats[0]!)).toEqual([
      'user: timetable.txt\n\n````\n08:15 ```Paris```\n````\n\nWhat does the file say?',
      '  model: (The file is short.) A train to Paris at 08:15.',
      '    user: Thanks',
    ]);
    expect(chats[0]).toMatchObject({
      folder: 'Travel',
      createdAt: Date.UTC(2025, 2, 1, 10),
      tip: 'claude:m3',
    });
    expect(remarksOf(chats[0])).toEqual({ 'no-attachments': 1, 'no-tools': 2 });
    expect(leftOut).toEqual([{ unit: 'chats', code: 'transfer.no-messages', example: null }]);
  });

  it('Open WebUI: a tree, with the thoughts out of the HTML of the text', async () => {
    const { chats } = await readAll(importFixture('open-webui.json'));
    expect(outline(chats[0]!)).toEqual([
      'user: 2 + 2?',
      '  llama3:8b: Five.',
      '  Qwen 3 8B: (Two < four.\nSo four.) Four.',
      '    user: Sure?',
    ]);
    expect(chats[0]).toMatchObject({
      source: 'open-webui:ow-1',
      isPinned: true,
      tip: 'open-webui:a1',
      systemPrompt: 'Be brief.',
    });
    expect(remarksOf(chats[0])).toEqual({ 'no-attachments': 1, 'no-tools': 1 });
  });

  it('LM Studio: the versions of each message below the selected one before', async () => {
    const { chats } = await readAll(importFixture('lm-studio.conversation.json'));
    expect(outline(chats[0]!)).toEqual([
      'user: A name for a cat?',
      '  qwen3-8b: Felix.',
      '  qwen/qwen3-8b: (A black cat…) Salem.',
      '    user: Another?',
    ]);
    expect(chats[0]).toMatchObject({ source: 'lm-studio:1733000000000', updatedAt: 1733000050000 });
    expect(remarksOf(chats[0])).toEqual({ 'no-attachments': 1, 'no-tools': 1 });
  });

  it('Jan: a folder of threads, whose titles and messages are two files', async () => {
    const { chats, leftOut } = await readAll(importFixture('jan'));
    expect(leftOut).toEqual([]);
    expect(outline(chats[0]!)).toEqual([
      'user: The longest river?',
      '  gemma3:4b: (Nile or Amazon) The Nile.',
      '    user: And this?',
    ]);
    expect(chats).toHaveLength(1);
    expect(chats[0]).toMatchObject({ title: 'Rivers', createdAt: 1740000000000, isPinned: true });
    const alone = await readAll(importFixture('jan/threads/t1/messages.jsonl'));
    expect(alone.chats[0]).toMatchObject({ source: 'jan:t1', title: 'The longest river?' });
  });

  it('llama.cpp: lines of several chats, and the JSON of earlier versions', async () => {
    const { chats } = await readAll(
      importFixture('llama-cpp.jsonl'),
      importFixture('llama-cpp-earlier.json'),
    );
    expect(chats.map(({ title }) => title)).toEqual(['Ducks', 'Geese', 'Swans']);
    expect(outline(chats[0]!)).toEqual([
      'user: duck.txt\n\n```\nQuack\n```\n\nDo ducks swim?',
      '  tiny: No.',
      '  gemma-3-4b-it: (They have webbed feet.) Yes.',
      '    user: Far?',
    ]);
    expect(outline(chats[2]!)).toEqual(['user: Swans?', '  model: (White birds) Large and white.']);
    expect(chats[0]).toMatchObject({ isPinned: true, tip: 'llama.cpp:d4', createdAt: 1750000001000 });
  });
});

describe('a file', () => {
  it('is recognised by its content: archives and files of any name', async () => {
    const path = file(
      'holiday.png',
      zipOf([
        { name: 'user.json', content: '{"id":"u"}' },
        { name: 'image.png', content: 'not read' },
        { name: 'notes', content: 'Plain text with a { in it' },
        {
          name: 'nested/conversations-000.json',
          content: JSON.stringify([{ mapping: node('one'), id: '1' }]),
        },
        {
          name: 'nested/conversations-001.json',
          content: JSON.stringify([{ mapping: node('two'), id: '2' }]),
        },
      ]),
    );
    const { chats, leftOut } = await readAll(path);
    expect(chats.map(({ source }) => source)).toEqual(['chatgpt:1', 'chatgpt:2']);
    expect(leftOut).toEqual([]);
  });

  it('that cannot be read is told by its name, and the others are read', async () => {
    mkdirSync(join(folder.path, 'empty'), { recursive: true });
    const { chats, leftOut } = await readAll(
      join(folder.path, 'missing.json'),
      file('text.txt', 'Dear diary'),
      file('cut.zip', zipOf([{ name: 'a.json', content: '{}' }]).subarray(0, 40)),
      file('lies.zip', zipOf([{ name: 'a.json', content: ' '.repeat(1000), claimed: 5 }])),
      file('escapes.zip', zipOf([{ name: '../../a.json', content: '[]' }])),
      file('bomb.zip', zipOf([{ name: 'a.json', content: ' '.repeat(9 * 1024 ** 2) }])),
      join(folder.path, 'empty'),
      importFixture('claude.json'),
    );
    expect(
      leftOut.filter(({ unit }) => unit === 'files').map(({ code, example }) => `${example} ${code}`),
    ).toEqual([
      'missing.json transfer.no-such-file',
      'text.txt transfer.nothing-known',
      'cut.zip transfer.bad-zip',
      'lies.zip transfer.cannot-read',
      'escapes.zip transfer.bad-zip',
      'bomb.zip transfer.zip-bomb',
    ]);
    expect(chats).toHaveLength(1);
  });

  it('that was cut off or damaged in the middle gives the chats that are whole', async () => {
    const lines = [1, 2, 3].map((id) => JSON.stringify({ mapping: node(`q${id}`), id: String(id) }));
    const cut = file(
      'cut.jsonl',
      `${lines[0]}\n${lines[1]!.slice(0, 40)}\n${lines[2]}\n${lines[1]!.slice(0, -4)}`,
    );
    const { chats, leftOut } = await readAll(cut);
    expect(chats.map(({ source }) => source)).toEqual(['chatgpt:1', 'chatgpt:3']);
    expect(leftOut.map(({ code }) => code)).toEqual(['transfer.broken', 'transfer.cut-off']);
  });
});

describe('a time', () => {
  it('is read in any unit, and is nothing if it is not plausible', () => {
    const at = Date.UTC(2024, 0, 2);
    for (const value of [at / 1000, at, at * 1000, at * 1e6, String(at / 1000), '2024-01-02T00:00:00Z'])
      expect(timeOf(value)).toBe(at);
    for (const value of [0, -1, 1e300, Number.NaN, 'soon', null, {}, at * 2, '1969-01-01'])
      expect(timeOf(value)).toBeNull();
  });
});

const node = (text: string): object => ({
  q: {
    id: 'q',
    parent: null,
    message: { author: { role: 'user' }, content: { content_type: 'text', parts: [text] } },
  },
});
