/** The texts of a folder's files, as of a project's source code, without what its `.gitignore` files leave out. */
import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import {
  deepestFolder,
  ignoreRules,
  inFolderOrder,
  isIgnored,
  largestFolderFile,
  mostFolderFiles,
  skippedFolders,
  type IgnoreRules,
} from '../../shared/documents/folder-files.ts';
import type { ReaderLimits } from '../../shared/documents/reader-protocol.ts';
import { visible } from '../../shared/format/visible-text.ts';
import { say } from '../../shared/words/catalogue.ts';
import { textFormatOf } from '../format-of-file.ts';
import type { Extracted } from '../source.ts';
import { decodeText } from '../text/encodings.ts';
import { WrittenText, type TextBounds } from '../text/written-text.ts';
import { fileProblem, unreadable } from '../unreadable.ts';

/** The most levels above the folder in which the repository is looked for. */
const mostParents = 32;

export interface FolderSource {
  path: string;
  name: string;
  limits: ReaderLimits;
  text: TextBounds;
  progress: (share: number) => void;
}

/** Throws `Unreadable` for a folder without texts or with too many. */
export const readFolder = async ({
  path: root,
  name,
  limits,
  text: bounds,
  progress,
}: FolderSource): Promise<Extracted & { bytes: number }> => {
  const { files, leftOut: unread } = await filesIn(root, name);
  const out = new WrittenText(bounds);
  let [bytes, leftOut] = [0, unread];
  for (const [at, path] of files.entries()) {
    const content = await contentOf(path);
    const decoded = content === null ? null : decodeText(content);
    if (content === null || decoded === null) leftOut += 1;
    else if (decoded.text.trim() !== '') {
      bytes += content.length;
      if (bytes > limits.bytes) throw unreadable('documents.folder-too-large', { name, most: limits.bytes });
      out.places.push({
        kind: 'file',
        at: out.length,
        path: visible(slashed(relative(root, path))),
      });
      out.write(decoded.text);
      if (!out.endsWith('\n')) out.write('\n');
    }
    progress((at + 1) / files.length);
  }
  if (out.places.length === 0) throw unreadable('documents.no-files', { name });
  return {
    kind: 'folder',
    text: out.text,
    places: out.places,
    pages: null,
    remarks: leftOut === 0 ? [] : [say('documents.files-left-out', { files: leftOut })],
    canRecognise: false,
    bytes,
  };
};

/** The content of a file; `null` if it is too large, or no file any more, or cannot be read. */
const contentOf = async (path: string): Promise<Buffer | null> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return size > largestFolderFile ? null : await file.readFile();
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};

/** The files that may have texts, in the order of their paths; `leftOut` counts those that have none by their names. */
const filesIn = async (root: string, name: string): Promise<{ files: string[]; leftOut: number }> => {
  const files: string[] = [];
  let leftOut = 0;
  let seen = 0;
  const look = async (folder: string, around: readonly IgnoreRules[], depth: number): Promise<void> => {
    const entries = (await readdir(folder, { withFileTypes: true })).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      isFile: entry.isFile(),
    }));
    const rules = [...around, ...(await rulesIn(folder))];
    entries.sort(inFolderOrder);
    for (const { name: entry, isFolder, isFile } of entries) {
      const path = join(folder, entry);
      if (isFolder ? skippedFolders.has(entry) : !isFile) {
        // Links are not followed: what they lead to inside the folder is read there. Pipes and devices would block.
        continue;
      }
      if (isIgnored(isFolder ? inside(path) : slashed(path), rules)) continue;
      seen += 1;
      if (seen > mostFolderFiles)
        throw unreadable('documents.too-many-files', { name, most: mostFolderFiles });
      if (isFolder) {
        if (depth < deepestFolder) await look(path, rules, depth + 1).catch(throwUnlessGone);
      } else if (textFormatOf(entry) === null) leftOut += 1;
      else files.push(path);
    }
  };
  /** A folder inside that cannot be read is left out. */
  const throwUnlessGone = (error: unknown): void => {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    leftOut += 1;
  };
  try {
    await look(root, await rulesAbove(root), 0);
  } catch (error) {
    throw fileProblem(error, name);
  }
  return { files, leftOut };
};

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** The path of a folder with the slash at its end. */
const inside = (folder: string): string => slashed(folder).replace(/\/*$/, '/');

const rulesIn = async (folder: string): Promise<IgnoreRules[]> => {
  const content = await contentOf(join(folder, '.gitignore'));
  return content === null ? [] : [ignoreRules(inside(folder), content.toString('utf8'))];
};

/** The rules of the folders around, up to that of the repository; none if this is no part of a repository. */
const rulesAbove = async (root: string): Promise<IgnoreRules[]> => {
  const above: string[] = [];
  for (let folder = root; above.length < mostParents; folder = dirname(folder)) {
    if (folder !== root) above.unshift(folder);
    if (existsSync(join(folder, '.git'))) return (await Promise.all(above.map(rulesIn))).flat();
    if (dirname(folder) === folder) break;
  }
  return [];
};
