/** How wide a plot may be and how large its text is, in pixels, so that it is drawn at its real size. */
import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Room {
  /** 0 until it is known. */
  width: number;
  /** The size of small text, which may have been enlarged by the person. */
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
    // Now, before the first paint, and whenever it changes.
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return room;
};
