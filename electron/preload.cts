/**
 * The one thing the page gets from Electron: a port to the core, when it asks for it. CommonJS, since a sandboxed
 * preload cannot be a module.
 */
import type { IpcRenderer, IpcRendererEvent } from 'electron';

const { ipcRenderer } = require('electron') as { ipcRenderer: IpcRenderer };

/** The part of the page's globals that is used here; this folder is compiled without the DOM's types. */
interface PageMessage {
  source: unknown;
  origin: string;
  data: unknown;
}
interface PageGlobals {
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
  location: { origin: string };
}
const page = globalThis as unknown as PageGlobals;

page.addEventListener('message', ({ source, origin, data }) => {
  if (source !== page || origin !== page.location.origin) return;
  if ((data as { kind?: unknown } | null)?.kind === 'hearth:open-port') ipcRenderer.send('hearth:open-port');
});
ipcRenderer.on('hearth:port', (event: IpcRendererEvent) =>
  page.postMessage({ kind: 'hearth:port' }, page.location.origin, event.ports),
);
