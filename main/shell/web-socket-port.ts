/** The core's end of a WebSocket as a port: each text frame is one message in JSON. */
import type { WebSocket } from 'ws';
import { couldBeCall } from '../shared/rpc/message-size.ts';
import type { Port } from '../shared/rpc/port.ts';

/** A window that leaves this many bytes of text unread is gone, not slow. */
const largestBacklog = 64 * 1024 * 1024;

/** While this many bytes are unread, no further call of the window begins. */
const comfortableBacklog = 4 * 1024 * 1024;
/** A window that leaves that much unread for this long, in ms, is gone as well. */
const longestBlockMs = 30_000;
const lookAgainMs = 20;

/** With this many messages waiting, no more are read. */
const mostWaiting = 64;

export const webSocketPort = (socket: WebSocket): Port => {
  // Errors close the socket; the listener keeps them from ending the process.
  socket.on('error', () => undefined);

  // One message at a time: the replies to a burst must not pile up before the window has read any of them.
  const waiting: (string | undefined)[] = [];
  let isWorking = false;
  let blockedAt: number | null = null;
  const work = (listener: (message: unknown) => void): void => {
    isWorking = waiting.length > 0;
    if (!isWorking) return;
    // Messages that a window sent before it closed still count.
    if (socket.readyState === socket.OPEN && socket.bufferedAmount > comfortableBacklog) {
      blockedAt ??= performance.now();
      if (performance.now() - blockedAt > longestBlockMs) {
        waiting.length = 0;
        socket.terminate();
      }
      setTimeout(work, lookAgainMs, listener).unref();
      return;
    }
    blockedAt = null;
    try {
      listener(parsed(waiting.shift()));
    } catch {
      // Whatever a message triggers may end only its own connection.
      socket.terminate();
    }
    if (waiting.length < mostWaiting) socket.resume();
    // Deferred even if nothing is waiting: the rest of a burst arrives before the reply to its first message.
    setImmediate(work, listener);
  };

  return {
    post: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > largestBacklog) socket.terminate();
      else socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      socket.on('message', (data: Buffer, isBinary) => {
        waiting.push(isBinary ? undefined : data.toString('utf8'));
        if (waiting.length >= mostWaiting) socket.pause();
        if (!isWorking) work(listener);
      });
    },
    onClose: (listener) => {
      socket.on('close', listener);
    },
    close: () => socket.close(),
  };
};

/** `undefined` if the text is not JSON, or not that of a call; the listener refuses it like any other nonsense. */
const parsed = (text: string | undefined): unknown => {
  if (text === undefined || !couldBeCall(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
