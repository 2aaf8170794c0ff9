/** What belongs to the person and must outlive a reload: the shown chat, the theme, opened sections. */
import type { Draft } from '../../main/shared/contract/chats.ts';

const prefix = 'hearth.';

/** Storage may be full or forbidden; then the window works on without it. */
const read = (key: string): string | null => {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
};

const write = (key: string, value: string | null): void => {
  try {
    if (value === null || value === '') localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
  } catch {
    // Then it does not outlive a reload.
  }
};

const unsavedDrafts = `${prefix}unsaved-drafts`;

/** Drafts that the core could not be told of, for the next page in this tab. */
export const keepUnsavedDrafts = (drafts: readonly Draft[]): void => {
  try {
    if (drafts.length > 0) sessionStorage.setItem(unsavedDrafts, JSON.stringify(drafts));
  } catch {
    // There is no other place to keep them.
  }
};
/** Those of the page before, once. */
export const takeUnsavedDrafts = (): Draft[] => {
  try {
    const text = sessionStorage.getItem(unsavedDrafts);
    sessionStorage.removeItem(unsavedDrafts);
    return text === null ? [] : (JSON.parse(text) as Draft[]);
  } catch {
    return [];
  }
};

/**
 * The chat that this window showed last; a new window begins with that of the last one. `null` for a new chat, also where
 * the shell asks for one, because the page died with the last.
 */
export const shownChat = (): string | null => {
  if (new URLSearchParams(location.search).has('new-chat')) {
    history.replaceState(null, '', location.pathname);
    return null;
  }
  try {
    const own = sessionStorage.getItem(`${prefix}chat`);
    return own === null ? read('chat') : own || null;
  } catch {
    return read('chat');
  }
};
export const keepShownChat = (chatId: string | null): void => {
  write('chat', chatId);
  try {
    sessionStorage.setItem(`${prefix}chat`, chatId ?? '');
  } catch {
    // Then a reload shows the chat of whichever window chose one last.
  }
};

/** The theme of last time, so that the first paint is right. */
export const keptTheme = (): string | null => read('theme');
export const keepTheme = (theme: string): void => write('theme', theme);

/** Which sections stand open; for this window alone, so that it does not pile up. */
export const isOpen = (section: string): boolean | null => {
  try {
    const value = sessionStorage.getItem(`${prefix}open.${section}`);
    return value === null ? null : value === 'yes';
  } catch {
    return null;
  }
};
export const keepOpen = (section: string, open: boolean): void => {
  try {
    sessionStorage.setItem(`${prefix}open.${section}`, open ? 'yes' : 'no');
  } catch {
    // It will be closed after a reload, no more.
  }
};

/** The key by which the Node host knows this tab; not in `localStorage`, which every page of this port shares for good. */
let key: string | null = null;
export const keptKey = (): string | null => {
  try {
    return key ?? sessionStorage.getItem(`${prefix}key`);
  } catch {
    return key;
  }
};
export const keepKey = (given: string): void => {
  key = given;
  try {
    sessionStorage.setItem(`${prefix}key`, given);
  } catch {
    // A reload will want the printed address again.
  }
};
