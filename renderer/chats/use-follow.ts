/** Keeps the end of a chat in view while the user is there, and the user's place otherwise. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useSignal } from '../state/use-signal.ts';
import { placeIn, scrollToPlace, type ReadingPlace } from './reading-place.ts';

/** The place where each chat was left; none if that was the end. */
const places = new Map<string, ReadingPlace>();

export const placeOf = (chatId: string | null): ReadingPlace | null =>
  chatId === null ? null : (places.get(chatId) ?? null);

/** A view nearer to the end than this is at the end, in CSS pixels. */
const nearPx = 4;

/** A place is set again in this many frames, because elements get their layout only when they come into view. */
const settlingFrames = 3;

/** What comes before a scroll that the user wants. */
const scrolling = ['wheel', 'pointerdown', 'touchstart', 'keydown', 'focusin'];

export const useFollow = (
  chatId: string | null,
  scroller: RefObject<HTMLDivElement | null>,
  content: RefObject<HTMLDivElement | null>,
) => {
  const isFollowing = useRef(true);
  /** The user may be scrolling, because of an input since the view was last brought to the end. */
  const mayScroll = useRef(false);
  const [isAtEnd, setIsAtEnd] = useState(true);

  const goToEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    isFollowing.current = true;
    mayScroll.current = false;
    element.scrollTo({ top: element.scrollHeight });
    setIsAtEnd(true);
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const place = placeOf(chatId);
    let frame = 0;
    if (place !== null && scrollToPlace(element, place)) {
      isFollowing.current = false;
      let setAt = element.scrollTop;
      let frames = 0;
      const settle = (): void => {
        frames += 1;
        // If the user has scrolled meanwhile, the view stays where it is.
        if (frames > settlingFrames || isFollowing.current || element.scrollTop < setAt - 1) return;
        scrollToPlace(element, place);
        setAt = element.scrollTop;
        frame = requestAnimationFrame(settle);
      };
      frame = requestAnimationFrame(settle);
    } else {
      element.scrollTo({ top: element.scrollHeight });
    }
    return () => {
      cancelAnimationFrame(frame);
      if (chatId === null) return;
      const left = isFollowing.current ? null : placeIn(element);
      if (left === null) places.delete(chatId);
      else places.set(chatId, left);
    };
  }, [chatId, scroller]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return undefined;
    let last = { top: element.scrollTop, height: element.scrollHeight };
    const scrolled = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const isNear = scrollHeight - scrollTop - clientHeight <= nearPx;
      const isUp = scrollTop < last.top;
      if (isNear) {
        isFollowing.current = true;
        if (!isUp) mayScroll.current = false;
      } else if (isUp && isFollowing.current) {
        // Messages that come into view, and answers that end, turn out higher or lower than they were: the browser then moves the
        // view, which is not the user's wish.
        if (mayScroll.current || scrollHeight === last.height) isFollowing.current = false;
        else element.scrollTo({ top: scrollHeight });
      }
      last = { top: scrollTop, height: scrollHeight };
      setIsAtEnd(isFollowing.current);
    };
    // Runs after layout and only if a height changed, which is rare for a single token.
    const resized = new ResizeObserver(() => {
      if (isFollowing.current) element.scrollTo({ top: element.scrollHeight });
      else setIsAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight <= nearPx);
    });
    const input = (): void => {
      mayScroll.current = true;
    };
    for (const name of scrolling) element.addEventListener(name, input, { passive: true });
    element.addEventListener('scroll', scrolled, { passive: true });
    resized.observe(inner);
    resized.observe(element);
    return () => {
      for (const name of scrolling) element.removeEventListener(name, input);
      element.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, [scroller, content]);

  useSignal('sent', goToEnd);
  useSignal('end', goToEnd);
  useSignal('reveal', () => {
    mayScroll.current = true;
  });

  return { isAtEnd, goToEnd };
};
