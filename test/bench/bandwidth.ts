/**
 * Memory bandwidth without llama.cpp, for comparison: threads that copy large buffers, and threads that only read them.
 * One process, a worker for each thread; all begin together.
 */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Of each buffer of each thread: no cache holds it. */
const bufferBytes = 256 * 2 ** 20;
const repeats = 12;

type Kind = 'copy' | 'read';

interface Order {
  kind: Kind;
  /** How many of all threads have begun, by repeat. */
  begun: Int32Array;
  threads: number;
}

/**
 * Bytes in a second over all threads, the best repeat. A copy counts what it reads and what it writes: `TypedArray.set`
 * is memmove, which for buffers of this size writes past the caches, so that no line is read before it is overwritten;
 * where it does not, memory moves half as much again. A read looks through a buffer for a byte that is not in it, which
 * is memchr.
 */
export const memoryBandwidth = async (kind: Kind, threads: number): Promise<number> => {
  const begun = new Int32Array(new SharedArrayBuffer(4 * repeats));
  const order: Order = { kind, begun, threads };
  const times = await Promise.all(Array.from({ length: threads }, () => timesOf(order)));
  const bytes = threads * bufferBytes * (kind === 'copy' ? 2 : 1);
  const rates = Array.from({ length: repeats }, (_, repeat) => {
    const from = Math.min(...times.map((one) => one[repeat]![0]));
    const to = Math.max(...times.map((one) => one[repeat]![1]));
    return (bytes * 1000) / (to - from);
  });
  return Math.max(...rates);
};

/** When a repeat began and ended, by a clock that all threads share, in ms. */
type Span = [from: number, to: number];

const timesOf = (order: Order): Promise<Span[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: order });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

const work = ({ kind, begun, threads }: Order): Span[] => {
  // Written once, so that every page is there.
  const from = Buffer.alloc(bufferBytes, 1);
  const to = kind === 'copy' ? Buffer.alloc(bufferBytes, 2) : from;
  const now = (): number => Number(process.hrtime.bigint()) / 1e6;
  return Array.from({ length: repeats }, (_, repeat): Span => {
    Atomics.add(begun, repeat, 1);
    while (Atomics.load(begun, repeat) < threads);
    const startedAt = now();
    if (kind === 'copy') to.set(from);
    else if (from.includes(3)) throw new Error('the byte was found');
    return [startedAt, now()];
  });
};

if (!isMainThread) parentPort!.postMessage(work(workerData as Order));
