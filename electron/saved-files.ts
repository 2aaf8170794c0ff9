/** Files that the page saves: an export, a code block, an answer. Electron asks the user for a place and writes them. */
import { join } from 'node:path';
import { app, dialog, type DownloadItem } from 'electron';
import { desktopWords as words } from '../main/shared/words/desktop.ts';

/** `item`: what the page holds in memory, under a name that it chose and Chromium has made safe. */
export const askForPlace = (item: DownloadItem): void => {
  const name = item.getFilename();
  item.setSaveDialogOptions({
    title: words.saveFile,
    defaultPath: join(app.getPath('documents'), name),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  item.once('done', (_event, state) => {
    if (state === 'interrupted') dialog.showErrorBox(words.notSaved, words.notSavedWhy(item.getSavePath()));
  });
};
