/** The text of a document with line numbers. Blocks far from the view are empty boxes of their height. */
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { DocumentText } from '../../main/shared/documents/document-text.ts';
import type { Range as TextRange } from '../../main/shared/documents/prompt-text.ts';
import { documentsWords } from '../words/documents.ts';
import { drawnRange, selectedRange } from './drawn-ranges.ts';
import { blockAt, textBlocks, type TextBlock } from './text-blocks.ts';
import { TextLines } from './text-lines.tsx';

interface Marks {
  /** The part that was opened; `null`: none. */
  opened: TextRange | null;
  found: readonly TextRange[];
  /** The match that is shown. */
  now: TextRange | null;
}

interface Props {
  name: string;
  document: DocumentText;
  marks: Marks;
  /** Scrolled into view whenever another object is given. */
  target: TextRange | null;
  scroller: RefObject<HTMLDivElement | null>;
  /** The first character in view is another one. */
  moved: (at: number) => void;
}

/** Blocks this far from the view are drawn, in CSS pixels. */
const margin = 1_200;
/** Estimates for blocks that were never drawn. */
const linePx = 21;
const unitsPerLine = 60;

/** A place without a length is shown at the upper edge, this far below it, in CSS pixels. */
const above = 8;
/** The shortest time between two reports of the place in view, in ms. */
const tellMs = 200;

interface View {
  /** The indices of the blocks that are drawn. */
  drawn: ReadonlySet<number>;
  /** The heights of those that were, in CSS pixels. */
  heights: ReadonlyMap<number, number>;
}

const firstView: View = { drawn: new Set([0]), heights: new Map() };

export const TextView = ({ name, document, marks, target, scroller, moved }: Props) => {
  const { text } = document;
  const blocks = useMemo(() => textBlocks(text), [text]);
  const [{ drawn, heights }, setView] = useState(firstView);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || blocks.length === 0) return undefined;
    const observer = new IntersectionObserver((entries) => setView((known) => viewAfter(known, entries)), {
      root: element,
      rootMargin: `${margin}px 0px`,
    });
    for (const block of element.querySelectorAll('[data-index]')) observer.observe(block);
    return () => observer.disconnect();
  }, [scroller, blocks]);

  useScrollTo(scroller, blocks, target, setView);
  const tell = useRef<number | undefined>(undefined);
  const movedNow = useEffectEvent(moved);
  useEffect(() => {
    const element = scroller.current;
    const scrolled = (): void => {
      tell.current ??= window.setTimeout(() => {
        tell.current = undefined;
        const at = element === null ? null : firstIn(element);
        if (at !== null) movedNow(at);
      }, tellMs);
    };
    element?.addEventListener('scroll', scrolled);
    return () => {
      element?.removeEventListener('scroll', scrolled);
      clearTimeout(tell.current);
      tell.current = undefined;
    };
  }, [scroller]);
  useMarks(scroller, blocks, drawn, marks);

  return (
    <div
      ref={scroller}
      className="reader-text"
      data-kind={document.kind}
      tabIndex={0}
      role="document"
      aria-label={documentsWords.reader.label(name)}
      onCopy={(event) => {
        // As it is in the document, without the line breaks that the elements add.
        const selected = selectedRange(event.currentTarget);
        if (selected === null) return;
        event.preventDefault();
        event.clipboardData.setData('text/plain', text.slice(selected.at, selected.at + selected.length));
      }}
    >
      {blocks.map((block, index) => {
        const isDrawn = drawn.has(index);
        return (
          <div
            key={block.at}
            className="reader-block"
            data-index={index}
            data-at={isDrawn ? block.at : undefined}
            style={
              isDrawn ? undefined : { height: heights.get(index) ?? estimated(block, blocks[index + 1]) }
            }
          >
            {isDrawn && <TextLines name={name} document={document} block={block} />}
          </div>
        );
      })}
    </div>
  );
};

