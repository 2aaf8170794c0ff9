/** One download, from its stored bytes to its last file. */
import { isDiskFull } from '../../system/disk-full.ts';
import type { Log } from '../../system/log.ts';
import type { Outgoing } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Fetching, Pacing } from './fetch-missing.ts';
import { fetchPart } from './fetch-part.ts';
import { isNamed, nameFiles } from './finish.ts';
import { NoRoom, type Room } from './room.ts';
import type { Wanted } from './wanted.ts';

export interface RunOptions {
  wanted: Wanted;
  /** In the order of its parts. */
  targets: readonly string[];
  outgoing: Outgoing;
  fileUrl: (repository: string, revision: string, path: string) => string;
  room: Room;
  pacing: Pacing;
  log: Log;
  signal: AbortSignal;
  /** The disk has space for everything that is still missing. */
  hasRoom: () => Promise<boolean>;
  onBytes: (count: number) => void;
  onLost: (count: number) => void;
  /** Reports the stored bytes of all parts. */
  onDone: (bytes: number) => void;
  onState: (state: 'running' | 'waiting' | 'checking', problem: Told | null) => void;
}

export type Outcome = { kind: 'done' | 'no-room' } | { kind: 'failed'; problem: Told } | { kind: 'stopped' };

export interface Run {
  /** Never rejects. */
  outcome: Promise<Outcome>;
  wake: () => void;
  reconnect: () => void;
}

export const runDownload = (options: RunOptions): Run => {
  let fetching: Fetching | null = null;
  return {
    outcome: outcomeOf(options, (one) => (fetching = one)),
    wake: () => fetching?.wake(),
    reconnect: () => fetching?.reconnect(),
  };
};

const outcomeOf = async (options: RunOptions, onFetching: (fetching: Fetching) => void): Promise<Outcome> => {
  const { wanted, signal, log } = options;
  try {
    if (!(await options.hasRoom())) return { kind: 'no-room' };
    await fetchAll(options, onFetching);
    return { kind: 'done' };
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped' };
    if (error instanceof NoRoom || isDiskFull(error)) return { kind: 'no-room' };
    if (error instanceof Refusal) return { kind: 'failed', problem: error.told };
    log.error(`the download of ${wanted.repository} failed`, error);
    return { kind: 'failed', problem: diskProblem(error, wanted.folder) };
  }
};

const fetchAll = async (
  { wanted, targets, fileUrl, ...options }: RunOptions,
  onFetching: (fetching: Fetching) => void,
): Promise<void> => {
  let before = 0;
  let problem: Told | null = null;
  for (const [index, part] of wanted.parts.entries()) {
    const target = targets[index]!;
    const isLast = index === wanted.parts.length - 1;
    if (!isNamed(target))
      await fetchPart({
        ...options,
        repository: wanted.repository,
        revision: wanted.revision,
        part,
        url: fileUrl(wanted.repository, wanted.revision, part.path),
        target,
        onDone: (bytes) => options.onDone(before + bytes),
        onProblem: (next) => {
          problem = next;
          options.onState(problem === null ? 'running' : 'waiting', problem);
        },
        onChecking: (isChecking) => {
          if (isLast) options.onState(isChecking ? 'checking' : 'running', null);
        },
        onFetching,
      });
    before += part.bytes;
    options.onDone(before);
  }
  const { repository, revision, licence } = wanted;
  await nameFiles(targets, { repository, revision, licence });
};

/** What the user can do about an error of the disk. */
export const diskProblem = (error: unknown, folder: string): Told => {
  const reason = (error as NodeJS.ErrnoException | null)?.code;
  // Node's own errors have codes as well, such as ERR_INVALID_ARG_TYPE, and say nothing about the disk.
  if (reason === undefined || !/^E[A-Z0-9]+$/.test(reason)) return say('downloads.failed');
  if (reason === 'EFBIG') return say('downloads.file-too-large', { folder });
  if (['EACCES', 'EPERM', 'EROFS'].includes(reason))
    return say('downloads.not-permitted', { folder, reason });
  return say('downloads.not-writable', { folder, reason });
};
