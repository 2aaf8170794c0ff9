/** Copies a large file in pieces, so that the copy can report its progress and be stopped. */
import { open, type FileHandle } from 'node:fs/promises';

const pieceBytes = 4 * 1024 ** 2;
/** Bytes that the system may buffer: without a limit, a copy seems to be done at once, and its last step takes minutes. */
const unsyncedBytes = 256 * 1024 ** 2;

/**
 * Copies `from` to the new file `to`, which is on the disk when this resolves. `onDone` gets the number of copied bytes.
 * `mayGoOn` is called before each piece and stops the copy by rejecting; the pieces before it stay.
 */
export const copyFileBytes = async (
  from: string,
  to: string,
  mayGoOn: (done: number) => Promise<void>,
  onDone: (bytes: number) => void,
): Promise<void> => {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o644);
    try {
      await copyPieces(source, target, mayGoOn, onDone);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};

const copyPieces = async (
  source: FileHandle,
  target: FileHandle,
  mayGoOn: (done: number) => Promise<void>,
  onDone: (bytes: number) => void,
): Promise<void> => {
  const piece = Buffer.allocUnsafe(pieceBytes);
  let done = 0;
  let synced = 0;
  for (;;) {
    await mayGoOn(done);
    const { bytesRead } = await source.read(piece, 0, pieceBytes, done);
    if (bytesRead === 0) break;
    await writeAll(target, piece.subarray(0, bytesRead), done);
    done += bytesRead;
    if (done - synced >= unsyncedBytes) {
      await target.datasync();
      synced = done;
    }
    onDone(done);
  }
  await target.sync();
};

const writeAll = async (target: FileHandle, bytes: Buffer, at: number): Promise<void> => {
  for (let written = 0; written < bytes.length;)
    written += (await target.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
};