/** The offset of the first line in view. */
const firstIn = (scroller: Element): number | null => {
  const top = scroller.getBoundingClientRect().top + above;
  const below = (element: Element): boolean => element.getBoundingClientRect().bottom > top;
  const block = [...scroller.querySelectorAll<HTMLElement>('[data-at]')].find(below);
  if (block === undefined) return null;
  let at = Number(block.dataset['at']);
  for (const line of block.querySelectorAll('.reader-line')) {
    if (below(line)) break;
    at += line.textContent.length;
  }
  return at;
};

/** Blocks that came near the view are drawn, and those that left it keep their height. */
const viewAfter = (known: View, entries: readonly IntersectionObserverEntry[]): View => {
  const drawn = new Set(known.drawn);
  const heights = new Map(known.heights);
  for (const { target, isIntersecting } of entries) {
    const block = target as HTMLElement;
    const index = Number(block.dataset['index']);
    if (isIntersecting) drawn.add(index);
    else if (drawn.delete(index)) heights.set(index, block.offsetHeight);
  }
  return { drawn, heights };
};

const estimated = ({ at, end, line }: TextBlock, next: TextBlock | undefined): number =>
  linePx * Math.max(1, (next?.line ?? line + 1) - line, Math.ceil((end - at) / unitsPerLine));

/** Draws the block of the target and scrolls to it; blocks above it may change their height while they are drawn. */
const useScrollTo = (
  scroller: RefObject<HTMLDivElement | null>,
  blocks: readonly TextBlock[],
  target: TextRange | null,
  setView: (change: (known: View) => View) => void,
): void => {
  useLayoutEffect(() => {
    if (target === null) return undefined;
    const index = blockAt(blocks, target.at);
    setView((known) => ({ ...known, drawn: new Set([...known.drawn, index]) }));
    let frames = 0;
    let frame = 0;
    const scroll = (): void => {
      const element = scroller.current;
      const block = element?.querySelector(`[data-index="${index}"]`);
      if (!element || !block) return;
      const range = drawnRange(block, blocks[index]!, { at: target.at, length: 1 });
      const top = (range ?? block).getBoundingClientRect().top || block.getBoundingClientRect().top;
      element.scrollTop +=
        top - element.getBoundingClientRect().top - (target.length === 0 ? above : element.clientHeight / 4);
      frames += 1;
      if (frames < 6) frame = requestAnimationFrame(scroll);
    };
    frame = requestAnimationFrame(scroll);
    return () => cancelAnimationFrame(frame);
  }, [scroller, blocks, target, setView]);
};

const canMark = typeof CSS === 'object' && 'highlights' in CSS;

/** Marks with the CSS Custom Highlight API, which leaves the elements as they are. */
const useMarks = (
  scroller: RefObject<HTMLDivElement | null>,
  blocks: readonly TextBlock[],
  drawn: ReadonlySet<number>,
  { opened, found, now }: Marks,
): void => {
  useEffect(() => {
    if (!canMark || scroller.current === null) return undefined;
    const rangesOf = (range: TextRange): Range[] =>
      [...drawn].flatMap((index) => {
        const block = scroller.current?.querySelector(`[data-index="${index}"][data-at]`);
        const known = blocks[index];
        return block && known ? (drawnRange(block, known, range) ?? []) : [];
      });
    const set = (name: string, ranges: readonly TextRange[], priority: number): void => {
      const highlight = new Highlight(...ranges.flatMap(rangesOf));
      highlight.priority = priority;
      CSS.highlights.set(name, highlight);
    };
    const shown = [...drawn].flatMap((index) => blocks[index] ?? []);
    set('reader-opened', opened === null ? [] : [opened], 0);
    set(
      'reader-found',
      found.filter(({ at, length }) => shown.some((block) => at < block.end && at + length > block.at)),
      1,
    );
    set('reader-found-now', now === null ? [] : [now], 2);
    return () => {
      for (const name of ['reader-opened', 'reader-found', 'reader-found-now']) CSS.highlights.delete(name);
    };
  }, [scroller, blocks, drawn, opened, found, now]);
};
