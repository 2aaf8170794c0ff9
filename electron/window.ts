/** One window: how it looks, and what belongs to each. */
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron';
import type { Log } from '../main/system/log.ts';
import { packageRoot } from '../main/system/paths.ts';
import { openContextMenus } from './context-menus.ts';
import { recoverPage } from './recovery.ts';
import { checksSpelling } from './spelling.ts';

/** Opens it empty and hidden. */
export const openWindow = (options: BrowserWindowConstructorOptions, log: Log): BrowserWindow => {
  const window = new BrowserWindow({
    title: 'Hearth',
    show: false,
    // The page's own colours (renderer/styles/tokens.css), so that nothing flashes before its first frame.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#181614' : '#fcfbf9',
    // On other systems, the package contains it.
    ...(process.platform === 'linux' ? { icon: join(packageRoot, 'resources', 'icons', 'icon.png') } : {}),
    ...options,
    webPreferences: {
      preload: join(packageRoot, 'out', 'electron', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: checksSpelling(),
      devTools: !app.isPackaged,
    },
  });
  openContextMenus(window);
  recoverPage(window, log);
  return window;
};

/** Brings the window to the front. */
export const show = (window: BrowserWindow): void => {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
