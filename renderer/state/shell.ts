/** The desktop shell as the page sees it, through its preload script; a browser has none. */
import type { FromPage, ToPage } from '../../main/shared/desktop/messages.ts';

/** What the preload script puts into the page under the name `hearth`. */
interface Bridge {
  /** The path of a file that the user dropped; empty for a file that the page made. */
  pathOf: (file: File) => string;
  tell: (message: FromPage) => void;
  /** Sets the only listener for messages of the shell. */
  listen: (listener: (message: ToPage) => void) => void;
}

/** `undefined` in a browser. */
export const desktopShell = (): Bridge | undefined => (globalThis as { hearth?: Bridge }).hearth;

/** Does nothing in a browser. */
export const tellShell = (message: FromPage): void => {
  desktopShell()?.tell(message);
};
