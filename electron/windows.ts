/** The windows of Hearth: each shows a chat of its own, and all come back as they were left. */
import { app, BrowserWindow, screen } from 'electron';
import {
  beside,
  freeNumber,
  isInReach,
  placed,
  usualSize,
  type KeptWindow,
} from '../main/native/window-places.ts';
import { zoomed } from '../main/native/zoom.ts';
import type { FromPage, ToPage } from '../main/shared/desktop/messages.ts';
import type { PageMenu } from '../main/shared/desktop/menu.ts';
import type { Log } from '../main/system/log.ts';
import { keepWindows, readKeptWindows, workAreas } from './kept-windows.ts';
import { openPageMessages, type PageMessages } from './page-messages.ts';
import { pageUrl } from './page.ts';
import { openWindow, show } from './window.ts';

interface Open {
  window: BrowserWindow;
  number: number;
  /** `undefined`: the one that was shown last, until the page says which. */
  chatId: string | null | undefined;
  menus: PageMenu[] | null;
  page: PageMessages;
}

interface Parts {
  log: Log;
  /** Belongs to each window from the beginning. */
  prepare: (window: BrowserWindow) => void;
  /** The menus of the window that has the focus, or `null` if it has described none. */
  onMenus: (menus: PageMenu[] | null) => void;
}

export type Windows = ReturnType<typeof openWindows>;

export const openWindows = ({ log, prepare, onMenus }: Parts) => {
  const kept = readKeptWindows();
  let { zoom } = kept;
  /** The one that had the focus last is the last. */
  let all: Open[] = [];
  let isQuitting = false;
  let lastClosed = (): void => undefined;

  const stateOf = ({ window, number, chatId }: Open): KeptWindow => ({
    number,
    chatId,
    bounds: window.getNormalBounds(),
    isMaximized: window.isMaximized(),
    isFullScreen: window.isFullScreen(),
  });
  const keep = (): void => {
    if (!isQuitting) keepWindows({ zoom, windows: all.map(stateOf) });
  };
  app.on('before-quit', () => {
    keep();
    isQuitting = true;
  });

  const heard = (open: Open, message: FromPage): void => {
    if (message.kind === 'menus') {
      open.menus = message.menus;
      if (open === all.at(-1)) onMenus(open.menus);
    } else if (message.kind === 'shown') open.chatId = message.chatId;
    else if (message.kind === 'new-window') create(message.chatId);
  };

  const create = (chatId: string | null | undefined, from?: KeptWindow): BrowserWindow | null => {
    const number = from?.number ?? freeNumber(all.map((one) => one.number));
    if (number === null) return null;
    const last = all.at(-1);
    const bounds = from?.bounds ?? (last === undefined ? null : beside(last.window.getNormalBounds()));
    const window = openWindow(
      {
        ...(bounds === null ? usualSize : placed(bounds, workAreas())),
        minWidth: 480,
        minHeight: 400,
        fullscreen: from?.isFullScreen === true,
      },
      log,
    );
    const open: Open = {
      window,
      number,
      chatId,
      menus: null,
      page: openPageMessages(window, (message) => heard(open, message), log),
    };
    all.push(open);
    window.once('ready-to-show', () => {
      if (from?.isMaximized === true) window.maximize();
      window.show();
    });
    window.on('focus', () => {
      all = [...all.filter((one) => one !== open), open];
      onMenus(open.menus);
    });
    // The last window that closes comes back; one of several does not.
    window.on('close', () => {
      if (all.length > 1) return;
      keep();
    });
    window.on('closed', () => {
      all = all.filter((one) => one !== open);
      if (all.length === 0) return lastClosed();
      keep();
      onMenus(all.at(-1)!.menus);
    });
    const { webContents } = window;
    webContents.on('did-finish-load', () => webContents.setZoomFactor(zoom));
    webContents.on('zoom-changed', (_event, direction) => changeZoom(direction));
    prepare(window);
    // The window and the log show a failed load; nothing else can be done.
    window
      .loadURL(pageUrl({ number, chatId }))
      .catch((error: unknown) => log.error('the page was not loaded', error));
    return window;
  };

  const changeZoom = (to: 'in' | 'out' | 'reset'): void => {
    zoom = zoomed(zoom, to);
    for (const { window, page } of all) {
      window.webContents.setZoomFactor(zoom);
      page.tell({ kind: 'zoomed', percent: Math.round(zoom * 100) });
    }
  };

  // A window that no display shows any more comes to the main one.
  const bringBack = (): void => {
    const areas = workAreas();
    for (const { window } of all)
      if (areas.length > 0 && !isInReach(window.getNormalBounds(), areas)) {
        const { width, height } = placed(window.getNormalBounds(), areas);
        window.setBounds({ x: areas[0]!.x, y: areas[0]!.y, width, height });
      }
  };
  screen.on('display-removed', bringBack);
  screen.on('display-metrics-changed', bringBack);

  const current = (): Open | null => all.at(-1) ?? null;
  /** Opens a window if none is open. */
  const ensure = (): Open | null => {
    if (all.length === 0) create(undefined);
    return current();
  };

  return {
    /** Opens the windows of the last time, or a first one. */
    start: (): void => {
      for (const one of kept.windows) create(one.chatId, one);
      if (all.length === 0) create(undefined);
    },
    /** The window that had the focus last; `null` if all are closed. */
    current: (): BrowserWindow | null => current()?.window ?? null,
    show: (): void => {
      const open = ensure();
      if (open !== null) show(open.window);
    },
    /** Says something to the page of the window that had the focus last, or of a new one. */
    tell: (message: ToPage): void => ensure()?.page.tell(message),
    /** Says something to the pages of all windows. */
    tellAll: (message: ToPage): void => {
      for (const { page } of all) page.tell(message);
    },
    /** Shows a progress from 0 to 1 on the dock or taskbar; `null` for none. */
    setProgress: (share: number | null): void => {
      for (const { window } of all) window.setProgressBar(share ?? -1);
    },
    zoom: changeZoom,
    /** `listener` is called when no window is open any more; the quick window is none of them. */
    onLastClosed: (listener: () => void): void => {
      lastClosed = listener;
      // Without a listener, Electron quits with the last window of any kind.
      app.on('window-all-closed', () => undefined);
    },
    isFocused: (): boolean => BrowserWindow.getFocusedWindow() !== null,
  };
};
