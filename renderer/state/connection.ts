/** Opens the port to the core, in the shell that this window runs in. */
import type { Port } from '../../main/shared/rpc/port.ts';
import { keepKey, keptKey } from './kept.ts';
import { forgetOnce } from './window-address.ts';

/** A port that may know why it closed. */
export interface WindowPort extends Port {
  closeCode?: () => number | null;
}

export type OpenPort = () => Promise<WindowPort>;

/** The close code of the host if it does not accept the page's key. */
export const keyRefused = 4401;

/** How long the desktop shell may take to provide a port, in ms. */
const handOverMs = 5_000;

export const openPort: OpenPort = () => (location.protocol === 'hearth:' ? openMessagePort() : openSocket());

/** The preload script answers with one end of a message channel. */
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

/** Each text frame is one message in JSON; a proof of the page's key is sent with the subprotocol. */
const openSocket = async (): Promise<WindowPort> => {
  const key = await keyOfPage();
  const proof = await hmac(key, await textOf('/nonce'));
  return await new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/port`, ['hearth', proof]);
    let closeCode: number | null = null;
    socket.addEventListener('close', (event) => {
      closeCode = event.code;
      reject(new Error('the socket closed'));
    });
    socket.addEventListener('open', () =>
      resolve({
        post: (message) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
        },
        onMessage: (listener) =>
          socket.addEventListener('message', (event) => listener(JSON.parse(event.data as string))),
        onClose: (listener) => {
          // The host may have closed the socket before this call.
          if (closeCode === null) socket.addEventListener('close', () => listener());
          else listener();
        },
        close: () => socket.close(),
        closeCode: () => closeCode,
      }),
    );
  });
};

/**
 * The key by which the host recognizes this tab. The token in the address is exchanged for it once and removed from the address
 * bar; the tab keeps the key across reloads. A tab that was opened without a token has no key, and its proof is refused.
 */
const keyOfPage = async (): Promise<string> => {
  const token = new URLSearchParams(location.search).get('token');
  if (token !== null) {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch('/key', { method: 'POST', headers });
    if (response.ok) keepKey(await response.text());
    forgetOnce();
  }
  return keptKey() ?? 'none';
};

const textOf = async (path: string): Promise<string> => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} was refused`);
  return response.text();
};

/** HMAC-SHA256 in hexadecimal. */
const hmac = async (key: string, text: string): Promise<string> => {
  const utf8 = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', utf8.encode(key), algorithm, false, ['sign']);
  const signed = new Uint8Array(await crypto.subtle.sign(algorithm.name, imported, utf8.encode(text)));
  return [...signed].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
