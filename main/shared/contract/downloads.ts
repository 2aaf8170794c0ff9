/** The models that are being downloaded. Sizes are bytes; times of day are milliseconds since the epoch. */
import { z } from 'zod';
import type { Told } from '../words/told.ts';
import { call, filePath, id, nothing, repository } from './call.ts';

/** The download of a model, with all its files. */
export interface Download {
  id: string;
  repository: string;
  /** The path of the first file in the repository. */
  file: string;
  /** The path that the first file will have on this machine. */
  target: string;
  state:
    | 'queued'
    | 'running'
    /** Paused by the user. */
    | 'paused'
    /** Interrupted for the reason in `problem`; it resumes by itself. */
    | 'waiting'
    /** Everything is downloaded, and the rest is being verified. */
    | 'checking'
    | 'done'
    /** Only the user can continue it; `problem` says how. */
    | 'failed';
  /** Why it waits or failed; `null` if nothing is wrong. */
  problem: Told | null;
  bytes: number;
  doneBytes: number;
  /** Bytes that were downloaded again, after lost connections and failed checks. */
  refetchedBytes: number;
  /** The speed over the last seconds; `null` while no data arrives. */
  bytesPerSecond: number | null;
  createdAt: number;
}

/** The calls about downloads, which `calls` in contract.ts includes. */
export const downloadsCalls = {
  downloads: call<Download[]>().takes(nothing),
  /** Queues a download. Refused if the disk has no room for it, or if the model is installed. */
  startDownload: call<Download>().takes(z.strictObject({ repository, file: filePath })),
  pauseDownload: call<void>().takes(z.strictObject({ id })),
  resumeDownload: call<void>().takes(z.strictObject({ id })),
  /** Cancels a download and deletes what was downloaded. If it is done, only removes it from the list. */
  cancelDownload: call<void>().takes(z.strictObject({ id })),
};

/** The events about downloads, which `Events` in contract.ts includes. */
export interface DownloadsEvents {
  /** Sent when a download has begun, has made progress or has changed its state. */
  'download.changed': { download: Download };
  'download.gone': { id: string };
}
