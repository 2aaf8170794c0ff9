/** Where the quick window opens: in the upper third of the display with the pointer, where the eyes are. */
import type { Rectangle } from './window-places.ts';

/** In device-independent pixels: with a question alone, and with a conversation. */
const width = 620;
const heights = { small: 172, large: 560 };

export const quickBounds = (workArea: Rectangle, isLarge: boolean): Rectangle => {
  const height = Math.min(isLarge ? heights.large : heights.small, workArea.height);
  const fits = Math.min(width, workArea.width);
  return {
    x: Math.round(workArea.x + (workArea.width - fits) / 2),
    // Growing must not move the question.
    y: Math.round(Math.min(workArea.y + workArea.height / 5, workArea.y + workArea.height - height)),
    width: fits,
    height,
  };
};
