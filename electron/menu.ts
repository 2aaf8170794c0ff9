/** The menu has only standard roles, so that none of its keys is one of the page's own (see renderer/controls/shortcuts.ts). */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { desktopWords } from '../main/shared/words/desktop.ts';

/** An item that the system knows, under its name in the language of Hearth. */
export const item = (role: keyof typeof desktopWords.roles): MenuItemConstructorOptions => ({
  role,
  label: desktopWords.roles[role],
});

/** Reloading and the developer tools are for people who build Hearth. */
export const menu = (): Menu => {
  const view: MenuItemConstructorOptions[] = [
    item('resetZoom'),
    item('zoomIn'),
    item('zoomOut'),
    { type: 'separator' },
    item('togglefullscreen'),
  ];
  if (!app.isPackaged) view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' });
  return Menu.buildFromTemplate([
    process.platform === 'darwin' ? { role: 'appMenu' } : item('fileMenu'),
    {
      ...item('editMenu'),
      submenu: [
        item('undo'),
        item('redo'),
        { type: 'separator' },
        item('cut'),
        item('copy'),
        item('paste'),
        item('selectAll'),
      ],
    },
    { label: desktopWords.viewMenu, submenu: view },
    item('windowMenu'),
  ]);
};
