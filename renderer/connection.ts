/** Opens the port to the core, in whichever shell this window runs. */
import type { Port } from '../main/rpc/port.ts';

/** A port that may know why it closed. */
export interface WindowPort extends Port {
  closeCode?: () => number | null;
}

export type OpenPort = () => Promise<WindowPort>;

/** What the host closes with when the page belongs to an earlier run of Hearth. */
export const startedAgain = 4401;

/** How long the desktop shell may take to hand a port over. */
const handOverMs = 5_000;

export const openPort: OpenPort = () =>
  location.protocol === 'hearth:' ? openMessagePort() : openSocket(`ws://${location.host}/port`);

/** The preload answers with one end of a message channel. */
const openMessagePort = (): Promise<WindowPort> =>
  new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      window.removeEventListener('message', take);
      reject(new Error('no port came'));
    }, handOverMs);
    const take = (event: MessageEvent): void => {
      const [port] = event.ports;
      if ((event.data as { kind?: unknown } | null)?.kind !== 'hearth:port' || !port) return;
      clearTimeout(giveUp);
      window.removeEventListener('message', take);
      resolve(messagePort(port));
    };
    window.addEventListener('message', take);
    window.postMessage({ kind: 'hearth:open-port' }, location.origin);
  });

const messagePort = (port: MessagePort): WindowPort => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => {
    port.addEventListener('message', (event) => listener(event.data));
    port.start();
  },
  onClose: (listener) => port.addEventListener('close', () => listener()),
  close: () => port.close(),
});

/** Each text frame is one message in JSON; the cookie that came with the page proves who asks. */
const openSocket = (address: string): Promise<WindowPort> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    let closeCode: number | null = null;
    socket.addEventListener('close', (event) => {
      closeCode = event.code;
      reject(new Error('the socket closed'));
    });
    socket.addEventListener('open', () => {
      hideToken();
      resolve({
        post: (message) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
        },
        onMessage: (listener) =>
          socket.addEventListener('message', (event) => listener(JSON.parse(event.data as string))),
        onClose: (listener) => {
          // The host may have closed between the opening and this call.
          if (closeCode === null) socket.addEventListener('close', () => listener());
          else listener();
        },
        close: () => socket.close(),
        closeCode: () => closeCode,
      });
    });
  });

/** The token has done its work; the address bar is no place for a secret. */
const hideToken = (): void => {
  if (new URLSearchParams(location.search).has('token')) history.replaceState(null, '', location.pathname);
};
