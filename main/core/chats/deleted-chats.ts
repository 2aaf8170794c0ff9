/** Keeps deleted chats for 30 days, in which they can be restored, and then deletes them for good. */
import { z } from 'zod';
import type { DeletedChat } from '../../shared/contract/chats.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Store } from './store.ts';

/** How long the KV states of a deleted chat are kept in case it is restored right away, in ms. */
const keepStatesMs = 30_000;

const checkMs = 6 * 3_600_000;

/**
 * If the last check was longer ago than this, the clock may be wrong. Then nothing is deleted until the next check, by which the
 * system may have set its clock right. In ms.
 */
const longestGapMs = 7 * 86_400_000;

/** The time from a check that deleted nothing because of the clock to the next one, in ms. */
const checkAgainMs = 10 * 60_000;

/** The name of the setting that holds the time of the last check. */
const checkedAt = 'deleted-checked-at';

interface Dependencies {
  store: Store;
  /** Removes the KV states of a chat from the engine and from disk. */
  forgetStates: (chatId: string) => void;
  /** Called after chats were deleted for good. */
  onPurged: () => void;
  onChange: (deletedChats: DeletedChat[]) => void;
  log: Log;
}

export interface DeletedChats {
  /** Moves a chat to the recently deleted ones. */
  add(chatId: string): void;
  /** Throws `Refusal` if the chat was deleted for good. */
  restore(chatId: string): void;
  list(): DeletedChat[];
  /** Deletes a chat for good. Throws `Refusal` if the chat is not among the recently deleted ones. */
  purge(chatId: string): void;
  purgeAll(): void;
  close(): void;
}

/** Also deletes expired chats, right after the start and then every few hours; failures are only logged. */
export const createDeletedChats = ({
  store,
  forgetStates,
  onPurged,
  onChange,
  log,
}: Dependencies): DeletedChats => {
  const isDeleted = (chatId: string): boolean => store.deletedChats().some(({ id }) => id === chatId);

  const logged = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      log.error(what, error);
    }
  };

  const purge = (chatIds: string[]): void => {
    if (chatIds.length === 0) return;
    try {
      for (const chatId of chatIds) {
        store.purgeChat(chatId);
        logged('the KV states of a deleted chat were not removed', () => forgetStates(chatId));
      }
    } finally {
      onPurged();
      onChange(store.deletedChats());
    }
  };

  let again: NodeJS.Timeout | undefined;
  const purgeExpired = (): void => {
    const now = Date.now();
    const last = store.setting(checkedAt, z.number());
    store.saveSetting(checkedAt, now);
    if (last !== undefined && Math.abs(now - last) > longestGapMs) {
      again = setTimeout(check, checkAgainMs).unref();
      return;
    }
    purge(
      store
        .deletedChats()
        .filter(({ purgeAt }) => purgeAt <= now)
        .map(({ id }) => id),
    );
  };
  const check = (): void => logged('the deleted chats were not looked through', purgeExpired);
  const first = setImmediate(check);
  const timer = setInterval(check, checkMs).unref();

  return {
    add: (chatId) => {
      store.hideChat(chatId);
      setTimeout(() => {
        logged('the KV states of a deleted chat were not removed', () => {
          if (isDeleted(chatId)) forgetStates(chatId);
        });
      }, keepStatesMs).unref();
      onChange(store.deletedChats());
    },
    restore: (chatId) => {
      if (!store.restoreChat(chatId)) throw new Refusal('chats.purged');
      onChange(store.deletedChats());
    },
    list: () => store.deletedChats(),
    purge: (chatId) => {
      if (!isDeleted(chatId)) throw new Refusal('chats.not-deleted');
      purge([chatId]);
    },
    purgeAll: () => purge(store.deletedChats().map(({ id }) => id)),
    close: () => {
      clearImmediate(first);
      clearInterval(timer);
      clearTimeout(again);
    },
  };
};
