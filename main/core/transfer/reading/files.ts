/**
 * Opens the files of an import as streams of bytes: files, the files in folders, and the entries of zip archives, which are recognised
 * by their content. Nothing is unpacked to the disk, and no name in an archive is used as a path.
 */
import { createReadStream } from 'node:fs';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { say } from '../../../shared/words/catalogue.ts';
import { visible } from '../../../shared/format/visible-text.ts';
import { Unreadable } from './unreadable.ts';

/** The most levels and files of a folder that are read. */
const deepestFolder = 8;
const mostFiles = 100_000;
const mostEntries = 200_000;
/** The most bytes that an archive may unpack to, also as a multiple of its packed size: text packs to a tenth, rarely to a fiftieth. */
const largestUnpacked = 16 * 1024 ** 3;
const steepestUnpacked = { times: 200, above: 8 * 1024 ** 2 };

/** One stream of bytes that may contain chats. */
export interface SourceFile {
  name: string;
  /** Bytes of the file on the disk. An entry of an archive has its share of the archive. */
  bytes: number;
  open: () => Promise<Readable>;
}

export interface SourceGroup {
  /** The file or archive that the user named, or a file in a named folder. */
  name: string;
  bytes: number;
  files: AsyncIterable<SourceFile>;
}

/** The files of a folder. Jan stores a chat in two files; `thread.json` holds the title, so it comes first. */
const inOrder = (a: string, b: string): number =>
  Number(basename(b) === 'thread.json') - Number(basename(a) === 'thread.json') || (a < b ? -1 : 1);

/** The paths of all files to read; `onProblem` is told what cannot be read. Links inside folders are not followed. */
export const filesAt = async (
  paths: readonly string[],
  onProblem: (name: string, error: unknown) => void,
): Promise<{ path: string; bytes: number }[]> => {
  const found: { path: string; bytes: number }[] = [];
  const look = async (path: string, depth: number): Promise<void> => {
    try {
      const entry = await (depth === 0 ? stat(path) : lstat(path));
      if (entry.isFile()) {
        if (depth === 0 || /\.(jsonl?|zip)$/i.test(path)) found.push({ path, bytes: entry.size });
      } else if (entry.isDirectory() && depth < deepestFolder) {
        for (const name of (await readdir(path)).toSorted(inOrder)) {
          if (found.length >= mostFiles) return;
          await look(join(path, name), depth + 1);
        }
      } else if (depth === 0) throw new Unreadable(say('transfer.not-a-file', { name: basename(path) }));
    } catch (error) {
      onProblem(basename(path), error);
    }
  };
  for (const path of new Set(paths)) await look(path, 0);
  return found;
};

/** Throws `Unreadable` for an archive that is damaged, or the error of the operating system. */
export const openGroup = async ({ path, bytes }: { path: string; bytes: number }): Promise<SourceGroup> => {
  const name = visible(basename(path));
  const file = await open(path, 'r');
  let magic: string;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    magic = buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
  const isZip = magic === 'PK\u0003\u0004' || magic === 'PK\u0005\u0006';
  return { name, bytes, files: isZip ? entriesOf(path, name, bytes) : one(path, name, bytes) };
};

const one = async function* (path: string, name: string, bytes: number): AsyncGenerator<SourceFile> {
  yield { name, bytes, open: async () => createReadStream(path, { highWaterMark: 1024 ** 2 }) };
};

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

const entriesOf = async function* (path: string, name: string, bytes: number): AsyncGenerator<SourceFile> {
  let zip: ZipFile;
  let entries: Entry[];
  try {
    zip = await openZip(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw unreadableZip(name, error);
  }
  try {
    entries = await listed(zip);
  } catch (error) {
    zip.close();
    throw unreadableZip(name, error);
  }
  try {
    let unpacked = 0;
    const read = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
    for (const entry of entries) {
      if (entry.fileName.endsWith('/') || entry.uncompressedSize === 0) continue;
      // Images and sound are most of an archive; whether an entry has JSON is told by its content.
      if (/\.(png|jpe?g|webp|gif|wav|mp[34]|m4a|pdf|html?)$/i.test(entry.fileName)) continue;
      unpacked += entry.uncompressedSize;
      const isSteep =
        entry.uncompressedSize > steepestUnpacked.above &&
        entry.uncompressedSize > steepestUnpacked.times * entry.compressedSize;
      if (isSteep || unpacked > largestUnpacked) throw new Unreadable(say('transfer.zip-bomb', { name }));
      yield {
        name: visible(basename(entry.fileName)),
        bytes: Math.min(entry.compressedSize, bytes),
        open: async () => {
          try {
            return await read(entry);
          } catch (error) {
            throw unreadableZip(name, error);
          }
        },
      };
    }
  } finally {
    zip.close();
  }
};

/** The entries of an archive, from its own directory. */
const listed = (zip: ZipFile): Promise<Entry[]> =>
  new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('error', reject);
    zip.on('end', () => resolve(entries.toSorted((a, b) => inOrder(a.fileName, b.fileName))));
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > mostEntries) reject(new Error('too many entries'));
      else zip.readEntry();
    });
    zip.readEntry();
  });

const unreadableZip = (name: string, cause: unknown): Unreadable =>
  Object.assign(new Unreadable(say('transfer.bad-zip', { name })), { cause });
