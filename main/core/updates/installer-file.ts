/** Downloads an installer and checks it; copies and checks one that is here. */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import type { FeedFile } from '../../shared/updates/feed.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import { diskReserveBytes, freeBytes } from '../../system/disk-space.ts';
import type { Outgoing } from '../network/outgoing.ts';

/**
 * Downloads `file` to `path`, which has it completely and checked once this resolves. Throws `Refusal` if there is no answer, no room, or
 * if the bytes are not those that the feed names; nothing is left of it then.
 */
export const downloadInstaller = async (
  outgoing: Outgoing,
  { url, bytes, sha512 }: FeedFile,
  version: string,
  path: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> => {
  const free = await freeBytes(path);
  if (free < bytes + diskReserveBytes)
    throw new Refusal('updates.no-room', { missingBytes: bytes + diskReserveBytes - free });
  const part = `${path}.part`;
  const { status, body } = await outgoing.send({ url, why: say('request.update', { version }), signal });
  let received = 0;
  try {
    if (status !== 200) throw new Refusal('updates.installer-missing', { version, status });
    const target = await open(part, 'w', 0o600);
    try {
      const hash = createHash('sha512');
      for await (const piece of body as AsyncIterable<Buffer>) {
        received += piece.length;
        if (received > bytes) break;
        hash.update(piece);
        await target.write(piece);
        onBytes(received);
      }
      if (received !== bytes || hash.digest('base64') !== sha512)
        throw new Refusal('updates.installer-wrong', { version });
      await target.sync();
    } finally {
      await target.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    body.destroy();
  }
};

/** Bytes and SHA-512 in base64. Throws the error of the file system. */
const digestOf = async (path: string): Promise<Pick<FeedFile, 'bytes' | 'sha512'>> => {
  const hash = createHash('sha512');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return { bytes: (await stat(path)).size, sha512: hash.digest('base64') };
};

/** Copies the file of the running program; at no cost if the file system can share its blocks. */
export const keepFile = async (from: string, to: string): Promise<Pick<FeedFile, 'bytes' | 'sha512'>> => {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  return digestOf(to);
};

/** Whether the file is still the one that was checked. */
export const isUnchanged = async (
  path: string,
  { bytes, sha512 }: Pick<FeedFile, 'bytes' | 'sha512'>,
): Promise<boolean> => {
  const found = await digestOf(path).catch(() => null);
  return found !== null && found.bytes === bytes && found.sha512 === sha512;
};
