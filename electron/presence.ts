/** Hearth outside its windows: progress, badge and notifications (see main/native/presence.ts). */
import { app, Notification } from 'electron';
import { noticeOf, progressOf } from '../main/native/presence.ts';
import type { DesktopState, Happening } from '../main/shared/desktop/news.ts';
import type { Windows } from './windows.ts';

export interface Presence {
  show(state: DesktopState): void;
  happened(happening: Happening): void;
}

/** The most notifications that are kept for a click; the system has closed older ones. */
const mostKept = 20;

export const createPresence = (windows: Windows): Presence => {
  let state: DesktopState | null = null;
  let unseen = 0;
  /** A notification that nothing refers to is collected, and no click reaches it. */
  let kept: Notification[] = [];

  const count = (to: number): void => {
    if (to === unseen) return;
    unseen = to;
    // Only macOS and some desktops of Linux show it.
    app.setBadgeCount(unseen);
  };
  app.on('browser-window-focus', () => count(0));

  return {
    show: (next) => {
      state = next;
      windows.setProgress(progressOf(next));
    },
    happened: (happening) => {
      const notice = state === null ? null : noticeOf(happening, state, windows.isFocused());
      if (notice === null) return;
      count(unseen + 1);
      if (!Notification.isSupported()) return;
      const { title, body, chatId } = notice;
      const notification = new Notification({ title, body });
      notification.on('click', () => {
        windows.show();
        if (chatId !== null) windows.tell({ kind: 'show-chat', chatId });
      });
      kept = [...kept, notification].slice(-mostKept);
      notification.show();
    },
  };
};
