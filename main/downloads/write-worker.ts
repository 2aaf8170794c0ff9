/**
 * Writes what is fetched, in a thread of its own: written there at once, it costs half of what it does by Node's pool, and
 * a slow disk holds up nobody else. The bytes are handed over, not copied.
 */
import { closeSync, fdatasync, fsyncSync, openSync, writeSync, writevSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { answerJobs } from './answer-jobs.ts';
import type { WriteJob, WriteWorkerData, Written } from './partial-file.ts';
import { encodeRecord, placeOf, recordOf, wholeRecord } from './partial-state.ts';

const { path, stateFile } = workerData as WriteWorkerData;
const file = openSync(path, 'r+');
const state = openSync(stateFile, 'r+');

/** So much is gathered before the disk is asked to take it, so that little is left for the end. */
const syncEveryBytes = 256 * 1024 ** 2;
let unsyncedBytes = 0;
let isSyncing = false;

const write = (bytes: Uint8Array, at: number): void => {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
};

const note = (record: number, { doneBytes, crc }: Written): void => {
  const bytes = encodeRecord(record, doneBytes, crc);
  writeSync(state, bytes, 0, bytes.length, placeOf(record));
};

/** The data first, then the record that speaks of it. */
const append = ({ segment, at, before, buffers }: Extract<WriteJob, { kind: 'append' }>): Written => {
  const total = buffers.reduce((sum, { length }) => sum + length, 0);
  const taken = writevSync(file, buffers, at);
  let crc = before.crc;
  let from = 0;
  for (const buffer of buffers) {
    // The system may take less than it was given.
    if (from + buffer.length > taken)
      write(buffer.subarray(Math.max(0, taken - from)), at + Math.max(from, taken));
    crc = crc32(buffer, crc);
    from += buffer.length;
  }
  const after = { doneBytes: before.doneBytes + total, crc };
  note(recordOf(segment), after);
  unsyncedBytes += total;
  if (unsyncedBytes > syncEveryBytes && !isSyncing) {
    unsyncedBytes = 0;
    isSyncing = true;
    // What fails here fails at the end as well, where it is told.
    fdatasync(file, () => (isSyncing = false));
  }
  return after;
};

answerJobs((job: WriteJob): Written | null => {
  switch (job.kind) {
    case 'begin':
      return null;
    case 'append':
      return append(job);
    case 'note':
      note(recordOf(job.segment), job.now);
      return null;
    case 'header':
      writeSync(state, job.header, 0, job.header.length, 0);
      return null;
    case 'verified':
      fsyncSync(file);
      note(wholeRecord, { doneBytes: 1, crc: 0 });
      fsyncSync(state);
      return null;
    case 'close':
      closeSync(file);
      closeSync(state);
      return null;
  }
});
