/**
 * Marks the matches in the drawn messages with the CSS Custom Highlight API, which leaves the elements of the page as they are, so
 * that neither React nor a selection is disturbed.
 */
import { useEffect, type RefObject } from 'react';
import { partElement, rangesIn } from './drawn-text.ts';
import { mostInPart, type Match, type Matches } from './use-matches.ts';

/** The page has changed this long ago at least, in ms: text that streams is marked a few times a second. */
const restMs = 120;

/** More marks would slow down scrolling. */
const mostMarks = 5_000;

const canMark = typeof CSS === 'object' && 'highlights' in CSS;

/** The place of a match in the page; `null` if it is not drawn. */
export const rangeOf = (scroller: Element, match: Match, terms: readonly string[]): StaticRange | null => {
  const part = partElement(scroller, match.messageId, match.part);
  if (part === null) return null;
  const ranges = rangesIn(part, terms, mostInPart);
  // What is drawn can have fewer matches than its source, if a table was cut for example.
  return ranges[Math.min(match.nth, ranges.length - 1)] ?? null;
};

export const useHighlights = (
  scroller: RefObject<HTMLElement | null>,
  { all, terms }: Matches,
  current: Match | null,
): void => {
  useEffect(() => {
    const element = scroller.current;
    if (!canMark || element === null || all.length === 0) return undefined;
    const parts = new Map(all.map((match) => [`${match.messageId}.${match.part}`, match]));
    const paint = (): void => {
      const found: AbstractRange[] = [];
      for (const part of element.querySelectorAll<HTMLElement>('[data-part]'))
        if (parts.has(part.dataset['part']!) && found.length < mostMarks)
          found.push(...rangesIn(part, terms, mostMarks - found.length));
      CSS.highlights.set('found', new Highlight(...found));
      const range = current === null ? null : rangeOf(element, current, terms);
      const now = new Highlight(...(range === null ? [] : [range]));
      now.priority = 1;
      CSS.highlights.set('found-now', now);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new MutationObserver(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        paint();
      }, restMs);
    });
    observer.observe(element, { childList: true, characterData: true, subtree: true });
    paint();
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      CSS.highlights.delete('found');
      CSS.highlights.delete('found-now');
    };
  }, [scroller, all, terms, current]);
};
