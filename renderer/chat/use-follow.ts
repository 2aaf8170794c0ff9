/** Keeps the end of a chat in view while the person is there, and its place when they are elsewhere. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Where each chat was left: the message at the top and how far it was scrolled past; none for the end. */
const places = new Map<string, { index: number; offset: number }>();

/** Nearer than this is the end. */
const nearPx = 4;

export const useFollow = (chatId: string | null, isReady: boolean) => {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);

  const goToEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    isFollowing.current = true;
    element.scrollTop = element.scrollHeight;
    setIsAtEnd(true);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!isReady || !element || !inner) return undefined;
    const place = chatId === null ? undefined : places.get(chatId);
    const atTop = place && inner.children[place.index];
    if (place && atTop) {
      isFollowing.current = false;
      element.scrollTop = (atTop as HTMLElement).offsetTop + place.offset;
    } else {
      element.scrollTop = element.scrollHeight;
    }
    return () => {
      if (chatId === null) return;
      if (isFollowing.current) places.delete(chatId);
      else places.set(chatId, placeIn(element, inner));
    };
  }, [chatId, isReady]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!isReady || !element || !inner) return undefined;
    let lastTop = element.scrollTop;
    const scrolled = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const isNear = scrollHeight - scrollTop - clientHeight <= nearPx;
      // Text that grows leaves the position alone; only a person moves it up.
      if (isNear) isFollowing.current = true;
      else if (scrollTop < lastTop) isFollowing.current = false;
      lastTop = scrollTop;
      setIsAtEnd(isFollowing.current);
    };
    // Runs after layout and only when a height changed, which most tokens do not do.
    const resized = new ResizeObserver(() => {
      if (isFollowing.current) element.scrollTop = element.scrollHeight;
      else setIsAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight <= nearPx);
    });
    element.addEventListener('scroll', scrolled, { passive: true });
    resized.observe(inner);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, [isReady]);

  return { scroller, content, isAtEnd, goToEnd };
};

const placeIn = (scroller: HTMLElement, content: HTMLElement): { index: number; offset: number } => {
  const { scrollTop } = scroller;
  const children = [...content.children] as HTMLElement[];
  const index = Math.max(
    0,
    children.findLastIndex((child) => child.offsetTop <= scrollTop),
  );
  return { index, offset: scrollTop - (children[index]?.offsetTop ?? 0) };
};
