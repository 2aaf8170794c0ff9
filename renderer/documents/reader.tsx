/** The tools of the reader and the text below: search, going to a place, and asking about what is selected. */
import { MessageSquareQuote } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import type { DocumentText } from '../../main/shared/documents/document-text.ts';
import { offsetOf, placeAt, placeLabel } from '../../main/shared/documents/places.ts';
import type { Range } from '../../main/shared/documents/prompt-text.ts';
import { useKeyDown } from '../controls/use-key-down.ts';
import type { ShownDocument } from '../state/documents.ts';
import { keepReaderPlace, readerPlace, type ReaderPlace } from '../state/kept.ts';
import { useSession } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { PagesView, type PagesHandle, type PagesPlace, type ShownPage } from './pages-view.tsx';
import { selectedRange } from './drawn-ranges.ts';
import { ReaderFind } from './reader-find.tsx';
import { placeRange, ReaderGoTo } from './reader-goto.tsx';
import { ReaderViews, ReaderZoom, type ReaderViewName } from './reader-view.tsx';
import { matchesIn } from './text-blocks.ts';
import { TextView } from './text-view.tsx';

const words = documentsWords.reader;

interface Props {
  info: DocumentInfo;
  document: DocumentText;
  /** All parts of the text have arrived. */
  isWhole: boolean;
  shown: ShownDocument;
  /** The element of the reader, whose keys are heard. */
  pane: RefObject<HTMLElement | null>;
}

export const Reader = ({ info: { id, name, facts }, document: opened, isWhole, shown, pane }: Props) => {
  const session = useSession();
  const scroller = useRef<HTMLDivElement>(null);
  const pages = useRef<PagesHandle>(null);
  const finder = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [nth, setNth] = useState(0);
  const [goal, setGoal] = useState<Range | null>(null);
  const found = useMemo(() => matchesIn(opened.text, query), [opened, query]);
  const now = found[nth] ?? null;
  const hasPages = opened.kind === 'pdf';
  /** Where it was left, and then where it is. */
  const [left] = useState(() => readerPlace(id));
  const place = useRef(left);
  const keepPlace = (next: ReaderPlace): void => {
    place.current = { ...place.current, ...next };
    keepReaderPlace(id, place.current);
  };
  // A place within a part that has not arrived yet is shown when it has.
  const asked = useMemo(() => rangeOf(shown, opened), [shown, opened]);
  const begin = useMemo(
    () => asked ?? (hasPages || left.at === undefined ? null : beginAt(left.at, opened)),
    [asked, hasPages, left, opened],
  );
  const [target, setTarget] = useState<Range | null>(begin);
  const [beganBefore, setBeganBefore] = useState(begin);
  if (begin !== beganBefore) {
    setBeganBefore(begin);
    // The same place is not scrolled to again when the rest of the text arrives.
    if (begin !== null && (begin.at !== beganBefore?.at || beganBefore.length !== begin.length))
      setTarget(begin);
  }
  const [view, setView] = useState<ReaderViewName>(hasPages ? 'pages' : 'text');
  const [problem, setProblem] = useState<'broken' | 'slow' | null>(null);
  const [pagesPlace, setPagesPlace] = useState<PagesPlace | null>(null);
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
  /** The other view begins at the same page. */
  const choose = (next: ReaderViewName, page = pagesPlace?.seen): void => {
    setView(next);
    setProblem(null);
    if (next === 'text') setTarget(page === undefined ? null : placeRange(opened, { kind: 'page', page }));
    else setTarget(null);
  };
  const giveUp = (why: 'broken' | 'slow'): void => {
    choose('text');
    setProblem(why);
  };
  const find = (): void => finder.current?.select();
  const zoom = (by: 1 | -1 | 0): void => pages.current?.zoom(by);
  useKeyDown(pane, (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if ((ctrlKey || metaKey) && !altKey) {
      if (key.toLowerCase() === 'f') find();
      else if (view === 'pages' && key in zoomKeys) zoom(zoomKeys[key]!);
      else return;
      event.preventDefault();
    } else if (key in scrollKeys && !(event.target as Element).matches('input, select, .reader-text')) {
      event.preventDefault();
      const to = scrollKeys[key]!;
      if (view === 'pages') pages.current?.scroll(to);
      else scrollText(scroller.current, to);
    }
  });
  const marks = useMemo(() => ({ opened: goal ?? asked, found, now }), [goal, asked, found, now]);
  return (
    <>
      <div className="reader-tools">
        <ReaderFind
          ref={finder}
          query={query}
          count={found.length}
          nth={nth}
          search={(wanted) => {
            setQuery(wanted);
            setNth(0);
            const [first] = matchesIn(opened.text, wanted);
            if (first !== undefined) setTarget(first);
          }}
          step={step}
        />
        {hasPages && problem !== 'broken' && (facts?.characters ?? 0) > 0 && (
          <ReaderViews view={view} choose={choose} />
        )}
        <div className="reader-where">
          <ReaderGoTo
            document={opened}
            seen={view === 'pages' ? (pagesPlace?.seen ?? null) : null}
            goTo={goTo}
          />
          {view === 'pages' && pagesPlace !== null && (
            <ReaderZoom percent={pagesPlace.percent} isFitted={pagesPlace.isFitted} zoom={zoom} />
          )}
        </div>
      </div>
      {problem !== null && (
        <p className="reader-failed" role="status">
          {problem === 'slow' ? words.tooSlow : words.cannotDraw}
        </p>
      )}
      {view === 'pages' ? (
        <PagesView
          ref={pages}
          documentId={id}
          name={name}
          shown={shownPage}
          left={() => place.current}
          moved={(next) => {
            setPagesPlace(next);
            const { page, share, percent, isFitted } = next;
            keepPlace({ page, share, zoom: isFitted ? null : percent });
          }}
          selected={(some, page) => setOnPage(some === '' ? null : { words: some, page })}
          showText={(page) => choose('text', page)}
          find={find}
          close={session.closeDocument}
          failed={giveUp}
        />
      ) : (
        <TextView
          name={name}
          document={opened}
          marks={marks}
          target={target}
          scroller={scroller}
          moved={(at) => {
            const its = hasPages ? placeAt(opened, at) : null;
            keepPlace(its?.kind === 'page' ? { page: its.page, share: 0 } : { at });
          }}
        />
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

const zoomKeys: Record<string, 1 | -1 | 0> = { '+': 1, '=': 1, '-': -1, '0': 0 };
const scrollKeys: Record<string, { pages: number } | { edge: 0 | 1 }> = {
  PageUp: { pages: -1 },
  PageDown: { pages: 1 },
  Home: { edge: 0 },
  End: { edge: 1 },
};
const scrollText = (scroller: Element | null, to: { pages: number } | { edge: 0 | 1 }): void => {
  if (scroller === null) return;
  scroller.scrollTop =
    'edge' in to
      ? to.edge * scroller.scrollHeight
      : scroller.scrollTop + to.pages * scroller.clientHeight * 0.9;
};

const beginAt = (at: number, { text }: DocumentText): Range | null =>
  at > 0 && at <= text.length ? { at, length: 0 } : null;

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

const rangeOf = ({ range, place }: ShownDocument, document: DocumentText): Range | null => {
  if (range !== null) return range.at <= document.text.length ? range : null;
  return place === null ? null : placeRange(document, place);
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
