/** The recently deleted chats: they can be restored for 30 days, and are then deleted for good. */
import { z } from 'zod';
import type { DeletedChat } from '../../shared/contract/chats.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Store } from './store.ts';

/** The KV states of a deleted chat are kept for this long, for the case that it is restored at once. */
const keepStatesMs = 30_000;

const checkMs = 6 * 3_600_000;

/** After a longer time without a check the clock may have been set wrong, and nothing is deleted until the next check. */
const longestGapMs = 7 * 86_400_000;

/** The name of the setting that holds the time of the last check. */
const checkedAt = 'deleted-checked-at';

interface Dependencies {
  store: Store;
  /** Removes what the engine and the disk hold of a chat's KV states. */
  forgetStates: (chatId: string) => void;
  /** Chats were deleted for good. */
  onPurged: () => void;
  onChange: (deletedChats: DeletedChat[]) => void;
  log: Log;
}

export interface DeletedChats {
  /** Moves a chat here. */
  add(chatId: string): void;
  /** Throws `Refusal` if the chat was deleted for good. */
  restore(chatId: string): void;
  list(): DeletedChat[];
  /** Deletes a chat for good. Throws `Refusal` if it is not a recently deleted one. */
  purge(chatId: string): void;
  purgeAll(): void;
  close(): void;
}

/** Also deletes for good, soon and then every few hours, the chats whose time has passed; a failure is only logged. */
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

  const purgeExpired = (): void => {
    const now = Date.now();
    const last = store.setting(checkedAt, z.number());
    store.saveSetting(checkedAt, now);
    if (last !== undefined && Math.abs(now - last) > longestGapMs) return;
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
    },
  };
};
