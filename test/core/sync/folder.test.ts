/** The files of a sync folder, which anybody may write into, and what they do here. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncFolderName } from '../../../main/core/sync/segments.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { carry, filesOf, openMachine, shownBy, type Machine } from '../../fixtures/sync/machines.ts';
import { settle } from '../../fixtures/sync/people.ts';

let folder: ReturnType<typeof temporaryFolder>;
let [one, two]: Machine[] = [];
beforeEach(() => {
  folder = temporaryFolder();
  [one, two] = ['one', 'two'].map((name) => openMachine(folder.path, name, Date.now));
});
afterEach(() => {
  for (const machine of [one, two]) machine!.db.close();
  folder.remove();
});

const addChat = ({ store }: Machine, text: string): { chatId: string; messageId: string } => {
  const { id: chatId } = store.createChat(text);
  const { id: messageId } = store.addMessage({
    chatId,
    parentId: null,
    role: 'user',
    parts: textParts(text),
    modelName: null,
    ending: 'finished',
  });
  return { chatId, messageId };
};

const carryAll = (from: Machine, to: Machine): void => {
  for (const path of filesOf(from)) carry(from, to, path);
};

const sentences = async (machine: Machine): Promise<string[]> =>
  (await machine.sync()).problems.map(sentenceOf);

const strange = '0123456789abcdef';
const header = { hearth: 'sync', version: 1, machine: strange, name: 'Elsewhere', generation: 1, number: 1 };

/** A file of another machine in the folder of `machine`; its last line is right for whatever it has. */
const plant = (machine: Machine, lines: readonly unknown[], name = '1-000001.jsonl'): string => {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const own = join(machine.folder, syncFolderName, strange);
  mkdirSync(own, { recursive: true });
  const path = join(own, name);
  writeFileSync(path, `${text}${JSON.stringify({ end: { records: lines.length - 1, sha256 } })}\n`);
  return path;
};

const stamp = `zzzzzzzzz-0000-${strange}`;
const field = (value: unknown) => ({ stamp, value });

describe('a segment', () => {
  it('that is not complete is named and merged when the rest has come', async () => {
    addChat(one!, 'a chat');
    await one!.sync();
    const [path] = filesOf(one!);
    carry(one!, two!, path!, 'partial');
    expect(await sentences(two!)).toEqual([
      expect.stringContaining('is not complete yet. It is merged as soon as the rest has come.'),
    ]);
    expect(two!.store.chats()).toEqual([]);
    const damaged = join(two!.folder, syncFolderName, path!);
    const whole = readFileSync(join(one!.folder, syncFolderName, path!), 'utf8');
    writeFileSync(damaged, whole.replace('a chat', 'another chat'));
    expect(await sentences(two!)).toHaveLength(1);
    expect(two!.store.chats()).toEqual([]);
    carry(one!, two!, path!);
    expect(await sentences(two!)).toEqual([]);
    expect(shownBy(two!)).toEqual(shownBy(one!));
  });

  it('of another program, a newer Hearth, a link, or too large is left out with a sentence each', async () => {
    plant(two!, ['{"hello":1}'], 'foreign.jsonl');
    plant(two!, [{ ...header, version: 2 }], 'newer.jsonl');
    plant(two!, ['not json'], 'text.jsonl');
    writeFileSync(join(folder.path, 'secret.jsonl'), readFileSync(plant(two!, [header], 'empty.jsonl')));
    symlinkSync(join(folder.path, 'secret.jsonl'), join(two!.folder, syncFolderName, strange, 'link.jsonl'));
    symlinkSync(folder.path, join(two!.folder, syncFolderName, 'fedcba9876543210'));
    mkdirSync(join(two!.folder, syncFolderName, strange, 'folder.jsonl'));
    expect((await sentences(two!)).toSorted()).toEqual([
      `${strange}/foreign.jsonl was left out: it is no file of Hearth.`,
      `${strange}/newer.jsonl was written by a newer Hearth on Elsewhere. Update Hearth here to merge it.`,
      `${strange}/text.jsonl was left out: it is no file of Hearth.`,
    ]);
    const paths = two!.db.prepare('SELECT path FROM sync_segments').all() as { path: string }[];
    expect(paths.some(({ path }) => /link|folder/.test(path))).toBe(false);
  });

  it('with entries that are wrong gives the others, and says how many were not read', async () => {
    const chat = (id: string, more: object) => ({
      kind: 'chat',
      id,
      fields: {
        made: field({ createdAt: 1, forkedFrom: null, source: null }),
        title: field({ title: id, titledBy: 'user' }),
        used: field(1),
        folder: field(null),
        pinned: field(null),
        archived: field(null),
        answering: field({ overflow: 'shift', thinking: null, settings: null }),
        preset: field(null),
        hidden: field(null),
        ...more,
      },
    });
    plant(two!, [
      header,
      chat('good', {}),
      chat('no time', { used: field('yesterday') }),
      chat('unknown field', { constructor: field(1) }),
      chat('x'.repeat(65), {}),
      { kind: 'table', id: 'x', fields: {} },
      { kind: 'setting', id: 'dataFolder', fields: { value: field('/') } },
      { kind: 'setting', id: 'temperature', fields: { value: field(1e9) } },
      { kind: 'chat', id: '__proto__', fields: { made: { stamp: 'late', value: 1 } } },
      'null',
    ]);
    expect(await sentences(two!)).toEqual(['8 entries from Elsewhere could not be read and were left out.']);
    expect(two!.store.chats().map(({ title }) => title)).toEqual(['good']);
    // The highest stamp of all does not keep later changes from being told.
    two!.store.renameChat('good', 'better');
    await two!.sync();
    carryAll(two!, one!);
    await one!.sync();
    expect(one!.store.chats().map(({ title }) => title)).toEqual(['better']);
  });

  it('whose messages name chats and messages that never come changes nothing', async () => {
    plant(two!, [
      header,
      {
        kind: 'message',
        id: 'm',
        fields: {
          made: field({ chatId: 'nowhere', parentId: 'm', role: 'user', createdAt: 1 }),
          content: field({
            parts: [],
            modelName: null,
            modelId: null,
            ending: 'finished',
            problem: null,
            timings: null,
            beginning: null,
            source: null,
          }),
          deleted: field(null),
        },
      },
    ]);
    expect((await two!.sync()).waiting).toBe(1);
    expect(two!.db.prepare('SELECT count(*) AS count FROM messages').get()).toEqual({ count: 0 });
  });
});

