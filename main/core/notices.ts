/** Notices that the user must see once: they are shown in every window until they are dismissed. */
import type { Told } from '../shared/words/told.ts';
import { isSameTold, say } from '../shared/words/catalogue.ts';
import type { Notice } from '../shared/contract/app.ts';

/** The notice after an error that nothing caught. */
export const unexpectedFailure = say('app.caught');

/** Beyond this number, the oldest notices are dropped. */
const mostNotices = 20;

export interface Notices {
  /** All notices, oldest first. */
  list(): Notice[];
  /** Adds a notice, unless the same one is already shown. */
  tell(told: Told): void;
  /** Removes a notice; does nothing if there is none with this id. */
  dismiss(id: string): void;
}

/** `onChange` is called with all notices after each change. */
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
