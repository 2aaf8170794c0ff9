/** Reads the bytes of a local file. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { BadGguf, fault } from '../shared/gguf/bad-gguf.ts';
import type { ByteSource } from '../shared/gguf/gguf-header.ts';

export type FileSource = ByteSource & { close: () => Promise<void> };

/** Does not wait: opening a named pipe would block until somebody writes to it. Windows has neither such pipes nor the flag. */
const forReading = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens the file at `path`, which the caller closes. Throws the system's error if it cannot be opened, and `BadGguf` if it
 * is not a regular file, such as a named pipe or a device.
 */
export const openFileSource = async (path: string): Promise<FileSource> => {
  const file = await open(path, forReading);
  const found = await file.stat();
  if (!found.isFile()) {
    await file.close();
    throw new BadGguf(fault('gguf.not-a-file'));
  }
  const { size } = found;
  return {
    size,
    read: async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      // The file was truncated while it was being read.
      if (bytesRead < length) throw new BadGguf(fault('gguf.ends-in-header'));
      return buffer;
    },
    close: () => file.close(),
  };
};
