/** A diagram in the look of the window, drawn anew if the theme changes. */
import { useEffect, useState } from 'react';
import { drawDiagram, drawnBefore, type Drawn, type Look } from './draw-diagram.ts';
import { useLook } from './use-look.ts';

/** `code`: `null` for a block that is not shown as a diagram. Returns `null` until it is drawn. */
export const useDiagram = (code: string | null): Drawn | null => {
  const look = useLook(code !== null);
  const [last, setLast] = useState<{ code: string; look: Look; drawn: Drawn } | null>(null);
  const isLast = last !== null && last.code === code && last.look === look;
  const drawn = isLast ? last.drawn : code === null || look === null ? null : drawnBefore(code, look);
  const isDrawn = drawn !== null;
  useEffect(
    () =>
      isDrawn || code === null || look === null
        ? undefined
        : drawDiagram(code, look, (now) => setLast({ code, look, drawn: now })),
    [code, look, isDrawn],
  );
  return drawn;
};
