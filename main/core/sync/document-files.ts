/** The files of documents in the sync folder: `files/DIGEST` in the folder of the machine that has written it. */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { largestDocument, type FieldsOf } from './records.ts';
import { syncFolderName } from './segments.ts';

type Made = FieldsOf<'document'>['made'];

const filesName = 'files';

/** Copies a file to the sync folder, unless it is there. The segment that names it is written afterwards. */
export const putFile = async (
  folder: string,
  machine: string,
  { digest }: Made,
  source: string,
): Promise<void> => {
  const own = join(folder, syncFolderName, machine, filesName);
  const target = join(own, digest);
  if ((await lstat(target).catch(() => null)) !== null) return;
  await mkdir(own, { recursive: true });
  const partial = join(own, `.${digest}.${randomUUID()}.part`);
  try {
    await copyFile(source, partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
};

/** The content of a file that has come, from any machine; `null` if none has it whole. Links are not followed. */
export const findFile = async (folder: string, { digest, bytes }: Made): Promise<Buffer | null> => {
  const root = join(folder, syncFolderName);
  for (const machine of await readdir(root).catch(() => [])) {
    const path = join(root, machine, filesName, digest);
    const places = [join(root, machine), join(root, machine, filesName)];
    const found = await Promise.all([...places, path].map((place) => lstat(place).catch(() => null)));
    if (found[0]?.isDirectory() !== true || found[1]?.isDirectory() !== true) continue;
    if (found[2]?.isFile() !== true || found[2].size !== bytes || bytes > largestDocument) continue;
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(() => null);
    if (file === null) continue;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      const isWhole = bytesRead === bytes && createHash('sha256').update(buffer).digest('hex') === digest;
      if (isWhole) return buffer;
    } catch {
      // It is looked for again in the next round.
    } finally {
      await file.close();
    }
  }
  return null;
};

/** Removes the files of this machine that none of these digests names. */
export const removeFiles = async (
  folder: string,
  machine: string,
  kept: ReadonlySet<string>,
): Promise<void> => {
  const own = join(folder, syncFolderName, machine, filesName);
  for (const name of await readdir(own).catch(() => []))
    if (!kept.has(name)) await rm(join(own, name), { force: true });
};
