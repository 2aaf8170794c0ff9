/** Serves the page's files over HTTP. They contain no secret. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { framePolicy } from '../shell/content-security-policy.ts';
import { pageFile } from '../shell/page-files.ts';

/** Sends the file in `root` for `pathname`, or 404. */
export const sendFile = async (
  root: string,
  pathname: string,
  headOnly: boolean,
  response: ServerResponse,
): Promise<void> => {
  const file = pageFile(root, pathname);
  if (file === null) return plain(response, 404);
  try {
    const body = await readFile(file.path);
    if (file.isFramed) {
      response.setHeader('Content-Security-Policy', framePolicy);
      // The pages in frames have an origin of their own, so their own scripts come from another one.
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': body.length,
      // The page itself must be requested again each time.
      'Cache-Control': file.isAsset ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    response.end(headOnly ? undefined : body);
  } catch {
    plain(response, 404);
  }
};

/** Answers with a status and its name, or with `text`. */
export const plain = (response: ServerResponse, status: number, text?: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(text ?? `${status} ${statusText(status)}\n`);
};

export const statusText = (status: number): string =>
  ({
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    405: 'Method Not Allowed',
    500: 'Internal Server Error',
    421: 'Misdirected Request',
  })[status] ?? '';
