/** Asks the user what to do when the core was lost again and again. */
import { app, dialog, shell, type MessageBoxOptions } from 'electron';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { logPath } from '../main/system/log.ts';

/** Resolves when the user wants another try; quits if the user wants that. */
export const askAboutLostCore = async (dataFolder: string): Promise<void> => {
  const { message, tryAgain, showLog, quit } = desktopWords.coreLost;
  const question: MessageBoxOptions = {
    type: 'error',
    message,
    buttons: [tryAgain, showLog, quit],
    defaultId: 0,
    cancelId: 2,
  };
  let { response } = await dialog.showMessageBox(question);
  while (response === 1) {
    shell.showItemInFolder(logPath(dataFolder));
    ({ response } = await dialog.showMessageBox(question));
  }
  if (response === 2) {
    app.quit();
    await new Promise(() => undefined);
  }
};
