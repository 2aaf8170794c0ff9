/**
 * Computes the digests of a file during its download, in a separate thread: a gigabyte takes more than half a second, during
 * which the core could not answer. It reads bytes that were just written, which is cheap while the system still caches them.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { answerJobs } from '../../system/answer-jobs.ts';
import type { HashJob, HashWorkerData } from './hasher.ts';

const { path } = workerData as HashWorkerData;
const file = openSync(path, 'r');
/** Small enough to stay in the processor's cache between reading and hashing. */
const chunk = Buffer.allocUnsafe(256 * 1024);

let front = createHash('sha256');
/** The digest before each segment, to return to. */
const starts: Hash[] = [];

/** Returns false if the file ends before. */
const read = (from: number, to: number, take: (bytes: Buffer) => unknown): boolean => {
  for (let at = from; at < to;) {
    const bytesRead = readSync(file, chunk, 0, Math.min(chunk.length, to - at), at);
    if (bytesRead === 0) return false;
    take(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return true;
};

answerJobs((job: HashJob): string | number | null => {
  switch (job.kind) {
    case 'front':
      if (job.isStart) {
        // The first time it arrives here, or after a replacement.
        if (starts[job.segment] === undefined) starts[job.segment] = front.copy();
        else front = starts[job.segment]!.copy();
        starts.length = job.segment + 1;
      }
      read(job.from, job.to, (bytes) => front.update(bytes));
      return null;
    case 'crc': {
      let crc = 0;
      return read(job.from, job.to, (bytes) => (crc = crc32(bytes, crc))) ? crc : null;
    }
    case 'range': {
      const hash = createHash(job.algorithm);
      return read(job.from, job.to, (bytes) => hash.update(bytes)) ? hash.digest('base64') : null;
    }
    case 'whole':
      return front.copy().digest('hex');
    case 'close':
      closeSync(file);
      return null;
  }
});
