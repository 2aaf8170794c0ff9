/**
 * `<target>.part.state`: how far each segment of a partial file is, so that nothing is fetched twice. A header and one
 * record of 16 bytes for each segment, written in place. Why it can be believed:
 *
 * - A record is written only after the bytes that it speaks of were. What a process has written, the operating system
 *   keeps, so after a kill at any moment the records never claim more than is there; what came since the last record, a
 *   hundredth of a second's worth, is fetched again.
 * - After a power cut that order may not hold on the disk, since nothing waits for the disk on the way. Therefore each
 *   record also holds the CRC-32 of its bytes as they were received. All of a file is read back for its SHA-256 before it
 *   counts as fetched; where that is wrong, the segments that the disk holds otherwise than they were received are found
 *   by their CRC and fetched again, alone. So is any other damage on the disk.
 * - Each record ends with a CRC of itself; one that was torn counts as empty.
 *
 * CRC-32 finds accidents; against anything else stands the SHA-256 of the whole. It can be gone on with from 4 bytes, which
 * SHA-256 cannot, and it costs a third.
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';

export interface Part {
  /** The path in the repository. */
  path: string;
  bytes: number;
  /** Hexadecimal digits; `null` if the hub does not tell. */
  sha256: string | null;
}

export interface Segment {
  index: number;
  from: number;
  /** The position after the last byte. */
  to: number;
  /** Bytes stored from its beginning. */
  doneBytes: number;
  /** CRC-32 of those bytes as they were received. */
  crc: number;
}

export const isWhole = ({ from, to, doneBytes }: Segment): boolean => doneBytes === to - from;

const mebibyte = 1024 ** 2;
/**
 * On a line with 1 Gbit/s, four connections need more than a second for a segment of 32 MiB, so the round trip between two
 * segments hardly counts. Small files have smaller segments, so that all connections have work until the end.
 */
const largestSegment = 32 * mebibyte;
const segmentsWanted = 16;

/** One sector of a disk, which is written completely or not at all. */
const headerBytes = 512;
const recordBytes = 16;
/** The record that says that the whole file was verified. */
export const wholeRecord = 0;
export const recordOf = (segment: number): number => segment + 1;

const headerForm = z.object({
  version: z.literal(1),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().nullable(),
  segmentBytes: z
    .number()
    .int()
    .min(mebibyte)
    .max(1024 * mebibyte),
  /** The hub's tag for this content if there is no SHA-256. */
  tag: z.string().max(128).nullable(),
});
export type StateHeader = z.infer<typeof headerForm>;

export interface PartialState {
  header: StateHeader;
  segments: Segment[];
  /** The file was complete and right, and the disk had stored it. */
  isVerified: boolean;
}

export const freshState = ({ bytes, sha256 }: Part): PartialState => {
  const wanted = Math.max(1, Math.ceil(bytes / segmentsWanted / mebibyte)) * mebibyte;
  const header: StateHeader = {
    version: 1,
    bytes,
    sha256,
    segmentBytes: Math.min(largestSegment, wanted),
    tag: null,
  };
  return { header, segments: segmentsOf(header), isVerified: false };
};

/** `null` if it is not the state of this very part. */
export const parseState = (bytes: Buffer, part: Part): PartialState | null => {
  let header: StateHeader;
  try {
    header = headerForm.parse(JSON.parse(bytes.subarray(0, headerBytes).toString('utf8')));
  } catch {
    return null;
  }
  if (header.bytes !== part.bytes || header.sha256 !== part.sha256) return null;
  const segments = segmentsOf(header);
  for (const segment of segments) {
    const record = decodeRecord(bytes, recordOf(segment.index));
    if (record !== null && record.doneBytes <= segment.to - segment.from) Object.assign(segment, record);
  }
  return { header, segments, isVerified: decodeRecord(bytes, wholeRecord) !== null };
};

const segmentsOf = ({ bytes, segmentBytes }: StateHeader): Segment[] =>
  Array.from({ length: Math.ceil(bytes / segmentBytes) }, (_, index) => ({
    index,
    from: index * segmentBytes,
    to: Math.min(bytes, (index + 1) * segmentBytes),
    doneBytes: 0,
    crc: 0,
  }));

export const encodeHeader = (header: StateHeader): Buffer =>
  Buffer.from(JSON.stringify(header).padEnd(headerBytes));

/** The position of a record in the file. */
export const placeOf = (record: number): number => headerBytes + record * recordBytes;

export const encodeRecord = (index: number, doneBytes: number, crc: number): Buffer => {
  const record = Buffer.alloc(recordBytes);
  record.writeUInt32LE(index, 0);
  record.writeUInt32LE(doneBytes, 4);
  record.writeUInt32LE(crc, 8);
  record.writeUInt32LE(crc32(record.subarray(0, 12)), 12);
  return record;
};

/** `null` if there is no record, or if it was torn. */
const decodeRecord = (bytes: Buffer, index: number): { doneBytes: number; crc: number } | null => {
  const record = bytes.subarray(placeOf(index), placeOf(index + 1));
  if (record.length < recordBytes || record.readUInt32LE(12) !== crc32(record.subarray(0, 12))) return null;
  if (record.readUInt32LE(0) !== index) return null;
  return { doneBytes: record.readUInt32LE(4), crc: record.readUInt32LE(8) };
};
