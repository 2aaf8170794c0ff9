/** The menu has only standard roles, so that none of its keys is one of the page's own (see renderer/controls/shortcuts.ts). */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { desktopWords } from '../main/shared/words/desktop.ts';

/** Reloading and the developer tools are for people who build Hearth. */
export const menu = (): Menu => {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (!app.isPackaged) view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' });
  return Menu.buildFromTemplate([
    { role: process.platform === 'darwin' ? 'appMenu' : 'fileMenu' },
    { role: 'editMenu' },
    { label: desktopWords.viewMenu, submenu: view },
    { role: 'windowMenu' },
  ]);
};
