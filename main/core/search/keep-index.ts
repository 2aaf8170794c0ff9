/**
 * Keeps the search index up to date. The index is a file of its own, so it does not take part in repair, backups and migrations of
 * the database. Triggers record each change in `search_changes` (core/database/migrations.ts), in the transaction of the change. The
 * changes are passed on to the index in idle time and before a search. A new index is filled in idle time, newest messages first.
 * After each step, the database and the index store the same token. If the tokens differ, for example after a crash between the two
 * commits or when an older copy of the database was restored, the index is built again.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { IndexShare } from '../../shared/contract/search.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import type { Log } from '../../system/log.ts';
import { searchThread } from '../../system/paths.ts';
import { openThread, type Thread } from '../../system/thread.ts';
import type { Store } from '../chats/store.ts';
import { searchedText } from '../../shared/message/parts.ts';
import { readParts } from '../chats/stored-parts.ts';
import type { Db } from '../database/connection.ts';
import {
  behindAll,
  type FoundInIndex,
  type IndexedMessage,
  type IndexJob,
  type IndexPlace,
} from './index-protocol.ts';

/** The name of the setting that holds the token. */
const tokenName = 'search-index';

/** The first look for changes, in ms after the start, which is over by then. */
const firstLookMs = 3_000;
/** The pause between two looks for changes, and between two steps while there are changes, in ms. */
const lookMs = 2_000;
const pauseMs = 25;
/** The pause after a step that failed, in ms. */
const afterFailureMs = 60_000;

/** The limits of one step, for which a search may have to wait: messages, and UTF-16 code units of their texts. */
const messagesAtOnce = 50;
const textAtOnce = 200_000;

/** The longest time that a search passes on changes first, in ms. After that it uses the index as it is, and replies its share. */
const waitMs = 40;

/** The longest time that an exit passes on changes, in ms. */
const leaveMs = 800;

interface Options {
  db: Db;
  store: Store;
  dataFolder: string;
  /** Whether an answer is running, from which the index must not take time. */
  isBusy: () => boolean;
  onMove: (share: IndexShare) => void;
  /** Called once, in idle time, when the index is complete and up to date. */
  onReady: () => void;
  log: Log;
}

export interface KeptIndex {
  /** Rejects if the index cannot be used; the next call tries again. */
  find(job: Omit<Extract<IndexJob, { kind: 'find' }>, 'kind'>): Promise<FoundInIndex>;
  findInChat(job: Omit<Extract<IndexJob, { kind: 'findInChat' }>, 'kind'>): Promise<string[]>;
  share(): IndexShare;
  close(): Promise<void>;
}

interface Change {
  number: number;
  kind: unknown;
  id: unknown;
}

export const indexPath = (dataFolder: string): string => join(dataFolder, 'search.db');

