/** Moves or copies the files of a model into Hearth's folder, each model into a folder of its own, completely or not at all. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { repositoryName } from '../../shared/contract/repository-name.ts';
import type { LibraryModel, ModelFile } from '../../shared/contract/library.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { copyFileBytes } from '../../system/copy-file.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import { diskReserveBytes, freeBytes } from '../../system/disk-space.ts';
import { provenancePath, type Provenance } from './provenance.ts';
import { haveSameContent } from './same-content.ts';
import { titleOfName } from '../../shared/gguf/split-name.ts';

/** How a model is imported: used in place, or moved or copied into Hearth's folder. */
export type ImportHow = 'in-place' | 'move' | 'copy';

/** Prefix of folders with an unfinished copy. Scans skip them, because the prefix begins with a dot. */
const unfinishedPrefix = '.importing-';

/** A disk with less free space than this is full. */
const fullBytes = 64 * 1024;

interface ImportOptions {
  model: LibraryModel;
  how: 'move' | 'copy';
  modelFolder: string;
  /** Models that are already in Hearth's folder. */
  own: readonly LibraryModel[];
  /** Called before files are moved or deleted, since they may be in use. */
  letGo: () => Promise<void>;
  /** Cancels the copying. The files copied so far are removed. */
  signal: AbortSignal;
  /** Called for each piece that is copied; not called if nothing has to be copied. */
  onCopied: (doneBytes: number, bytes: number) => void;
}

/**
 * Resolves with the new path of the model. If Hearth's folder already has the same model, resolves with that path and does
 * nothing; resolves with `null` if it was cancelled. Throws `Refusal` if it fails, and leaves everything as it was, except that
 * the copy stays if only the originals cannot be removed.
 */
export const importFiles = async (options: ImportOptions): Promise<string | null> => {
  const { model, how, modelFolder, own, letGo, signal } = options;
  try {
    for (const other of own) if (await haveSameContent(model.files, other.files, signal)) return other.path;
    const files = await transfersOf(model);
    const [first] = files as [Transfer];
    await mkdir(modelFolder, { recursive: true });
    const target = await freeName(modelFolder, titleOfName(first.name));
    const wasMoved = how === 'move' && (await moveAll(files, target, letGo));
    if (!wasMoved) await copyAll(files, target, options);
    await writeProvenance(join(target, first.name), model);
    if (how === 'move' && !wasMoved) {
      await letGo();
      await removeSources(files);
    }
    return join(target, first.name);
  } catch (error) {
    if (signal.aborted && error === signal.reason) return null;
    if (error instanceof Refusal) throw error;
    // On a full disk, a folder that could not be created is reported as missing.
    const isFull = await freeBytes(modelFolder).then(
      (free) => free < fullBytes,
      () => false,
    );
    throw whyNot(model.name, error, isFull);
  }
};

interface Transfer extends Omit<ModelFile, 'path'> {
  from: string;
  name: string;
}

const transfersOf = async (model: LibraryModel): Promise<Transfer[]> => {
  const files: Transfer[] = [];
  for (const { path, bytes } of [...model.files, ...(model.projector ? [model.projector] : [])]) {
    const wanted = nameOf(model, path);
    const isTaken = files.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    files.push({ from: await realpath(path), name: isTaken ? `mmproj-${wanted}` : wanted, bytes });
  }
  return files;
};

/** Removes copies that were unfinished when Hearth ended. */
export const removeUnfinishedImports = async (modelFolder: string): Promise<void> => {
  const names = await readdir(modelFolder).catch(() => []);
  for (const name of names)
    if (name.startsWith(unfinishedPrefix))
      await rm(join(modelFolder, name), { recursive: true, force: true });
};

/**
 * Renames the files into the new folder `target`. Resolves with false, and moves nothing, if that is on another file system.
 */
const moveAll = async (
  files: readonly Transfer[],
  target: string,
  letGo: () => Promise<void>,
): Promise<boolean> => {
  const { dev } = await stat(dirname(target));
  for (const { from } of files) if ((await stat(from)).dev !== dev) return false;
  await letGo();
  await mkdir(target);
  const moved: { from: string; to: string }[] = [];
  try {
    for (const { from, name } of files) {
      const to = join(target, name);
      await rename(from, to);
      moved.push({ from, to });
    }
    return true;
  } catch (error) {
    for (const { from, to } of moved) await rename(to, from);
    await rmdir(target);
    if ((error as NodeJS.ErrnoException).code === 'EXDEV') return false;
    throw error;
  }
};

