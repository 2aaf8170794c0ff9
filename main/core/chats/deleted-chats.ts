/** Keeps deleted chats and messages for 30 days, in which they can be restored, and then deletes them for good. */
import { z } from 'zod';
import type { DeletedChat } from '../../shared/contract/chats.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { deletedCheckedAt } from './chat-rows.ts';
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

interface Dependencies {
  store: Store;
  /** Removes the KV states of chats from the engine and from disk. */
  forgetStates: (chatIds: readonly string[]) => void;
  /** Called after chats were deleted for good. */
  onPurged: () => void;
  onChange: (deletedChats: DeletedChat[]) => void;
  log: Log;
}

export interface DeletedChats {
  /** Moves chats to the recently deleted ones. */
  add(chatIds: readonly string[]): void;
  /** Throws `Refusal` if all of the chats were deleted for good. */
  restore(chatIds: readonly string[]): void;
  list(): DeletedChat[];
  /** Calls `onChange` after a change that was made elsewhere. */
  tell(): void;
  /** Deletes a chat for good. Throws `Refusal` if the chat is not among the recently deleted ones. */
  purge(chatId: string): void;
  purgeAll(): void;
  close(): void;
}

/** Also deletes expired chats and messages, right after the start and then every few hours; failures are only logged. */
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
      store.purgeChats(chatIds);
      logged('the KV states of deleted chats were not removed', () => forgetStates(chatIds));
    } finally {
      onPurged();
      onChange(store.deletedChats());
    }
  };

  let again: NodeJS.Timeout | undefined;
  const purgeExpired = (): void => {
    const now = Date.now();
    const last = store.setting(deletedCheckedAt, z.number()) ?? now;
    // Deletions are not dated before the last check, so a clock that was set back counts only if it stays so.
    const wasSetBack = now < last - longestGapMs && again === undefined;
    if (!wasSetBack) store.saveSetting(deletedCheckedAt, now);
    if (Math.abs(now - last) > longestGapMs) {
      again = setTimeout(check, checkAgainMs).unref();
      return;
    }
    purge(
      store
        .deletedChats()
        .filter(({ purgeAt }) => purgeAt <= now)
        .map(({ id }) => id),
    );
    const changed = store.purgeMessages();
    if (changed.length === 0) return;
    // Their KV states still hold what was deleted.
    logged('the KV states of deleted messages were not removed', () => forgetStates(changed));
    onPurged();
  };
  const check = (): void => logged('the deleted chats were not looked through', purgeExpired);
  const first = setImmediate(check);
  const timer = setInterval(check, checkMs).unref();

  return {
    add: (chatIds) => {
      store.hideChats(chatIds);
      setTimeout(() => {
        logged('the KV states of deleted chats were not removed', () => {
          const deleted = new Set(store.deletedChats().map(({ id }) => id));
          forgetStates(chatIds.filter((id) => deleted.has(id)));
        });
      }, keepStatesMs).unref();
      onChange(store.deletedChats());
    },
    restore: (chatIds) => {
      if (!store.restoreChats(chatIds)) throw new Refusal('chats.purged');
      onChange(store.deletedChats());
    },
    list: () => store.deletedChats(),
    tell: () => onChange(store.deletedChats()),
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
