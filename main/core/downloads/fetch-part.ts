/** One file of a download, until it is whole and right. */
import type { Outgoing } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Told } from '../../shared/words/told.ts';
import { openFetching, StartOver, type Fetching, type Pacing } from './fetch-missing.ts';
import { followFront, type FrontHash } from './front-hash.ts';
import { openLinks } from './links.ts';
import { openPartialFile, type PartialFile } from './partial-file.ts';
import type { Part } from './partial-state.ts';
import type { Room } from './room.ts';

export interface PartOptions {
  outgoing: Outgoing;
  room: Room;
  pacing: Pacing;
  signal: AbortSignal;
  repository: string;
  revision: string;
  part: Part;
  /** The hub's address of it. */
  url: string;
  target: string;
  onBytes: (count: number) => void;
  onLost: (count: number) => void;
  onProblem: (problem: Told | null) => void;
  /** How much is there. */
  onDone: (bytes: number) => void;
  /** All is fetched, and the end of the check goes on; false: it turned out that something is missing. */
  onChecking: (isChecking: boolean) => void;
  /** It can be steered now. */
  onFetching: (fetching: Fetching) => void;
}

/** What the disk has changed so often in a row is not fetched again. */
const mostDamages = 3;
/** A third pass and more are for hubs that send something else each time. */
const mostPasses = 4;

/**
 * Resolves when the partial file is whole, its digest is right and the disk has taken it. Throws as `Fetching.run` does.
 */
export const fetchPart = async (options: PartOptions): Promise<void> => {
  const { part, signal } = options;
  const partial = await openPartialFile(options.target, part);
  options.onDone(partial.doneBytes());
  if (partial.isVerified) {
    await partial.close();
    return;
  }
  const front = followFront(partial);
  const fetching = openFetching({
    ...options,
    partial,
    front,
    links: openLinks({
      ...options,
      stallMs: options.pacing.stallMs,
      onTag: async (tag) => {
        if (partial.tag !== null && tag !== partial.tag) throw new StartOver(tag);
        await partial.name(tag);
      },
    }),
  });
  options.onFetching(fetching);
  const told = setInterval(() => options.onDone(partial.doneBytes()), 100);
  try {
    // What is there already is hashed from the disk meanwhile.
    front.poke();
    const steps = { fetching, front, partial, options };
    if (!(await isCompleted(steps))) await repair(steps);
    signal.throwIfAborted();
    await front.close();
    await partial.verified();
  } finally {
    clearInterval(told);
    await front.close();
    await partial.close();
    options.onDone(partial.doneBytes());
  }
};

interface Steps {
  fetching: Fetching;
  front: FrontHash;
  partial: PartialFile;
  options: PartOptions;
}

/** Fetches what is missing; true where the whole is right, false where it is not and the disk holds it as it was received. */
const isCompleted = async ({ fetching, front, partial, options }: Steps): Promise<boolean> => {
  const { sha256 } = options.part;
  for (let times = 1; times <= mostDamages; times += 1) {
    await fetching.run();
    options.onChecking(true);
    // Both have something to do to the end: the disk and the digest.
    const [digest] = await Promise.all([sha256 === null ? null : front.digest(), partial.sync()]);
    if (sha256 !== null && digest === sha256) return true;
    const damaged = await emptyDamaged(partial, front);
    if (damaged === 0) return sha256 === null;
    options.onLost(damaged);
    options.onChecking(false);
  }
  throw new Refusal('downloads.faulty-disk');
};

/** Empties the segments of which the disk holds other bytes than were received; so many bytes. */
const emptyDamaged = async (partial: PartialFile, front: FrontHash): Promise<number> => {
  let bytes = 0;
  for (const segment of partial.segments) {
    if ((await front.hasher.crc(segment.from, segment.to)) === segment.crc) continue;
    bytes += segment.doneBytes;
    await partial.empty(segment);
    front.replaced(segment.index);
  }
  return bytes;
};

/**
 * All is there as it was received, and it is not what the hub announces: some of it was wrong when it came. Which, nobody
 * knows, so one segment after another is fetched again and compared, until the whole is right. Gives up where a whole
 * pass brings the same again: then it is the file on the hub that is wrong.
 */
const repair = async (steps: Steps): Promise<void> => {
  const { fetching, front, partial, options } = steps;
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    let isSame = true;
    for (const segment of partial.segments) {
      const before = partial.segments.map(({ crc }) => crc);
      options.onChecking(false);
      options.onLost(segment.doneBytes);
      await partial.empty(segment);
      await fetching.run();
      const other = partial.segments.findIndex(({ crc }, index) => crc !== before[index]);
      if (other !== -1) {
        isSame = false;
        front.replaced(other);
        if (await isCompleted(steps)) {
          // Segments that came again as they were have been written, too: once more, all of what is on the disk.
          front.replaced(0);
          if (await isCompleted(steps)) return;
        }
      }
      // A server without ranges has sent everything again.
      if (fetching.isInOneGo()) break;
    }
    if (isSame) break;
  }
  throw new Refusal('downloads.other-content');
};
