/** The bytes of a file on this machine. */
import { open } from 'node:fs/promises';
import { BadGguf, type ByteSource } from './gguf-header.ts';

export type FileSource = ByteSource & { close: () => Promise<void> };

/** Opens `path`; whoever opens it closes it. Throws the system's error where it may not be read. */
export const openFileSource = async (path: string): Promise<FileSource> => {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    size,
    read: async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      // It was cut while it was read.
      if (bytesRead < length) throw new BadGguf('is cut off: it ends within its header');
      return buffer;
    },
    close: () => file.close(),
  };
};
