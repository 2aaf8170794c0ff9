/** Keys that work in the whole window. */
import { useEffect } from 'react';
import { isOfComposition } from './composition.ts';
import type { Session } from '../state/session.ts';

/** Told to the list of chats with the chat's id as `detail`: its title becomes a field. */
export const renameChat = 'hearth:rename-chat';

export const startRenaming = (chatId: string): void => {
  window.dispatchEvent(new CustomEvent(renameChat, { detail: chatId }));
};

export const useShortcuts = (session: Session, closeDrawer: (() => void) | null): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isOfComposition(event) || event.defaultPrevented) return;
      const isCommand = event.ctrlKey || event.metaKey;
      const { shownChatId, page } = session.store.getState();
      if (isCommand && event.shiftKey && event.code === 'KeyO') {
        event.preventDefault();
        session.showChat(null);
        focusComposer();
      } else if (isCommand && !event.shiftKey && event.code === 'KeyO') {
        event.preventDefault();
        document.getElementById('model-button')?.click();
      } else if (isCommand && event.shiftKey && event.code === 'KeyM') {
        event.preventDefault();
        session.showPage(page === 'models' ? 'chat' : 'models');
      } else if (event.key === 'F2' && shownChatId !== null) {
        event.preventDefault();
        startRenaming(shownChatId);
      } else if (event.key === 'Escape' && closeDrawer) {
        closeDrawer();
      } else if (event.key === 'Escape' && document.querySelector(':popover-open, dialog[open]') === null) {
        // An open panel or question takes the key for itself.
        escape(session, event.target);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [session, closeDrawer]);
};

/** Stops the answer; on another page closes what is open there, or goes back to the chat. */
const escape = (session: Session, target: EventTarget | null): void => {
  const { shownChatId, phase, page } = session.store.getState();
  if (page === 'chat') {
    if (phase !== null && shownChatId !== null) void session.stop(shownChatId);
    return;
  }
  // The browser empties a field of search.
  if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return;
  const pane = document.querySelector<HTMLElement>('.pane-close');
  if (pane) pane.click();
  else session.showPage('chat');
};

/** After the next drawing, since the composer may be another one then. */
export const focusComposer = (): void => {
  requestAnimationFrame(() => document.getElementById('message')?.focus());
};
