/** The only window. */
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme } from 'electron';
import type { Log } from '../main/system/log.ts';
import { packageRoot } from '../main/system/paths.ts';
import { recoverPage } from './recovery.ts';
import { checksSpelling, openFieldMenus } from './spelling.ts';
import { keepBounds, keptBounds } from './window-bounds.ts';

/** Opens it empty and hidden; it appears with the first frame of its page. */
export const openWindow = (log: Log): BrowserWindow => {
  const kept = keptBounds();
  const window = new BrowserWindow({
    ...kept.bounds,
    minWidth: 480,
    minHeight: 400,
    title: 'Hearth',
    show: false,
    // The page's own colours (renderer/styles/tokens.css), so that nothing flashes before its first frame.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#181614' : '#fcfbf9',
    // On other systems, the package contains it.
    ...(process.platform === 'linux' ? { icon: join(packageRoot, 'resources', 'icons', 'icon.png') } : {}),
    webPreferences: {
      preload: join(packageRoot, 'out', 'electron', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: checksSpelling(),
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    if (kept.isMaximized) window.maximize();
    window.show();
  });
  keepBounds(window);
  openFieldMenus(window);
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