describe('a chat that is deleted', () => {
  it('is recently deleted on the other machine, and can be restored on either', async () => {
    const { chatId } = addChat(one!, 'a chat');
    await one!.sync();
    carryAll(one!, two!);
    await two!.sync();
    one!.store.hideChats([chatId]);
    await one!.sync();
    carryAll(one!, two!);
    await two!.sync();
    expect(two!.store.chats()).toEqual([]);
    expect(two!.store.deletedChats()).toMatchObject([{ id: chatId }]);
    two!.store.restoreChats([chatId]);
    await two!.sync();
    carryAll(two!, one!);
    await one!.sync();
    expect(one!.store.chats()).toMatchObject([{ id: chatId }]);
  });

  it('for good is in no file of either machine afterwards, and can be restored where it is recently deleted', async () => {
    const { chatId } = addChat(one!, 'plum jam');
    addChat(one!, 'bread');
    await one!.sync();
    carryAll(one!, two!);
    await two!.sync();
    two!.store.renameChat(chatId, 'plum pie');
    await two!.sync();
    carryAll(two!, one!);
    await one!.sync();
    one!.store.hideChats([chatId]);
    one!.store.purgeChats([chatId]);
    await one!.sync();
    expect(allText(one!, one!)).not.toContain('plum');
    expect(allText(one!, one!)).toContain('bread');
    carryAll(one!, two!);
    await two!.sync();
    expect(two!.store.deletedChats()).toMatchObject([{ id: chatId, messages: 1 }]);
    // The other machine has the chat back, with all of it, from the one that has restored it.
    two!.store.restoreChats([chatId]);
    await two!.sync();
    carryAll(two!, one!);
    await one!.sync();
    expect(shownBy(one!)).toEqual(shownBy(two!));
    expect(one!.store.path(chatId)).toMatchObject([{ parts: [{ text: 'plum jam' }] }]);
    two!.store.hideChats([chatId]);
    two!.store.purgeChats([chatId]);
    await two!.sync();
    expect(allText(two!, two!)).not.toContain('plum');
  });
});

