/** Writes a backup of everything, and then reads it back. The file is complete and checked, or it is not there. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupCounts } from '../../shared/contract/backup.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import type { Db } from '../database/connection.ts';
import { copyDatabase } from '../database/live-copy.ts';
import {
  backupVersion,
  databaseName,
  isRestorable,
  manifestName,
  type BackupFile,
  type Manifest,
} from './archive.ts';
import { checkDatabase, openBackup } from './check.ts';

interface BackupProgress {
  step: 'writing' | 'checking';
  doneBytes: number;
  bytes: number;
}

export interface WrittenBackup {
  path: string;
  /** The size of the file. */
  bytes: number;
  counts: BackupCounts;
  /** Paths of files that no backup can hold, or that were removed meanwhile. */
  leftOut: string[];
}

interface Options {
  db: Db;
  dataFolder: string;
  /** `null`: models are not backed up. */
  modelFolder: string | null;
  path: string;
  version: string;
  onProgress: (progress: BackupProgress) => void;
  signal: AbortSignal;
}

/** The folder for a copy of the database while a backup is written. */
export const workFolder = (dataFolder: string): string => join(dataFolder, 'backup-work');

/** Rejects with `Refusal`, or with the reason of `signal`. */
export const writeBackup = async (options: Options): Promise<WrittenBackup> => {
  const { dataFolder, path, signal } = options;
  const work = workFolder(dataFolder);
  const partial = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    if ((await lstat(path).catch(() => null))?.isDirectory() === true)
      throw new Refusal('backup.not-written', { path, reason: 'EISDIR' });
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true, mode: 0o700 });
    // Opened before anything else can fail, so that it is not made after it was removed.
    const file = await open(partial, 'wx', 0o600);
    const written = await write(options, join(work, databaseName), file).finally(() =>
      // The stream has closed it if all of it was written.
      file.close().catch(() => undefined),
    );
    await check(options, partial, join(work, 'checked.db'), written.counts);
    signal.throwIfAborted();
    await rename(partial, path);
    return { ...written, path, bytes: (await lstat(path)).size };
  } catch (error) {
    if (signal.aborted || error instanceof Refusal) throw error;
    if (isDiskFull(error)) throw new Refusal('backup.no-room', { path }, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('backup.not-written', { path, reason: code ?? String(error) }, { cause: error });
  } finally {
    await rm(partial, { force: true }).catch(() => undefined);
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
  }
};

interface Source {
  /** In the archive. */
  name: string;
  path: string;
  bytes: number;
}

const write = async (
  { db, dataFolder, modelFolder, version, onProgress, signal }: Options,
  copy: string,
  file: FileHandle,
): Promise<Pick<WrittenBackup, 'counts' | 'leftOut'>> => {
  // One moment of the database, whatever is written meanwhile.
  await copyDatabase(db, copy, signal);
  const sources: Source[] = [{ name: databaseName, path: copy, bytes: (await lstat(copy)).size }];
  const leftOut: string[] = [];
  const add = async (folder: string, prefix: string): Promise<void> => {
    for (const path of await filesIn(folder)) {
      const name = `${prefix}/${relative(folder, path).split(sep).join('/')}`;
      const found = await lstat(path).catch(() => null);
      if (found?.isFile() === true && isRestorable(name)) sources.push({ name, path, bytes: found.size });
      else leftOut.push(name);
    }
  };
  await add(join(dataFolder, 'documents'), 'documents');
  if (modelFolder !== null) await add(modelFolder, 'models');

  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  let doneBytes = 0;
  const { newZip } = await import('./zip.ts');
  const zip = newZip();
  const output = pipeline(zip.outputStream, file.createWriteStream({ flush: true }), { signal });
  // A failure is thrown at the end, or by the file that is added meanwhile.
  output.catch(() => undefined);
  const files: BackupFile[] = [];
  for (const source of sources) {
    signal.throwIfAborted();
    const hash = createHash('sha256');
    let size = 0;
    const measured = new Transform({
      transform: (chunk: Buffer, _, done) => {
        hash.update(chunk);
        size += chunk.length;
        doneBytes += chunk.length;
        onProgress({ step: 'writing', doneBytes, bytes });
        done(null, chunk);
      },
    });
    // Weights hardly become smaller.
    zip.addReadStream(measured, source.name, {
      compress: !source.name.startsWith('models/'),
      mode: 0o100600,
    });
    await Promise.race([pipeline(createReadStream(source.path), measured, { signal }), output]);
    files.push({ path: source.name, bytes: size, sha256: hash.digest('hex') });
  }
  const counts: BackupCounts = {
    ...(await checkDatabase(copy, databaseName)),
    models: files.filter(({ path }) => /^models\/.*\.gguf$/i.test(path)).length,
  };
  const manifest: Manifest = {
    hearth: 'backup',
    version: backupVersion,
    writtenBy: version,
    writtenAt: Date.now(),
    counts,
    files,
  };
  zip.addBuffer(Buffer.from(JSON.stringify(manifest)), manifestName, { mode: 0o100600 });
  zip.end();
  await output;
  return { counts, leftOut };
};

/** All files in a folder and the folders in it; none if there is no such folder. Links are listed and not followed. */
const filesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesIn(path)));
    else found.push(path);
  }
  return found;
};

const check = async (
  { onProgress, signal }: Options,
  partial: string,
  copy: string,
  counts: BackupCounts,
): Promise<void> => {
  const name = basename(partial);
  const backup = await openBackup(partial);
  try {
    await backup.read({
      onBytes: (doneBytes) => onProgress({ step: 'checking', doneBytes, bytes: backup.bytes }),
      signal,
    });
    await backup.extract(databaseName, copy, signal);
    const found = await checkDatabase(copy, name);
    const isSame = (['chats', 'messages', 'documents'] as const).every(
      (what) => found[what] === counts[what],
    );
    if (!isSame) throw new Refusal('backup.damaged', { name });
  } finally {
    backup.close();
  }
};
