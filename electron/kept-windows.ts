/** Remembers the windows over a restart, in a small file beside Chromium's own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, screen } from 'electron';
import { keptWindows, type KeptWindows, type Rectangle } from '../main/native/window-places.ts';

const path = (): string => join(app.getPath('userData'), 'windows.json');

export const readKeptWindows = (): KeptWindows => {
  try {
    return keptWindows(readFileSync(path(), 'utf8'));
  } catch {
    return keptWindows(null);
  }
};

export const keepWindows = (kept: KeptWindows): void => {
  try {
    writeFileSync(path(), JSON.stringify(kept));
  } catch {
    // The next start uses the default size.
  }
};

/** The parts of all displays that windows may cover, that of the main one first. */
export const workAreas = (): Rectangle[] => {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
};
