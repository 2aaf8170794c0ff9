/** The body of an answer, counted while it is read, and whose end is told once. */
import { Transform, type Readable } from 'node:stream';
import type { Unreachable } from './unreachable.ts';

interface Count {
  onBytes: (bytes: number) => void;
  /** What the end was, where it was none that the reader or the server wanted. */
  problemOf: (error: unknown) => Unreachable;
  /** Once, when it is read to its end, destroyed or cut. `isWhole`: to its end. */
  onEnd: (problem: Unreachable | null, isWhole: boolean) => void;
}

export const countedBody = (body: Readable, { onBytes, problemOf, onEnd }: Count): Readable => {
  let problem: Unreachable | null = null;
  const counted = new Transform({
    // No more than a chunk waits here: what waits when a connection is cut is lost, and fetched again.
    highWaterMark: 1,
    transform: (chunk: Buffer, _encoding, done) => {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  body.on('error', (error) => {
    // Where the reader went first, what follows is no problem.
    if (counted.destroyed) return;
    problem = problemOf(error);
    counted.destroy(problem);
  });
  // It can be cut before its reader listens, who is told then all the same.
  counted.on('error', () => undefined);
  counted.on('close', () => {
    const isWhole = body.readableEnded;
    body.destroy();
    onEnd(problem, isWhole);
  });
  return body.pipe(counted);
};
