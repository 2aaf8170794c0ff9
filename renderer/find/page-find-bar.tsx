/**
 * The search in a page that is no conversation, for the desktop window: a browser has its own. What is on screen is searched, and marked with
 * the CSS Custom Highlight API.
 */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { findWords as words } from '../words/search.ts';
import { rangesInPage } from './drawn-text.ts';
import { FindControls, takeFocus } from './find-controls.tsx';

/** More matches are not counted. */
const mostMatches = 2_000;
/** The page has changed this long ago at least, in ms. */
const restMs = 150;

const canMark = typeof CSS === 'object' && 'highlights' in CSS;

/** A page that changes by itself does not move. */
const bring = (range: StaticRange | undefined): void =>
  range?.startContainer.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

interface Props {
  page: RefObject<HTMLElement | null>;
}

export const PageFindBar = ({ page }: Props) => {
  const search = useWindow((state) => state.onPage);
  return search === null ? null : <Bar page={page} {...search} />;
};

const Bar = ({ page, text, terms }: Props & { text: string; terms: readonly string[] }) => {
  const session = useSession();
  const field = useRef<HTMLInputElement>(null);
  const [ranges, setRanges] = useState<readonly StaticRange[]>([]);
  const [at, setAt] = useState(0);
  const shown = ranges.length === 0 ? null : ranges[Math.min(at, ranges.length - 1)]!;

  useEffect(() => {
    const element = page.current;
    if (element === null) return undefined;
    const look = (): readonly StaticRange[] => {
      const found = terms.length === 0 ? [] : rangesInPage(element, terms, mostMatches);
      setRanges(found);
      return found;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new MutationObserver(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, restMs);
    });
    observer.observe(element, { childList: true, characterData: true, subtree: true, attributes: true });
    bring(look()[0]);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [page, terms]);

  useEffect(() => {
    if (!canMark) return undefined;
    CSS.highlights.set('found', new Highlight(...ranges));
    const now = new Highlight(...(shown === null ? [] : [shown]));
    now.priority = 1;
    CSS.highlights.set('found-now', now);
    return () => {
      CSS.highlights.delete('found');
      CSS.highlights.delete('found-now');
    };
  }, [ranges, shown]);

  useLayoutEffect(() => takeFocus(field.current), []);
  const step = (by: 1 | -1): void => {
    if (ranges.length === 0) return;
    const next = (Math.min(at, ranges.length - 1) + by + ranges.length) % ranges.length;
    setAt(next);
    bring(ranges[next]);
  };
  useSignal('find', (what) => {
    if (what === 'field') takeFocus(field.current);
    else if (what === 'next') step(1);
    else if (what === 'previous') step(-1);
  });

  return (
    <FindControls
      label={words.onPage}
      field={field}
      text={text}
      count={
        terms.length === 0
          ? ''
          : ranges.length === 0
            ? words.none
            : words.position(Math.min(at, ranges.length - 1) + 1, ranges.length)
      }
      change={(next) => {
        setAt(0);
        session.findOnPage(next);
      }}
      step={step}
    />
  );
};
