/** Joins what Hearth has outside its windows: presence, the icon, the quick window. The core tells what they show. */
import { app, type BrowserWindow } from 'electron';
import type { DesktopNews } from '../main/shared/desktop/news.ts';
import type { Log } from '../main/system/log.ts';
import { createPresence } from './presence.ts';
import { createQuickWindow } from './quick-window.ts';
import { createTrayIcon } from './tray.ts';
import type { Windows } from './windows.ts';

interface Parts {
  windows: Windows;
  log: Log;
  /** As for every window. */
  prepare: (window: BrowserWindow) => void;
}

export interface Desktop {
  hear(news: DesktopNews): void;
  /** Whether Hearth stays without a window: the user wants its icon, and sees it. */
  readonly stays: boolean;
  close(): void;
}

export const openDesktop = ({ windows, log, prepare }: Parts): Desktop => {
  const presence = createPresence(windows);
  const tray = createTrayIcon();
  let areKeysTaken = false;
  const quick = createQuickWindow({
    log,
    prepare,
    toMain: (chatId) => {
      windows.show();
      windows.tell({ kind: 'show-chat', chatId });
    },
    onKeys: (areTaken) => {
      if (areTaken !== areKeysTaken) windows.tellAll({ kind: 'quick-keys', areTaken });
      areKeysTaken = areTaken;
    },
  });
  return {
    hear: (news) => {
      if (news.kind === 'happened') return presence.happened(news.happening);
      const { state } = news;
      presence.show(state);
      tray.show(state, {
        show: windows.show,
        newChat: () => {
          windows.show();
          windows.tell({ kind: 'show-chat', chatId: null });
        },
        quick: state.settings.quickWindow ? quick.show : null,
        quit: () => app.quit(),
      });
      quick.follow(state.settings);
    },
    get stays() {
      return tray.isShown;
    },
    close: quick.close,
  };
};
