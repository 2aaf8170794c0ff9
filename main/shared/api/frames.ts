/** Streams as bytes: frames become events of SSE or lines of NDJSON. */
import { done, type Frame } from './route.ts';

/** A sign of life for SSE, which every client skips. */
export const aliveComment: Frame = { comment: 'alive' };

/** The text of a frame. NDJSON has no names of events and no comments. */
export const encodeFrame = (frame: Frame, format: 'sse' | 'ndjson'): string => {
  if ('comment' in frame) return format === 'sse' ? `: ${frame.comment.replaceAll(/[\r\n]+/g, ' ')}\n\n` : '';
  if (format === 'ndjson') return `${JSON.stringify(frame.data)}\n`;
  const name = frame.event === undefined ? '' : `event: ${frame.event}\n`;
  return `${name}data: ${frame.data === done ? done : JSON.stringify(frame.data)}\n\n`;
};

/** The type of a stream's content. */
export const streamType = (format: 'sse' | 'ndjson'): string =>
  format === 'sse' ? 'text/event-stream; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
