/** A thread of this process that does one job after another. */
import { Worker } from 'node:worker_threads';

/** A thread's answer to the job with this number. */
export interface ThreadAnswer {
  id: number;
  result: unknown;
  /** The error that was thrown, with the `code` of the system's errors. */
  problem: { message: string; code: string | undefined } | null;
}

export interface Thread<Job> {
  /** Rejects with the job's error, and always once the thread has failed. Buffers in `transfer` are given away. */
  send: <Result>(job: Job, transfer?: ArrayBuffer[]) => Promise<Result>;
  end: () => Promise<void>;
}

export const openThread = <Job extends object>(entry: string, workerData: object): Thread<Job> => {
  const worker = new Worker(entry, { workerData });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let ids = 0;
  let failure: Error | null = null;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread has ended')));
  worker.on('message', ({ id, result, problem }: ThreadAnswer) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (problem === null) one?.resolve(result);
    else one?.reject(Object.assign(new Error(problem.message), { code: problem.code }));
  });
  return {
    send: <Result>(job: Job, transfer: ArrayBuffer[] = []): Promise<Result> =>
      new Promise((resolve, reject) => {
        if (failure !== null) {
          reject(failure);
          return;
        }
        ids += 1;
        waiting.set(ids, { resolve: resolve as (result: unknown) => void, reject });
        worker.postMessage({ id: ids, job }, transfer);
      }),
    end: async () => void (await worker.terminate()),
  };
};
