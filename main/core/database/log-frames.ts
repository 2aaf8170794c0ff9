/**
 * Reads SQLite's write-ahead log, the -wal file beside a database. SQLite itself reads it up to the first damaged frame and
 * drops everything after that, although it was stored as well. The format is described at
 * https://www.sqlite.org/fileformat2.html#walformat.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

const headerBytes = 32;
const frameHeaderBytes = 24;
/** SQLite's default page size, which Hearth does not change; assumed if the header of the log is damaged. */
const usualPageBytes = 4096;
/** The magic number in the header; its last bit tells the byte order of the checksums. */
const magic = 0x377f0682;

interface Frame {
  /** The number of the database page in this frame, from 1. */
  number: number;
  page: Buffer;
  /** The salts and the checksum of the frame match. */
  isSound: boolean;
}

interface LogFrames {
  /**
   * The frames in the order in which they were written, up to the last sound one that ends a transaction. Later frames were not
   * committed.
   */
  frames: Frame[];
  /** The magic number and the checksum of the header match. */
  isHeaderSound: boolean;
}

/** Reads the log at `path`; `null` if there is none or it is too short for a frame. */
export const readLog = (path: string): LogFrames | null => {
  if (!existsSync(path)) return null;
  const log = readFileSync(path);
  if (log.length < headerBytes + frameHeaderBytes) return null;
  const told = log.readUInt32BE(8);
  const pageBytes = told >= 512 && told <= 65_536 && (told & (told - 1)) === 0 ? told : usualPageBytes;
  const read = log.readUInt32BE(0) === magic + 1 ? log.readUInt32BE.bind(log) : log.readUInt32LE.bind(log);
  const isSum = (from: number, ranges: [start: number, end: number][], storedAt: number): boolean => {
    let [first, second] = from < 0 ? [0, 0] : [log.readUInt32BE(from), log.readUInt32BE(from + 4)];
    for (const [start, end] of ranges)
      for (let at = start; at < end; at += 8) {
        first = (first + read(at) + second) >>> 0;
        second = (second + read(at + 4) + first) >>> 0;
      }
    return first === log.readUInt32BE(storedAt) && second === log.readUInt32BE(storedAt + 4);
  };
  const isHeaderSound = (log.readUInt32BE(0) & ~1) >>> 0 === magic && isSum(-1, [[0, 24]], headerBytes - 8);
  // After the end of the log, there are frames of earlier logs, which have other salts.
  const salts = log.subarray(isHeaderSound ? 16 : headerBytes + 8, isHeaderSound ? 24 : headerBytes + 16);
  const frames: Frame[] = [];
  let committed = 0;
  const frameBytes = frameHeaderBytes + pageBytes;
  for (let at = headerBytes; at + frameBytes <= log.length; at += frameBytes) {
    const start = at + frameHeaderBytes;
    const ranges: [number, number][] = [
      [at, at + 8],
      [start, start + pageBytes],
    ];
    // Each checksum continues the one before it.
    const before = at === headerBytes ? headerBytes - 8 : at - pageBytes - 8;
    const isOwn = log.subarray(at + 8, at + 16).equals(salts);
    const isSound = isOwn && isSum(before, ranges, at + 16);
    frames.push({ number: log.readUInt32BE(at), page: log.subarray(start, start + pageBytes), isSound });
    if (isSound && log.readUInt32BE(at + 4) !== 0) committed = frames.length;
  }
  return { frames: frames.slice(0, committed), isHeaderSound };
};

/** Whether SQLite would drop stored data: complete transactions follow the first damaged frame. */
export const isLogDamaged = (path: string): boolean => {
  const log = readLog(path);
  if (log === null || log.frames.length === 0) return false;
  return !log.isHeaderSound || log.frames.some(({ isSound }) => !isSound);
};

/** Offsets in the header of a database: who may write and read it, and the number that `application_id` sets. */
const versionsAt = 18;
const identityAt = 68;
/** The value of both versions while there is a log. */
const usesLog = 2;

const headerOf = (path: string): Buffer | null => {
  if (!existsSync(path)) return null;
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    return readSync(file, header, 0, header.length, 0) === header.length ? header : null;
  } finally {
    closeSync(file);
  }
};

/**
 * Whether the database at `path` was in use when Hearth ended, but its log is gone or SQLite would take nothing from it. The newest
 * changes are lost then, and the database itself is whole.
 */
export const isLogLost = (path: string): boolean => {
  const header = headerOf(path);
  if (header?.[versionsAt] !== usesLog || header[versionsAt + 1] !== usesLog) return false;
  const log = `${path}-wal`;
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? null;
  // Hearth may have been killed before it changed anything: the log is empty then.
  return size === null || (size > 0 && readLog(log)?.isHeaderSound !== true);
};

/**
 * Whether the log beside the database at `path` is that of another database: its first page has another identity. A log without the
 * first page is not recognised; it leaves a database that the check of its content finds damaged.
 */
export const isLogForeign = (path: string): boolean => {
  const identity = headerOf(path)?.readUInt32BE(identityAt) ?? 0;
  if (identity === 0) return false;
  const { frames = [] } = readLog(`${path}-wal`) ?? {};
  return frames.some(
    ({ number, page, isSound }) => number === 1 && isSound && page.readUInt32BE(identityAt) !== identity,
  );
};
