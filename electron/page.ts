/** Serves the page under its own scheme, `hearth://app/`: the files of out/renderer and nothing else. */
import { readFile } from 'node:fs/promises';
import { app, protocol } from 'electron';
import { framePolicy, windowPolicy } from '../main/shell/content-security-policy.ts';
import { pageFile } from '../main/shell/page-files.ts';
import { rendererFolder } from '../main/system/paths.ts';

const scheme = 'hearth';
const host = 'app';

/** Must be called before Electron is ready. `standard` gives the page an origin of its own; `secure` allows the clipboard. */
export const registerScheme = (): void =>
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);

/** The address of the page: the built one, or the one that `npm run dev` serves with hot reload. */
const pageRoot = (): string => {
  const devUrl = process.env['HEARTH_DEV_URL'];
  const isDev = !app.isPackaged && devUrl !== undefined && /^http:\/\/127\.0\.0\.1:\d+\/$/.test(devUrl);
  return isDev ? devUrl : `${scheme}://${host}/`;
};

interface Shown {
  /** The number of the window, see main/native/window-places.ts. */
  number: number;
  /** `null` for a new chat, `undefined` for the one that was shown last. */
  chatId: string | null | undefined;
}

/** The address that a window loads; the page reads it in renderer/state/window-address.ts. */
export const pageUrl = ({ number, chatId }: Shown): string => {
  const asked = [
    ...(number === 1 ? [] : [`window=${number}`]),
    ...(chatId === undefined ? [] : [chatId === null ? 'new-chat' : `chat=${encodeURIComponent(chatId)}`]),
  ].join('&');
  return pageRoot() + (asked === '' ? '' : `?${asked}`);
};

/** The address of the quick window. */
export const quickUrl = (): string => `${pageRoot()}?quick`;

/** The address of a page with a new chat instead of the chat that it showed. */
export const newChatUrl = (shown: string): string =>
  pageUrl({ number: Number(new URL(shown).searchParams.get('window') ?? 1), chatId: null });

/** Whether an address belongs to Hearth's own page. */
export const isOurPage = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const [given, ours] = [new URL(url), new URL(pageRoot())];
  return given.protocol === ours.protocol && given.host === ours.host;
};

/** Whether an address may be opened in a frame of the page: the pages for that, and what they show in a frame of their own. */
export const isFramedPage = (url: string): boolean =>
  url === 'about:srcdoc' || (isOurPage(url) && new URL(url).pathname.startsWith('/frames/'));

/** Only when Electron is ready. */
export const servePage = (): void =>
  protocol.handle(scheme, (request) => answer(rendererFolder, request.method, new URL(request.url)));

const answer = async (root: string, method: string, url: URL): Promise<Response> => {
  if (url.host !== host) return plain(404);
  if (method !== 'GET' && method !== 'HEAD') return plain(405);
  const file = pageFile(root, url.pathname);
  if (file === null) return plain(404);
  try {
    const body = await readFile(file.path);
    return new Response(method === 'HEAD' ? null : new Uint8Array(body), {
      headers: {
        'Content-Type': file.type,
        'Content-Length': String(body.length),
        'Content-Security-Policy': file.isFramed ? framePolicy : windowPolicy,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        // Otherwise the hosts of links are looked up before anyone follows them.
        'X-DNS-Prefetch-Control': 'off',
        'Cache-Control': 'no-store',
      },
    });
  } catch {
    return plain(404);
  }
};

const plain = (status: number): Response =>
  new Response(`${status}\n`, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
