/** The bar of a search in what is shown: a field, the number of matches, and the way to the next one. */
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import type { RefObject } from 'react';
import { commands, titleOf } from '../commands/commands.ts';
import { isOfComposition } from '../controls/composition.ts';
import { useSession } from '../state/use-session.ts';
import { findWords as words } from '../words/search.ts';

interface Props {
  label: string;
  bar?: RefObject<HTMLDivElement | null>;
  field: RefObject<HTMLInputElement | null>;
  text: string;
  /** The number of matches and the one that is shown, as a text. */
  count: string;
  change: (text: string) => void;
  step: (by: 1 | -1) => void;
}

export const FindControls = ({ label, bar, field, text, count, change, step }: Props) => {
  const session = useSession();
  return (
    <div className="find-bar" ref={bar} role="search" aria-label={label}>
      <input
        type="text"
        ref={field}
        aria-label={words.field}
        placeholder={words.field}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        maxLength={1_000}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isOfComposition(event)) return;
          event.preventDefault();
          step(event.shiftKey ? -1 : 1);
        }}
      />
      <span className="find-count" role="status">
        {count}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={words.previous}
        title={titleOf(commands.findPrevious)}
        onClick={() => step(-1)}
      >
        <ChevronUp aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={words.next}
        title={titleOf(commands.findNext)}
        onClick={() => step(1)}
      >
        <ChevronDown aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={words.close}
        title={titleOf(commands.closeFind)}
        onClick={() => commands.closeFind.run(session)}
      >
        <X aria-hidden />
      </button>
    </div>
  );
};

export const takeFocus = (field: HTMLInputElement | null): void => {
  field?.focus();
  field?.select();
};
