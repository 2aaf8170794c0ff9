/** The models that are being downloaded. Sizes are bytes; times of day are milliseconds since the epoch. */
import { z } from 'zod';
import type { Told } from '../words/told.ts';
import { call, filePath, id, nothing, repository } from './call.ts';

/** A download, of all its files. */
export interface Download {
  id: string;
  repository: string;
  /** Of the first file in the repository. */
  file: string;
  /** Where the first file will be. */
  target: string;
  state:
    | 'queued'
    | 'running'
    /** By the user. */
    | 'paused'
    /** By what `problem` says; it goes on by itself. */
    | 'waiting'
    /** All is fetched, and the end of the check goes on. */
    | 'checking'
    | 'done'
    /** It needs the user: `problem` says for what. */
    | 'failed';
  /** Why it waits or failed; `null` if nothing is wrong. */
  problem: Told | null;
  bytes: number;
  doneBytes: number;
  /** Fetched a second time: cut connections and bad parts. */
  refetchedBytes: number;
  /** Over the last seconds; `null` while nothing comes. */
  bytesPerSecond: number | null;
  createdAt: number;
}

/** The calls of `calls` that belong here. */
export const downloadsCalls = {
  downloads: call<Download[]>().takes(nothing),
  /** Queues it. Refused where the disk has no room, or it is here. */
  startDownload: call<Download>().takes(z.strictObject({ repository, file: filePath })),
  pauseDownload: call<void>().takes(z.strictObject({ id })),
  resumeDownload: call<void>().takes(z.strictObject({ id })),
  /** Takes what was fetched; of one that is done, only its line. */
  cancelDownload: call<void>().takes(z.strictObject({ id })),
};

/** The events of `Events` that belong here. */
export interface DownloadsEvents {
  /** One download began, moved or changed its state. */
  'download.changed': { download: Download };
  'download.gone': { id: string };
}
