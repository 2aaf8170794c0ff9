/**
 * Reads values out of a plot. The whole plot is one tab stop, arrow keys go from value to value, and the pointer picks the
 * nearest. To assistive technology it is a slider over the values.
 */
import type { KeyboardEvent, PointerEvent } from 'react';
import { plotWords } from '../words/plots.ts';

const keys = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'Home',
  'End',
] as const;
export type StepKey = (typeof keys)[number];
const isStep = (key: string): key is StepKey => (keys as readonly string[]).includes(key);

/** The values of a plot in the order of the arrow keys. */
export interface Stops {
  count: number;
  /** The value nearest to a position in the drawing, in pixels. */
  nearest: (x: number, y: number) => number | null;
  /** The text that is read out. */
  words: (at: number) => string;
  /** The value that a key leads to; by default the previous or next one, and the first or last. */
  step?: (at: number, key: StepKey) => number;
}

interface Props {
  label: string;
  stops: Stops;
  /** The value that is read out. */
  at: number | null;
  onMove: (at: number | null) => void;
  /** The area that reacts to the pointer, within the drawing. */
  area: { left: number; top: number; width: number; height: number };
  onActivate?: (at: number) => void;
}

const plainStep = (at: number, key: StepKey, count: number): number => {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'PageUp' || key === 'PageDown') {
    const page = Math.max(1, Math.round(count / 20));
    return key === 'PageUp' ? at - page : at + page;
  }
  return key === 'ArrowLeft' || key === 'ArrowUp' ? at - 1 : at + 1;
};

export const Cursor = ({ label, stops, at, onMove, area }: Props) => {
  const { count, nearest, words, step } = stops;
  // There may be fewer values now than when one was selected.
  const here = Math.min(at ?? 0, count - 1);
  const point = (event: PointerEvent<HTMLElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    onMove(nearest(event.clientX - left + area.left, event.clientY - top + area.top));
  };
  const press = (event: KeyboardEvent): void => {
    if (!isStep(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = step ? step(here, event.key) : plainStep(here, event.key, count);
    onMove(Math.max(0, Math.min(count - 1, next)));
  };
  return (
    <div
      className="plot-cursor"
      style={area}
      role="slider"
      tabIndex={0}
      aria-label={plotWords.valuesOf(label)}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, count)}
      aria-valuenow={here + 1}
      aria-valuetext={words(here)}
      onKeyDown={press}
      onFocus={() => onMove(here)}
      // A click elsewhere on the page keeps the value, so that its text can be selected and copied.
      onBlur={(event) => event.relatedTarget !== null && onMove(null)}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={(event) => {
        const isFocused = event.currentTarget === document.activeElement;
        if (!isFocused && event.pointerType !== 'touch') onMove(null);
      }}
    />
  );
};
