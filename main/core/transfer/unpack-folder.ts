/**
 * Writes the files of a folder that a browser sends as one body: for each file a line of JSON, `{"path":"src/a.ts","bytes":120}`, and
 * then its bytes. The window packs it: renderer/state/upload.ts.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { deepestFolder, mostFolderFiles } from '../../shared/documents/folder-files.ts';
import { isPortableName } from '../../system/portable-name.ts';

/** The limit for all files of a folder together. */
const mostBytes = 1024 ** 3;
const longestLine = 16 * 1024;

const header = z.strictObject({ path: z.string().max(4096), bytes: z.number().int().min(0) });

/** Whether a file of this path is inside its folder on every system. */
const isInside = (segments: readonly string[]): boolean =>
  segments.length <= deepestFolder + 1 &&
  segments.every(
    (segment) => segment !== '' && segment !== '.' && segment !== '..' && !segment.includes('\0'),
  );

/**
 * Writes the files into `root`, which must not exist, and resolves with the SHA-256 of the body in hex. A file whose name this system
 * cannot have is left out. Rejects if the body has other paths than those of files in a folder, or too many, or ends early.
 */
export const unpackFolder = async (
  body: AsyncIterable<Buffer>,
  root: string,
  canHave: (name: string) => boolean = process.platform === 'win32' ? isPortableName : () => true,
): Promise<string> => {
  const hash = createHash('sha256');
  const made = new Set<string>();
  let [files, sum] = [0, 0];
  let line: Buffer = Buffer.alloc(0);
  let file: FileHandle | null = null;
  let left = 0;

  const begin = async (text: string): Promise<void> => {
    const { path, bytes } = header.parse(JSON.parse(text));
    const segments = path.split('/');
    if (!isInside(segments)) throw new Error(`not a path in a folder: ${path}`);
    files += 1;
    sum += bytes;
    if (files > mostFolderFiles || sum > mostBytes) throw new Error('too many files');
    left = bytes;
    if (!segments.every(canHave)) return;
    const target = join(root, ...segments);
    const folder = dirname(target);
    if (!made.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    made.add(folder);
    file = await open(target, 'wx', 0o600);
    if (bytes === 0) await end();
  };
  const end = async (): Promise<void> => {
    await file?.close();
    file = null;
  };

  await mkdir(root, { mode: 0o700 });
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      for (let at = 0; at < chunk.length;) {
        if (left > 0) {
          const part = chunk.subarray(at, at + left);
          await (file as FileHandle | null)?.writeFile(part);
          at += part.length;
          left -= part.length;
          if (left === 0) await end();
          continue;
        }
        const newline = chunk.indexOf(10, at);
        line = Buffer.concat([line, chunk.subarray(at, newline === -1 ? chunk.length : newline)]);
        if (line.length > longestLine) throw new Error('a path is too long');
        if (newline === -1) break;
        at = newline + 1;
        await begin(line.toString('utf8'));
        line = Buffer.alloc(0);
      }
    }
    if (left > 0 || line.length > 0 || files === 0) throw new Error('the folder is not complete');
    return hash.digest('hex');
  } finally {
    await end();
  }
};
