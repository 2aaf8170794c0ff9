/** The tools of the reader and the text below: search, going to a place, and asking about what is selected. */
import { ChevronDown, ChevronUp, MessageSquareQuote } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type RefObject } from 'react';
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import type { CitedPlace, DocumentText } from '../../main/shared/documents/document-text.ts';
import { offsetOf, outlineOf, placeAt, placeLabel } from '../../main/shared/documents/places.ts';
import type { Range } from '../../main/shared/documents/prompt-text.ts';
import { isOfComposition } from '../controls/composition.ts';
import type { ShownDocument } from '../state/documents.ts';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { PagesView, type ShownPage } from './pages-view.tsx';
import { selectedRange } from './drawn-ranges.ts';
import { matchesIn, mostMatches } from './text-blocks.ts';
import { TextView } from './text-view.tsx';

const words = documentsWords.reader;

interface Props {
  info: DocumentInfo;
  document: DocumentText;
  /** All parts of the text have arrived. */
  isWhole: boolean;
  shown: ShownDocument;
}

/** Headings that the list offers. */
const mostHeadings = 500;

export const Reader = ({ info: { id, name, facts }, document: opened, isWhole, shown }: Props) => {
  const session = useSession();
  const scroller = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [nth, setNth] = useState(0);
  const [goal, setGoal] = useState<Range | null>(null);
  const found = useMemo(() => matchesIn(opened.text, query), [opened, query]);
  const now = found[nth] ?? null;
  // A place within a part that has not arrived yet is shown when it has.
  const asked = useMemo(() => rangeOf(shown, opened), [shown, opened]);
  const [target, setTarget] = useState<Range | null>(asked);
  const [askedBefore, setAskedBefore] = useState(asked);
  if (asked !== askedBefore) {
    setAskedBefore(asked);
    // The same place is not scrolled to again when the rest of the text arrives.
    if (asked !== null && (asked.at !== askedBefore?.at || askedBefore.length !== asked.length))
      setTarget(asked);
  }
  const hasPages = opened.kind === 'pdf';
  const [view, setView] = useState<'pages' | 'text' | 'failed'>(hasPages ? 'pages' : 'text');
  const [onPage, setOnPage] = useState<{ words: string; page: number } | null>(null);
  const shownPage = useMemo(() => pageOf(opened, target, found), [opened, target, found]);
  const selectedText = useSelection(scroller);
  /** What is selected, with its citation. */
  const selected = useMemo(() => {
    if (view === 'pages')
      return onPage && { words: onPage.words, place: { kind: 'page' as const, page: onPage.page } };
    if (selectedText === null || !isWhole) return null;
    const { at, length } = selectedText;
    return { words: opened.text.slice(at, at + length).trim(), place: placeAt(opened, at) };
  }, [view, onPage, selectedText, isWhole, opened]);
  const goTo = (range: Range): void => {
    setGoal(range);
    setTarget(range);
  };
  const step = (by: 1 | -1): void => {
    if (found.length === 0) return;
    const next = (nth + by + found.length) % found.length;
    setNth(next);
    setTarget({ ...found[next]! });
  };
  const marks = useMemo(() => ({ opened: goal ?? asked, found, now }), [goal, asked, found, now]);
  return (
    <>
      <div className="reader-tools">
        <search className="reader-find">
          <input
            type="search"
            aria-label={words.find}
            placeholder={words.find}
            value={query}
            onChange={({ target: { value } }) => {
              setQuery(value);
              setNth(0);
              const [first] = matchesIn(opened.text, value);
              if (first !== undefined) setTarget(first);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || isOfComposition(event)) return;
              event.preventDefault();
              step(event.shiftKey ? -1 : 1);
            }}
          />
          {query.trim() !== '' && (
            <span className="reader-count" role="status">
              {words.matches(Math.min(nth + 1, found.length), found.length, found.length === mostMatches)}
            </span>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={words.previous}
            title={words.previous}
            disabled={found.length === 0}
            onClick={() => step(-1)}
          >
            <ChevronUp aria-hidden />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={words.next}
            title={words.next}
            disabled={found.length === 0}
            onClick={() => step(1)}
          >
            <ChevronDown aria-hidden />
          </button>
        </search>
        <GoTo document={opened} goTo={goTo} />
        {hasPages && view !== 'failed' && (facts?.characters ?? 0) > 0 && (
          <Views view={view} choose={setView} />
        )}
      </div>
      {view === 'failed' && (
        <p className="reader-failed" role="status">
          {words.cannotDraw}
        </p>
      )}
      {view === 'pages' ? (
        <PagesView
          documentId={id}
          name={name}
          shown={shownPage}
          selected={(some, page) => setOnPage(some === '' ? null : { words: some, page })}
          close={session.closeDocument}
          failed={() => setView('failed')}
        />
      ) : (
        <TextView name={name} document={opened} marks={marks} target={target} scroller={scroller} />
      )}
      <div className="reader-foot">
        <button
          type="button"
          className="button"
          disabled={selected === null}
          // The selection must not be lost to the button.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => {
            if (selected !== null)
              session.quoteDocument(selected.words, `[${name}, ${placeLabel(selected.place)}]`);
          }}
        >
          <MessageSquareQuote aria-hidden />
          {words.ask}
        </button>
        {selected === null && <span className="hint">{words.askHint}</span>}
      </div>
    </>
  );
};

