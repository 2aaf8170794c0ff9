/** Chats in a database, for tests that damage it. */
import { join } from 'node:path';
import Database from 'libsql';
import { openDatabase } from '../../main/chats/database.ts';
import { openStore } from '../../main/chats/open-store.ts';
import { Store } from '../../main/chats/store.ts';
import type { Log } from '../../main/log.ts';

const timings = {
  cachedTokens: 1,
  newTokens: 2,
  prefillMs: 3,
  firstTokenMs: 4,
  decodeTokens: 5,
  decodeMs: 6,
};

/** Stores chats named "Chat 0", "Chat 1", ... of `messages` messages each, every fourth of them long. */
export const storeChats = (folder: string, chats: number, messages: number): void => {
  const store = new Store(openDatabase(folder));
  store.transaction(() => {
    for (let index = 0; index < chats; index++) storeChat(store, `Chat ${index}`, messages);
  });
  store.close();
};

const storeChat = (store: Store, title: string, messages: number): void => {
  const { id: chatId } = store.createChat(title);
  let parentId: string | null = null;
  for (let at = 0; at < messages; at++) {
    const text = `Message ${at} of ${title}.`.repeat(at % 4 === 0 ? 300 : 1);
    const isAnswer = at % 2 === 1;
    const message = store.addMessage({
      chatId,
      parentId,
      role: isAnswer ? 'model' : 'user',
      text,
      modelName: isAnswer ? 'Model' : null,
      ending: isAnswer ? null : 'finished',
    });
    if (isAnswer)
      store.finishMessage(
        { ...message, ending: 'finished', problem: null, timings },
        { tokens: [1, 2, 3], model: 'm' },
      );
    parentId = message.id;
  }
};

/** Changes the database as no Hearth does. */
export const change = (
  folder: string,
  sql: string,
  ...parameters: (string | number | Buffer | null)[]
): void => {
  const db = new Database(join(folder, 'hearth.db'));
  // Without parameters there can be several statements.
  if (parameters.length === 0) db.exec(sql);
  else db.prepare(sql).run(parameters);
  db.close();
};

const silent: Log = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };

/** Opens it as Hearth does; `notice` is what the user is told. */
export const open = (folder: string): { store: Store; notice: string | null } => {
  let notice: string | null = null;
  const reserve = { release: () => false, restore: () => {} };
  const tell = (sentence: string): void => {
    notice = sentence;
  };
  return { ...openStore({ dataFolder: folder, reserve, log: silent, tell }), notice };
};

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
