/** A small disk of its own, to be filled for real: an ext4 image that is mounted. Needs root, so it may not be possible. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  path: string;
  freeBytes: () => number;
  /** Writes a file until only so many bytes are free. */
  fill: (leftBytes: number) => void;
  /** Takes what `fill` wrote. */
  clear: () => void;
  /** Unmounts and removes it; nothing may use it by then. */
  remove: () => void;
}

const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** Why a small disk cannot be made here, for the name of the test that is skipped; `null` where it can. */
export const whyNoSmallDisk = (): string | null => {
  try {
    openSmallDisk(8 * 1024 ** 2).remove();
    return null;
  } catch (error) {
    return `no disk can be mounted here: ${String(error).split('\n')[0]}`;
  }
};

/** A disk of `bytes`, of which the file system itself takes some. Throws where it cannot be made. */
export const openSmallDisk = (bytes: number): SmallDisk => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-disk-'));
  const [image, path] = [join(folder, 'disk.img'), join(folder, 'disk')];
  const filler = join(path, 'filler');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  try {
    const file = openSync(image, 'w');
    ftruncateSync(file, bytes);
    closeSync(file);
    mkdirSync(path);
    // Nothing is kept for root, who runs this.
    run('mkfs.ext4', '-q', '-F', '-m', '0', image);
    run('mount', '-o', 'loop', image, path);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    path,
    freeBytes,
    fill: (leftBytes) => {
      const file = openSync(filler, 'a');
      const block = Buffer.alloc(64 * 1024, 1);
      try {
        for (let more = freeBytes() - leftBytes; more > 0; more = freeBytes() - leftBytes)
          writeSync(file, block, 0, Math.min(block.length, more));
      } finally {
        closeSync(file);
      }
    },
    clear: () => rmSync(filler, { force: true }),
    remove: () => {
      run('umount', path);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
