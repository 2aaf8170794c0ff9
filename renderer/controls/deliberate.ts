/** Tells clicks that were meant for their button from accidental ones. */
import type { MouseEvent } from 'react';

/**
 * Whether a click is the second of a double click, whose first click may have put this button in place of another. False for
 * key presses and for clicks by screen readers.
 */
export const isSecondClick = ({ detail }: Pick<MouseEvent, 'detail'>): boolean => detail > 1;

/** Ignores the second click of a double click. */
export const deliberate =
  (act: (event: MouseEvent) => void) =>
  (event: MouseEvent): void => {
    if (!isSecondClick(event)) act(event);
  };
