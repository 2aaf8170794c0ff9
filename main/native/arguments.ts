/** What the arguments of a start ask for: models to open and links, which come from other programs. */
import { isAbsolute, resolve } from 'node:path';
import { isLink, readLink, asked as known, type Asked } from '../shared/desktop/link.ts';

/** The most requests of one start. */
const mostAsked = 5;

/** The options of Hearth whose value is the next argument. */
const withValue = new Set(['--data']);

/** What a file asks for that the system hands over; `null` if it is no model file. */
export const askedByFile = (path: string): Asked | null =>
  known.safeParse({ what: 'file', path }).data ?? null;

/**
 * `args`: without the program itself; `folder`: relative paths begin there. For a link that Hearth cannot read, `null`. Options, and
 * arguments that are neither links nor model files, ask for nothing.
 */
export const askedIn = (args: readonly string[], folder: string): (Asked | null)[] => {
  const found: (Asked | null)[] = [];
  let isValue = false;
  for (const arg of args) {
    if (isValue) isValue = false;
    else if (arg.startsWith('-')) isValue = withValue.has(arg);
    else if (isLink(arg)) found.push(readLink(arg));
    else if (/\.gguf$/i.test(arg)) {
      const asked = askedByFile(isAbsolute(arg) ? arg : resolve(folder, arg));
      if (asked !== null) found.push(asked);
    }
  }
  return found.slice(0, mostAsked);
};
