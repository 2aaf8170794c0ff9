/** Runs a job in a thread of this process within bounds of time and memory. */
import { Worker } from 'node:worker_threads';
import type { FromReader } from '../shared/documents/reader-protocol.ts';
import { say } from '../shared/words/catalogue.ts';
import { readerThread } from '../system/paths.ts';
import { workTime } from './work-time.ts';
import type { FromReaderThread, ReaderJob } from './reader-thread-protocol.ts';

type Refused = Extract<FromReader, { kind: 'refused' }>;
type Ended = Exclude<FromReaderThread, { kind: 'progress' }>;

/** How often time and memory are looked at, in ms. */
const lookMs = 50;

/** An extraction that reports no progress for this long, in ms, has a file that is made to take time. */
const silentMs = 30_000;

const mebibyte = 1024 ** 2;

/**
 * Resolves with the thread's result, or with a refusal when a bound is reached; the thread can still run then, and ends with the
 * process. `ms`: the time it may take; a recognition, without a page being done. Others may be silent for half a minute. Both are
 * `workTime`.
 */
export const runThread = (job: ReaderJob, ms: number, onProgress: (share: number) => void): Promise<Ended> =>
  new Promise((resolve) => {
    const { name, limits } = job;
    const time = workTime();
    let endsAt = ms;
    let toldAt = 0;
    const isOver = (): boolean => {
      const now = time();
      return now > endsAt || (job.kind !== 'recognise' && now > toldAt + silentMs);
    };
    const worker = new Worker(readerThread, {
      workerData: job,
      execArgv: [],
      // The heap may take most of the memory; the rest is for buffers, which V8 does not count.
      resourceLimits: {
        maxOldGenerationSizeMb: Math.floor((limits.memory * 0.7) / mebibyte),
        stackSizeMb: 8,
      },
    });
    const end = (result: Ended): void => {
      clearInterval(timer);
      resolve(result);
      void worker.terminate();
    };
    const refuse = (problem: Refused['problem'], detail: string): void =>
      end({ kind: 'refused', problem, detail });
    const timer = setInterval(() => {
      const memory = process.memoryUsage.rss();
      if (memory > limits.memory)
        refuse(say('documents.too-much-memory', { name }), `${Math.round(memory / mebibyte)} MiB`);
      else if (isOver()) refuse(say('documents.too-slow', { name }), `${ms} ms`);
    }, lookMs);
    worker.on('message', (message: FromReaderThread) => {
      if (message.kind === 'progress') {
        toldAt = time();
        // Each page of a recognition may take the whole time.
        if (job.kind === 'recognise') endsAt = toldAt + ms;
        onProgress(message.share);
      } else end(message);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const code = isMemory ? 'documents.too-much-memory' : 'documents.reader-died';
      refuse(say(code, { name }), String(error.stack ?? error.message));
    });
    worker.on('exit', (code) => refuse(say('documents.reader-died', { name }), `exit code ${code}`));
  });
