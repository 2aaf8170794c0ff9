/**
 * The files of the sync folder. Each machine has a folder of its own there and writes only into that. A segment is a file of lines of
 * JSON: a header, records (records.ts), and a last line with the digest of all before it. It is complete under its name, or not there,
 * and never changes.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { readRecord, type SyncRecord } from './records.ts';

/** The folder in the one that the user chose. */
export const syncFolderName = 'hearth-sync';

const segmentVersion = 1;

/** In bytes. Hearth writes segments of a few megabytes, or of one message. */
const largestSegment = 64 * 1024 ** 2;
const mostMachines = 100;
const mostFiles = 20_000;

const headerForm = z.object({
  hearth: z.literal('sync'),
  version: z.number(),
  machine: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string().max(200),
  generation: z.int().min(1),
  number: z.int().min(1),
});
export type SegmentHeader = Omit<z.infer<typeof headerForm>, 'hearth' | 'version'>;

const endForm = z.strictObject({
  end: z.strictObject({ records: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** A file that may be a segment. */
export interface SegmentFile {
  /** In the sync folder, with `/`. */
  path: string;
  /** Another one if the file is another one. */
  stamp: string;
  bytes: number;
}

/** The files in all folders of machines, in the order of their names. Links and whatever else is no file is left out. */
export const segmentFiles = async (folder: string): Promise<SegmentFile[]> => {
  const root = join(folder, syncFolderName);
  const found: SegmentFile[] = [];
  const namesIn = async (path: string): Promise<string[]> => {
    const entry = await lstat(path).catch(() => null);
    return entry?.isDirectory() === true ? (await readdir(path)).toSorted() : [];
  };
  for (const machine of (await namesIn(root)).slice(0, mostMachines))
    for (const name of await namesIn(join(root, machine))) {
      if (!name.endsWith('.jsonl') || found.length >= mostFiles) continue;
      const file = await lstat(join(root, machine, name)).catch(() => null);
      if (file?.isFile() !== true) continue;
      found.push({ path: `${machine}/${name}`, stamp: `${file.size} ${file.mtimeMs}`, bytes: file.size });
    }
  return found;
};

export type ReadSegment =
  | { header: SegmentHeader; records: SyncRecord[]; unreadable: number }
  | { problem: Told };

/** Reads a segment, which anybody may have written. */
export const readSegment = async (folder: string, { path }: SegmentFile): Promise<ReadSegment> => {
  let text: Buffer;
  try {
    // A link that took the place of the file meanwhile is not followed, and a pipe does not block.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(join(folder, syncFolderName, path), flags);
    try {
      const { size } = await file.stat();
      if (size > largestSegment)
        return { problem: say('sync.segment-too-large', { path, most: largestSegment }) };
      text = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    return {
      problem: say('sync.segment-unreadable', {
        path,
        reason: (error as NodeJS.ErrnoException).code ?? String(error),
      }),
    };
  }
  const lines = linesOf(text);
  const { data: header } = headerForm.safeParse(parsedLine(lines[0]));
  if (header === undefined) return { problem: say('sync.no-segment', { path }) };
  if (header.version > segmentVersion)
    return { problem: say('sync.newer-segment', { path, name: header.name }) };
  const last = lines.at(-1)!;
  const { data: end } = endForm.safeParse(parsedLine(last));
  const before = text.subarray(0, last.byteOffset - text.byteOffset);
  if (
    end === undefined ||
    end.end.records !== lines.length - 2 ||
    createHash('sha256').update(before).digest('hex') !== end.end.sha256
  )
    return { problem: say('sync.segment-incomplete', { path, name: header.name }) };
  const records: SyncRecord[] = [];
  let unreadable = 0;
  for (const line of lines.slice(1, -1)) {
    const record = readRecord(parsedLine(line));
    if (record === null) unreadable += 1;
    else records.push(record);
  }
  return { header, records, unreadable };
};

/** The lines without their ends; a last one that has no end is one, too. */
const linesOf = (text: Buffer): Buffer[] => {
  const lines: Buffer[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf(10, at);
    lines.push(text.subarray(at, end === -1 ? text.length : end));
    at = end === -1 ? text.length : end + 1;
  }
  return lines.length === 0 ? [text] : lines;
};

const parsedLine = (line: Buffer | undefined): unknown => {
  try {
    return JSON.parse(line?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
};

const segmentName = ({ generation, number }: Pick<SegmentHeader, 'generation' | 'number'>): string =>
  `${generation}-${String(number).padStart(6, '0')}.jsonl`;

/** The same segment was there already: another Hearth writes under the id of this machine. */
export class SegmentExists extends Error {}

/**
 * Writes a segment and returns it as `segmentFiles` would. Rejects with `SegmentExists`, or with the error of the file system; then
 * there is no segment of this name.
 */
export const writeSegment = async (
  folder: string,
  header: SegmentHeader,
  records: readonly SyncRecord[],
): Promise<SegmentFile> => {
  const own = join(folder, syncFolderName, header.machine);
  await mkdir(own, { recursive: true });
  const lines = [{ hearth: 'sync', version: segmentVersion, ...header }, ...records].map(
    (line) => `${JSON.stringify(line)}\n`,
  );
  const text = lines.join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const name = segmentName(header);
  const path = join(own, name);
  // Sync programs leave hidden files and files of this ending alone, or carry a part that nobody reads.
  const partial = join(own, `.${name}.${randomUUID()}.part`);
  try {
    // Not synced to the disk: if a power cut takes a part of it, the next round sees that and writes all of it again.
    await writeFile(partial, `${text}${JSON.stringify({ end: { records: records.length, sha256 } })}\n`, {
      flag: 'wx',
      mode: 0o600,
    });
    await place(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
  const { size, mtimeMs } = await stat(path);
  return { path: `${header.machine}/${name}`, stamp: `${size} ${mtimeMs}`, bytes: size };
};

/** Gives a file its name without replacing another one. */
const place = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new SegmentExists(to);
    // FAT, as on most USB sticks, has no links.
    if ((await lstat(to).catch(() => null)) !== null) throw new SegmentExists(to);
    await rename(from, to);
  }
};

/** Removes the segments of earlier generations of a machine, and returns their paths. */
export const removeOlder = async (folder: string, machine: string, generation: number): Promise<string[]> => {
  const removed: string[] = [];
  const own = join(folder, syncFolderName, machine);
  for (const name of await readdir(own)) {
    const [, found] = /^(\d+)-\d{6,}\.jsonl$/.exec(name) ?? [];
    if (found === undefined || Number(found) >= generation) continue;
    await rm(join(own, name), { force: true });
    removed.push(`${machine}/${name}`);
  }
  return removed;
};
