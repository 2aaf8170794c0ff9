/** Downloads the missing ranges of a partial file over several connections, one range at a time on each. */
import type { Outgoing, OutgoingAnswer } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { isSameTold, say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { bodyDigest, contentRange, fileDigest, strongTag } from './answer-headers.ts';
import type { FrontHash } from './front-hash.ts';
import { statusProblem, type Link, type Links } from './links.ts';
import type { PartialFile } from './partial-file.ts';
import { isWhole, type Part, type Segment } from './partial-state.ts';
import { receive } from './receive.ts';
import type { Room } from './room.ts';
import { ask, Setback } from './setback.ts';

const connections = 4;

export interface Pacing {
  /** Milliseconds without a byte after which a connection counts as cut. */
  stallMs: number;
  /** Milliseconds before the first retry; each further retry waits twice as long, up to `longestRetryMs`. */
  firstRetryMs: number;
  longestRetryMs: number;
  /** How often a download that waits for disk space checks for it, in ms. */
  lookForRoomMs: number;
}

export interface FetchOptions {
  outgoing: Outgoing;
  links: Links;
  part: Part;
  partial: PartialFile;
  front: FrontHash;
  room: Room;
  pacing: Pacing;
  signal: AbortSignal;
  /** Bytes arrived. */
  onBytes: (count: number) => void;
  /** This many stored bytes must be downloaded again. */
  onLost: (count: number) => void;
  /** Why nothing arrives; `null` when it does again. */
  onProblem: (problem: Told | null) => void;
}

export interface Fetching {
  /**
   * Resolves when nothing is missing. Throws `Refusal` if the user must act, `NoRoom`, the disk's errors, or the reason with
   * which `signal` was aborted.
   */
  run: () => Promise<void>;
  /** The server sends the file only as a whole. */
  isInOneGo: () => boolean;
  /** Retries at once if it is waiting, unless the server asked for the wait. */
  wake: () => void;
  /** The network has changed: running requests start again from the next byte. */
  reconnect: () => void;
}

/** The content has another tag now, and nothing tells whether it is the same: everything must be downloaded again. */
export class StartOver extends Error {
  readonly tag: string | null;
  constructor(tag: string | null) {
    super('the content has another name');
    this.tag = tag;
  }
}

/** The server sends files only as a whole. */
class WithoutRanges extends Error {}

/** This many unexpected answers in a row are taken as final. */
const mostOddAnswers = 3;

export const openFetching = (options: FetchOptions): Fetching => {
  const { outgoing, links, part, partial, front, room, pacing, signal } = options;
  const taken = new Set<Segment>();
  const resting = new Set<() => void>();
  let attempt = new AbortController();
  let crew = 0;
  let receiving = 0;
  let failure: unknown = null;
  let problem: Told | null = null;
  /** No request is sent before this time, at the server's request, and the user is told so. */
  let quietUntil = 0;
  let quietTold: Told | null = null;
  let oddAnswers = 0;
  let mindsTags = true;
  let mindsDigests = true;
  let hasRanges = false;
  let isInOneGo = false;
  /** The CRC of segments that did not match the digest they arrived with. */
  const refused = new Map<number, number>();

  const setProblem = (next: Told | null): void => {
    if (isSameTold(next, problem)) return;
    problem = next;
    options.onProblem(next);
  };

  /** Waits, unless it is woken. */
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        resting.delete(over);
        resolve();
      };
      const timer = setTimeout(over, ms);
      resting.add(over);
    });
  const wake = (): void => {
    for (const over of resting) over();
  };
  /** Half of the wait is random, so that clients that were cut off together do not return together. */
  const backOffMs = (attempts: number): number =>
    Math.min(pacing.longestRetryMs, pacing.firstRetryMs * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2);

  const isOver = (): boolean => failure !== null || signal.aborted;
  const quiet = async (): Promise<void> => {
    while (!isOver() && performance.now() < quietUntil) {
      if (receiving === 0) setProblem(quietTold);
      await rest(quietUntil - performance.now());
    }
  };

  const write = async (at: number, buffers: Buffer[], byteLength: number): Promise<void> => {
    await room.take(byteLength);
    try {
      await partial.append(at, buffers);
    } finally {
      room.wrote(byteLength);
      front.poke();
    }
  };

  /** Receives a body from `from` up to `to`. */
  const take = async (answer: OutgoingAnswer, from: number, to: number): Promise<void> => {
    let isFirst = true;
    receiving += 1;
    try {
      await receive({
        body: answer.body,
        from,
        to,
        write,
        stallMs: pacing.stallMs,
        signal: attempt.signal,
        onBytes: (count) => {
          options.onBytes(count);
          if (!isFirst) return;
          isFirst = false;
          setProblem(null);
          fill();
        },
      });
    } finally {
      receiving -= 1;
    }
  };

  const get = async (link: Link, range: string | null): Promise<OutgoingAnswer> => {
    const answer = await ask(
      outgoing,
      {
        url: link.url,
        why: links.why,
        headers: {
          'accept-encoding': 'identity',
          ...(range === null ? {} : { range }),
          ...(range === null || link.tag === null ? {} : { 'if-range': `"${link.tag}"` }),
        },
        signal: attempt.signal,
      },
      pacing.stallMs,
    );
    try {
      checkAnswer(answer, link);
      return answer;
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  };

  /** Throws if the answer has no bytes of the file, or those of another file. */
  const checkAnswer = ({ status, headers }: OutgoingAnswer, link: Link): void => {
    if (status === 401 || status === 403 || status === 404 || status === 410) {
      links.expired(link);
      // A link that has worked has expired; one that never worked deserves less hurry.
      throw new Setback(say('downloads.link-expired'), link.served > 0 ? { waitMs: 0 } : {});
    }
    if (status === 416) throw odd(link, new Refusal('downloads.other-length'));
    if (status !== 200 && status !== 206)
      throw statusProblem({ status, headers }) ?? new Setback(say('downloads.server-status', { status }));
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      throw odd(link, new Refusal('downloads.encoded'));
    const length = Number(headers['content-length'] ?? NaN);
    const total = status === 200 ? length : contentRange(headers)?.total;
    if (typeof total === 'number' && !Number.isNaN(total) && total !== partial.bytes)
      throw odd(link, new Refusal('downloads.other-length'));
    const tag = strongTag(headers['etag']);
    if (mindsTags && link.tag !== null && tag !== link.tag) {
      // The hub vouches for its links by SHA-256. If it does so twice, its storage has only renamed the same bytes.
      throw odd(link, part.sha256 === null ? new StartOver(partial.tag) : null);
    }
    const digest = fileDigest(headers);
    if (part.sha256 !== null && digest !== null && digest !== part.sha256)
      throw new Refusal('downloads.other-content');
    link.tag ??= tag;
  };

  /** Returns the error for an unexpected answer. At first it leads to a new link; after several, it is final. */
  const odd = (link: Link, inTheEnd: Error | null): Error => {
    links.expired(link);
    oddAnswers += 1;
    if (oddAnswers < mostOddAnswers) return new Setback(say('downloads.other-file-sent'));
    oddAnswers = 0;
    if (inTheEnd !== null) return inTheEnd;
    mindsTags = false;
    return new Setback(say('downloads.file-moved'), { waitMs: 0 });
  };

  /** Downloads the rest of a segment, or as much of it as one answer brings. */
  const fetchRange = async (segment: Segment): Promise<void> => {
    await quiet();
    if (isOver()) return;
    const link = await links.get(attempt.signal);
    await partial.canWrite();
    const before = { doneBytes: segment.doneBytes, crc: segment.crc };
    const from = segment.from + segment.doneBytes;
    const answer = await get(link, `bytes=${from}-${segment.to - 1}`);
    if (answer.status === 200) {
      answer.body.destroy();
      throw hasRanges ? odd(link, new WithoutRanges()) : new WithoutRanges();
    }
    const range = contentRange(answer.headers);
    if (range?.from !== from) {
      answer.body.destroy();
      throw odd(link, new WithoutRanges());
    }
    hasRanges = true;
    oddAnswers = 0;
    link.served += 1;
    await take(answer, from, Math.min(range.to, segment.to));
    const digest = bodyDigest(answer.headers);
    if (digest === null || !mindsDigests || range.to > segment.to) return;
    if ((await front.hasher.range(digest.algorithm, from, range.to)) === digest.base64) return;
    if (refused.get(segment.index) === segment.crc) {
      // The same bytes arrived twice, so the digest is not theirs. The digest of the whole file will decide.
      mindsDigests = false;
      return;
    }
    const isSecond = refused.has(segment.index);
    refused.set(segment.index, segment.crc);
    options.onLost(range.to - from);
    await partial.empty(segment, before);
    front.replaced(segment.index);
    throw new Setback(say('downloads.damaged-on-the-way'), isSecond ? {} : { waitMs: 0 });
  };

  const nextSegment = (): Segment | null =>
    partial.segments.find((segment) => !isWhole(segment) && !taken.has(segment)) ?? null;

  /** One connection: takes segments from the front until none is left. Returns false if it left the crew by itself. */
  const work = async (): Promise<boolean> => {
    let attempts = 0;
    for (let segment = nextSegment(); segment !== null && !isOver(); segment = nextSegment()) {
      const { doneBytes } = segment;
      taken.add(segment);
      try {
        await fetchRange(segment);
        attempts = 0;
      } catch (error) {
        if (isOver() || !(error instanceof Setback)) throw error;
        if (segment.doneBytes > doneBytes) {
          attempts = 0;
          continue;
        }
        attempts += 1;
        // While nothing works, one connection that retries is enough.
        if (crew > 1 && receiving === 0 && error.waitMs !== 0) {
          crew -= 1;
          note(error);
          return false;
        }
        await pause(error, attempts);
      } finally {
        taken.delete(segment);
      }
    }
    return true;
  };

  const note = ({ told, waitMs }: Setback): void => {
    if (receiving === 0) setProblem(told);
    const until = performance.now() + (waitMs ?? 0);
    if (until > quietUntil) [quietUntil, quietTold] = [until, told];
  };
  /** Waits as long as a setback requires. */
  const pause = async (setback: Setback, attempts: number): Promise<void> => {
    if (setback.waitMs === 0) return;
    note(setback);
    if (setback.waitMs === null) await rest(backOffMs(attempts));
  };

  let crewEnded: () => void = () => undefined;
  const join = async (): Promise<void> => {
    crew += 1;
    try {
      if (!(await work())) return;
    } catch (error) {
      failure ??= error;
      attempt.abort(failure);
      wake();
    }
    crew -= 1;
    if (crew === 0) crewEnded();
  };
  /** The other connections start when the first has bytes: by then it is known that ranges work. */
  const fill = (): void => {
    while (crew > 0 && crew < connections && !isOver() && nextSegment() !== null) void join();
  };

  const fetchInRanges = async (): Promise<void> => {
    failure = null;
    attempt = new AbortController();
    const ended = new Promise<void>((resolve) => (crewEnded = resolve));
    void join();
    await ended;
    signal.throwIfAborted();
    if (failure !== null) throw failure as Error;
  };

  /**
   * Downloads on one connection from the start, and from the start again whenever it is cut. Returns if ranges work after all.
   */
  const fetchInOneGo = async (): Promise<void> => {
    failure = null;
    attempt = new AbortController();
    for (let attempts = 1; !partial.isWhole() && !signal.aborted; attempts += 1) {
      try {
        await quiet();
        const link = await links.get(attempt.signal);
        const from = partial.frontBytes();
        const answer = await get(link, from > 0 ? `bytes=${from}-` : null);
        if (answer.status === 206) {
          answer.body.destroy();
          isInOneGo = false;
          return;
        }
        await anew(partial.tag);
        oddAnswers = 0;
        link.served += 1;
        await take(answer, 0, partial.bytes);
      } catch (error) {
        if (!(error instanceof Setback) || signal.aborted) throw error;
        await pause(error, attempts);
      }
    }
  };

  const anew = async (tag: string | null): Promise<void> => {
    if (partial.doneBytes() > 0) options.onLost(partial.doneBytes());
    await partial.startAnew();
    await partial.name(tag);
    front.replaced(0);
  };

  signal.addEventListener('abort', () => {
    attempt.abort(signal.reason);
    wake();
  });
  return {
    run: async () => {
      while (!partial.isWhole()) {
        signal.throwIfAborted();
        try {
          await fetchInRanges();
        } catch (error) {
          if (error instanceof StartOver) await anew(error.tag);
          else if (error instanceof WithoutRanges) {
            hasRanges = false;
            isInOneGo = true;
            await fetchInOneGo();
          } else throw error;
        }
      }
    },
    isInOneGo: () => isInOneGo,
    wake,
    reconnect: () => {
      const left = attempt;
      attempt = new AbortController();
      left.abort(new Setback(say('downloads.network-changed'), { waitMs: 0 }));
      wake();
    },
  };
};
