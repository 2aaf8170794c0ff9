/** A WebSocket of the Node host as a port: each text frame is one message in JSON. */
import type { WebSocket } from 'ws';
import type { Port } from '../rpc/port.ts';

/** A window that takes nothing for this much waiting text is gone, not slow. */
const largestBacklog = 64 * 1024 * 1024;

export const webSocketPort = (socket: WebSocket): Port => {
  // Errors close the socket; the listener keeps them from ending the process.
  socket.on('error', () => undefined);
  return {
    post: (message) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > largestBacklog) socket.terminate();
      else socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      socket.on('message', (data: Buffer, isBinary) => {
        let message: unknown;
        try {
          message = isBinary ? undefined : JSON.parse(data.toString('utf8'));
        } catch {
          // Not JSON: the listener refuses it as it refuses any other nonsense.
        }
        listener(message);
      });
    },
    onClose: (listener) => {
      socket.on('close', listener);
    },
    close: () => socket.close(),
  };
};
