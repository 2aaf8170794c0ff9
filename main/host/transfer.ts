/**
 * Downloads of exports and uploads of files to import. A page gets the name of each over its authorised connection: it cannot be
 * guessed, works once, and is valid for a minute.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Core } from '../core/core-options.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { plain } from './static-files.ts';

export type PageTransfer = Pick<Core, 'download' | 'upload'>;

export const noTransfer: PageTransfer = { download: () => null, upload: async () => false };

/** The last segment of a path. */
const ticketIn = (pathname: string): string => pathname.slice(pathname.lastIndexOf('/') + 1);

/** Sends an export as it is written, or 404. */
export const sendExport = async (
  transfer: PageTransfer,
  pathname: string,
  response: ServerResponse,
): Promise<void> => {
  const job = transfer.download(ticketIn(pathname));
  if (job === null) return plain(response, 404);
  response.writeHead(200, {
    'Content-Type': `${job.mediaType}; charset=utf-8`,
    // RFC 6266 and RFC 8187. It is never shown in the page's origin, whatever chats contain.
    'Content-Disposition': `attachment; filename*=UTF-8''${encoded(job.name)}`,
    'Cache-Control': 'no-store',
  });
  await pipeline(Readable.from(job.text()), response);
};

const encoded = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);

/** Receives a file, or 404. */
export const receiveFile = async (
  transfer: PageTransfer,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    plain(response, (await transfer.upload(ticketIn(pathname), request)) ? 200 : 404);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    plain(response, 500);
  }
};
