/** Renames a chat or a folder in its row of the list. */
import { useLayoutEffect, useRef, useState } from 'react';
import { isOfComposition } from '../controls/composition.ts';

interface Props {
  title: string;
  label: string;
  longest: number;
  /** The id of the element that gets the focus after Enter and Escape, unless the focus was in a text field. */
  returnTo: string;
  /** `null`: the old title is kept. */
  done: (title: string | null) => void;
}

/** Enter and leaving the field save the title; Escape does not. */
export const TitleField = ({ title, label, longest, returnTo, done }: Props) => {
  const [value, setValue] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  // Leaving the page with a key takes the focus from the field too.
  const isDone = useRef(false);
  const before = useRef<HTMLElement | null>(null);
  const end = (kept: string | null, isByKey: boolean): void => {
    if (isDone.current) return;
    isDone.current = true;
    done(kept);
    if (isByKey) requestAnimationFrame(() => (before.current ?? document.getElementById(returnTo))?.focus());
  };
  useLayoutEffect(() => {
    const { activeElement } = document;
    before.current = activeElement instanceof HTMLTextAreaElement ? activeElement : null;
    const take = (): void => {
      if (document.activeElement === field.current) return;
      field.current?.focus();
      field.current?.select();
    };
    // At once, for users who type right after F2; and again when the menu has returned the focus.
    take();
    const frame = requestAnimationFrame(take);
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <input
      className="title-field"
      aria-label={label}
      dir="auto"
      value={value}
      maxLength={longest}
      ref={field}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => end(value, false)}
      onKeyDown={(event) => {
        if (isOfComposition(event)) return;
        if (event.key === 'Enter') {
          event.preventDefault();
          end(value, true);
        }
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          end(null, true);
        }
      }}
    />
  );
};
