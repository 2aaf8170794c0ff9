/** The files of a folder that are sent to Hearth: those that its reader would leave out are not. */
import {
  deepestFolder,
  ignoreRules,
  inFolderOrder,
  isIgnored,
  largestFolderFile,
  mostFolderFiles,
  skippedFolders,
  type IgnoreRules,
} from '../../main/shared/documents/folder-files.ts';
import { sentenceOf } from '../words/told.ts';
import type { ChosenFolder } from './chosen-folder.ts';

/** A file of a folder, with its path in it, separated by `/`. */
export interface FolderFile {
  path: string;
  content: Blob;
}

/** Of all files that are sent together. */
const mostBytes = 256 * 1024 ** 2;

/** The reader leaves out a file that is no text, and counts it. */
const noText = new Blob([new Uint8Array(1)]);
const isImage = ({ type }: File): boolean => /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/.test(type);

/** In the reader's order. Rejects with a sentence if there are too many, or none. */
export const filesOfFolder = async (root: ChosenFolder): Promise<FolderFile[]> => {
  const { name } = root;
  const files: FolderFile[] = [];
  let [seen, bytes] = [0, 0];
  const told = (code: 'documents.too-many-files' | 'documents.folder-too-large', most: number): Error =>
    new Error(sentenceOf({ code, facts: { name, most } }));
  const look = async (
    folder: ChosenFolder,
    path: string,
    around: readonly IgnoreRules[],
    depth: number,
  ): Promise<void> => {
    const entries = (await folder.entries()).toSorted(inFolderOrder);
    const own = entries.find((entry) => !entry.isFolder && entry.name === '.gitignore');
    const content = own === undefined || own.isFolder ? null : await (await own.file()).text();
    const rules = content === null ? around : [...around, ignoreRules(path, content)];
    for (const entry of entries) {
      const its = path + entry.name;
      if (entry.isFolder && skippedFolders.has(entry.name)) continue;
      if (isIgnored(entry.isFolder ? `${its}/` : its, rules)) continue;
      seen += 1;
      if (seen > mostFolderFiles) throw told('documents.too-many-files', mostFolderFiles);
      if (entry.isFolder) {
        if (depth < deepestFolder) await look(entry, `${its}/`, rules, depth + 1);
        continue;
      }
      const file = await entry.file();
      const isText = file.size <= largestFolderFile && !isImage(file);
      bytes += isText ? file.size : 0;
      if (bytes > mostBytes) throw told('documents.folder-too-large', mostBytes);
      files.push({ path: its, content: isText ? file : noText });
    }
  };
  await look(root, '', [], 0);
  if (files.length === 0) throw new Error(sentenceOf({ code: 'documents.no-files', facts: { name } }));
  return files;
};
