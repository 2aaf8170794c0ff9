/** Files that a browser uploads to be imported, because a page does not know their paths. They are removed after the import. */
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { freeBytesNow } from '../../system/disk-space.ts';
import { portableName } from '../../system/portable-name.ts';

/** The disk space that must stay free, and the number of received bytes after which it is checked again. */
const leftFree = 512 * 1024 ** 2;
const lookEvery = 32 * 1024 ** 2;

/** A complete upload that no import has taken is removed after this time, in ms: its window may have been closed. */
const keptMs = 3_600_000;

export interface Uploads {
  /** Prepares the upload of a file that has this name on the user's machine. */
  open(name: string): Upload;
  /** Returns the paths of complete uploads, each once; the caller removes them. Throws `Refusal` if one of them does not exist. */
  take(ids: readonly string[]): string[];
  remove(ids: readonly string[]): void;
  /** Removes all uploads. */
  close(): void;
}

export interface Upload {
  id: string;
  /** Resolves when the file is complete; rejects with `Refusal` if it cannot be received completely. */
  receive: (body: Readable) => Promise<void>;
}

/** Removes the uploads of earlier runs. */
export const openUploads = (dataFolder: string): Uploads => {
  const folder = join(dataFolder, 'uploads');
  const complete = new Map<string, string>();
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  clear();
  const remove = (ids: readonly string[]): void => {
    for (const id of ids) {
      complete.delete(id);
      rmSync(join(folder, id), { recursive: true, force: true });
    }
  };
  return {
    open: (name) => {
      const id = randomUUID();
      const extension = extname(name)
        .replace(/[^.\w]/g, '')
        .slice(0, 20);
      const path = join(
        folder,
        id,
        `${portableName(name.slice(0, name.length - extname(name).length)) || 'file'}${extension}`,
      );
      return {
        id,
        receive: async (body) => {
          try {
            mkdirSync(join(folder, id), { recursive: true, mode: 0o700 });
            await pipeline(
              body,
              whileThereIsRoom(folder),
              createWriteStream(path, { mode: 0o600, flags: 'wx' }),
            );
            complete.set(id, path);
            setTimeout(() => {
              if (complete.has(id)) remove([id]);
            }, keptMs).unref();
          } catch (error) {
            remove([id]);
            throw new Refusal('transfer.upload-failed', { name }, { cause: error });
          }
        },
      };
    },
    take: (ids) => {
      const paths = ids.map((id) => {
        const path = complete.get(id);
        if (path === undefined) throw new Refusal('transfer.upload-gone');
        return path;
      });
      for (const id of ids) complete.delete(id);
      return paths;
    },
    remove,
    close: clear,
  };
};

const whileThereIsRoom = (folder: string): Transform => {
  let sinceLook = lookEvery;
  return new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      sinceLook += chunk.length;
      if (sinceLook >= lookEvery) {
        sinceLook = 0;
        if (freeBytesNow(folder) < leftFree) return pass(new Error('the disk is nearly full'));
      }
      pass(null, chunk);
    },
  });
};
