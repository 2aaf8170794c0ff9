/** Saves a text as a file: a browser downloads it, the desktop window asks for a place. */
import { saveFrom } from './save-link.ts';

/** `type`: the media type of the file. */
export const saveFile = (text: string, name: string, type = 'text/plain'): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  saveFrom(url, name);
  // The download has read the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
