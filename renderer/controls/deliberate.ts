/** Clicks that were meant for the button that they reach. */
import type { MouseEvent } from 'react';

/**
 * Whether a click is the second one of a double click: the first one may have put this button in the place of another. A
 * key press, and the click of a screen reader, never is.
 */
export const isSecondClick = ({ detail }: Pick<MouseEvent, 'detail'>): boolean => detail > 1;

/** Passes over the second click of a double click. */
export const deliberate =
  (act: (event: MouseEvent) => void) =>
  (event: MouseEvent): void => {
    if (!isSecondClick(event)) act(event);
  };
