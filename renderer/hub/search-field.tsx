/** The search on Hugging Face. It is sent on Enter or when typing pauses; opening the page sends nothing. */
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { keepComposition } from '../controls/composition.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import type { HubSort } from '../state/hub.ts';
import { modelSearchWords as words } from '../words/find.ts';
import { modelsWords } from '../words/models.ts';

/** A pause in typing rather than a gap between two words, in ms. */
const restMs = 600;
/** Fewer letters match almost everything, so only Enter sends them. */
const fewestLetters = 2;

export const SearchField = ({ isOffline }: { isOffline: boolean }) => {
  const session = useSession();
  const { text, sort, asked } = useWindow((state) => state.search);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(resting.current), []);

  const send = (what: string, by: HubSort): void => {
    clearTimeout(resting.current);
    if (!isOffline && what.trim() !== '') void session.sendSearch(what.trim(), by);
  };
  const type = (next: string): void => {
    session.putSearch({ text: next });
    clearTimeout(resting.current);
    if (next.trim() === '') session.clearSearch();
    else if (next.trim().length >= fewestLetters)
      resting.current = setTimeout(() => {
        if (next.trim() !== session.store.getState().search.asked) send(next, sort);
      }, restMs);
  };
  return (
    <form
      className="find-search"
      role="search"
      aria-label={words.form}
      onSubmit={(event) => {
        event.preventDefault();
        send(text, sort);
      }}
    >
      <div className="search-field">
        <Search aria-hidden />
        <input
          type="search"
          aria-label={isOffline ? words.offlineField : words.field}
          placeholder={isOffline ? words.offlineField : words.field}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          dir="auto"
          onChange={(event) => type(event.target.value)}
          onKeyDown={keepComposition}
        />
      </div>
      {!isOffline && (
        <select
          className="filter"
          aria-label={modelsWords.sortBy}
          value={sort}
          onChange={(event) => {
            const by = event.target.value as HubSort;
            session.putSearch({ sort: by });
            if (asked !== null) send(asked, by);
          }}
        >
          {Object.entries(words.orders).map(([order, label]) => (
            <option key={order} value={order}>
              {label}
            </option>
          ))}
        </select>
      )}
    </form>
  );
};
