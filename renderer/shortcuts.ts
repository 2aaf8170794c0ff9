/** Keys that work in the whole window. */
import { useEffect } from 'react';
import type { Session } from './state/session.ts';

/** Told to the row of the shown chat in the list. */
export const renameShownChat = 'hearth:rename-shown-chat';

export const useShortcuts = (session: Session, closeDrawer: (() => void) | null): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return;
      const isCommand = event.ctrlKey || event.metaKey;
      const { shownChatId, phase, page } = session.store.getState();
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
        window.dispatchEvent(new Event(renameShownChat));
      } else if (event.key === 'Escape' && closeDrawer) {
        closeDrawer();
      } else if (event.key === 'Escape' && page !== 'models' && phase !== null && shownChatId !== null) {
        // An open panel takes the key for itself.
        if (document.querySelector(':popover-open') === null) void session.stop(shownChatId);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [session, closeDrawer]);
};

/** After the next drawing, since the composer may be another one then. */
export const focusComposer = (): void => {
  requestAnimationFrame(() => document.getElementById('message')?.focus());
};
