/**
 * The search over all chats: a field, and the results in place of the list of chats, which keeps its place behind them. The focus stays in it while the arrow keys move through the results, so that typing can
 * continue at any time.
 */
import { Search } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { commands, titleOf } from '../commands/commands.ts';
import { isOfComposition } from '../controls/composition.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSignal } from '../state/use-signal.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { searchWords as words } from '../words/search.ts';
import { SearchResults, resultsId, rowId } from './search-results.tsx';
import { rowsOf, type SearchRow } from './search-rows.ts';

/** `children`: the list of chats. */
export const ChatSearch = ({ children }: { children: ReactNode }) => {
  const session = useSession();
  const search = useWindow((state) => state.chatSearch);
  const field = useRef<HTMLInputElement>(null);
  /** The row that Enter opens, by its key, and the results that it belongs to. */
  const [chosen, setChosen] = useState<{ key: string; asked: string } | null>(null);
  const rows = rowsOf(search);
  const isOpen = search.text !== '';
  const chosenAt = chosen?.asked === search.asked ? rows.findIndex(({ key }) => key === chosen.key) : -1;
  const currentAt =
    chosenAt === -1
      ? Math.max(
          0,
          rows.findIndex(({ kind }) => kind === 'hit'),
        )
      : chosenAt;
  const current = isOpen ? rows[currentAt] : undefined;

  useSignal('search', () => {
    field.current?.focus();
    field.current?.select();
  });

  const open = (row: SearchRow): void => {
    setChosen({ key: row.key, asked: search.asked });
    if (row.kind === 'more') void session.searchChat(row.chat.chatId);
    else void session.openHit(row.chat.chatId, row.kind === 'hit' ? row.hit : null);
  };
  const move = (to: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (row !== undefined) setChosen({ key: row.key, asked: search.asked });
    if (to >= rows.length - 1) void session.searchOn();
  };
  const press = (event: React.KeyboardEvent): void => {
    if (isOfComposition(event)) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };
    const step = steps[event.key];
    if (step !== undefined && rows.length > 0) move(currentAt + (chosenAt === -1 && step === 1 ? 1 : step));
    else if (event.key === 'Enter' && current !== undefined) open(current);
    else if (event.key === 'Escape') {
      if (search.text === '') focusComposer();
      session.searchFor('');
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="chat-search search-field" role="search">
        <Search aria-hidden />
        <input
          type="search"
          id="chat-search"
          ref={field}
          role="combobox"
          aria-label={words.field}
          aria-expanded={isOpen && rows.length > 0}
          aria-controls={isOpen ? resultsId : undefined}
          aria-activedescendant={current && rowId(current)}
          aria-autocomplete="list"
          title={titleOf(commands.searchChats)}
          placeholder={words.field}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={search.text}
          onChange={(event) => session.searchFor(event.target.value)}
          onKeyDown={press}
        />
      </div>
      <div className="chats-body">
        <div className="chats-listed" inert={isOpen}>
          {children}
        </div>
        {isOpen && <SearchResults rows={rows} current={current} open={open} />}
      </div>
    </>
  );
};
