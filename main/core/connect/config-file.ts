/**
 * Reads and replaces configuration files of other programs. A file is replaced as a whole or not at all, what it was before is kept
 * beside it, and nothing is touched that is not plainly the user's own file.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, isAbsolute, basename } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { isDiskFull } from '../../system/disk-full.ts';

/** No configuration is as large, in bytes. */
const mostBytes = 4 * 1024 ** 2;

export interface ReadFile {
  /** With links resolved. */
  path: string;
  /** `null`: it does not exist. */
  bytes: Buffer | null;
  /** Of its permissions; for a new file that only its owner may read it, because it holds a key. */
  mode: number;
}

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
};

/** The real path of the deepest folder above `path` that exists. */
const realFolder = (path: string): string => {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) return realpathSync(folder);
    if (folder === dirname(folder)) return folder;
  }
};

/** The user's id; `null` on Windows, which has none. */
const ownId = (): number | null => process.getuid?.() ?? null;

/**
 * Reads the file at `path`. Throws `Refusal` if it is outside of `root`, or belongs to someone else, is no file, is too large, or cannot
 * be read.
 */
export const readConfig = (path: string, root: string): ReadFile => {
  try {
    const home = existsSync(root) ? realpathSync(root) : root;
    const link = lstatSync(path, { throwIfNoEntry: false });
    const real =
      link === undefined ? join(realFolder(path), relative(nearestOf(path), path)) : realpathSync(path);
    if (!isInside(home, real)) throw new Refusal('api.config-elsewhere', { path, real });
    if (link === undefined) {
      const folder = statSync(realFolder(path));
      if (ownId() !== null && folder.uid !== ownId()) throw new Refusal('api.config-foreign', { path });
      return { path: real, bytes: null, mode: 0o600 };
    }
    const found = statSync(real);
    if (!found.isFile()) throw new Refusal('api.config-no-file', { path });
    if (ownId() !== null && found.uid !== ownId()) throw new Refusal('api.config-foreign', { path });
    if (found.size > mostBytes) throw new Refusal('api.config-too-large', { path });
    return { path: real, bytes: readFileSync(real), mode: found.mode & 0o777 };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('api.config-unreadable', { path, reason: codeOf(error) }, { cause: error });
  }
};

/** The deepest folder above `path` that exists, as `path` names it. */
const nearestOf = (path: string): string => {
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'error';

/** The text of a file without its byte order mark, and how to get the bytes of a text again. Throws `Refusal` if it is no UTF-8. */
export const textOf = (bytes: Buffer, path: string): { text: string; bytesOf: (text: string) => Buffer } => {
  const hasMark = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, bytesOf: (next) => Buffer.from(hasMark ? `\ufeff${next}` : next, 'utf8') };
  } catch (error) {
    throw new Refusal('api.config-not-text', { path }, { cause: error });
  }
};

/** Writes `bytes` to a new file; with `wx`, so that no file is replaced. */
const writeNew = (path: string, bytes: Buffer, mode: number): void => {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * Replaces what was read. Throws `Refusal` if the file has changed since, or cannot be written; then it is as it was.
 */
export const replaceConfig = (read: ReadFile, bytes: Buffer): void => {
  const { path, mode } = read;
  const partial = `${path}.hearth-${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(partial, { force: true });
    writeNew(partial, bytes, mode);
    const now = existsSync(path) ? readFileSync(path) : null;
    if (!isSame(now, read.bytes)) throw new Refusal('api.config-changed', { path });
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw asRefusal(error, path);
  }
};

const isSame = (a: Buffer | null, b: Buffer | null): boolean =>
  a === null || b === null ? a === b : a.equals(b);

const asRefusal = (error: unknown, path: string): Refusal => {
  if (error instanceof Refusal) return error;
  if (isDiskFull(error)) return new Refusal('api.config-no-room', { path }, { cause: error });
  return new Refusal('api.config-not-written', { path, reason: codeOf(error) }, { cause: error });
};

/** Keeps `read.bytes` beside the file, under a name with the date; returns the path. Throws `Refusal`. */
export const backUp = (read: ReadFile, now: Date): string => {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let number = 1; ; number++) {
    const name = `${basename(read.path)}.before-hearth-${stamp}${number === 1 ? '' : `-${number}`}`;
    const path = join(dirname(read.path), name);
    try {
      writeNew(path, read.bytes!, read.mode);
      return path;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || number >= 100) throw asRefusal(error, read.path);
    }
  }
};

/** Removes a file that did not exist before Hearth wrote it. Throws `Refusal`. */
export const removeConfig = (read: ReadFile): void => {
  try {
    rmSync(read.path);
  } catch (error) {
    throw asRefusal(error, read.path);
  }
};
