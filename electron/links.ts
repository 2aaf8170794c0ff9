/** Opens links in the system's programs, never in Hearth's window. */
import { shell } from 'electron';

const schemes = new Set(['https:', 'http:', 'mailto:']);

/** Opens only web pages and mail, since other schemes can start programs. Returns whether it did. */
export const openLink = (url: string): boolean => {
  if (!URL.canParse(url) || !schemes.has(new URL(url).protocol)) return false;
  // Without a browser, the link cannot be opened, and nothing can be done about it.
  shell.openExternal(url).catch(() => undefined);
  return true;
};
