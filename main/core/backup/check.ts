/** Reads a backup and checks it: its list, the size and the digest of every file, and the database. Nothing in it is trusted. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform, Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { checkThread } from '../../system/paths.ts';
import { sameFileKey } from '../../system/portable-name.ts';
import { openThread } from '../../system/thread.ts';
import {
  backupVersion,
  databaseName,
  isRestorable,
  largestManifest,
  manifestForm,
  manifestName,
  mostFiles,
  versionForm,
  type Manifest,
} from './archive.ts';
import type { CheckedDatabase, CheckJob, DatabaseCounts } from './check-thread.ts';

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

export interface OpenedBackup {
  manifest: Manifest;
  /** The bytes of all files. */
  bytes: number;
  /**
   * Reads all files and checks their digests; with `into`, writes them into that folder. Rejects with `Refusal` at the first that is not
   * as the manifest says.
   */
  read(options: { into?: string; onBytes: (done: number) => void; signal: AbortSignal }): Promise<void>;
  /** Writes one file to `to`, as above. */
  extract(path: string, to: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Rejects with `Refusal` if the file is no backup, is damaged, or was written by a newer Hearth. */
export const openBackup = async (path: string): Promise<OpenedBackup> => {
  const name = basename(path);
  const damaged = (error?: unknown): Refusal => new Refusal('backup.damaged', { name }, { cause: error });
  let zip: ZipFile;
  try {
    zip = await openZip(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && /^E[A-Z]+$/.test(code))
      throw new Refusal('backup.cannot-read', { path, reason: code }, { cause: error });
    throw new Refusal('backup.no-backup', { name }, { cause: error });
  }
  try {
    const entries = await listed(zip).catch((error: unknown) => {
      throw damaged(error);
    });
    const openEntry = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
    const own = entries.get(manifestName);
    if (own === undefined) throw new Refusal('backup.no-backup', { name });
    if (own.uncompressedSize > largestManifest) throw damaged();
    const chunks: Buffer[] = [];
    await pipeline(
      await openEntry(own),
      new Writable({
        write: (chunk: Buffer, _, done) => {
          chunks.push(chunk);
          done();
        },
      }),
    ).catch((error: unknown) => {
      throw damaged(error);
    });
    const json = parsedJson(Buffer.concat(chunks).toString('utf8'));
    const version = versionForm.safeParse(json).data?.version;
    if (version === undefined) throw new Refusal('backup.no-backup', { name });
    if (version > backupVersion) throw new Refusal('backup.newer', { name });
    const { data: manifest } = manifestForm.safeParse(json);
    if (manifest === undefined || !isWhole(manifest, entries)) throw damaged();

    const write = async (
      file: Manifest['files'][number],
      to: Writable,
      signal: AbortSignal,
      onBytes: (bytes: number) => void,
    ): Promise<void> => {
      const hash = createHash('sha256');
      let bytes = 0;
      const measured = new Transform({
        transform: (chunk: Buffer, _, done) => {
          hash.update(chunk);
          bytes += chunk.length;
          onBytes(chunk.length);
          done(null, chunk);
        },
      });
      try {
        await pipeline(await openEntry(entries.get(file.path)!), measured, to, { signal });
      } catch (error) {
        if (signal.aborted) throw error;
        const { code } = error as NodeJS.ErrnoException;
        // yauzl's own errors and zlib's say that the archive is damaged.
        if (code === undefined || code.startsWith('Z_')) throw damaged(error);
        throw new Refusal('backup.not-written', { path: file.path, reason: code }, { cause: error });
      }
      if (bytes !== file.bytes || hash.digest('hex') !== file.sha256) throw damaged();
    };
    return {
      manifest,
      bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
      read: async ({ into, onBytes, signal }) => {
        let done = 0;
        for (const file of manifest.files) {
          signal.throwIfAborted();
          let to: Writable = new Writable({ write: (_chunk, _encoding, next) => next() });
          if (into !== undefined) {
            const target = join(into, ...file.path.split('/'));
            await mkdir(dirname(target), { recursive: true, mode: 0o700 });
            to = createWriteStream(target, { mode: 0o600, flags: 'wx', flush: true });
          }
          await write(file, to, signal, (bytes) => {
            done += bytes;
            onBytes(done);
          });
        }
      },
      extract: async (wanted, to, signal) => {
        const file = manifest.files.find((one) => one.path === wanted)!;
        await write(file, createWriteStream(to, { mode: 0o600, flags: 'wx' }), signal, () => undefined);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The entries by their names, which yauzl has checked: none is absolute or leads upwards. */
const listed = (zip: ZipFile): Promise<Map<string, Entry>> =>
  new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      if (entries.size > mostFiles || entries.has(entry.fileName))
        return reject(new Error('too many entries'));
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });

/** Whether the archive has the files of its manifest and no others, each once and of that size, and all where they may be. */
const isWhole = ({ files }: Manifest, entries: ReadonlyMap<string, Entry>): boolean =>
  files.length === entries.size - 1 &&
  new Set(files.map(({ path }) => sameFileKey(path))).size === files.length &&
  files.some(({ path }) => path === databaseName) &&
  files.every(({ path, bytes }) => isRestorable(path) && entries.get(path)?.uncompressedSize === bytes);

/** Checks a database that was written for or taken from a backup, and counts. Rejects with `Refusal` if it cannot be used. */
export const checkDatabase = async (path: string, name: string): Promise<DatabaseCounts> => {
  const thread = openThread<CheckJob>(checkThread, {});
  try {
    const found = await thread.send<CheckedDatabase>({ path });
    if (found === 'newer') throw new Refusal('backup.newer', { name });
    if (found === 'damaged') throw new Refusal('backup.damaged', { name });
    return found;
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('backup.damaged', { name }, { cause: error });
  } finally {
    await thread.end();
  }
};
