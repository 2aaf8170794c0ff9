/** What belongs to the person and must outlive a reload: drafts, the shown chat, the theme, opened sections. */

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
    // A draft too large to keep still stands in its field.
  }
};

/** Drafts by place: a chat's id, `new`, or `edit.` and a message's id. In memory too, for what storage refuses. */
const drafts = new Map<string, string>();
const unwritten = new Set<string>();
let writing: ReturnType<typeof setTimeout> | undefined;

const writeDrafts = (): void => {
  for (const place of unwritten) write(`draft.${place}`, drafts.get(place) ?? null);
  unwritten.clear();
};
globalThis.addEventListener?.('pagehide', writeDrafts);

export const draftOf = (place: string): string => drafts.get(place) ?? read(`draft.${place}`) ?? '';
export const keepDraft = (place: string, text: string): void => {
  drafts.set(place, text);
  // Storage is slow for a long text; between two keys there is no need for it.
  unwritten.add(place);
  clearTimeout(writing);
  writing = setTimeout(writeDrafts, 300);
};

export const shownChat = (): string | null => read('chat');
export const keepShownChat = (chatId: string | null): void => write('chat', chatId);

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
