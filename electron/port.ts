/** Gives the page its port to the core: one end of a message channel for each load of the page, the other end for the core's process. */
import { MessageChannelMain, type BrowserWindow } from 'electron';
import type { CoreProcess } from './core-process.ts';
import { isOurPage } from './page.ts';

/** Answers `hearth:open-port` from Hearth's own page. A page that asks again, after a reload or a loss, gets a new port. */
export const openPorts = (window: BrowserWindow, core: Pick<CoreProcess, 'connect'>): void => {
  const { webContents } = window;
  webContents.ipc.on('hearth:open-port', ({ senderFrame }) => {
    if (senderFrame === null || senderFrame.parent !== null || !isOurPage(senderFrame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    // Without a core, the page asks again.
    if (core.connect(webContents.id, port1)) senderFrame.postMessage('hearth:port', null, [port2]);
  });
};
