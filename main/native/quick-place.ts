/** Where the quick window opens: in the upper third of the display with the pointer, where the eyes are. */
import type { Rectangle } from './window-places.ts';

/** In device-independent pixels. */
const width = 620;
/** With a conversation, and at most. */
const large = 560;
const smallest = 120;

/** `wanted`: the height of a window with a question alone; `null`: of one with a conversation. */
const quickHeight = (wanted: number | null): number =>
  Math.round(Math.min(Math.max(wanted ?? large, smallest), large));

/** Where it opens. */
export const quickBounds = (workArea: Rectangle, wanted: number | null): Rectangle => {
  const height = Math.min(quickHeight(wanted), workArea.height);
  const fits = Math.min(width, workArea.width);
  return {
    x: Math.round(workArea.x + (workArea.width - fits) / 2),
    // Growing must not move the question, so there is room for a conversation below it.
    y: Math.round(workArea.y + Math.min(workArea.height / 5, Math.max(0, workArea.height - large))),
    width: fits,
    height,
  };
};

/** Where it is after it has grown or shrunk: the user may have moved it, and its upper edge stays. */
export const quickResized = (now: Rectangle, workArea: Rectangle, wanted: number | null): Rectangle => {
  const height = Math.min(quickHeight(wanted), workArea.height);
  const lowest = workArea.y + workArea.height - height;
  return { ...now, y: Math.max(workArea.y, Math.min(now.y, lowest)), height };
};
