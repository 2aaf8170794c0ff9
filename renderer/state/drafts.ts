/**
 * Text that the user typed and has not sent, by place (see `Draft`). The core saves it for every window and for the next start;
 * text that this window has not saved yet takes precedence over news from other windows.
 */
import type { Draft } from '../../main/shared/contract/chats.ts';
import { keepUnsavedDrafts, takeUnsavedDrafts } from './kept.ts';

/** Typing must pause this long before the text is saved, in ms. */
const restMs = 300;

export type Drafts = ReturnType<typeof createDrafts>;

/** `save` rejects if the core does not answer or has no room; saving is tried again with the next change or connection. */
export const createDrafts = (save: (draft: Draft) => Promise<void>) => {
  const texts = new Map<string, string>();
  const unsaved = new Set<string>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasGreeted = false;

  const of = (place: string): string => texts.get(place) ?? '';

  const flush = (): void => {
    clearTimeout(timer);
    for (const place of unsaved) {
      const text = of(place);
      save({ place, text }).then(
        () => {
          if (of(place) === text) unsaved.delete(place);
        },
        () => undefined,
      );
    }
  };

  const set = (place: string, text: string): void => {
    if (of(place) === text) return;
    texts.set(place, text);
    for (const listener of listeners) listener();
  };

  // From the previous page in this tab, which had no time to save.
  const fromBefore = takeUnsavedDrafts();
  for (const { place, text } of fromBefore) {
    texts.set(place, text);
    unsaved.add(place);
  }

  return {
    of,
    keep: (place: string, text: string): void => {
      unsaved.add(place);
      set(place, text);
      clearTimeout(timer);
      timer = setTimeout(flush, restMs);
    },
    flush,
    /** Saves what it can, and leaves the rest to the next page in this tab. */
    leave: (): void => {
      flush();
      keepUnsavedDrafts([...unsaved].map((place) => ({ place, text: of(place) })));
    },

    /** Takes the drafts that the core saved, at each connection. */
    greeted: (drafts: readonly Draft[]): void => {
      const kept = new Map(drafts.map(({ place, text }) => [place, text]));
      for (const place of new Set([...kept.keys(), ...texts.keys()])) {
        const text = kept.get(place) ?? '';
        if (!unsaved.has(place)) set(place, text);
        else if (!wasGreeted && text !== '' && !fromBefore.some((draft) => draft.place === place))
          // This was typed before the saved draft arrived.
          set(place, [text, of(place)].filter((part) => part !== '').join('\n'));
      }
      wasGreeted = true;
      flush();
    },
    saved: ({ place, text }: Draft): void => {
      if (!unsaved.has(place)) set(place, text);
    },
    /** Calls `listener` when a text changes, in this window or another; returns a function that stops this. */
    listen: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
