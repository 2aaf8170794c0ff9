/** The core's end of a message channel to a page as a port. */
import { couldBeMessage } from '../shared/rpc/message-size.ts';
import type { Port } from '../shared/rpc/port.ts';
import type { UtilityPort } from '../system/utility-port.ts';

const pagePort = (port: UtilityPort): Port => {
  const closeListeners: (() => void)[] = [];
  let isClosed = false;
  // Electron reports when the other end closes; closing our own end is reported here.
  const closed = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const listener of closeListeners) listener();
  };
  port.on('close', closed);
  const close = (): void => {
    port.close();
    closed();
  };
  return {
    post: (message) => {
      if (!isClosed) port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => {
        if (couldBeMessage(data)) listener(data);
        else close();
      });
      port.start();
    },
    onClose: (listener) => closeListeners.push(listener),
    close,
  };
};

/** Gives each page one port at a time: a page that asks again, after a reload or a loss, has left the one before. */
export const pagePorts = (connect: (port: Port) => void) => {
  const last = new Map<number, Port>();
  return (page: number, given: UtilityPort): void => {
    last.get(page)?.close();
    const port = pagePort(given);
    last.set(page, port);
    port.onClose(() => {
      if (last.get(page) === port) last.delete(page);
    });
    connect(port);
  };
};
