/** Writes a body from a connection to the disk as it arrives. */
import type { Readable } from 'node:stream';
import { fellSilent, lostConnection, Setback } from './setback.ts';

/**
 * At high speed, this many bytes are gathered before they are written, but for no longer than this, which is what a kill may
 * cost.
 */
const batchBytes = 1024 ** 2;
const batchMs = 5;
/** With this many bytes waiting for the disk, the server is asked to pause. */
const mostQueuedBytes = 4 * 1024 ** 2;
/** Milliseconds that a body may take to end by itself after the last wanted byte, so that its connection can be used again. */
const farewellMs = 1000;

export interface Receiving {
  body: Readable;
  /** The position of its first byte in the file. */
  from: number;
  /** No byte is taken from this position on. */
  to: number;
  /** Writes at a position; called one at a time, in order. An error that it throws ends the download of the body. */
  write: (at: number, buffers: Buffer[], byteLength: number) => Promise<void>;
  /** Milliseconds without a byte after which the connection counts as cut. */
  stallMs: number;
  onBytes: (count: number) => void;
  signal: AbortSignal;
}

/**
 * Resolves when everything up to `to` is written. Throws `Setback` if the body ended, broke off or fell silent before, the
 * reason with which `signal` was aborted, or the error of `write`; bytes that arrived before are written.
 */
export const receive = ({ body, from, to, write, stallMs, onBytes, signal }: Receiving): Promise<void> =>
  new Promise((resolve, reject) => {
    let received = from;
    let written = from;
    let queued: Buffer[] = [];
    let queuedBytes = 0;
    let isWriting = false;
    let gathering: NodeJS.Timeout | null = null;
    let wroteAt = -Infinity;
    let isOver = false;
    let problem: unknown = null;
    let heardAt = performance.now();

    const over = (why: unknown): void => {
      problem ??= why;
      isOver = true;
      if (received < to) body.destroy();
      startWriting();
      settle();
    };
    const settle = (): void => {
      if (!isOver || isWriting) return;
      clearInterval(watch);
      signal.removeEventListener('abort', aborted);
      if (written === to) resolve();
      else reject(problem as Error);
    };
    const watch = setInterval(() => {
      if (body.isPaused()) heardAt = performance.now();
      else if (performance.now() - heardAt > stallMs) over(new Setback(fellSilent()));
    }, stallMs / 4);
    const aborted = (): void => over(signal.reason);
    signal.addEventListener('abort', aborted);

    /** Writes what is queued, now or soon. */
    const consider = (): void => {
      if (queuedBytes === 0) return;
      const waitMs = wroteAt + batchMs - performance.now();
      if (isOver || queuedBytes >= batchBytes || waitMs <= 0) startWriting();
      else gathering ??= setTimeout(startWriting, waitMs);
    };
    const startWriting = (): void => {
      if (gathering !== null) clearTimeout(gathering);
      gathering = null;
      if (isWriting || queuedBytes === 0) return;
      isWriting = true;
      wroteAt = performance.now();
      void writeQueued();
    };
    const writeQueued = async (): Promise<void> => {
      try {
        const [batch, bytes] = [queued, queuedBytes];
        [queued, queuedBytes] = [[], 0];
        if (body.isPaused()) body.resume();
        await write(written, batch, bytes);
        written += bytes;
      } catch (error) {
        problem = error;
        isOver = true;
        queuedBytes = 0;
        body.destroy();
      }
      isWriting = false;
      consider();
      settle();
    };

    body.on('data', (chunk: Buffer) => {
      if (isOver) {
        // More than was requested.
        body.destroy();
        return;
      }
      heardAt = performance.now();
      const taken = chunk.length > to - received ? chunk.subarray(0, to - received) : chunk;
      received += taken.length;
      queued.push(taken);
      queuedBytes += taken.length;
      onBytes(taken.length);
      if (received === to) {
        isOver = true;
        startWriting();
        const farewell = setTimeout(() => body.destroy(), farewellMs);
        body.on('close', () => clearTimeout(farewell));
        return;
      }
      if (queuedBytes > mostQueuedBytes) body.pause();
      consider();
    });
    const ended = (): void => {
      if (!isOver) over(new Setback(lostConnection()));
    };
    body.on('end', ended);
    body.on('close', ended);
    body.on('error', (cause) => {
      if (!isOver) over(new Setback(lostConnection(), { cause }));
    });
    if (signal.aborted) aborted();
    else if (body.destroyed) ended();
  });
