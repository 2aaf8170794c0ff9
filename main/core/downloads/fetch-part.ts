/** Downloads one file until it is complete and verified. */
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
  /** The hub's address of the file. */
  url: string;
  target: string;
  onBytes: (count: number) => void;
  onLost: (count: number) => void;
  onProblem: (problem: Told | null) => void;
  /** Reports how many bytes are stored. */
  onDone: (bytes: number) => void;
  /** All bytes are stored and the verification is finishing; false if something turned out to be missing. */
  onChecking: (isChecking: boolean) => void;
  /** The download can be steered from now on. */
  onFetching: (fetching: Fetching) => void;
}

/** A segment that the disk has damaged this often in a row is not downloaded again. */
const mostDamages = 3;
/** A third pass and later ones are for hubs that send something else each time. */
const mostPasses = 4;

/** Resolves when the partial file is complete, its digest is right and the disk has stored it. Throws like `Fetching.run`. */
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
    // Bytes that are already stored are hashed from the disk meanwhile.
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

/**
 * Downloads what is missing. Returns true if the file is right, and false if it is wrong although the disk holds it as it was
 * received.
 */
const isCompleted = async ({ fetching, front, partial, options }: Steps): Promise<boolean> => {
  const { sha256 } = options.part;
  for (let times = 1; times <= mostDamages; times += 1) {
    await fetching.run();
    options.onChecking(true);
    // The disk and the digest can both finish at the same time.
    const [digest] = await Promise.all([sha256 === null ? null : front.digest(), partial.sync()]);
    if (sha256 !== null && digest === sha256) return true;
    const damaged = await emptyDamaged(partial, front);
    if (damaged === 0) return sha256 === null;
    options.onLost(damaged);
    options.onChecking(false);
  }
  throw new Refusal('downloads.faulty-disk');
};

/** Empties the segments in which the disk holds other bytes than were received. Returns the number of those bytes. */
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
 * All bytes are stored as they were received, and yet they are not what the hub announces: some were wrong when they arrived.
 * Nobody knows which, so one segment after another is downloaded again and compared, until the file is right. Gives up if a
 * whole pass brings the same bytes again: then the file on the hub is wrong.
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
          // Segments that arrived unchanged were written again too, so everything on the disk is hashed once more.
          front.replaced(0);
          if (await isCompleted(steps)) return;
        }
      }
      // A server without ranges has sent the whole file again.
      if (fetching.isInOneGo()) break;
    }
    if (isSame) break;
  }
  throw new Refusal('downloads.other-content');
};
