/** A WebSocket of the Node host as a port: each text frame is one message in JSON. */
import type { WebSocket } from 'ws';
import { couldBeCall } from '../shared/rpc/message-size.ts';
import type { Port } from '../shared/rpc/port.ts';

/** A window that takes nothing for this much waiting text, in bytes, is gone, not slow. */
const largestBacklog = 64 * 1024 * 1024;

/** While this much waits to be taken, in bytes, no further call of the window is begun. */
const comfortableBacklog = 4 * 1024 * 1024;
/** A window that leaves so much waiting for so long, in ms, is gone as well. */
const longestBlockMs = 30_000;
const lookAgainMs = 20;

/** With so many messages waiting to be begun, no more are read. */
const mostWaiting = 64;

export const webSocketPort = (socket: WebSocket): Port => {
  // Errors close the socket; the listener keeps them from ending the process.
  socket.on('error', () => undefined);

  // One message at a time: what a burst of them is answered with must not pile up before the window has taken any of it.
  const waiting: (string | undefined)[] = [];
  let isWorking = false;
  let blockedAt: number | null = null;
  const work = (listener: (message: unknown) => void): void => {
    isWorking = waiting.length > 0;
    if (!isWorking) return;
    // What a window said before it closed still counts.
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
      // Whatever a message may set off ends its own connection alone.
      socket.terminate();
    }
    if (waiting.length < mostWaiting) socket.resume();
    // Not at once, even where nothing waits yet: the rest of a burst comes before the reply to its first message.
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

/** `undefined` for what is no JSON, or no call's: the listener refuses it as it refuses any other nonsense. */
const parsed = (text: string | undefined): unknown => {
  if (text === undefined || !couldBeCall(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
