/**
 * The list of downloads. Two run at a time, in the order of their requests, and they survive restarts. The database has what is
 * wanted, and the files beside each target have the progress. A download ends in one of a few ways (run-download.ts). It waits
 * for every problem that may pass by itself; while it waits for disk space, others that fit may run.
 */
import { randomUUID } from 'node:crypto';
import type { Db } from '../database/connection.ts';
import type { Download } from '../../shared/contract/downloads.ts';
import type { Log } from '../../system/log.ts';
import { diskReserveBytes } from '../../system/disk-space.ts';
import type { Outgoing } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { isSameTold, say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Pacing } from './fetch-missing.ts';
import { downloadOf, itemOf, restingState, type Item } from './item.ts';
import { exists, takeFiles } from './finish.ts';
import { openRoom, type Room } from './room.ts';
import { diskProblem, runDownload, type Outcome } from './run-download.ts';
import { openSpeed } from './speed.ts';
import { addWanted, dropWanted, loadWanted, partsForm, saveWanted, type Wanted } from './wanted.ts';

export interface DownloadsOptions {
  db: Db;
  outgoing: Outgoing;
  /** The folder for models that are requested from now on. */
  modelFolder: string;
  /** The hub's address of a file. */
  fileUrl: (repository: string, revision: string, path: string) => string;
  /** Bytes of the disk that must stay free. */
  reserveBytes?: number;
  pacing?: Partial<Pacing>;
  /** A download began, progressed or changed its state. */
  onChange: (download: Download) => void;
  onGone: (id: string) => void;
  /** Rows that cannot be read were left out. */
  onDamaged: () => void;
  /** Its files are in the model folder. */
  onDone: (download: Download) => void;
  log: Log;
}

export interface NewDownload {
  repository: string;
  revision: string;
  licence: string | null;
  /** The first part is the file that is loaded. */
  parts: Wanted['parts'];
}

export interface Downloads {
  /** Oldest first. */
  list: () => Download[];
  /**
   * Queues a download; if it is in the list already, it resumes. Throws `Refusal` if the file is installed, if the disk has no
   * space for all downloads, or if its names cannot be used.
   */
  start: (wish: NewDownload) => Promise<Download>;
  pause: (id: string) => void;
  /** Also retries at once if it is waiting or has failed. */
  resume: (id: string) => void;
  /** Removes the downloaded bytes; of a finished download, only the entry. */
  cancel: (id: string) => Promise<void>;
  /** The network, offline mode or the access token has changed: retries at once. */
  networkChanged: () => void;
  /** Stops all downloads; they resume when Hearth starts again. */
  close: () => Promise<void>;
}

const atOnce = 2;
const usualPacing: Pacing = {
  stallMs: 30_000,
  firstRetryMs: 1000,
  longestRetryMs: 60_000,
  lookForRoomMs: 3000,
};
/** How often progress is reported, in ms. */
const tellMs = 250;

