/** Compares files byte for byte. */
import { open } from 'node:fs/promises';
import type { ModelFile } from '../../shared/contract/library.ts';

const chunkBytes = 4 * 1024 ** 2;

/** Reads the files only if all their sizes agree, and only up to the first difference. Rejects if `signal` is aborted. */
export const haveSameContent = async (
  files: readonly ModelFile[],
  others: readonly ModelFile[],
  signal: AbortSignal,
): Promise<boolean> => {
  if (files.length !== others.length) return false;
  if (files.some(({ bytes }, index) => bytes !== others[index]!.bytes)) return false;
  for (const [index, { path }] of files.entries())
    if (!(await areSame(path, others[index]!.path, signal))) return false;
  return true;
};

const areSame = async (path: string, otherPath: string, signal: AbortSignal): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const other = await open(otherPath, 'r');
    try {
      const [one, two] = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)];
      for (;;) {
        signal.throwIfAborted();
        const [mine, theirs] = await Promise.all([
          file.read(one, 0, chunkBytes),
          other.read(two, 0, chunkBytes),
        ]);
        if (mine.bytesRead !== theirs.bytesRead) return false;
        if (mine.bytesRead === 0) return true;
        if (one.compare(two, 0, mine.bytesRead, 0, mine.bytesRead) !== 0) return false;
      }
    } finally {
      await other.close();
    }
  } finally {
    await file.close();
  }
};
