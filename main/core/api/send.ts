/** Sends what a dialect has written: whole, or frame by frame. */
import type { ServerResponse } from 'node:http';
import { encodeFrame, streamType } from '../../shared/api/frames.ts';
import type { Frame, Whole } from '../../shared/api/route.ts';

/** What was sent, for the list of requests. */
export interface Sent {
  bytes: number;
  /** As far as it is kept. */
  text: string;
}

/** The longest text that is kept of what was sent, in UTF-16 code units. */
export const longestKept = 256 * 1024;

/** A client that has not taken this many bytes is no longer served. */
const mostUnread = 8 * 1024 ** 2;

const note = (sent: Sent, text: string): void => {
  sent.bytes += Buffer.byteLength(text);
  if (sent.text.length < longestKept) sent.text += text.slice(0, longestKept - sent.text.length);
};

/** `headers` come beside those of the reply. A HEAD request gets no body. */
export const sendWhole = (
  response: ServerResponse,
  { status = 200, type, headers: own = {}, body }: Whole,
  headers: Readonly<Record<string, string>>,
  sent: Sent,
): void => {
  if (response.headersSent || response.destroyed) return;
  const isText = typeof body === 'string' && type !== undefined;
  const text = isText ? body : body === undefined ? '' : JSON.stringify(body);
  const isBare = status === 204 || text === '';
  response.writeHead(status, {
    ...common,
    ...headers,
    ...own,
    ...(isBare ? {} : { 'content-type': isText ? type : 'application/json; charset=utf-8' }),
    'content-length': String(Buffer.byteLength(text)),
  });
  if (response.req.method === 'HEAD') return void response.end();
  note(sent, text);
  response.end(text);
};

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export interface FrameWriter {
  /** When something was sent last, in ms of this process's monotonic clock. */
  readonly sentAt: number;
  /** Sends the frames, the headers before the first ones. Ends a connection whose client does not read. */
  write(frames: readonly Frame[]): void;
  end(): void;
}

/** Writes a streamed answer. Nothing is sent before the first frames. */
export const frameWriter = (
  response: ServerResponse,
  format: 'sse' | 'ndjson',
  headers: Readonly<Record<string, string>>,
  sent: Sent,
): FrameWriter => {
  let sentAt = performance.now();
  return {
    get sentAt() {
      return sentAt;
    },
    write: (frames) => {
      const text = frames.map((frame) => encodeFrame(frame, format)).join('');
      if (text === '' || response.destroyed || response.writableEnded) return;
      if (!response.headersSent)
        response.writeHead(200, {
          ...common,
          ...headers,
          'content-type': streamType(format),
          // Proxies would collect the pieces otherwise.
          'x-accel-buffering': 'no',
        });
      sentAt = performance.now();
      note(sent, text);
      response.write(text);
      // The model cannot wait for a reader.
      if (response.writableLength > mostUnread) response.destroy();
    },
    end: () => void response.end(),
  };
};
