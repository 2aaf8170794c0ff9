/** Measures the width of a plot and its text size in pixels, so that it is drawn at its real size. */
import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Room {
  /** 0 until it is known. */
  width: number;
  /** The size of small text, which the person may have enlarged. */
  em: number;
}

/** Small text in rem, as in tokens.css. */
const smallText = 0.75;

export const useRoom = (element: RefObject<HTMLElement | null>): Room => {
  const [room, setRoom] = useState<Room>({ width: 0, em: 16 * smallText });
  useLayoutEffect(() => {
    if (element.current === null) return undefined;
    const measure = (): void => {
      const width = Math.floor(element.current?.clientWidth ?? 0);
      const em = smallText * parseFloat(getComputedStyle(document.documentElement).fontSize);
      setRoom((before) => (before.width === width && before.em === em ? before : { width, em }));
    };
    // Before the first paint, and after each change.
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return room;
};
