/** Clicks that were meant for the button that they reach. */
import type { MouseEvent } from 'react';

/**
 * Passes over the second click of a double click: the first one may have put this button in the place of another. A key
 * press, and the click of a screen reader, always count.
 */
export const deliberate =
  (act: (event: MouseEvent) => void) =>
  (event: MouseEvent): void => {
    if (event.detail < 2) act(event);
  };
