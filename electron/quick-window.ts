/** The quick window: small, without a frame, above all others, on keys that work in every program. */
import { clipboard, globalShortcut, screen, type BrowserWindow } from 'electron';
import { quickBounds, quickResized } from '../main/native/quick-place.ts';
import type { DesktopSettings } from '../main/shared/desktop/news.ts';
import type { FromPage } from '../main/shared/desktop/messages.ts';
import type { Log } from '../main/system/log.ts';
import { openPageMessages, type PageMessages } from './page-messages.ts';
import { quickUrl } from './page.ts';
import { openWindow } from './window.ts';

interface Parts {
  log: Log;
  /** As for every window. */
  prepare: (window: BrowserWindow) => void;
  /** Continues in the main window, with this chat or with a new one. */
  toMain: (chatId: string | null) => void;
  /** Whether another program has the keys. */
  onKeys: (areTaken: boolean) => void;
}

/** The longest text that is taken from elsewhere, in UTF-16 code units. */
const longestText = 200_000;

/** The height until the page has said one, in CSS pixels. */
const atFirst = 128;

/** Electron throws for keys that a system does not have. */
const isRegistered = (keys: string, run: () => void): boolean => {
  try {
    return globalShortcut.register(keys, run);
  } catch {
    return false;
  }
};

export const createQuickWindow = ({ log, prepare, toMain, onKeys }: Parts) => {
  let open: { window: BrowserWindow; page: PageMessages } | null = null;
  /** The registered keys; `null`: none. */
  let keys: string | null = null;
  /** The height that the page wants, in CSS pixels; `null`: there is a conversation. */
  let wanted: number | null = atFirst;

  /** A page that is larger needs a higher window. */
  const inPixels = (): number | null =>
    wanted === null ? null : wanted * (open?.window.webContents.getZoomFactor() ?? 1);
  const place = (): void => {
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    open?.window.setBounds(quickBounds(workArea, inPixels()));
  };
  const resize = (): void => {
    if (open === null) return;
    const now = open.window.getNormalBounds();
    open.window.setBounds(quickResized(now, screen.getDisplayMatching(now).workArea, inPixels()));
  };
  const heard = (message: FromPage): void => {
    if (message.kind === 'to-main') {
      open?.window.hide();
      toMain(message.chatId);
    } else if (message.kind === 'quick-height') {
      wanted = message.height;
      resize();
    } else if (message.kind === 'quick') {
      const { what } = message;
      if (what === 'hide') open?.window.hide();
      else {
        // Only Linux has a selection of its own.
        const from = what === 'selection' ? clipboard.selection : clipboard;
        const give = (text: string): void =>
          open?.page.tell({ kind: 'text', text: text.slice(0, longestText) });
        (from?.readText() ?? Promise.resolve('')).then(give).catch(() => give(''));
      }
    }
  };
  const create = (): void => {
    const window = openWindow(
      {
        frame: false,
        resizable: true,
        minimizable: false,
        maximizable: false,
        fullscreenable: false,
        skipTaskbar: true,
        alwaysOnTop: true,
        minWidth: 360,
        minHeight: 120,
      },
      log,
    );
    open = { window, page: openPageMessages(window, heard, log) };
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    prepare(window);
    window.on('closed', () => {
      open = null;
      wanted = atFirst;
    });
    window.loadURL(quickUrl()).catch((error: unknown) => log.error('the quick window was not loaded', error));
  };
  const show = (): void => {
    if (open === null) create();
    place();
    open?.window.show();
    open?.window.focus();
    open?.page.tell({ kind: 'opened' });
  };
  const toggle = (): void => {
    if (open?.window.isVisible() && open.window.isFocused()) open.window.hide();
    else show();
  };
  const release = (): void => {
    if (keys !== null) globalShortcut.unregister(keys);
    keys = null;
  };

  return {
    show,
    follow: ({ quickWindow, quickKeys }: DesktopSettings): void => {
      if (!quickWindow) {
        release();
        open?.window.destroy();
        return onKeys(false);
      }
      // Loaded before it is needed, so that it opens at once.
      if (open === null) create();
      if (keys === quickKeys) return;
      release();
      if (isRegistered(quickKeys, toggle)) keys = quickKeys;
      onKeys(keys === null);
    },
    close: (): void => {
      release();
      open?.window.destroy();
    },
  };
};
