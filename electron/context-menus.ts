/** The menu of a right click: suggestions in fields, copying elsewhere (see main/native/context-menu.ts). */
import { clipboard, Menu, type BrowserWindow } from 'electron';
import { contextMenu } from '../main/native/context-menu.ts';

export const openContextMenus = (window: BrowserWindow): void => {
  const { webContents } = window;
  webContents.on('context-menu', (_event, params) => {
    const items = contextMenu(params, process.platform, {
      replace: (word) => webContents.replaceMisspelling(word),
      learn: (word) => void webContents.session.addWordToSpellCheckerDictionary(word),
      copyText: (text) => void clipboard.writeText(text).catch(() => undefined),
      copyImage: () => webContents.copyImageAt(params.x, params.y),
      lookUp: () => webContents.showDefinitionForSelection(),
    });
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
};
