/** A file that is being downloaded, `<target>.part`, with its state (partial-state.ts). */
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeWorkerEntry } from '../../system/paths.ts';
import {
  encodeHeader,
  encodeRecord,
  freshState,
  isWhole,
  parseState,
  placeOf,
  recordOf,
  wholeRecord,
  type Part,
  type PartialState,
  type Segment,
} from './partial-state.ts';
import { openThread } from '../../system/thread.ts';

export interface WriteWorkerData {
  path: string;
  stateFile: string;
}
/** The stored part of a segment. */
type Written = Pick<Segment, 'doneBytes' | 'crc'>;
export type WriteJob =
  | { kind: 'begin' }
  /** Bytes of the file, and the record to be written after them. */
  | { kind: 'append'; at: number; buffers: Uint8Array[]; note: Note }
  | { kind: 'note'; note: Note }
  /** Asks the disk to store everything that was written to the file. */
  | { kind: 'sync' }
  | { kind: 'verified'; note: Note }
  | { kind: 'close' };
/** Bytes at a position of the state file. */
export interface Note {
  place: number;
  bytes: Uint8Array;
}

export interface PartialFile {
  readonly path: string;
  readonly bytes: number;
  readonly segmentBytes: number;
  readonly segments: readonly Segment[];
  readonly isVerified: boolean;
  /** The hub's tag for this content if there is no SHA-256. */
  readonly tag: string | null;
  /** Resolves when bytes are written as soon as they arrive; before that, a kill would lose them. */
  canWrite: () => Promise<void>;
  doneBytes: () => number;
  isWhole: () => boolean;
  /** Bytes from the beginning up to the first gap. */
  frontBytes: () => number;
  /**
   * Appends bytes at `at`, which must be the current end of the segment there; they may continue into the next segments. The
   * buffers are given away. Throws the system's error.
   */
  append: (at: number, buffers: readonly Buffer[]) => Promise<void>;
  /** Forgets the stored part of a segment, except `keep`. */
  empty: (segment: Segment, keep?: Written) => Promise<void>;
  /** Forgets everything. */
  startAnew: () => Promise<void>;
  name: (tag: string | null) => Promise<void>;
  /** Resolves when the disk has stored everything that was written. Throws the system's error. */
  sync: () => Promise<void>;
  /** Records that the file is complete and right, once the disk has stored it. Throws the system's error. */
  verified: () => Promise<void>;
  close: () => Promise<void>;
}

export const partPath = (target: string): string => `${target}.part`;
export const statePath = (target: string): string => `${target}.part.state`;

/** Continues with the stored part of `target`, or begins anew. Throws the system's error. */
export const openPartialFile = async (target: string, part: Part): Promise<PartialFile> => {
  await mkdir(dirname(target), { recursive: true });
  const [path, stateFile] = [partPath(target), statePath(target)];
  const found = await Promise.all([stat(path), readFile(stateFile)]).catch(absent);
  let state = found === null ? null : parseState(found[1], part);
  if (found === null || state === null) {
    state = freshState(part);
    await writeFile(stateFile, encodeHeader(state.header));
    await (await open(path, 'w')).close();
  } else {
    // After a power cut the file may be shorter than its state says.
    for (const segment of state.segments)
      if (segment.from + segment.doneBytes > found[0].size) Object.assign(segment, nothing);
  }
  return partialFile(path, stateFile, state);
};

const noteOf = (segment: number, { doneBytes, crc }: Written): Note => {
  const record = recordOf(segment);
  return { place: placeOf(record), bytes: encodeRecord(record, doneBytes, crc) };
};

const nothing: Written = { doneBytes: 0, crc: 0 };

