/** Stores the last position of the window, in a small file beside Chromium's own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, screen, type BrowserWindow, type Rectangle } from 'electron';

interface KeptBounds {
  bounds: Partial<Rectangle>;
  isMaximized: boolean;
}

const first: KeptBounds = { bounds: { width: 1180, height: 800 }, isMaximized: false };

const path = (): string => join(app.getPath('userData'), 'window.json');

/** The last position, if a screen still shows it. */
export const keptBounds = (): KeptBounds => {
  try {
    const kept = JSON.parse(readFileSync(path(), 'utf8')) as { bounds: Rectangle; isMaximized: boolean };
    const { x, y, width, height } = kept.bounds;
    if (![x, y, width, height].every(Number.isInteger)) return first;
    const { workArea } = screen.getDisplayMatching(kept.bounds);
    // Its title bar must be within reach.
    const isInReach =
      x + width > workArea.x + 100 &&
      x < workArea.x + workArea.width - 100 &&
      y >= workArea.y &&
      y < workArea.y + workArea.height - 50;
    return { bounds: isInReach ? kept.bounds : { width, height }, isMaximized: kept.isMaximized === true };
  } catch {
    return first;
  }
};

export const keepBounds = (window: BrowserWindow): void => {
  const keep = (): void => {
    const kept = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    try {
      writeFileSync(path(), JSON.stringify(kept));
    } catch {
      // The next start uses the default size.
    }
  };
  window.on('close', keep);
  // Quitting by the menu or a signal hides the window and never closes it.
  window.on('hide', keep);
};
