/** The native dialogs. */
import { dialog, type BrowserWindow } from 'electron';

/** The path of a model file; `null` when the dialog is closed without a choice. */
export const pickModelFile = async (window: BrowserWindow): Promise<string | null> => {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a model',
    properties: ['openFile'],
    filters: [{ name: 'GGUF models', extensions: ['gguf'] }],
  });
  return canceled ? null : (filePaths[0] ?? null);
};
