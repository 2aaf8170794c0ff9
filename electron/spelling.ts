/** Spell-checking with the system's own checker, and the menu of a text field with its suggestions. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { item } from './menu.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';

/**
 * Only macOS has a checker that Electron uses. On Linux and Windows, Electron downloads dictionaries from a server, which Hearth
 * must not do by itself (https://electronjs.org/docs/latest/tutorial/spellchecker).
 */
export const checksSpelling = (): boolean => process.platform === 'darwin';

/** Opens a menu on a right click in a text field. */
export const openFieldMenus = ({ webContents }: BrowserWindow): void => {
  webContents.on('context-menu', (_event, { isEditable, misspelledWord, dictionarySuggestions }) => {
    if (!isEditable) return;
    const spelling: MenuItemConstructorOptions[] = dictionarySuggestions.map((word) => ({
      label: word,
      click: () => webContents.replaceMisspelling(word),
    }));
    if (misspelledWord !== '')
      spelling.push(
        {
          label: desktopWords.learnSpelling,
          click: () => webContents.session.addWordToSpellCheckerDictionary(misspelledWord),
        },
        { type: 'separator' },
      );
    Menu.buildFromTemplate([
      ...spelling,
      item('cut'),
      item('copy'),
      item('paste'),
      item('selectAll'),
    ]).popup();
  });
};
