/** Where windows are opened: as they were left, as far as the displays of now show them. */
import { z } from 'zod';
import { knownZoom } from './zoom.ts';

/** In device-independent pixels of the whole desktop, so that a changed scale of a display changes nothing. */
const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
export type Rectangle = z.infer<typeof rectangle>;

const keptWindow = z.object({
  /** Which of the windows it is: its draft of a new chat belongs to this number. The first is 1. */
  number: z.int().min(1).max(19),
  bounds: rectangle,
  isMaximized: z.boolean(),
  isFullScreen: z.boolean(),
  /** `null` for a new chat; absent if the page never said it. */
  chatId: z.string().min(1).max(80).nullable().optional(),
});
export type KeptWindow = z.infer<typeof keptWindow>;

export interface KeptWindows {
  /** Chromium shows all pages of one origin in the same size. */
  zoom: number;
  windows: KeptWindow[];
}

/** The most windows that can be open. */
export const mostWindows = 19;

/** What is left of a file that may be missing or damaged. */
export const keptWindows = (json: string | null): KeptWindows => {
  let raw: unknown = null;
  try {
    raw = JSON.parse(json ?? 'null');
  } catch {
    // As if nothing was kept.
  }
  const found = z.object({ zoom: z.unknown(), windows: z.array(z.unknown()) }).safeParse(raw);
  if (!found.success) return { zoom: 1, windows: [] };
  const numbers = new Set<number>();
  const windows = found.data.windows.flatMap((one): KeptWindow[] => {
    const { data } = keptWindow.safeParse(one);
    if (data === undefined || numbers.has(data.number)) return [];
    numbers.add(data.number);
    return [data];
  });
  return { zoom: knownZoom(found.data.zoom), windows };
};

/** The lowest number that no window has; `null` if there are too many. */
export const freeNumber = (taken: readonly number[]): number | null => {
  for (let number = 1; number <= mostWindows; number += 1) if (!taken.includes(number)) return number;
  return null;
};

/** The size of a window that was never placed. */
export const usualSize = { width: 1180, height: 800 };

/** How much of the title bar must be on a display so that the window can be moved, in pixels. */
const reach = 100;

/** Whether a user can move a window with these bounds on one of the displays. */
export const isInReach = ({ x, y, width }: Rectangle, workAreas: readonly Rectangle[]): boolean =>
  workAreas.some(
    (area) =>
      x + width > area.x + reach &&
      x < area.x + area.width - reach &&
      y >= area.y &&
      y < area.y + area.height - reach / 2,
  );

/**
 * The bounds to open a window with; without a position if the system should choose one, because the display that showed it is
 * gone. It is never larger than its display. `workAreas`: of the displays of now, the main one first.
 */
export const placed = (
  kept: Rectangle,
  workAreas: readonly Rectangle[],
): Pick<Rectangle, 'width' | 'height'> & Partial<Rectangle> => {
  const fit = ({ width, height }: Pick<Rectangle, 'width' | 'height'>) => ({
    width: Math.min(kept.width, width),
    height: Math.min(kept.height, height),
  });
  const shows = workAreas.find((area) => isInReach(kept, [area]));
  return shows === undefined ? fit(workAreas[0] ?? kept) : { x: kept.x, y: kept.y, ...fit(shows) };
};

/** Where a further window opens: a little beside the last one. */
export const beside = ({ x, y, width, height }: Rectangle): Rectangle => ({
  x: x + 28,
  y: y + 28,
  width,
  height,
});
