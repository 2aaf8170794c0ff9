/**
 * The line of requests for embeddings and ranks. Their models run in processes of their own, so they do not wait for the model that
 * chats. A request is done in pieces, and after each of them it is the turn of the client that has waited longest for one, so that neither
 * a long request nor a client with many of them holds back the others.
 */
import { ApiFault } from '../../shared/api/fault.ts';
import type { TextWork } from '../../shared/engine/engine.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import { faultOfTold } from './told-faults.ts';

/** Who asks, and when it has gone. */
interface TextClient {
  name: string;
  left: AbortSignal;
}

export interface TextLine {
  /**
   * Throws `ApiFault` if the line is full (a client with nothing in it is still admitted, unless it is twice as long), if a text is refused, and if the client leaves before the end. `keepMs`: how long the model
   * stays loaded afterwards; `null`: as usual.
   */
  embed(
    work: TextWork,
    path: string,
    texts: readonly (string | readonly number[])[],
    how: { cutsLong: boolean; keepMs: number | null },
    client: TextClient,
  ): Promise<{ vectors: Float32Array[]; tokens: number; loadMs: number }>;
  /** The same. A long text is ranked in parts, and its best part counts. */
  rank(
    work: TextWork,
    path: string,
    question: string,
    texts: readonly string[],
    client: TextClient,
  ): Promise<{ scores: number[]; tokens: number }>;
}

/**
 * The most texts of a piece, and the length behind which it gets no further text, in UTF-16 code units or tokens: the engine has a time
 * limit for each piece.
 */
const mostTexts = 16;
const mostLength = 8000;

/** The share of a part of a long text that the next part repeats. */
const overlap = 0.1;

/** Nothing is known of the speed of these models. In s. */
const retryS = 5;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** `most`: requests that wait. */
export const createTextLine = (most: () => number): TextLine => {
  /** The requests of each client. */
  const requests = new Map<string, number>();
  const count = (client: string, by: number): void => {
    const left = (requests.get(client) ?? 0) + by;
    if (left > 0) requests.set(client, left);
    else requests.delete(client);
  };
  /** Pieces that wait, in the order in which they came. */
  const waiting: { client: string; run: () => Promise<void> }[] = [];
  /** Clients by their latest turn, the one of longest ago first. */
  const served = new Set<string>();
  let isRunning = false;
  const runNext = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (waiting.length > 0) {
      const fresh = waiting.findIndex(({ client }) => !served.has(client));
      const longest = [...served].find((name) => waiting.some(({ client }) => client === name));
      const at = fresh === -1 ? waiting.findIndex(({ client }) => client === longest) : fresh;
      const [piece] = waiting.splice(at, 1);
      served.delete(piece!.client);
      served.add(piece!.client);
      await piece!.run();
    }
    served.clear();
    isRunning = false;
  };
  const inTurn = <Result>(client: string, piece: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        try {
          resolve(await piece());
        } catch (error) {
          reject(error as Error);
        }
        // A request with more pieces adds the next one before another client is chosen.
        await new Promise((done) => setImmediate(done));
      };
      waiting.push({ client, run });
      void runNext();
    });
  const inPieces = async <Text extends string | readonly number[], Result>(
    texts: readonly Text[],
    { name, left }: TextClient,
    doPiece: (some: readonly Text[], at: { start: number; isLast: boolean }) => Promise<Result>,
  ): Promise<Result[]> => {
    const all = sumOf([...requests.values()]);
    // One runs, the others wait.
    if (all > most() * (requests.has(name) ? 1 : 2))
      throw new ApiFault('busy', `${all - 1} requests of this kind wait already. Try again later.`, {
        retryAfterS: retryS,
      });
    count(name, 1);
    try {
      const results: Result[] = [];
      const pieces = piecesOf(texts);
      let start = 0;
      for (const [index, some] of pieces.entries()) {
        const at = { start, isLast: index === pieces.length - 1 };
        results.push(
          await inTurn(name, async () => {
            if (left.aborted) throw new ApiFault('failed', 'The client has left.');
            return doPiece(some, at);
          }),
        );
        start += some.length;
      }
      return results;
    } finally {
      count(name, -1);
    }
  };
  return {
    embed: async (work, path, texts, { cutsLong, keepMs }, client) => {
      const results = await inPieces(texts, client, (some, { start, isLast }) =>
        work
          .embed(path, some, { refusesLong: !cutsLong, ...(isLast && keepMs !== null ? { keepMs } : {}) })
          .catch((error: unknown) => {
            throw inRequest(error, start);
          }),
      );
      return {
        vectors: results.flatMap(({ vectors }) => vectors),
        tokens: sumOf(results.map(({ tokens }) => tokens)),
        loadMs: sumOf(results.map(({ loadMs }) => loadMs)),
      };
    },
    rank: async (work, path, question, texts, client) => {
      const parts = texts.map(partsOf);
      const results = await inPieces(parts.flat(), client, (some) =>
        work.rank(path, question, some, { refusesLong: true }),
      );
      const all = results.flatMap(({ scores }) => scores);
      let start = 0;
      const scores = parts.map(({ length }) => Math.max(...all.slice(start, (start += length))));
      return { scores, tokens: sumOf(results.map(({ tokens }) => tokens)) };
    },
  };
};

/** A text that is refused is told by its place in its piece: here by that in the request. */
const inRequest = (error: unknown, start: number): unknown => {
  if (!(error instanceof Refusal) || error.told.code !== 'engine.text-too-long') return error;
  const { nth, given, most } = error.told.facts as { nth: number; given: number; most: number };
  return faultOfTold(say('engine.text-too-long', { nth: start + nth, given, most }));
};

/** A text that is too long for one piece as several. */
const partsOf = (text: string): string[] => {
  const parts: string[] = [];
  const step = Math.floor(mostLength * (1 - overlap));
  for (let start = 0; parts.length === 0 || start + mostLength - step < text.length; start += step)
    parts.push(text.slice(start, start + mostLength));
  return parts;
};

const piecesOf = <Text extends string | readonly number[]>(texts: readonly Text[]): Text[][] => {
  const pieces: Text[][] = [];
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
