/** The native dialogs. */
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { desktopWords } from '../main/shared/words/desktop.ts';

/** The path of a model file; `null` when the dialog is closed without a choice. */
export const pickModelFile = (window: BrowserWindow): Promise<string | null> =>
  pick(window, {
    title: desktopWords.openModel,
    properties: ['openFile'],
    filters: [{ name: desktopWords.ggufModels, extensions: ['gguf'] }],
  });

/** The path of a folder; `null` when the dialog is closed without a choice. */
export const pickFolder = (window: BrowserWindow): Promise<string | null> =>
  pick(window, { title: desktopWords.chooseFolder, properties: ['openDirectory'] });

const pick = async (window: BrowserWindow, options: OpenDialogOptions): Promise<string | null> => {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? null : (filePaths[0] ?? null);
};
