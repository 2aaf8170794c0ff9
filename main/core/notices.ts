/** What the user must know and is told once: in every window, until it is dismissed. */
import type { Notice } from '../shared/contract/app.ts';

/** Told when something failed that nothing caught. */
export const unexpectedFailure =
  'Something went wrong in Hearth: the details are in its log. Your chats are stored; start Hearth again if a part of it no longer answers.';

/** Older ones make room. */
const mostNotices = 20;

export interface Notices {
  /** The oldest first. */
  list(): Notice[];
  /** Adds a sentence, unless it is there already. */
  tell(text: string): void;
  /** Does nothing if there is no such notice. */
  dismiss(id: string): void;
}

/** `onChange` is told of each change. */
export const createNotices = (onChange: (notices: Notice[]) => void): Notices => {
  let notices: Notice[] = [];
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
  };
};
