/** The body of an answer. Its bytes are counted while they are read, and its end is reported once. */
import { Transform, type Readable } from 'node:stream';
import type { Unreachable } from './unreachable.ts';

interface Count {
  onBytes: (bytes: number) => void;
  /** Describes an end that neither the reader nor the server wanted. */
  problemOf: (error: unknown) => Unreachable;
  /** Called once, when the body was read completely, destroyed or cut. `isWhole`: read completely. */
  onEnd: (problem: Unreachable | null, isWhole: boolean) => void;
}

export const countedBody = (body: Readable, { onBytes, problemOf, onEnd }: Count): Readable => {
  let problem: Unreachable | null = null;
  const counted = new Transform({
    // At most one chunk waits here: whatever waits when a connection is cut is lost and must be downloaded again.
    highWaterMark: 1,
    transform: (chunk: Buffer, _encoding, done) => {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  body.on('error', (error) => {
    // If the reader left first, what follows is not a problem.
    if (counted.destroyed) return;
    problem = problemOf(error);
    counted.destroy(problem);
  });
  // The body can be cut before its reader listens, who then still gets the error.
  counted.on('error', () => undefined);
  counted.on('close', () => {
    const isWhole = body.readableEnded;
    body.destroy();
    onEnd(problem, isWhole);
  });
  return body.pipe(counted);
};
