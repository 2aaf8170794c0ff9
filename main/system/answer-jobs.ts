/** The thread's side of thread.ts. */
import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer } from './thread.ts';

/** Answers every job with what `answer` returns or throws. */
export const answerJobs = <Job>(answer: (job: Job) => unknown): void => {
  parentPort!.on('message', ({ id, job }: { id: number; job: Job }) => {
    void (async () => {
      const reply: ThreadAnswer = { id, result: null, problem: null };
      try {
        reply.result = await answer(job);
      } catch (error) {
        const { message, code } = error as NodeJS.ErrnoException;
        reply.problem = { message, code };
      }
      parentPort!.postMessage(reply);
    })();
  });
};
