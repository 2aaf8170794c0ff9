/** The icon in the notification area or menu bar, if the user wants one: what is in memory, and what is being processed. */
import { join } from 'node:path';
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import { trayHint, trayLines } from '../main/native/presence.ts';
import type { DesktopState } from '../main/shared/desktop/news.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { packageRoot } from '../main/system/paths.ts';

interface Actions {
  show(): void;
  newChat(): void;
  /** `null`: the quick window is off. */
  quick: (() => void) | null;
  quit(): void;
}

/** The size of icons there, in device-independent pixels. */
const size = process.platform === 'darwin' ? 18 : 16;

export interface TrayIcon {
  show(state: DesktopState, actions: Actions): void;
  readonly isShown: boolean;
}

export const createTrayIcon = (): TrayIcon => {
  let tray: Tray | null = null;
  let shown = '';
  const items = (state: DesktopState, actions: Actions): MenuItemConstructorOptions[] => {
    const { presence: words, roles } = desktopWords;
    return [
      ...trayLines(state).map((label) => ({ label: label.replaceAll('&', '&&'), enabled: false })),
      { type: 'separator' },
      { label: words.show, click: actions.show },
      { label: words.newChat, click: actions.newChat },
      ...(actions.quick === null ? [] : [{ label: words.quick, click: actions.quick }]),
      { type: 'separator' },
      { label: roles.quit, click: actions.quit },
    ];
  };
  return {
    show: (state, actions) => {
      if (!state.settings.trayIcon) {
        tray?.destroy();
        tray = null;
        shown = '';
        return;
      }
      if (tray === null) {
        const icon = nativeImage.createFromPath(join(packageRoot, 'resources', 'icons', 'icon.png'));
        tray = new Tray(icon.resize({ width: size, height: size }));
        tray.on('click', actions.show);
      }
      // Another menu would close an open one.
      const next = JSON.stringify([trayLines(state), actions.quick === null]);
      if (next === shown) return;
      shown = next;
      tray.setToolTip(trayHint(state));
      tray.setContextMenu(Menu.buildFromTemplate(items(state, actions)));
    },
    get isShown() {
      return tray !== null;
    },
  };
};
