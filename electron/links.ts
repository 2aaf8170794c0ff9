/** Links go to the programs of the system, never into our window. */
import { shell } from 'electron';

const schemes = new Set(['https:', 'http:', 'mailto:']);

/** Opens web pages and mail alone; other schemes can start programs. Tells whether it did. */
export const openLink = (url: string): boolean => {
  if (!URL.canParse(url) || !schemes.has(new URL(url).protocol)) return false;
  // Without a browser there is nothing to open it with, and nothing to do about it.
  shell.openExternal(url).catch(() => undefined);
  return true;
};
