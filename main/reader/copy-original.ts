/** Copies the file that is read, so that its text belongs to exactly these bytes. */
import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ReaderLimits } from '../shared/documents/reader-protocol.ts';
import { unreadable } from './unreadable.ts';

const pieceBytes = 1024 ** 2;

export interface Original {
  /** SHA-256 in hex. */
  digest: string;
  bytes: number;
  /** In ms since the epoch. */
  modifiedAt: number;
}

const isSame = (a: BigIntStats, b: BigIntStats): boolean =>
  a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino && a.dev === b.dev;

/**
 * Copies the file at `path` to the new file `target`. Throws `Unreadable` for whatever is no file with content of at most
 * `limits.bytes`, and for a file that changes meanwhile; or the error of the file system.
 */
export const copyOriginal = async (
  path: string,
  name: string,
  target: string,
  limits: ReaderLimits,
  progress: (share: number) => void,
): Promise<Original> => {
  // Opening a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) throw unreadable('documents.not-a-file', { name });
    const size = Number(before.size);
    if (size > limits.bytes)
      throw unreadable('documents.too-large', { name, bytes: size, most: limits.bytes });
    if (size === 0) throw unreadable('documents.empty', { name });
    const copy = await open(target, 'wx', 0o600);
    let digest: string;
    try {
      digest = await copyBytes(file, copy, size, progress);
      // The recognition of its text tells the time of the original from its copy.
      await copy.utimes(Number(before.atimeMs) / 1000, Number(before.mtimeNs) / 1e9);
    } finally {
      await copy.close();
    }
    const [after, there] = await Promise.all([file.stat({ bigint: true }), stat(path, { bigint: true })]);
    const isChanged = digest === '' || !isSame(before, after) || !isSame(before, there);
    if (isChanged) throw unreadable('documents.changed', { name });
    return { digest, bytes: size, modifiedAt: Number(before.mtimeNs) / 1e6 };
  } finally {
    await file.close();
  }
};

/** The digest of exactly `size` bytes; empty if the file has fewer or more. */
const copyBytes = async (
  from: FileHandle,
  to: FileHandle,
  size: number,
  progress: (share: number) => void,
): Promise<string> => {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size + 1));
  let done = 0;
  for (;;) {
    const { bytesRead } = await from.read(piece, 0, piece.length, done);
    if (bytesRead === 0) break;
    const bytes = piece.subarray(0, bytesRead);
    hash.update(bytes);
    for (let at = 0; at < bytesRead;)
      at += (await to.write(bytes, at, bytesRead - at, done + at)).bytesWritten;
    done += bytesRead;
    if (done > size) return '';
    progress(done / size);
  }
  return done === size ? hash.digest('hex') : '';
};
