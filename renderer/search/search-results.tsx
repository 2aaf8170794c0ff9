/** The results of the search over all chats, in place of the list of chats. Only the rows in view are drawn. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { markWords, TemperatureMark } from '../temperature/temperature-mark.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { searchWords as words } from '../words/search.ts';
import { MarkedText } from './marked-text.tsx';
import { heightOf, type SearchRow } from './search-rows.ts';

export const resultsId = 'search-results';
export const rowId = ({ key }: SearchRow): string => `found-${key}`;

/** A search that takes longer says so, in ms; sooner it would only flicker. */
const slowMs = 400;

interface Props {
  rows: readonly SearchRow[];
  /** The row that Enter opens. */
  current: SearchRow | undefined;
  open: (row: SearchRow) => void;
}

export const SearchResults = ({ rows, current, open }: Props) => {
  const session = useSession();
  const { chats, asked, share, problem, next } = useWindow((state) => state.chatSearch);
  return (
    <div className="search-results">
      {share !== null && problem === null && (
        <p className="search-note">
          {words.building(share)}
          <progress max={1} value={share} aria-hidden />
        </p>
      )}
      {problem !== null ? (
        <div className="search-empty" role="alert">
          <p>{problem}</p>
          <button type="button" className="button" onClick={session.searchAgain}>
            {common.tryAgain}
          </button>
        </div>
      ) : chats === null ? (
        <Searching />
      ) : chats.length === 0 ? (
        <p className="search-empty" role="status">
          {words.nothing(asked)}
        </p>
      ) : (
        <>
          <p className="hidden" role="status">
            {words.found(chats.length, next === null)}
          </p>
          <Rows key={asked} rows={rows} current={current} open={open} />
        </>
      )}
    </div>
  );
};

const Searching = () => {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="search-empty" role="status">
      {isSlow && words.searching}
    </p>
  );
};

/** Above and below the view, in CSS pixels. */
const marginPx = 300;

const Rows = ({ rows, current, open }: Props) => {
  const session = useSession();
  const next = useWindow((state) => state.chatSearch.next);
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 1_000, remPx: 16 });
  const { remPx } = view;
  const look = useEffectEvent((): void => {
    const element = scroller.current;
    if (element === null) return;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    setView({ top: element.scrollTop, height: element.clientHeight, remPx: rem });
    if (next !== null && element.scrollTop + 2 * element.clientHeight > heightOf(rows) * rem)
      void session.searchOn();
  });
  useLayoutEffect(() => {
    const element = scroller.current!;
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(() => look());
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, []);
  const { top, height } = current ?? { top: 0, height: 0 };
  useLayoutEffect(() => {
    const element = scroller.current!;
    const [from, to] = [top * remPx, (top + height) * remPx];
    if (from < element.scrollTop) element.scrollTop = from;
    else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight;
  }, [top, height, remPx]);

  return (
    <div className="search-rows" ref={scroller}>
      <div
        id={resultsId}
        role="listbox"
        aria-label={words.results}
        style={{ height: heightOf(rows) * remPx }}
      >
        {rows.map((row, index) => {
          const from = row.top * remPx;
          const isNear =
            from + row.height * remPx > view.top - marginPx && from < view.top + view.height + marginPx;
          return isNear || row === current ? (
            <Row
              key={row.key}
              row={row}
              top={from}
              position={index + 1}
              count={next === null ? rows.length : -1}
              isCurrent={row === current}
              open={open}
            />
          ) : null;
        })}
      </div>
    </div>
  );
};

interface RowProps {
  row: SearchRow;
  /** From the top of the list, in CSS pixels. */
  top: number;
  position: number;
  /** -1 if it is not known yet. */
  count: number;
  isCurrent: boolean;
  open: (row: SearchRow) => void;
}

const Row = ({ row, top, position, count, isCurrent, open }: RowProps) => (
  // The field has the focus and hears the keys.
  <button
    type="button"
    tabIndex={-1}
    id={rowId(row)}
    className={`search-row is-${row.kind}`}
    role="option"
    style={{ top }}
    aria-selected={isCurrent}
    aria-posinset={position}
    aria-setsize={count}
    onMouseDown={(event) => event.preventDefault()}
    onClick={() => open(row)}
  >
    {row.kind === 'chat' ? (
      <ChatRow row={row} />
    ) : row.kind === 'hit' ? (
      <>
        <span className="search-snippet" dir="auto">
          <MarkedText text={row.hit.snippet} marks={row.hit.marks} />
        </span>
        <span className="search-facts">
          <span>{words.who(row.hit.role, row.hit.kind)}</span>
          <span>{words.day(row.hit.createdAt)}</span>
        </span>
      </>
    ) : (
      words.more
    )}
  </button>
);

const ChatRow = ({ row: { chat } }: { row: Extract<SearchRow, { kind: 'chat' }> }) => {
  const warmth = useWindow((state) => state.warmth.get(chat.chatId));
  const isRunning = useWindow((state) => state.running.has(chat.chatId));
  return (
    <>
      <span className="search-title" dir="auto">
        <MarkedText text={chat.title} marks={chat.titleMarks} />
      </span>
      <span className="search-facts">
        <TemperatureMark warmth={warmth} isRunning={isRunning} />
        {chat.isArchived && <span className="search-archived">{words.archived}</span>}
        <span>{markWords({ warmth, isRunning })}</span>
      </span>
    </>
  );
};
