/** The names and paths of files that the user chose or dropped: the desktop shell provides paths, a browser never does. */

import { folderOfEntry } from '../state/chosen-folder.ts';
import { desktopShell } from '../state/shell.ts';
import type { ChosenFile } from '../state/transfer-actions.ts';

export const canAskForPaths = (): boolean => desktopShell() !== undefined;

/** `null` if it cannot be known. */
export const pathOf = (file: File): string | null => desktopShell()?.pathOf(file) || null;

/** Files and folders that were dropped or pasted. Must be called before the event is over. */
export const filesIn = (data: DataTransfer): ChosenFile[] => {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  return [...data.files].map((file, index) => {
    const entry = entries[index] ?? null;
    return {
      file,
      path: pathOf(file),
      ...(entry?.isDirectory === true ? { folder: folderOfEntry(entry as FileSystemDirectoryEntry) } : {}),
    };
  });
};

/** Whether a file may be an export of chats; the core tells by its content. */
export const isExportFile = (name: string): boolean => /\.(zip|jsonl?)$/i.test(name);

/** Whether a file has the name of an export of chats; on a page that takes documents, any other one is a document. */
export const isNamedAsExport = (name: string): boolean =>
  /\.zip$/i.test(name) || (isExportFile(name) && /conversation|chat|thread|message|hearth/i.test(name));

export const isModelFile = (name: string): boolean => /\.gguf$/i.test(name);
