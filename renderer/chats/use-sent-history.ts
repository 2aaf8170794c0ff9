/**
 * Recalls the texts that were sent in the shown chat: Up shows earlier ones, Down later ones, Escape returns to the draft. The
 * draft is not touched until a recalled text is changed; it is then recalled first.
 */
import { useState, type KeyboardEvent } from 'react';
import { textOf } from '../../main/shared/message/parts.ts';
import { useSession } from '../state/use-session.ts';

/** Drafts that a recalled text replaced, by place, as long as this window is open. */
const replaced = new Map<string, string>();

interface Recall {
  /** Oldest first. */
  texts: readonly string[];
  at: number;
}

interface SentHistory {
  /** The recalled text, or the draft if none is recalled. */
  text: string;
  /** Call this when the shown text becomes the draft. */
  adopt: () => void;
  /** Call this when the shown text is sent: the draft appears again. */
  leave: () => void;
  /** Handles a key press in the message box, and returns whether it did. */
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
}

export const useSentHistory = (place: string, draft: string): SentHistory => {
  const session = useSession();
  const [recall, setRecall] = useState<Recall | null>(null);

  /** Each text once, at the place where it was sent last. */
  const sentTexts = (): string[] => {
    const sent = (session.store.getState().messages ?? []).filter(({ role }) => role === 'user').map(textOf);
    const texts = [...sent, replaced.get(place) ?? ''];
    return [...new Set(texts.toReversed())]
      .filter((text) => text.trim() !== '' && text !== draft)
      .toReversed();
  };

  const go = (texts: readonly string[], at: number, field: HTMLTextAreaElement): void => {
    setRecall(at < texts.length ? { texts, at } : null);
    // After React has put the text into the field.
    requestAnimationFrame(() => field.setSelectionRange(field.value.length, field.value.length));
  };

  return {
    text: recall === null ? draft : recall.texts[recall.at]!,
    adopt: () => {
      if (recall === null) return;
      if (draft.trim() !== '') replaced.set(place, draft);
      setRecall(null);
    },
    leave: () => setRecall(null),
    press: ({ key, shiftKey, ctrlKey, altKey, metaKey, currentTarget: field }) => {
      if (shiftKey || ctrlKey || altKey || metaKey) return false;
      const { texts, at } = recall ?? { texts: [], at: 0 };
      if (recall === null) {
        // In a text, the key moves the cursor up until the cursor is at the very beginning.
        if (key !== 'ArrowUp' || field.selectionEnd !== 0) return false;
        const sent = sentTexts();
        if (sent.length > 0) go(sent, sent.length - 1, field);
        return sent.length > 0;
      }
      if (key === 'ArrowUp') go(texts, Math.max(0, at - 1), field);
      else if (key === 'ArrowDown') go(texts, at + 1, field);
      else if (key === 'Escape') go(texts, texts.length, field);
      else return false;
      return true;
    },
  };
};