const partialFile = (path: string, stateFile: string, state: PartialState): PartialFile => {
  const { segments, isVerified } = state;
  let { header } = state;
  const { bytes, segmentBytes } = header;
  const thread = openThread<WriteJob>(writeWorkerEntry, { path, stateFile } satisfies WriteWorkerData);
  const begun = thread.send<void>({ kind: 'begin' });
  // Everyone who waits for it gets the error.
  begun.catch(() => undefined);
  let doneBytes = segments.reduce((sum, segment) => sum + segment.doneBytes, 0);
  /** The first segment that may be incomplete. */
  let front = 0;

  const setSegment = (segment: Segment, now: Written): void => {
    doneBytes += now.doneBytes - segment.doneBytes;
    Object.assign(segment, now);
    if (!isWhole(segment)) front = Math.min(front, segment.index);
  };
  const empty = async (segment: Segment, keep = nothing): Promise<void> => {
    setSegment(segment, keep);
    await thread.send({ kind: 'note', note: noteOf(segment.index, keep) });
  };
  return {
    path,
    bytes,
    segmentBytes,
    segments,
    isVerified,
    get tag() {
      return header.tag;
    },
    canWrite: () => begun,
    doneBytes: () => doneBytes,
    isWhole: () => doneBytes === bytes,
    frontBytes: () => {
      while (front < segments.length && isWhole(segments[front]!)) front += 1;
      const segment = segments[front];
      return segment === undefined ? bytes : segment.from + segment.doneBytes;
    },
    append: async (at, buffers) => {
      let rest = buffers;
      for (let from = at; rest.length > 0;) {
        const segment = segments[Math.floor(from / segmentBytes)]!;
        if (from !== segment.from + segment.doneBytes) throw new Error(`${path} is not written in order`);
        const [here, behind] = split(rest, segment.to - from);
        const after = { doneBytes: segment.doneBytes, crc: segment.crc };
        for (const buffer of here) {
          after.doneBytes += buffer.length;
          after.crc = crc32(buffer, after.crc);
        }
        const given = here.map(ownBytes);
        await thread.send<void>(
          { kind: 'append', at: from, buffers: given, note: noteOf(segment.index, after) },
          given.map((one) => one.buffer),
        );
        setSegment(segment, after);
        from = segment.from + segment.doneBytes;
        rest = behind;
      }
    },
    empty,
    startAnew: async () => {
      for (const segment of segments) if (segment.doneBytes > 0) await empty(segment);
    },
    name: async (tag) => {
      if (tag === header.tag) return;
      header = { ...header, tag };
      await thread.send({ kind: 'note', note: { place: 0, bytes: encodeHeader(header) } });
    },
    sync: () => thread.send({ kind: 'sync' }),
    verified: () =>
      thread.send({
        kind: 'verified',
        note: { place: placeOf(wholeRecord), bytes: encodeRecord(wholeRecord, 1, 0) },
      }),
    close: async () => {
      await thread.send({ kind: 'close' }).catch(() => undefined);
      await thread.end();
    },
  };
};

/** Bytes that can be transferred to another thread: a copy if others share their memory. */
const ownBytes = (buffer: Buffer): Uint8Array<ArrayBuffer> =>
  buffer.buffer instanceof ArrayBuffer && buffer.byteLength === buffer.buffer.byteLength
    ? new Uint8Array(buffer.buffer)
    : Uint8Array.from(buffer);

/** The first `bytes` of `buffers`, and the rest. */
const split = (buffers: readonly Buffer[], bytes: number): [readonly Buffer[], readonly Buffer[]] => {
  let left = bytes;
  const index = buffers.findIndex(({ length }) => (left -= length) < 0);
  if (index === -1) return [buffers, []];
  const buffer = buffers[index]!;
  const cut = buffer.length + left;
  const front = buffers.slice(0, index);
  if (cut > 0) front.push(buffer.subarray(0, cut));
  return [front, [buffer.subarray(cut), ...buffers.slice(index + 1)]];
};

/** The stored bytes of `target` and its partial file, without opening them for writing; 0 if unknown. */
export const fetchedBytes = (target: string, part: Part): number => {
  try {
    const known = parseState(readFileSync(statePath(target)), part);
    return known?.segments.reduce((sum, { doneBytes }) => sum + doneBytes, 0) ?? 0;
  } catch {
    return 0;
  }
};

/** Removes the partial file and its state. */
export const removePartialFile = async (target: string): Promise<void> => {
  await rm(partPath(target), { force: true });
  await rm(statePath(target), { force: true });
};

const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};
