/**
 * The line of requests for embeddings and ranks. Their models run in processes of their own, so they do not wait for the model that
 * chats. A request is done in pieces, and requests take turns after each piece, so that a long one does not hold back the others.
 */
import { ApiFault } from '../../shared/api/fault.ts';
import type { TextWork } from '../../shared/engine/engine.ts';

export interface TextLine {
  /** Throws `ApiFault` if the line is full, and if the client leaves before the end. */
  embed(
    work: TextWork,
    path: string,
    texts: readonly string[],
    left: AbortSignal,
  ): Promise<{ vectors: Float32Array[]; tokens: number }>;
  /** The same. */
  rank(
    work: TextWork,
    path: string,
    question: string,
    texts: readonly string[],
    left: AbortSignal,
  ): Promise<{ scores: number[]; tokens: number }>;
}

/** The most texts of a piece, and the UTF-16 code units behind which it gets no further text: the engine has a time limit for each piece. */
const mostTexts = 16;
const mostLength = 8000;

/** Nothing is known of the speed of these models. In s. */
const retryS = 5;

/** `most`: requests that wait. */
export const createTextLine = (most: () => number): TextLine => {
  let requests = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** Runs when all that came before has ended; the order is that of the calls. */
  const inTurn = <Result>(piece: () => Promise<Result>): Promise<Result> => {
    const own = last.then(piece);
    last = own.catch(() => undefined);
    return own;
  };
  const inPieces = async <Result>(
    texts: readonly string[],
    left: AbortSignal,
    doPiece: (some: readonly string[]) => Promise<Result>,
  ): Promise<Result[]> => {
    // One runs, the others wait.
    if (requests > most())
      throw new ApiFault('busy', `${requests - 1} requests of this kind wait already. Try again later.`, {
        retryAfterS: retryS,
      });
    requests += 1;
    try {
      const results: Result[] = [];
      for (const some of piecesOf(texts))
        results.push(
          await inTurn(() => {
            if (left.aborted) throw new ApiFault('failed', 'The client has left.');
            return doPiece(some);
          }),
        );
      return results;
    } finally {
      requests -= 1;
    }
  };
  const sumOf = (results: readonly { tokens: number }[]): number =>
    results.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    embed: async (work, path, texts, left) => {
      const results = await inPieces(texts, left, (some) => work.embed(path, some));
      return { vectors: results.flatMap(({ vectors }) => vectors), tokens: sumOf(results) };
    },
    rank: async (work, path, question, texts, left) => {
      const results = await inPieces(texts, left, (some) => work.rank(path, question, some));
      return { scores: results.flatMap(({ scores }) => scores), tokens: sumOf(results) };
    },
  };
};

const piecesOf = (texts: readonly string[]): string[][] => {
  const pieces: string[][] = [];
  let length = Infinity;
  for (const text of texts) {
    const piece = pieces.at(-1);
    if (piece === undefined || piece.length >= mostTexts || length + text.length > mostLength) {
      pieces.push([text]);
      length = text.length;
    } else {
      piece.push(text);
      length += text.length;
    }
  }
  return pieces;
};