export const openDownloads = (options: DownloadsOptions): Downloads => {
  const { db, log, reserveBytes = diskReserveBytes } = options;
  const pacing = { ...usualPacing, ...options.pacing };
  const rooms = new Map<string, Room>();
  let isClosed = false;

  const items: Item[] = loadWanted(db, (error) => {
    log.error('a damaged download is left out', error);
    options.onDamaged();
  }).flatMap((wanted) => {
    try {
      return [itemOf(wanted)];
    } catch (error) {
      log.error(`the download of ${wanted.repository} is left out`, error);
      options.onDamaged();
      return [];
    }
  });

  const tell = (item: Item): void => {
    if (items.includes(item)) options.onChange(downloadOf(item));
  };
  const setState = (item: Item, state: Download['state'], problem: Told | null = null): void => {
    if (item.state === state && isSameTold(item.problem, problem)) return;
    item.state = state;
    item.problem = problem;
    tell(item);
  };
  /** The disk of the database may be full; that must not end a running download. */
  const save = ({ wanted }: Item): void => {
    try {
      saveWanted(db, wanted);
    } catch (error) {
      log.error(`the state of the download of ${wanted.repository} was not stored`, error);
    }
  };
  const setWish = (item: Item, wish: Wanted['wish'], problem: Told | null = null): void => {
    item.wanted.wish = wish;
    item.wanted.problem = problem;
    item.needsRoom = false;
    save(item);
  };
  const find = (id: string): Item => {
    const item = items.find(({ wanted }) => wanted.id === id);
    if (item === undefined) throw new Refusal('downloads.not-listed');
    return item;
  };

  const roomOf = (folder: string): Room => {
    let room = rooms.get(folder);
    if (room === undefined) rooms.set(folder, (room = openRoom(folder, reserveBytes)));
    return room;
  };
  /** Bytes that the disk lacks for these downloads; not positive if it has enough space. */
  const missingBytes = async (folder: string, counted: Iterable<Item>): Promise<number> => {
    let needed = 0;
    for (const { wanted, bytes, doneBytes } of new Set(counted))
      if (wanted.folder === folder) needed += bytes - doneBytes;
    return needed - (await roomOf(folder).free());
  };
  /** Bytes that are missing for `item` and the running downloads. */
  const missingFor = (item: Item): Promise<number> =>
    missingBytes(item.wanted.folder, [...items.filter(({ run }) => run !== null), item]);

  const waitForRoom = (item: Item, missing: number): void => {
    item.needsRoom = true;
    // Rounded up, so that the sentence does not change with every look.
    const rounded = Math.ceil(Math.max(1, missing) / 1e7) * 1e7;
    setState(item, 'waiting', say('downloads.disk-full', { missing: rounded }));
  };

  /** Starts the downloads that may run, in the order of the list. */
  const pump = (): void => {
    if (isClosed) return;
    for (const item of items) {
      if (items.filter(({ run }) => run !== null).length >= atOnce) return;
      if (item.wanted.wish === 'go' && item.run === null && !item.needsRoom) begin(item);
    }
  };
  const begin = (item: Item): void => {
    const stop = new AbortController();
    item.stop = stop;
    item.needsRoom = false;
    const { wanted, targets } = item;
    const run = runDownload({
      wanted,
      targets,
      outgoing: options.outgoing,
      fileUrl: options.fileUrl,
      room: roomOf(wanted.folder),
      pacing,
      log,
      signal: stop.signal,
      hasRoom: async () => (await missingFor(item)) <= 0,
      onBytes: (count) => item.speed.add(count),
      onLost: (count) => {
        wanted.refetchedBytes += count;
      },
      onDone: (bytes) => {
        item.doneBytes = bytes;
      },
      onState: (state, problem) => {
        if (!stop.signal.aborted) setState(item, state, problem);
      },
    });
    item.run = run;
    setState(item, 'running');
    void run.outcome.then((outcome) => ended(item, outcome));
  };
  const ended = async (item: Item, outcome: Outcome): Promise<void> => {
    item.run = null;
    item.stop = null;
    item.speed = openSpeed();
    if (isClosed || !items.includes(item)) return;
    save(item);
    if (outcome.kind === 'done') {
      setWish(item, 'done');
      setState(item, 'done');
      options.onDone(downloadOf(item));
    } else if (outcome.kind === 'failed' && item.wanted.wish === 'go') {
      setWish(item, 'failed', outcome.problem);
      setState(item, 'failed', outcome.problem);
    } else if (outcome.kind === 'no-room' && item.wanted.wish === 'go') {
      // Not checked again before the next interval, in case the disk reports space and refuses it.
      waitForRoom(item, await missingFor(item).catch(() => 0));
    } else setState(item, restingState(item.wanted.wish));
    pump();
  };

  const lookForRoom = async (): Promise<void> => {
    for (const item of items.filter(({ needsRoom }) => needsRoom)) {
      const missing = await missingFor(item).catch(() => 0);
      if (!item.needsRoom) continue;
      if (missing > 0) waitForRoom(item, missing);
      else {
        item.needsRoom = false;
        setState(item, 'queued');
      }
    }
    pump();
  };

  const telling = setInterval(() => {
    for (const item of items) if (item.run !== null && item.state !== 'waiting') tell(item);
  }, tellMs);
  const looking = setInterval(() => void lookForRoom(), pacing.lookForRoomMs);
  for (const timer of [telling, looking]) timer.unref();
  // Deferred, so that the caller can subscribe before the first event.
  setImmediate(pump);

  const resume = (id: string): void => {
    const item = find(id);
    if (item.wanted.wish === 'done') return;
    if (item.run !== null && item.wanted.wish === 'go') {
      item.run.wake();
      return;
    }
    setWish(item, 'go');
    // One that is still stopping restarts when it has stopped.
    if (item.run === null) setState(item, 'queued');
    pump();
  };

  return {
    list: () => items.map(downloadOf),
    start: async ({ repository, revision, licence, parts }) => {
      const wanted: Wanted = {
        id: randomUUID(),
        repository,
        revision,
        licence,
        folder: options.modelFolder,
        parts: partsForm.parse(parts),
        wish: 'go',
        problem: null,
        refetchedBytes: 0,
        createdAt: Date.now(),
      };
      const item = itemOf(wanted);
      const same = items.find(({ targets }) => targets[0] === item.targets[0]);
      if (same !== undefined && same.wanted.wish !== 'done') {
        resume(same.wanted.id);
        return downloadOf(same);
      }
      if (item.targets.every((target) => exists(target)))
        throw new Refusal('downloads.already-installed', { path: item.targets[0]! });
      const toCome = items.filter(({ wanted: { wish } }) => wish === 'go');
      const missing = await missingBytes(wanted.folder, [...toCome, item]).catch((error: unknown) => {
        log.error('the space for a download is not known', error);
        throw Refusal.of(diskProblem(error, wanted.folder));
      });
      if (missing > 0) throw new Refusal('downloads.no-room', { missing });
      if (same !== undefined) await forget(same);
      addWanted(db, wanted);
      items.push(item);
      tell(item);
      pump();
      return downloadOf(item);
    },
    pause: (id) => {
      const item = find(id);
      if (item.wanted.wish !== 'go') return;
      setWish(item, 'paused');
      item.stop?.abort();
      setState(item, 'paused');
    },
    resume,
    cancel: async (id) => {
      const item = find(id);
      await forget(item);
      pump();
    },
    networkChanged: () => {
      for (const { run } of items) run?.reconnect();
    },
    close: async () => {
      isClosed = true;
      clearInterval(telling);
      clearInterval(looking);
      await Promise.all(
        items.map(async (item) => {
          item.stop?.abort();
          await item.run?.outcome;
          save(item);
        }),
      );
    },
  };

  /** Removes it from the list, and its bytes unless it is done. */
  async function forget(item: Item): Promise<void> {
    items.splice(items.indexOf(item), 1);
    dropWanted(db, item.wanted.id);
    options.onGone(item.wanted.id);
    item.stop?.abort();
    await item.run?.outcome;
    if (item.wanted.wish !== 'done') await takeFiles(item.wanted.folder, item.targets);
  }
};