/** The text of the files of `machine` that are in the folder of `where`. */
const allText = (where: Machine, machine: Machine): string => {
  const { machine: id } = machine.db.prepare('SELECT machine FROM sync_self').get() as { machine: string };
  const own = join(where.folder, syncFolderName, id);
  return readdirSync(own)
    .map((name) => readFileSync(join(own, name), 'utf8'))
    .join('');
};

it('writes nothing if nothing has changed, and nothing again that it has read', async () => {
  addChat(one!, 'a chat');
  await one!.sync();
  carryAll(one!, two!);
  await two!.sync();
  const before = [filesOf(one!), filesOf(two!)];
  for (const machine of [one!, two!, one!]) await machine.sync();
  expect([filesOf(one!), filesOf(two!)]).toEqual(before);
});

it('takes another id if the folder has a file under its own that it did not write', async () => {
  addChat(one!, 'before');
  await one!.sync();
  // As after a copy of the data folder, which goes on with the same number.
  one!.db.prepare('UPDATE sync_self SET number = 1').run();
  addChat(one!, 'after');
  await one!.sync();
  carryAll(one!, two!);
  await two!.sync();
  expect(readdirSync(join(one!.folder, syncFolderName))).toHaveLength(2);
  expect(shownBy(two!)).toEqual(shownBy(one!));
});

it('merges segments in the wrong order, as soon as what they name has come', async () => {
  const { chatId, messageId } = addChat(one!, 'first');
  await one!.sync();
  const before = filesOf(one!);
  one!.store.addMessage({
    chatId,
    parentId: messageId,
    role: 'user',
    parts: textParts('second'),
    modelName: null,
    ending: 'finished',
  });
  await one!.sync();
  for (const path of filesOf(one!)) if (!before.includes(path)) carry(one!, two!, path);
  expect((await two!.sync()).waiting).toBe(1);
  expect(two!.store.chats()).toEqual([]);
  carryAll(one!, two!);
  expect((await two!.sync()).waiting).toBe(0);
  expect(shownBy(two!)).toEqual(shownBy(one!));
});

it('brings back a branch that was deleted here and continued there, and a chat likewise', async () => {
  const [branch, chat] = [addChat(one!, 'a branch'), addChat(one!, 'a chat')];
  await one!.sync();
  carryAll(one!, two!);
  await two!.sync();
  one!.store.deleteMessage(one!.store.message(branch.messageId)!);
  one!.store.hideChats([chat.chatId]);
  one!.store.purgeChats([chat.chatId]);
  await one!.sync();
  for (const { chatId, messageId } of [branch, chat])
    two!.store.addMessage({
      chatId,
      parentId: messageId,
      role: 'user',
      parts: textParts('continued'),
      modelName: null,
      ending: 'finished',
    });
  await two!.sync();
  await settle([one!, two!]);
  expect(shownBy(one!)).toEqual(shownBy(two!));
  for (const { chatId } of [branch, chat]) expect(one!.store.path(chatId)).toHaveLength(2);
});

it('counts a change as later than all that it has seen, whatever the clock says', async () => {
  const late = openMachine(folder.path, 'late', () => Date.now() - 86_400_000);
  const { chatId } = addChat(one!, 'a title');
  await one!.sync();
  carryAll(one!, late);
  await late.sync();
  late.store.renameChat(chatId, 'a later title');
  await late.sync();
  await settle([one!, late]);
  expect(one!.store.chat(chatId)?.title).toBe('a later title');
  late.db.close();
});

it('keeps both texts if an answer was continued on two machines at once', async () => {
  const { chatId, messageId } = addChat(one!, 'so');
  await one!.sync();
  carryAll(one!, two!);
  await two!.sync();
  one!.store.saveParts(messageId, textParts('so far'));
  two!.store.saveParts(messageId, textParts('so good'));
  for (let round = 0; round < 2; round++)
    for (const [from, to] of [
      [one!, two!],
      [two!, one!],
    ] as const) {
      await from.sync();
      carryAll(from, to);
      await to.sync();
    }
  for (const machine of [one!, two!])
    expect(
      machine.store
        .tree(chatId)
        .map(({ words }) => words)
        .toSorted(),
    ).toEqual(['so far', 'so good']);
  expect(shownBy(one!)).toEqual(shownBy(two!));
  rmSync(join(one!.folder, syncFolderName), { recursive: true });
  // A folder that was emptied is no reason to fail.
  expect(await sentences(one!)).toEqual([]);
});
