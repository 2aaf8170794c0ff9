/** Scrolls to a match. */
import type { Session } from '../state/session.ts';
import type { Match } from './use-matches.ts';
import { rangeOf } from './use-highlights.ts';

/** Frames in which the place is set again: messages that come into view turn out higher or lower than estimated. */
const settlingFrames = 12;

/** A match is shown this far down the view, unless it is in the middle of it already. */
const matchAt = 0.35;

const interrupting = ['wheel', 'pointerdown', 'touchstart'] as const;

/** Draws, unfolds and shows a match, and holds it in view while the page settles. Returns a function that stops that. */
export const showMatch = (
  { signals }: Session,
  scroller: HTMLElement,
  match: Match,
  terms: readonly string[],
): (() => void) => {
  let frame = 0;
  let frames = 0;
  const stop = (): void => {
    cancelAnimationFrame(frame);
    for (const name of interrupting) scroller.removeEventListener(name, stop);
  };
  for (const name of interrupting) scroller.addEventListener(name, stop, { passive: true });
  const settle = (): void => {
    const range = rangeOf(scroller, match, terms);
    if (range !== null) bring(scroller, range);
    frames += 1;
    if (frames >= settlingFrames) return stop();
    frame = requestAnimationFrame(settle);
  };
  // Drawing at once is impossible while React draws something else.
  frame = requestAnimationFrame(() => {
    signals.send('reveal', match.messageId);
    signals.send('unfold', `${match.messageId}.${match.part}`);
    settle();
  });
  return stop;
};

const bring = (scroller: HTMLElement, place: StaticRange): void => {
  const hidden = place.startContainer.parentElement?.closest('[hidden]');
  if (hidden) {
    // The source of a diagram or a preview: it is shown before the next frame.
    hidden.dispatchEvent(new Event('beforematch'));
    return;
  }
  const range = document.createRange();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  const view = scroller.getBoundingClientRect();
  const box = range.getBoundingClientRect();
  const isInside = box.top >= view.top + 0.1 * view.height && box.bottom <= view.bottom - 0.1 * view.height;
  if (!isInside) scroller.scrollTop += box.top - view.top - matchAt * view.height;
  // Code and tables scroll sideways by themselves.
  const inner = place.startContainer.parentElement?.closest<HTMLElement>('pre, .table');
  if (!inner) return;
  const [left, right] = [inner.getBoundingClientRect().left, inner.getBoundingClientRect().right];
  if (box.left < left || box.right > right) inner.scrollLeft += box.left - left - 0.3 * (right - left);
};
