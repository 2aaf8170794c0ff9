/**
 * Finds the rows of a long list that are in view, if all rows have the same height: only those and a few beside them are drawn.
 */
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Rows drawn above and below the view; also the step in which the window moves, so that scrolling rarely redraws. */
const margin = 8;

export interface RowWindow {
  scroller: RefObject<HTMLDivElement | null>;
  /** The first row that is drawn, and the one after the last. */
  first: number;
  end: number;
  rowPx: number;
  onScroll: () => void;
  /** Scrolls no further than needed to show a whole row below the fixed header. */
  reveal: (index: number) => void;
}

const rootPx = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** `rowRem`: the height of a row; `headRem`: the height of the header that stays above the rows. */
export const useRowWindow = (rows: number, rowRem: number, headRem: number): RowWindow => {
  const scroller = useRef<HTMLDivElement>(null);
  const [span, setSpan] = useState({ first: 0, end: 4 * margin, rowPx: rowRem * 16 });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const rowPx = rowRem * rootPx();
    const above = Math.floor(element.scrollTop / rowPx / margin) * margin;
    const below = Math.ceil((element.scrollTop + element.clientHeight) / rowPx / margin) * margin;
    const next = { first: Math.max(0, above - margin), end: below + margin, rowPx };
    setSpan((known) =>
      known.first === next.first && known.end === next.end && known.rowPx === next.rowPx ? known : next,
    );
  }, [rowRem]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [measure]);
  // With fewer rows, others may be in view.
  useLayoutEffect(measure, [measure, rows]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const rowPx = rowRem * rootPx();
      const room = element.clientHeight - headRem * rootPx();
      const top = index * rowPx;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowPx > element.scrollTop + room) element.scrollTop = top + rowPx - room;
      measure();
    },
    [measure, rowRem, headRem],
  );

  return {
    scroller,
    first: Math.min(span.first, Math.max(0, rows - 1)),
    end: Math.min(span.end, rows),
    rowPx: span.rowPx,
    onScroll: measure,
    reveal,
  };
};
