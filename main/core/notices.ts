/** What the user must know and is told once: in every window, until it is dismissed. */
import type { Notice } from '../shared/contract/app.ts';

/** Older ones make room. */
const mostNotices = 20;

export interface Notices {
  /** The oldest first. */
  list(): Notice[];
  /** Adds a sentence, unless it is there already. */
  tell(text: string): void;
  /** Does nothing if there is no such notice. */
  dismiss(id: string): void;
  /** Tells of each change from now on. */
  listen(onChange: (notices: Notice[]) => void): void;
}

export const createNotices = (): Notices => {
  let notices: Notice[] = [];
  let onChange: (notices: Notice[]) => void = () => undefined;
  let lastId = 0;
  const become = (next: Notice[]): void => {
    notices = next;
    onChange(notices);
  };
  return {
    list: () => notices,
    tell: (text) => {
      if (notices.some((notice) => notice.text === text)) return;
      lastId += 1;
      become([...notices, { id: String(lastId), text }].slice(-mostNotices));
    },
    dismiss: (id) => {
      if (notices.some((notice) => notice.id === id)) become(notices.filter((notice) => notice.id !== id));
    },
    listen: (listener) => {
      onChange = listener;
    },
  };
};
