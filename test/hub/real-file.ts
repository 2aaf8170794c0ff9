/** Files of this machine as the stand-in hub serves them. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { StandInFile, StandInRepository } from './repository.ts';

/** The file at `from`, as `path` of a repository. */
export const realFile = (path: string, from: string): StandInFile => {
  const { size } = statSync(from);
  return {
    path,
    size,
    sha256: createHash('sha256').update(readFileSync(from)).digest('hex'),
    read: (offset, length) => {
      const bytes = Buffer.alloc(Math.min(length, size - offset));
      const file = openSync(from, 'r');
      readSync(file, bytes, 0, bytes.length, offset);
      closeSync(file);
      return bytes;
    },
  };
};

export const realRepository = (
  id: string,
  files: StandInFile[],
  more: Partial<StandInRepository> = {},
): StandInRepository => ({
  id,
  revision: createHash('sha1').update(id).digest('hex'),
  downloads: 1234,
  likes: 56,
  lastModified: '2026-10-04T10:00:00.000Z',
  licence: 'apache-2.0',
  gated: false,
  tags: ['gguf', 'license:apache-2.0'],
  card: `# ${id}\n\nMade for a test.\n`,
  gguf: { total: 200_000, architecture: 'llama', context_length: 4096 },
  files,
  ...more,
});
