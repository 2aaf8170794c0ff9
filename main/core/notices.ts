/** What the user must know and is told once: in every window, until it is dismissed. */
import type { Told } from '../shared/words/told.ts';
import { isSameTold, say } from '../shared/words/catalogue.ts';
import type { Notice } from '../shared/contract/app.ts';

/** Told when something failed that nothing caught. */
export const unexpectedFailure = say('app.caught');

/** Older ones make room. */
const mostNotices = 20;

export interface Notices {
  /** The oldest first. */
  list(): Notice[];
  /** Adds a notice, unless it is there already. */
  tell(told: Told): void;
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
    tell: (told) => {
      if (notices.some((notice) => isSameTold(notice.told, told))) return;
      lastId += 1;
      become([...notices, { id: String(lastId), told }].slice(-mostNotices));
    },
    dismiss: (id) => {
      if (notices.some((notice) => notice.id === id)) become(notices.filter((notice) => notice.id !== id));
    },
  };
};
