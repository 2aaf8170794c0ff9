/**
 * Files and folders that a page sends, to be imported or added to the documents, because it does not know their paths. They are removed
 * afterwards.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { freeBytesNow } from '../../system/disk-space.ts';
import { portableName } from '../../system/portable-name.ts';
import { unpackFolder } from './unpack-folder.ts';

/** The disk space that must stay free, and the number of received bytes after which it is checked again. */
const leftFree = 512 * 1024 ** 2;
const lookEvery = 32 * 1024 ** 2;

/** A complete upload that no import has taken is removed after this time, in ms: its window may have been closed. */
const keptMs = 3_600_000;

export interface Uploads {
  /** Prepares the upload of a file or folder that has this name on the user's machine. */
  open(name: string, isFolder?: boolean): Upload;
  /** Returns complete uploads, each once; the caller removes them. Throws `Refusal` if one of them does not exist. */
  take(ids: readonly string[]): TakenUpload[];
  remove(ids: readonly string[]): void;
  /** Removes all uploads. */
  close(): void;
}

interface TakenUpload {
  id: string;
  path: string;
  /** SHA-256 of what came, in hex, for a folder; `null` for a file. */
  digest: string | null;
}

export interface Upload {
  id: string;
  /** Resolves when everything is there; rejects with `Refusal` if it cannot be received completely. */
  receive: (body: Readable) => Promise<void>;
  /** Takes the next part of a file. It is complete after the last one. Rejects like `receive`. */
  append: (part: Buffer, isLast: boolean) => Promise<void>;
}

/** Removes the uploads of earlier runs. */
export const openUploads = (dataFolder: string): Uploads => {
  const folder = join(dataFolder, 'uploads');
  const complete = new Map<string, TakenUpload>();
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  clear();
  const remove = (ids: readonly string[]): void => {
    for (const id of ids) {
      complete.delete(id);
      rmSync(join(folder, id), { recursive: true, force: true });
    }
  };
  return {
    open: (name, isFolder = false) => {
      const id = randomUUID();
      const own = join(folder, id);
      const extension = isFolder
        ? ''
        : extname(name)
            .replace(/[^.\w]/g, '')
            .slice(0, 20);
      const stem = isFolder ? name : name.slice(0, name.length - extname(name).length);
      const path = join(own, `${portableName(stem) || (isFolder ? 'folder' : 'file')}${extension}`);
      const finish = (digest: string | null): void => {
        complete.set(id, { id, path, digest });
        setTimeout(() => {
          if (complete.has(id)) remove([id]);
        }, keptMs).unref();
      };
      const attempt = async (work: () => Promise<void>): Promise<void> => {
        try {
          await work();
        } catch (error) {
          remove([id]);
          throw new Refusal('transfer.upload-failed', { name }, { cause: error });
        }
      };
      return {
        id,
        receive: (body) =>
          attempt(async () => {
            mkdirSync(own, { recursive: true, mode: 0o700 });
            const checked = whileThereIsRoom(folder);
            if (!isFolder) {
              await pipeline(body, checked, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
              return finish(null);
            }
            let digest = '';
            await pipeline(body, checked, async (source) => {
              digest = await unpackFolder(source as AsyncIterable<Buffer>, path);
            });
            // The folders around this one are Hearth's, and their rules do not count: see main/reader/formats/folder.ts.
            await mkdir(join(path, '.git'), { recursive: true });
            finish(digest);
          }),
        append: (part, isLast) =>
          attempt(async () => {
            if (freeBytesNow(dataFolder) < leftFree) throw new Error('the disk is nearly full');
            await mkdir(own, { recursive: true, mode: 0o700 });
            await appendFile(path, part, { mode: 0o600 });
            if (isLast) finish(null);
          }),
      };
    },
    take: (ids) => {
      const taken = ids.map((id) => {
        const upload = complete.get(id);
        if (upload === undefined) throw new Refusal('transfer.upload-gone');
        return upload;
      });
      for (const id of ids) complete.delete(id);
      return taken;
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
