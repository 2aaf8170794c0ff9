/** A small file system of its own, in a file: the only way to fill a disk for real. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  /** Where it is mounted. */
  path: string;
  freeBytes: () => number;
  /** Takes all room that is left on it, to the last block, or all but so many bytes. */
  fill: (leftBytes?: number) => void;
  /** Gives back what `fill` took. */
  empty: () => void;
  remove: () => void;
}

/** Why there can be none on this machine, for the name of a skipped test; empty where there can be one. */
export const noSmallDisk = ((): string => {
  if (process.platform !== 'linux') return 'only Linux mounts a file here';
  if (process.getuid?.() !== 0) return 'mounting a file system needs root';
  try {
    makeSmallDisk(2).remove();
    return '';
  } catch {
    return 'this machine cannot mount a file';
  }
})();

/** An ext4 of so many MiB. Throws where it cannot be made or mounted. */
export function makeSmallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-disk-'));
  const image = join(folder, 'image');
  const path = join(folder, 'disk');
  mkdirSync(path);
  try {
    execFileSync('truncate', ['-s', `${mebibytes}M`, image]);
    execFileSync('mkfs.ext4', ['-q', '-m', '0', '-O', '^has_journal', image], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'loop', image, path], { stdio: 'ignore' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const filler = join(path, 'filler');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    freeBytes,
    fill: (leftBytes = 0) => {
      const file = openSync(filler, 'a');
      for (const size of [1024 ** 2, 64 * 1024, 4096]) {
        const bytes = Buffer.alloc(size, 1);
        try {
          while (leftBytes === 0 || freeBytes() - leftBytes >= size) writeSync(file, bytes);
        } catch {
          // Full, to blocks of this size.
        }
      }
      closeSync(file);
    },
    empty: () => rmSync(filler, { force: true }),
    remove: () => {
      execFileSync('umount', ['-l', path]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
