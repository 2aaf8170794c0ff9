/** What the terminal says: how to start Hearth, that it is ready, and why it cannot start. */
import type { Sentences } from './told.ts';

interface Folder {
  folder: string;
}
/** `reason`: the operating system's code. */
interface Reason {
  reason: string;
}
interface Path {
  path: string;
}

/** The options of `npm start`. */
export const startUsage = `Usage: npm start -- [--web] [--no-open] [--port N] [--data DIR] [--trace FILE]
  --web         serve the app to a browser instead of opening a window
  --no-open     do not open the browser
  --port N      the port on 127.0.0.1; 27182 or the next free one by default, 0 for any free one
  --data DIR    the folder for chats, models and settings
  --trace FILE  serve the app to a browser and record every message, your chats included, in a new file`;

/** The link on the page that leads a browser to Hearth. */
export const openHearth = 'Open Hearth';

const otherFolder = 'choose another folder with --data.';

export const startSentences = {
  /** The address is the last word: `npm run dev` and scripts look for it. */
  'start.ready': ({ url }: { url: string }) => `Hearth is ready at ${url}`,
  /** Hearth runs without its log. */
  'start.no-log': ({ path, reason }: Path & Reason) => `Hearth cannot write its log at ${path} (${reason}).`,
  /** `why`: as Node says it, without a full stop. */
  'start.bad-option': ({ why }: { why: string }) => `${why}.`,
  'start.bad-port': ({ port }: { port: string }) => `--port must be a number from 0 to 65535, not “${port}”.`,
  'start.no-data-folder': () => '--data needs a folder.',
  'start.no-trace-file': () => '--trace needs a file.',
  'start.trace-exists': ({ path }: Path) => [`${path} already exists.`, 'Choose another file for the trace.'],
  'start.trace-not-created': ({ path, reason }: Path & Reason) => [
    `The trace ${path} could not be created (${reason}).`,
    'Choose another file.',
  ],
  'start.port-taken': ({ port }: { port: number }) => [
    `Port ${port} on 127.0.0.1 is in use or not permitted.`,
    'Choose another one with --port, or 0 for any free port.',
  ],
  'start.folder-unusable': ({ folder, reason }: Folder & Reason) => [
    `Hearth cannot use ${folder} for its data (${reason}).`,
    'Choose another folder with --data.',
  ],
  'start.portable-link': ({ folder }: Folder) => [
    `${folder} is a link, and a portable Hearth keeps its data in its own folder.`,
    'Replace the link with a folder, or remove the file named portable beside Hearth.',
  ],
  'start.folder-in-use': ({ folder }: Folder) => [
    `Another Hearth is using ${folder}.`,
    `Close it first, or ${otherFolder}`,
  ],
  'start.folder-not-writable': ({ folder }: Folder) => [
    `Hearth cannot write to ${folder}.`,
    `Check its permissions, or ${otherFolder}`,
  ],
  'start.too-many-files': () => [
    'Hearth cannot start because it has reached the limit of open files.',
    'Raise the limit with “ulimit -n 1024”, then start Hearth again.',
  ],
  'start.not-permitted': ({ path }: Path) => [
    `Hearth cannot start because it has no permission to write to ${path}.`,
    `Check its permissions, or ${otherFolder}`,
  ],
  'start.wrong-kind': ({ path, reason }: Path & Reason) => [
    `Hearth cannot start because ${path} is not what Hearth expects (${reason}).`,
    'Move it away, then start Hearth again.',
  ],
  'start.disk-error': ({ path, reason }: Path & Reason) => [
    `Hearth cannot start because the disk that holds ${path} does not respond as it should (${reason}).`,
    'Check that it is connected.',
  ],
  'start.unexpected': ({ reason, log }: Reason & { log: string }) => [
    `Hearth cannot start because of an unexpected error (${reason}).`,
    `The details are in ${log}.`,
  ],
} as const satisfies Sentences<'start'>;
