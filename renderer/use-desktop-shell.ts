/** The page's half of the desktop shell: tells it the menus and the shown chat, and does what it says. */
import { useEffect } from 'react';
import type { ToPage } from '../main/shared/desktop/messages.ts';
import { commandOfItem, menusFor } from './menus.ts';
import type { Session } from './state/session.ts';
import { desktopShell, tellShell } from './state/shell.ts';
import { useSession } from './state/use-session.ts';

/** The menus follow the state at most this often, in ms: it changes with every token. */
const restMs = 250;

export const useDesktopShell = (): void => {
  const session = useSession();
  useEffect(() => {
    const shell = desktopShell();
    if (shell === undefined) return undefined;
    shell.listen((message) => obey(session, message));
    const stop = followMenus(session);
    tellShell({ kind: 'ready' });
    return () => {
      stop();
      shell.listen(() => undefined);
    };
  }, [session]);
};

/** A dialog waits for its answer, or a composition for its end: as with its keys, no command interrupts that. */
const isHeld = (): boolean => document.querySelector('dialog[open], .confirm') !== null;

const obey = (session: Session, message: ToPage): void => {
  switch (message.kind) {
    case 'run':
      if (!isHeld()) commandOfItem(message.id, session.store.getState())?.run(session);
      return;
    case 'show-chat':
      session.showPage('chat');
      void session.showChat(message.chatId);
      return;
    case 'quick-keys':
      session.quickKeysTaken(message.areTaken);
      return;
    case 'asked':
      session.ask(message.asked);
      return;
    case 'zoomed':
      session.zoomed(message.percent);
  }
};

const followMenus = ({ store }: Session): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = '';
  let shown: string | null | undefined;
  const tell = (): void => {
    timer = undefined;
    const state = store.getState();
    const menus = menusFor(state);
    const json = JSON.stringify(menus);
    if (json !== told) tellShell({ kind: 'menus', menus });
    told = json;
    if (state.shownChatId !== shown) tellShell({ kind: 'shown', chatId: state.shownChatId });
    shown = state.shownChatId;
  };
  const stop = store.subscribe(() => {
    timer ??= setTimeout(tell, restMs);
  });
  tell();
  return () => {
    stop();
    clearTimeout(timer);
  };
};
