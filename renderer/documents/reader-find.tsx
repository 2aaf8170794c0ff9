/** The search in a document. */
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Ref } from 'react';
import { isOfComposition } from '../controls/composition.ts';
import { documentsWords } from '../words/documents.ts';
import { mostMatches } from './text-blocks.ts';

const words = documentsWords.reader;

interface Props {
  ref: Ref<HTMLInputElement>;
  query: string;
  /** Matches, and which of them is shown, from 0. */
  count: number;
  nth: number;
  search: (query: string) => void;
  step: (by: 1 | -1) => void;
}

export const ReaderFind = ({ ref, query, count, nth, search, step }: Props) => (
  <search className="reader-find">
    <input
      ref={ref}
      type="search"
      aria-label={words.find}
      placeholder={words.find}
      value={query}
      onChange={({ target }) => search(target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || isOfComposition(event)) return;
        event.preventDefault();
        step(event.shiftKey ? -1 : 1);
      }}
    />
    {query.trim() !== '' && (
      <span className="reader-count" role="status">
        {words.matches(Math.min(nth + 1, count), count, count === mostMatches)}
      </span>
    )}
    {([-1, 1] as const).map((by) => (
      <button
        key={by}
        type="button"
        className="icon-button"
        aria-label={by === 1 ? words.next : words.previous}
        title={by === 1 ? words.next : words.previous}
        disabled={count === 0}
        onClick={() => step(by)}
      >
        {by === 1 ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
      </button>
    ))}
  </search>
);