/** Copies the files into another folder first, so that `target` is complete as soon as it exists. */
const copyAll = async (
  files: readonly Transfer[],
  target: string,
  { modelFolder, signal, onCopied }: ImportOptions,
): Promise<void> => {
  const aside = join(modelFolder, `${unfinishedPrefix}${randomUUID()}`);
  try {
    await mkdir(aside);
    const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const { from, name, bytes } of files) {
      const to = join(aside, name);
      if (!(await cloneFile(from, to))) {
        const start = before;
        const go = async (done: number): Promise<void> => {
          signal.throwIfAborted();
          await checkRoom(aside, all - start - done);
        };
        onCopied(start, all);
        await copyFileBytes(from, to, go, (done) => onCopied(start + done, all));
      }
      if ((await stat(to)).size !== bytes)
        throw new Refusal('library.changed-while-copied', { name: basename(from) });
      before += bytes;
    }
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
};

/**
 * Lets both files share their blocks if the file system can, which takes no time and no space. Resolves with false if it
 * cannot.
 */
const cloneFile = async (from: string, to: string): Promise<boolean> => {
  const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = constants;
  try {
    await copyFile(from, to, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE);
  } catch {
    await rm(to, { force: true });
    return false;
  }
  await chmod(to, 0o644);
  const file = await open(to, 'r+');
  try {
    // The original may be removed next, so the clone must be safe on the disk.
    await file.sync();
  } finally {
    await file.close();
  }
  return true;
};

/** Throws `Refusal` if `bytes` more in `folder` would use up the reserve of free space. */
const checkRoom = async (folder: string, bytes: number): Promise<void> => {
  const free = (await freeBytes(folder)) - diskReserveBytes;
  if (bytes > free)
    throw new Refusal('library.no-room', {
      needed: bytes,
      reserve: diskReserveBytes,
      missing: roundedUp(bytes - free),
    });
};

const removeSources = async (files: readonly Transfer[]): Promise<void> => {
  for (const { from } of files)
    await rm(from).catch((error: NodeJS.ErrnoException) => {
      throw new Refusal('library.source-not-removed', { path: from, reason: String(error.code) });
    });
};

const writeProvenance = async (path: string, { source, licence }: LibraryModel): Promise<void> => {
  if (source === null || !repositoryName.test(source)) return;
  const provenance: Provenance = { repository: source, revision: '', licence };
  // If this file cannot be written, only the source of the model is lost.
  await writeFile(provenancePath(path), JSON.stringify(provenance)).catch(() => undefined);
};

/** Keeps the name of a file, unless it is meaningless elsewhere: Ollama's names are digests, and Jan's are all the same. */
const nameOf = (model: LibraryModel, path: string): string => {
  // A leading dot would hide the file.
  const name = basename(path).replace(/^[. ]+/, '');
  if (/.\.gguf$/i.test(name) && !/^model\.gguf$/i.test(name)) return name;
  const title = [model.name, model.quantization].filter((part) => part !== null).join('-');
  // No file system refuses these characters.
  const safe = title.replace(/[^\p{L}\p{N}._ ()+-]+/gu, '-').replace(/^[. -]+|[. ]+$/g, '');
  return `${path === model.projector?.path ? 'mmproj-' : ''}${safe.slice(0, 100) || 'model'}.gguf`;
};

const freeName = async (folder: string, wanted: string): Promise<string> => {
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? wanted : `${wanted} ${number}`);
    if ((await lstat(path).catch(() => null)) === null) return path;
  }
};

const whyNot = (name: string, error: unknown, isFull: boolean): Refusal => {
  const { code } = error as NodeJS.ErrnoException;
  if (isDiskFull(error) || isFull) return new Refusal('library.disk-full', { name });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Refusal('library.import-not-permitted', { name });
  return new Refusal('library.import-failed', { name, reason: code ?? String(error) });
};

/** Rounds up to the next figure that is shown, so that freeing the shown amount is enough. */
const roundedUp = (bytes: number): number =>
  bytes < 1e9 ? Math.ceil(bytes / 1e6) * 1e6 : Math.ceil(bytes / 1e8) * 1e8;
