/**
 * Writes downloads in a separate thread: writing there takes half as long as in Node's thread pool, and a slow disk blocks
 * nobody else. Bytes are transferred, not copied.
 */
import { closeSync, fdatasync, fsyncSync, openSync, writeSync, writevSync } from 'node:fs';
import { promisify } from 'node:util';
import { workerData } from 'node:worker_threads';
import { answerJobs } from '../../system/answer-jobs.ts';
import type { Note, WriteJob, WriteWorkerData } from './partial-file.ts';

const { path, stateFile } = workerData as WriteWorkerData;
const file = openSync(path, 'r+');
const state = openSync(stateFile, 'r+');

/** This many bytes are gathered before the disk is asked to store them, so that little is left for the end. */
const syncEveryBytes = 64 * 1024 ** 2;
let unsyncedBytes = 0;
const sync = promisify(fdatasync);
let syncing: Promise<void> | null = null;

const write = (to: number, bytes: Uint8Array, at: number): void => {
  for (let done = 0; done < bytes.length;) done += writeSync(to, bytes, done, bytes.length - done, at + done);
};

const take = ({ place, bytes }: Note): void => write(state, bytes, place);

/** The data first, then the record about it. */
const append = ({ at, buffers, note }: Extract<WriteJob, { kind: 'append' }>): void => {
  const taken = writevSync(file, buffers, at);
  let from = 0;
  for (const buffer of buffers) {
    // The system may take less than it was given.
    const here = Math.max(0, taken - from);
    if (here < buffer.length) write(file, buffer.subarray(here), at + from + here);
    from += buffer.length;
  }
  take(note);
  unsyncedBytes += from;
  if (unsyncedBytes < syncEveryBytes || syncing !== null) return;
  unsyncedBytes = 0;
  // What fails here fails at the end as well, and is reported there.
  syncing = sync(file)
    .catch(() => undefined)
    .finally(() => (syncing = null));
};

answerJobs(async (job: WriteJob): Promise<void> => {
  switch (job.kind) {
    case 'begin':
      break;
    case 'append':
      append(job);
      break;
    case 'note':
      take(job.note);
      break;
    case 'sync':
      await sync(file);
      break;
    case 'verified':
      fsyncSync(file);
      take(job.note);
      fsyncSync(state);
      break;
    case 'close':
      await syncing;
      closeSync(file);
      closeSync(state);
  }
});
