/**
 * Sends a draft to the core when typing pauses, so that it is processed before it is sent, and cancels that when the draft
 * changes. Nothing is sent between two keys of a user who is typing.
 */
import type { Attached } from '../../main/shared/contract/documents.ts';
import { attachedFrom } from './attached.ts';

/** A pause in typing rather than a gap between two words, in ms. */
const restMs = 400;

interface Told {
  read: (chatId: string | null, text: string, attached: readonly Attached[]) => void;
  drop: () => void;
}

export interface ReadAhead {
  /**
   * The draft is now this text. Pasted text is complete, so it is sent at once. `attached`: its documents as JSON, or nothing; a draft
   * with documents may have no text.
   */
  changed(chatId: string | null, text: string, isPasted: boolean, attached?: string): void;
  /** The turn uses the processed draft, so it is not cancelled. */
  sent(): void;
  /** The user has left this draft, or it cannot be processed now. */
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
    changed: (chatId, text, isPasted, attached = '') => {
      takeBack();
      if (text.trim() === '' && attached === '') return;
      const tell = (): void => {
        isTold = true;
        read(chatId, text, attachedFrom(attached));
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
