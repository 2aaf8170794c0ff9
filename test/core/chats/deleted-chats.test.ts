import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import { createDeletedChats } from '../../../main/core/chats/deleted-chats.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask } from '../../fixtures/core/test-core.ts';
import { useCoresOfOneFolder } from '../../fixtures/core/use-test-cores.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

const { start, closeAll, folder } = useCoresOfOneFolder();
afterEach(() => {
  vi.useRealTimers();
});

/** Stores a chat with one path of `length` messages. */
const longChat = (store: Store, length: number): string =>
  store.transaction(() => {
    const chat = store.createChat('long');
    let parentId: string | null = null;
    for (let at = 0; at < length; at++) {
      const role = at % 2 === 0 ? 'user' : 'model';
      const ending = 'finished';
      parentId = store.addMessage({
        chatId: chat.id,
        parentId,
        role,
        parts: textParts('Text.'),
        modelName: null,
        ending,
      }).id;
    }
    return chat.id;
  });

const messagesIn = (path: string): number => {
  const db = new Database(join(path, 'hearth.db'));
  const { n } = db.prepare('SELECT count(*) AS n FROM messages').get() as { n: number };
  db.close();
  return n;
};

describe('a deleted chat', () => {
  it.each([1001, 2000])('of %i messages on one path can be deleted permanently', (length) => {
    const store = new Store(openDatabase(folder.path));
    const chatId = longChat(store, length);
    store.hideChats([chatId]);
    expect(store.deletedChats()).toMatchObject([{ id: chatId, messages: length }]);
    store.purgeChats([chatId]);
    expect(store.deletedChats()).toEqual([]);
    store.close();
    expect(messagesIn(folder.path)).toBe(0);
  });

  it('that cannot be deleted permanently keeps all its messages', () => {
    const db = openDatabase(folder.path);
    const store = new Store(db);
    const chatId = longChat(store, 3);
    store.hideChats([chatId]);
    db.exec("CREATE TRIGGER refuse BEFORE DELETE ON chats BEGIN SELECT RAISE(ABORT, 'refused'); END");
    expect(() => store.purgeChats([chatId])).toThrow('refused');
    store.restoreChats([chatId]);
    expect(store.path(chatId).map(textOf)).toEqual(['Text.', 'Text.', 'Text.']);
    store.close();
  });

  it('of 1,500 messages that an earlier start could not delete lets Hearth start, and is then deleted', async () => {
    const store = new Store(openDatabase(folder.path));
    const chatId = longChat(store, 1500);
    store.hideChats([chatId]);
    store.close();
    const db = new Database(join(folder.path, 'hearth.db'));
    db.prepare('UPDATE chats SET deleted_at = ?').run(Date.now() - 31 * 86_400_000);
    db.close();
    const core = start();
    await waitFor(async () => expect(await core.window.call('deletedChats', {})).toEqual([]));
    await closeAll();
    expect(messagesIn(folder.path)).toBe(0);
  });

  it('can be restored with all its messages, even if there are several, and after a restart', async () => {
    const first = start();
    const chatIds: string[] = [];
    for (const text of ['one', 'two', 'three']) chatIds.push((await ask(first, null, text)).chatId);
    for (const chatId of chatIds) await first.window.call('deleteChats', { chatIds: [chatId] });
    expect((await first.window.call('greet', {})).chats).toEqual([]);
    const listed = await first.window.call('deletedChats', {});
    expect(listed.map(({ title }) => title)).toEqual(['three', 'two', 'one']);
    expect(listed[0]!.messages).toBe(2);
    expect(listed[0]!.purgeAt - listed[0]!.deletedAt).toBe(30 * 86_400_000);
    await first.window.call('restoreChats', { chatIds: [chatIds[0]!] });
    await closeAll();

    const second = start();
    await second.window.call('restoreChats', { chatIds: [chatIds[1]!] });
    const { chats } = await second.window.call('greet', {});
    expect(chats.map(({ title }) => title).toSorted()).toEqual(['one', 'two']);
    const { messages } = await second.window.call('openChat', { chatId: chatIds[1]! });
    expect(messages.map(textOf)).toEqual(['two', 'Hello there.']);
    expect((await second.window.call('deletedChats', {})).map(({ title }) => title)).toEqual(['three']);
  });

  it('is deleted permanently after 30 days, and not earlier', async () => {
    const first = start();
    const { chatId: old } = await ask(first, null, 'old');
    const { chatId: young } = await ask(first, null, 'young');
    for (const chatId of [old, young]) await first.window.call('deleteChats', { chatIds: [chatId] });
    await closeAll();
    const db = new Database(join(folder.path, 'hearth.db'));
    const age = db.prepare('UPDATE chats SET deleted_at = ? WHERE id = ?');
    age.run(Date.now() - 30 * 86_400_000 - 1000, old);
    age.run(Date.now() - 29 * 86_400_000, young);
    db.close();
    const second = start();
    await waitFor(async () =>
      expect((await second.window.call('deletedChats', {})).map(({ id }) => id)).toEqual([young]),
    );
    await closeAll();
    expect(messagesIn(folder.path)).toBe(2);
  });

  it('outlives a clock that jumps ahead by years', async () => {
    const first = start();
    const { chatId } = await ask(first, null, 'one');
    await first.window.call('deleteChats', { chatIds: [chatId] });
    await closeAll();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 365 * 86_400_000 });
    const second = start();
    // The check at the start runs before the answer.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await second.window.call('deletedChats', {})).toHaveLength(1);
  });

  it.each([
    ['is deleted permanently a few minutes after a start that is weeks after the last one', 0, 0],
    ['is kept if the clock is set right in these minutes', -40 * 86_400_000, 1],
  ])('%s', (_what, changeMs, expected) => {
    vi.useFakeTimers();
    const store = new Store(openDatabase(folder.path));
    store.hideChats([longChat(store, 2)]);
    store.saveSetting('deleted-checked-at', Date.now());
    vi.setSystemTime(Date.now() + 40 * 86_400_000);
    const log = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
    const nothing = (): void => undefined;
    const events = { forgetStates: nothing, onPurged: nothing, onChange: nothing };
    const deleted = createDeletedChats({ store, ...events, log });
    vi.advanceTimersByTime(60_000);
    expect(deleted.list()).toHaveLength(1);
    vi.setSystemTime(Date.now() + changeMs);
    vi.advanceTimersByTime(600_000);
    expect(deleted.list()).toHaveLength(expected);
    deleted.close();
    store.close();
  });

  it('that is deleted while the clock is a year slow can be restored when the clock is right', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 365 * 86_400_000 });
    await core.window.call('deleteChats', { chatIds: [chatId] });
    vi.useRealTimers();
    await closeAll();
    const second = start();
    // The check at the start runs before the answer.
    await new Promise((resolve) => setImmediate(resolve));
    expect((await second.window.call('deletedChats', {})).map(({ id }) => id)).toEqual([chatId]);
  });

  it('can be deleted permanently, alone or with all others, only after a first deletion, and every window is told', async () => {
    const core = start();
    const { chatId: shown } = await ask(core, null, 'shown');
    await expect(core.window.call('purgeChat', { chatId: shown })).rejects.toThrow(
      'This chat is no longer in the list of recently deleted chats.',
    );
    const chatIds: string[] = [];
    for (const text of ['one', 'two', 'three']) chatIds.push((await ask(core, null, text)).chatId);
    for (const chatId of chatIds) await core.window.call('deleteChats', { chatIds: [chatId] });
    const other = core.connect();
    await other.call('greet', {});
    const changed = other.next('deletedChats.changed');
    await core.window.call('purgeChat', { chatId: chatIds[1]! });
    expect((await changed).deletedChats.map(({ title }) => title)).toEqual(['three', 'one']);
    await expect(core.window.call('restoreChats', { chatIds: [chatIds[1]!] })).rejects.toThrow(
      'deleted permanently',
    );
    await core.window.call('purgeDeletedChats', {});
    expect(await core.window.call('deletedChats', {})).toEqual([]);
    expect((await core.window.call('greet', {})).chats.map(({ title }) => title)).toEqual(['shown']);
    await closeAll();
    expect(messagesIn(folder.path)).toBe(2);
  });

  it('keeps its KV states for 30 s, and loses them then unless it was restored', async () => {
    const core = start();
    const kv = join(folder.path, 'kv');
    const { chatId: gone } = await ask(core, null, 'gone');
    const { chatId: back } = await ask(core, null, 'back');
    for (const chatId of [gone, back])
      for (const kind of ['state', 'json']) writeFileSync(join(kv, `${chatId}.1.${kind}`), '');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const chatId of [gone, back]) await core.window.call('deleteChats', { chatIds: [chatId] });
    await core.window.call('restoreChats', { chatIds: [back] });
    vi.advanceTimersByTime(29_000);
    expect(readdirSync(kv)).toHaveLength(4);
    vi.advanceTimersByTime(2000);
    expect(readdirSync(kv).toSorted()).toEqual([`${back}.1.json`, `${back}.1.state`]);
  });

  it('does no harm if its KV states cannot be removed', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    const kv = join(folder.path, 'kv');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await core.window.call('deleteChats', { chatIds: [chatId] });
    rmSync(kv, { recursive: true });
    vi.advanceTimersByTime(31_000);
    mkdirSync(join(kv, `${chatId}.1.state`, 'a'), { recursive: true });
    await core.window.call('purgeChat', { chatId });
    expect(await core.window.call('deletedChats', {})).toEqual([]);
  });
});