/** The page of a range, with its words, which are marked there. */
const pageOf = (document: DocumentText, range: Range | null, found: readonly Range[]): ShownPage | null => {
  const place = range === null ? null : placeAt(document, range.at);
  if (range === null || place?.kind !== 'page') return null;
  const { at, length } = range;
  const begins = offsetOf(document, place) ?? 0;
  return {
    page: place.page,
    words: document.text.slice(at, at + length),
    nth: found.filter((match) => match.at >= begins && match.at < at && match.length === length).length,
  };
};

const Views = ({ view, choose }: { view: 'pages' | 'text'; choose: (view: 'pages' | 'text') => void }) => {
  const name = useId();
  return (
    <div className="segments attached-modes" role="radiogroup" aria-label={words.views}>
      {(['pages', 'text'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={view === one} onChange={() => choose(one)} />
          <span>{words[one]}</span>
        </label>
      ))}
    </div>
  );
};

const rangeOf = ({ range, place }: ShownDocument, document: DocumentText): Range | null => {
  if (range !== null) return range.at <= document.text.length ? range : null;
  return place === null ? null : placeRange(document, place);
};

/** The line of a place, or only the beginning of a page; `null` if the document has no such place. */
const placeRange = (document: DocumentText, place: CitedPlace): Range | null => {
  const at = offsetOf(document, place);
  if (at === null) return null;
  const end = document.text.indexOf('\n', at);
  const lineLength = (end === -1 ? document.text.length : end) - at;
  return { at, length: place.kind === 'page' ? 0 : lineLength };
};

/** The selected part of the text. */
const useSelection = (scroller: RefObject<HTMLDivElement | null>): Range | null => {
  const [selected, setSelected] = useState<Range | null>(null);
  useEffect(() => {
    const look = (): void => {
      const range = scroller.current === null ? null : selectedRange(scroller.current);
      setSelected((known) => (known?.at === range?.at && known?.length === range?.length ? known : range));
    };
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [scroller]);
  return selected;
};

/** Goes to a page or a line, or to a heading. */
const GoTo = ({ document, goTo }: { document: DocumentText; goTo: (range: Range) => void }) => {
  const { pages, headings, files, sheets, lines } = outlineOf(document);
  const [typed, setTyped] = useState('');
  const most = pages.length > 0 ? Math.max(...pages.map(({ page }) => page)) : lines.length;
  const label = pages.length > 0 ? words.goToPage(most) : words.goToLine(most);
  const places = [
    ...files.map(({ at, path }) => ({ at, title: path, level: 1 })),
    ...sheets.map(({ at, name }) => ({ at, title: name, level: 1 })),
    ...headings,
  ]
    .toSorted((a, b) => a.at - b.at)
    .slice(0, mostHeadings);
  return (
    <>
      <form
        className="reader-goto"
        onSubmit={(event) => {
          event.preventDefault();
          const number = Number(typed);
          const range = placeRange(
            document,
            pages.length > 0 ? { kind: 'page', page: number } : { kind: 'line', line: number },
          );
          if (range !== null) goTo(range);
        }}
      >
        <input
          inputMode="numeric"
          aria-label={label}
          title={label}
          placeholder={pages.length > 0 ? words.pageShort : words.lineShort}
          value={typed}
          onChange={({ target }) => setTyped(target.value.replaceAll(/\D/g, ''))}
        />
      </form>
      {places.length > 0 && (
        <select
          className="reader-contents"
          aria-label={words.headings}
          value=""
          onChange={({ target }) => goTo({ at: Number(target.value), length: 0 })}
        >
          <option value="" disabled>
            {words.headings}
          </option>
          {places.map(({ at, title, level }) => (
            <option key={at} value={at}>
              {'\u00a0\u00a0'.repeat(level - 1) + title}
            </option>
          ))}
        </select>
      )}
    </>
  );
};
