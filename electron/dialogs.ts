/** The native dialogs, above a window if one is open. */
import { join } from 'node:path';
import { app, dialog, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import { desktopWords } from '../main/shared/words/desktop.ts';

/** The path of a model file; `null` when the dialog is closed without a choice. */
export const pickModelFile = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, {
    title: desktopWords.openModel,
    properties: ['openFile'],
    filters: [{ name: desktopWords.ggufModels, extensions: ['gguf'] }],
  });

/** The path of a folder; `null` when the dialog is closed without a choice. */
export const pickFolder = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, { title: desktopWords.chooseFolder, properties: ['openDirectory'] });

/** The path of a backup; `null` when the dialog is closed without a choice. */
export const pickBackup = (window: BrowserWindow | null): Promise<string | null> =>
  pick(window, {
    title: desktopWords.openBackup,
    properties: ['openFile'],
    filters: [{ name: desktopWords.backups, extensions: ['zip'] }],
  });

/** The path under which an exported file is to be saved; `null` when the dialog is closed without a choice. */
export const pickExportFile = async (
  window: BrowserWindow | null,
  name: string,
  format: { name: string; extension: string },
): Promise<string | null> => {
  const options: SaveDialogOptions = {
    title: desktopWords.exportChats,
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: format.name, extensions: [format.extension] }],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? null : filePath;
};

const pick = async (window: BrowserWindow | null, options: OpenDialogOptions): Promise<string | null> => {
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
};
