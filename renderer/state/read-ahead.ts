/**
 * Tells the core of a draft that rests, so that it is read before it is sent, and takes that back when it changes.
 * Between two keys of someone who types nothing is told.
 */

/** A pause in typing, and no gap between two words. */
const restMs = 400;

interface Told {
  read: (chatId: string | null, text: string) => void;
  drop: () => void;
}

export interface ReadAhead {
  /** The draft is now this text. What was pasted is whole already and is told at once. */
  changed(chatId: string | null, text: string, isPasted: boolean): void;
  /** The turn takes over what was read; dropping it would only lose it. */
  sent(): void;
  /** Nobody writes in this draft any more, or it cannot be read now. */
  left(): void;
}

export const createReadAhead = ({ read, drop }: Told): ReadAhead => {
  let resting: ReturnType<typeof setTimeout> | undefined;
  let isTold = false;
  const takeBack = (): void => {
    clearTimeout(resting);
    if (isTold) drop();
    isTold = false;
  };
  return {
    changed: (chatId, text, isPasted) => {
      takeBack();
      if (text.trim() === '') return;
      const tell = (): void => {
        isTold = true;
        read(chatId, text);
      };
      if (isPasted) tell();
      else resting = setTimeout(tell, restMs);
    },
    sent: () => {
      clearTimeout(resting);
      isTold = false;
    },
    left: takeBack,
  };
};
