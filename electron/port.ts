/** Gives the page its port to the core: one end of a message channel for each load of the page. */
import { MessageChannelMain, type BrowserWindow, type MessagePortMain } from 'electron';
import { couldBeMessage } from '../main/shared/rpc/message-size.ts';
import type { Port } from '../main/shared/rpc/port.ts';
import { isOurPage } from './page.ts';

/** Answers `hearth:open-port` from Hearth's own page. A page that asks again, after a reload or a loss, gets a new port. */
export const openPorts = (window: BrowserWindow, connect: (port: Port) => void): void => {
  let last: Port | null = null;
  window.webContents.ipc.on('hearth:open-port', ({ senderFrame }) => {
    if (senderFrame === null || senderFrame.parent !== null || !isOurPage(senderFrame.url)) return;
    last?.close();
    const { port1, port2 } = new MessageChannelMain();
    last = messagePort(port1);
    connect(last);
    senderFrame.postMessage('hearth:port', null, [port2]);
  });
};

const messagePort = (port: MessagePortMain): Port => {
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
