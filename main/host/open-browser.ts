/** Opens the user's browser if there is a display. */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHearth } from '../shared/words/start.ts';

/** Whether a window or a browser can be shown. */
export const hasDisplay = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean =>
  platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

/** How long a browser may take to read the page, in ms. */
const openingMs = 60_000;

/**
 * Opens `url` through a page in `folder` that only the user may read and that redirects there, since every user of the machine
 * can see the arguments of a program. Returns a function that removes the page. If the page cannot be written, no browser is
 * opened.
 */
export const openBrowser = (url: string, folder: string): (() => void) => {
  const path = join(folder, 'open-hearth.html');
  const remove = (): void => rmSync(path, { force: true });
  try {
    remove();
    writeFileSync(path, pageThatLeadsTo(url), { mode: 0o600, flag: 'wx' });
  } catch {
    return () => undefined;
  }
  const [command, args]: [string, string[]] =
    process.platform === 'darwin'
      ? ['open', [path]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', path]]
        : ['xdg-open', [path]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // Without a browser, the printed address still works.
  child.on('error', () => undefined);
  child.unref();
  setTimeout(remove, openingMs).unref();
  return remove;
};

const pageThatLeadsTo = (url: string): string => `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Hearth</title>
<p><a href="${url}">${openHearth}</a></p>
`;
