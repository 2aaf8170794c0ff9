/** Tests the core's part in the KV cache with a scripted engine: what it asks of the engine, stores and reports. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatWarmth } from '../../../main/shared/contract/cache.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { snapshotFolder } from '../../../main/core/chats/snapshot-files.ts';
import { isOnBattery } from '../../../main/system/power.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { storeChats } from '../../fixtures/chats/stored-chats.ts';
import { useTestCores } from '../../fixtures/core/use-test-cores.ts';

const { start, closeAll } = useTestCores();

const turnsOf = (core: TestCore) =>
  core.engine.received.filter((message) => message.kind === 'turn').map(({ turn }) => turn);
const draftsOf = (core: TestCore) => core.engine.received.filter((message) => message.kind === 'type-ahead');

describe('a chat that outgrew its context', () => {
  it('marks where the context begins, and leaves earlier messages out of later prompts', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    await ask(core, chatId, 'two');
    core.engine.script.drop = 2;
    await ask(core, chatId, 'three');
    core.engine.script.drop = 0;
    await ask(core, chatId, 'four');
    const { chat, messages } = await core.window.call('openChat', { chatId });
    // The user still sees all messages.
    expect(messages).toHaveLength(8);
    expect(chat.firstKeptId).toBe(messages[2]!.id);
    expect(
      turnsOf(core)
        .at(-1)!
        .messages.map(({ text }) => text),
    ).toEqual(['two', 'Hello there.', 'three', 'Hello there.', 'four']);
  });

  it('stops with a warning instead, if the user chose that', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    expect(turnsOf(core).at(-1)!.overflow).toBe('shift');
    const changed = core.window.next('chat.changed', ({ chat }) => chat.overflow === 'stop');
    await core.window.call('setOverflow', { chatId, overflow: 'stop' });
    await changed;
    await ask(core, chatId, 'two');
    expect(turnsOf(core).at(-1)!.overflow).toBe('stop');
  });

  it('continues in a new chat from a summary', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    const finished = core.window.next('turn.finished');
    const next = await core.window.call('continueFromSummary', { chatId });
    await finished;
    expect(next.chatId).not.toBe(chatId);
    const request = turnsOf(core).at(-1)!;
    expect(request.messages.map(({ role }) => role)).toEqual(['user', 'model', 'user']);
    expect(request.messages.at(-1)!.text).toMatch(/^Summarise our conversation/);
    const { messages } = await core.window.call('openChat', { chatId: next.chatId });
    expect(messages.map(textOf)).toEqual(['Summary of “one”', 'Hello there.']);
    // The old chat does not contain the summary.
    expect((await core.window.call('openChat', { chatId })).messages).toHaveLength(2);
  });

  it('leaves a message without an answer out of the text to summarise', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    core.engine.script.pieces = [];
    await ask(core, chatId, 'two');
    const finished = core.window.next('turn.finished');
    await core.window.call('continueFromSummary', { chatId });
    await finished;
    expect(
      turnsOf(core)
        .at(-1)!
        .messages.map(({ role }) => role),
    ).toEqual(['user', 'model', 'user']);
  });
});

describe('the chat on screen', () => {
  it('is restored into memory, also when an engine becomes ready later', async () => {
    const core = start();
    const looks = () => core.engine.received.filter((message) => message.kind === 'look-at');
    const { chatId } = await ask(core, null, 'one');
    expect(looks()).toEqual([]);
    await core.window.call('openChat', { chatId });
    expect(looks()).toMatchObject([{ chatId, messages: [{ text: 'one' }, { text: 'Hello there.' }] }]);
    await core.window.call('openModel', { path: '/models/another.gguf' });
    expect(looks()).toHaveLength(2);
  });

  it('is brought back as the version that is selected, and its tokens are told anew', async () => {
    const core = start();
    const { chatId, id } = await ask(core, null, 'one');
    core.engine.script.pieces = ['Hi.'];
    const finished = core.window.next('turn.finished');
    await core.window.call('regenerate', { messageId: id });
    await finished;
    await core.window.call('openChat', { chatId });
    const { warmth } = await core.window.call('greet', {});
    await core.window.call('selectVersion', { messageId: id });
    const looks = core.engine.received.flatMap((message) => (message.kind === 'look-at' ? [message] : []));
    expect(looks.map(({ messages }) => messages.at(-1)!.text)).toEqual(['Hi.', 'Hello there.']);
    const told = core.window.events.flatMap(({ name, data }) => (name === 'cache.changed' ? [data] : []));
    expect(told.at(-1)!.warmth[0]!.tokens).toBe(warmth[0]!.tokens! + 2);
  });
});

describe('the length of stored chats', () => {
  const known = (core: TestCore, greeted: readonly ChatWarmth[]) => {
    const told = core.window.events.flatMap(({ name, data }) =>
      name === 'cache.changed' ? data.warmth : [],
    );
    return new Map([...greeted, ...told].map(({ chatId, tokens }) => [chatId, tokens]));
  };

  it('is told of every chat in the end, and is stored for the next start', async () => {
    const data = temporaryFolder();
    storeChats(data.path, 300, 10);
    const first = start({}, data.path);
    const { warmth } = await first.window.call('greet', {});
    await expect.poll(() => known(first, warmth).size, { timeout: 60_000 }).toBe(300);
    // The last answer of each chat was measured: 1 cached, 2 new and 5 generated tokens.
    expect(new Set(known(first, warmth).values())).toEqual(new Set([8]));
    await closeAll();
    const database = openDatabase(data.path);
    database.prepare("UPDATE chats SET estimate = json_set(estimate, '$.tokens', 9)").run();
    database.close();
    const second = start({}, data.path);
    const again = await second.window.call('greet', {});
    // The chats that a window shows first are told at once.
    expect(again.warmth.map(({ chatId }) => chatId)).toEqual(again.chats.slice(0, 100).map(({ id }) => id));
    await expect.poll(() => known(second, again.warmth).size, { timeout: 60_000 }).toBe(300);
    expect(new Set(known(second, again.warmth).values())).toEqual(new Set([9]));
    data.remove();
  });

  it('is that of the text since the last answer that was measured', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'x'.repeat(400));
    const { warmth } = await core.window.call('greet', {});
    core.engine.script.ending = 'hang';
    const started = core.window.next('turn.wrote');
    await core.window.call('startTurn', { chatId, parts: textParts('y'.repeat(400)) });
    await started;
    const { warmth: longer } = await core.window.call('greet', {});
    expect(longer[0]!.tokens! - warmth[0]!.tokens!).toBe(100);
  });
});

describe('a draft', () => {
  it('is processed after its chat, and not stored', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    await core.window.call('readDraft', { chatId, text: 'And then' });
    expect(draftsOf(core)).toMatchObject([{ chatId, draft: { typed: 'And then', text: 'And then' } }]);
    expect(draftsOf(core)[0]!.messages.map(({ text }) => text)).toEqual(['one', 'Hello there.']);
    expect((await core.window.call('openChat', { chatId })).messages).toHaveLength(2);
  });

  it('is not processed while an answer is generated, nor if the user turned that off', async () => {
    const core = start({ ending: 'hang' });
    const started = core.window.next('turn.wrote');
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await started;
    await core.window.call('readDraft', { chatId: null, text: 'Meanwhile' });
    const finished = core.window.next('turn.finished');
    await core.window.call('stopTurn', { chatId });
    await finished;
    await core.window.call('changeSettings', { typeAhead: false });
    await core.window.call('readDraft', { chatId: null, text: 'Still unwanted' });
    expect(draftsOf(core)).toEqual([]);
    await core.window.call('changeSettings', { typeAhead: true });
    await core.window.call('readDraft', { chatId: null, text: 'Now' });
    await expect.poll(() => draftsOf(core).map(({ draft }) => draft.typed)).toEqual(['Now']);
  });
});

describe('snapshots', () => {
  it('are counted and cleared, and nothing else in the folder is', async () => {
    const core = start();
    const folder = snapshotFolder(core.folder);
    for (const name of ['a.1.state', 'a.1.json', 'b.2.state', 'b.2.json'])
      writeFileSync(join(folder, name), 'x'.repeat(10));
    writeFileSync(join(folder, 'speeds-0'), '{}');
    expect(await core.window.call('snapshotUsage', {})).toEqual({ bytes: 40, count: 2 });
    expect(await core.window.call('clearSnapshots', {})).toEqual({ bytes: 0, count: 0 });
    expect(readdirSync(folder)).toEqual(['speeds-0']);
    // The engine keeps a list of its snapshots, so it must be told.
    expect(core.engine.received.some(({ kind }) => kind === 'clear-snapshots')).toBe(true);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('the snapshots of a deleted chat', () => {
  it('are removed at the next start if Hearth ended before their time', async () => {
    const data = temporaryFolder();
    const core = start({}, data.path);
    const [gone, kept] = [await ask(core, null, 'one'), await ask(core, null, 'two')];
    const folder = snapshotFolder(data.path);
    for (const { chatId } of [gone, kept]) writeFileSync(join(folder, `${chatId}.1.state`), 'x');
    await core.window.call('deleteChats', { chatIds: [gone.chatId] });
    await closeAll();
    start({}, data.path);
    expect(readdirSync(folder)).toEqual([`${kept.chatId}.1.state`]);
  });
});

describe('the battery', () => {
  it('is in use if a battery of this machine is discharging', () => {
    const folder = temporaryFolder();
    const supply = (name: string, type: string, status: string): void => {
      mkdirSync(join(folder.path, name), { recursive: true });
      writeFileSync(join(folder.path, name, 'type'), `${type}\n`);
      writeFileSync(join(folder.path, name, 'status'), `${status}\n`);
    };
    expect(isOnBattery(join(folder.path, 'nothing'))).toBe(false);
    supply('BAT0', 'Battery', 'Charging');
    expect(isOnBattery(folder.path)).toBe(false);
    supply('BAT0', 'Battery', 'Discharging');
    expect(isOnBattery(folder.path)).toBe(true);
    folder.remove();
  });
});
