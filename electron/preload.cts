/**
 * What the page gets from Electron: a port to the core, on request, the path of a file that the user dropped on it, and a channel
 * to the shell (main/shared/desktop/messages.ts). CommonJS, since a sandboxed preload script cannot be a module.
 */
import type { ContextBridge, IpcRenderer, IpcRendererEvent, WebUtils } from 'electron';

const { contextBridge, ipcRenderer, webUtils } = require('electron') as {
  contextBridge: ContextBridge;
  ipcRenderer: IpcRenderer;
  webUtils: WebUtils;
};

/** The part of the page's globals that is used here; this folder is compiled without the types of the DOM. */
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

/** The path of a file that the user dropped; empty for a file that the page created itself. */
const pathOf = (file: Parameters<WebUtils['getPathForFile']>[0]): string => {
  try {
    return webUtils.getPathForFile(file);
  } catch {
    return '';
  }
};

let listener: (message: unknown) => void = () => undefined;
ipcRenderer.on('hearth:told', (_event: IpcRendererEvent, message: unknown) => listener(message));
contextBridge.exposeInMainWorld('hearth', {
  pathOf,
  tell: (message: unknown) => ipcRenderer.send('hearth:tell', message),
  listen: (given: typeof listener) => {
    listener = given;
  },
});
