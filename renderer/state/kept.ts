/** Things of the user that must survive a reload: the shown chat, the theme, opened sections. */
import type { Draft } from '../../main/shared/contract/chats.ts';
import { forgetOnce, isQuickWindow } from './window-address.ts';

const prefix = 'hearth.';

/** Storage may be full or forbidden; the window works without it. */
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
    // It will not survive a reload.
  }
};

const unsavedDrafts = `${prefix}unsaved-drafts`;

/** Drafts that could not be sent to the core, for the next page in this tab. */
export const keepUnsavedDrafts = (drafts: readonly Draft[]): void => {
  try {
    if (drafts.length > 0) sessionStorage.setItem(unsavedDrafts, JSON.stringify(drafts));
  } catch {
    // No other place can keep them.
  }
};
/** The drafts of the page before; returns them only once. */
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
 * The chat that this window showed last, or that the desktop shell asks for; a new window of a browser begins with the chat of
 * the last window. `null` for a new chat, also if the shell asks for one because the page crashed with the last chat.
 */
export const shownChat = (): string | null => {
  const asked = new URLSearchParams(location.search);
  if (asked.has('new-chat') || asked.has('chat')) {
    forgetOnce();
    return asked.get('chat');
  }
  try {
    const own = sessionStorage.getItem(`${prefix}chat`);
    return own !== null || isQuickWindow ? own || null : read('chat');
  } catch {
    return read('chat');
  }
};
export const keepShownChat = (chatId: string | null): void => {
  if (!isQuickWindow) write('chat', chatId);
  try {
    sessionStorage.setItem(`${prefix}chat`, chatId ?? '');
  } catch {
    // A reload will show the chat that any window chose last.
  }
};

/** The last theme, so that the first paint is right. */
export const keptTheme = (): string | null => read('theme');
export const keepTheme = (theme: string): void => write('theme', theme);

/** The setting of the language, which is needed before the window is connected. */
export const keptLanguage = (): string | null => read('language');
/** Returns whether it will survive a reload. */
export const keepLanguage = (choice: string): boolean => {
  write('language', choice);
  return keptLanguage() === choice;
};

/** The groups of the list of chats that are folded or, if they are folded at first, unfolded. */
export const turnedGroups = (): ReadonlySet<string> => {
  try {
    const kept: unknown = JSON.parse(read('groups') ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []);
  } catch {
    return new Set();
  }
};
export const keepTurnedGroups = (keys: ReadonlySet<string>): void =>
  write('groups', keys.size === 0 ? null : JSON.stringify([...keys]));

/**
 * The diagram that is being drawn. A page that freezes or crashes over it leaves it here, and the next one does not draw it
 * again; a page that is left in the meantime forgets it.
 */
export const keptDrawing = (): string | null => read('drawing');
export const keepDrawing = (text: string | null): void => write('drawing', text);

/** Whether a section is open; stored only for this window, so that entries do not pile up. */
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
    // It will be closed after a reload, nothing worse.
  }
};

/**
 * The key by which the Node host recognizes this tab. It is not in `localStorage`, which every page on this port shares
 * permanently.
 */
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
    // A reload will need the printed address again.
  }
};

/** The most commands that are remembered as recently used. */
const mostRecent = 6;

/** The names of the commands that were chosen last in the palette, the latest first. */
export const recentCommands = (): readonly string[] => {
  try {
    const names: unknown = JSON.parse(read('recent-commands') ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
};
export const keepRecentCommand = (name: string): void => {
  const others = recentCommands().filter((one) => one !== name);
  write('recent-commands', JSON.stringify([name, ...others].slice(0, mostRecent)));
};

/** Where a document was left in the reader. */
export interface ReaderPlace {
  /** The first character in view, in UTF-16 code units. */
  at?: number;
  /** `share` of the height of this page was above the view. */
  page?: number;
  share?: number;
  /** In percent; `null`: as wide as the view. */
  zoom?: number | null;
}

/** Documents whose places are kept. */
const mostPlaces = 100;

const readerPlaces = (): [documentId: string, place: ReaderPlace][] => {
  try {
    const places: unknown = JSON.parse(read('reader-places') ?? '[]');
    return Array.isArray(places) ? places.filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    return [];
  }
};
export const readerPlace = (documentId: string): ReaderPlace =>
  readerPlaces().find(([id]) => id === documentId)?.[1] ?? {};
export const keepReaderPlace = (documentId: string, place: ReaderPlace): void => {
  const others = readerPlaces().filter(([id]) => id !== documentId);
  write('reader-places', JSON.stringify([[documentId, place], ...others].slice(0, mostPlaces)));
};