export const keepIndex = ({ db, store, dataFolder, isBusy, onMove, onReady, log }: Options): KeptIndex => {
  let thread: Thread<IndexJob> | null = null;
  let place: IndexPlace | null = null;
  /** The number of the newest message when the index was opened. */
  let top = 0;
  let isClosed = false;

  const open = async (token: string | null): Promise<void> => {
    thread ??= openThread<IndexJob>(searchThread, {});
    const { last } = db.prepare('SELECT max(rowid) AS last FROM messages').get() as { last: number | null };
    top = last ?? 0;
    place = await thread.send<IndexPlace>({ kind: 'open', path: indexPath(dataFolder), token });
    // An empty index is filled with all messages in their present state.
    if (place.cursor === behindAll) db.prepare('DELETE FROM search_changes').run();
    if (place.cursor !== null) onMove(share());
  };
  const opened = async (): Promise<Thread<IndexJob>> => {
    if (place === null) await open(store.setting(tokenName, z.string()) ?? null);
    return thread!;
  };
  /** Ends the thread that failed, unless another one is in use by now. */
  const abandon = (failed: Thread<IndexJob> | null): void => {
    void failed?.end().catch(() => undefined);
    if (thread !== failed) return;
    thread = null;
    place = null;
  };

  const changesLeft = (): number =>
    (db.prepare('SELECT count(*) AS n FROM search_changes').get() as { n: number }).n;

  const share = (): IndexShare => {
    if (place === null) return 0;
    if (place.cursor !== null) return top === 0 ? 0 : Math.max(0, 1 - place.cursor / (top + 1));
    const left = changesLeft();
    return left === 0 ? null : Math.max(0, 1 - left / Math.max(left, top));
  };

  /** Reads the messages with these ids; those that do not exist are left out. */
  const read = (ids: readonly string[]): IndexedMessage[] => {
    const rows = db
      .prepare(
        'SELECT rowid AS number, id, chat_id, created_at FROM messages WHERE id IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(ids)) as {
      number: number;
      id: unknown;
      chat_id: unknown;
      created_at: unknown;
    }[];
    const parts = readParts(
      db,
      rows.map(({ id }) => String(id)),
    );
    return rows.map(({ number, id, chat_id: chatId, created_at: createdAt }) => ({
      id: String(id),
      number,
      chatId: String(chatId),
      createdAt: Number(createdAt) || 0,
      texts: (parts.get(String(id)) ?? []).map(searchedText),
    }));
  };
  /** The first of `ids`, as many as fit into one step, at least one. */
  const fitting = (ids: readonly string[]): string[] => {
    const lengthOf = db.prepare('SELECT sum(length(text)) AS length FROM parts WHERE message_id = ?');
    const taken: string[] = [];
    let length = 0;
    for (const id of ids) {
      if (taken.length === messagesAtOnce || (taken.length > 0 && length > textAtOnce)) break;
      taken.push(id);
      length += Number((lengthOf.get(id) as { length: unknown }).length ?? 0);
    }
    return taken;
  };
  const titlesOf = (ids: readonly string[] | null): { chatId: string; title: string }[] =>
    (
      db
        .prepare('SELECT id, title FROM chats WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))')
        .all(ids === null ? null : JSON.stringify(ids)) as { id: unknown; title: unknown }[]
    ).map(({ id, title }) => ({ chatId: String(id), title: String(title ?? '') }));

  /** Writes to the index, and then removes the changes up to `lastChange` from the database. */
  const put = async (
    what: Omit<Extract<IndexJob, { kind: 'put' }>, 'kind' | 'place'>,
    cursor: number | null,
    lastChange: number,
  ): Promise<void> => {
    const next = { token: randomUUID(), cursor };
    await thread!.send({ kind: 'put', ...what, place: next });
    place = next;
    store.transaction(() => {
      db.prepare('DELETE FROM search_changes WHERE rowid <= ?').run(lastChange);
      store.saveSetting(tokenName, next.token);
    });
  };

  /** Passes on some of the changes; resolves with false if there are none. */
  const takeChanges = async (): Promise<boolean> => {
    const changes = db
      .prepare('SELECT rowid AS number, kind, id FROM search_changes ORDER BY rowid LIMIT 1000')
      .all() as Change[];
    if (changes.length === 0) return false;
    const idsOf = (kind: string, some: readonly Change[]): string[] => [
      ...new Set(some.filter((change) => change.kind === kind).map(({ id }) => String(id))),
    ];
    const taken = new Set(fitting(idsOf('message', changes)));
    const end = changes.findIndex(({ kind, id }) => kind === 'message' && !taken.has(String(id)));
    const some = end === -1 ? changes : changes.slice(0, end);
    const [messageIds, chatIds] = [idsOf('message', some), idsOf('chat', some)];
    const messages = read(messageIds);
    const titles = titlesOf(chatIds);
    const there = new Set([...messages.map(({ id }) => id), ...titles.map(({ chatId }) => chatId)]);
    const gone = [...messageIds, ...chatIds].filter((id) => !there.has(id));
    await put({ messages, titles, gone }, place!.cursor, some.at(-1)!.number);
    return true;
  };

  /** Adds some of the messages that are older than the index; resolves with false if it has all of them. */
  const fill = async (): Promise<boolean> => {
    const { cursor } = place!;
    if (cursor === null) return false;
    const rows = db
      .prepare(
        `SELECT rowid AS number, id FROM messages WHERE rowid < ? ORDER BY rowid DESC LIMIT ${messagesAtOnce}`,
      )
      .all(cursor) as { number: number; id: unknown }[];
    const ids = fitting(rows.map(({ id }) => String(id)));
    const isFirst = cursor === behindAll;
    const last = rows[ids.length - 1]?.number ?? null;
    await put({ messages: read(ids), titles: isFirst ? titlesOf(null) : [], gone: [] }, last, 0);
    return true;
  };

  /** The last piece of work: one runs at a time. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  /** Runs `work`; if that fails, once more on a new index. A second failure is not the fault of the file. */
  const renewing = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    let used = thread;
    try {
      used = await opened();
      return await work();
    } catch (error) {
      abandon(used);
      if (isClosed || isDiskFull(error)) throw error;
      log.error('the search index is built again', error);
      try {
        await open(null);
        used = thread;
        return await work();
      } catch (again) {
        abandon(used);
        throw again;
      }
    }
  };

  let toldAt = 0;
  const tell = (isDone: boolean): void => {
    const now = performance.now();
    if (!isDone && now - toldAt < 500) return;
    toldAt = now;
    onMove(share());
  };
  /** Does one step; resolves with whether there may be more to do. */
  const step = async (): Promise<boolean> => {
    if (await takeChanges()) return true;
    const wasComplete = place!.cursor === null;
    if (!(await fill())) return false;
    tell(place!.cursor === null && !wasComplete);
    return true;
  };

  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (ms: number): void => {
    if (isClosed) return;
    timer = setTimeout(() => void look(), ms);
    timer.unref();
  };
  const look = async (): Promise<void> => {
    if (isBusy()) return schedule(lookMs);
    try {
      const hasMore = await inTurn(() => renewing(step));
      schedule(hasMore ? pauseMs : lookMs);
      if (hasMore || isReady) return;
      isReady = true;
      onReady();
    } catch (error) {
      if (!isClosed) log.error('the search index was not updated', error);
      schedule(afterFailureMs);
    }
  };
  schedule(firstLookMs);

  const upToDate = async (): Promise<void> => {
    if (place !== null && place.cursor === null && changesLeft() === 0) return;
    await inTurn(() =>
      renewing(async () => {
        const end = performance.now() + waitMs;
        while (performance.now() < end && (await step()));
      }),
    );
  };
  const asked = async <Result>(job: IndexJob): Promise<Result> => {
    await upToDate();
    return renewing(() => thread!.send<Result>(job));
  };

  return {
    find: (job) => asked({ kind: 'find', ...job }),
    findInChat: (job) => asked({ kind: 'findInChat', ...job }),
    share,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      const leave = async (): Promise<void> => {
        await last;
        if (thread === null || place === null) return;
        const end = performance.now() + leaveMs;
        while (performance.now() < end && (await takeChanges()));
        await thread.send({ kind: 'close' });
      };
      const late = new Promise((resolve) => setTimeout(resolve, 2 * leaveMs).unref());
      await Promise.race([
        leave().catch((error: unknown) => log.error('the search index was left', error)),
        late,
      ]);
      await thread?.end();
    },
  };
};
