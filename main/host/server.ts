/**
 * The HTTP and WebSocket server of the Node host. It listens only on loopback. Every request must name this server as its Host
 * (against DNS rebinding) and, if it has an Origin, this page (against other sites). Everything but the page's files also needs
 * a token or a key (`access.ts`). Refused requests get a plain status.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { largestMessage } from '../shared/rpc/message-size.ts';
import type { Port } from '../shared/rpc/port.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { createAccess } from './access.ts';
import { noTransfer, receiveFile, sendExport, type PageTransfer } from './transfer.ts';
import { hostPolicy } from '../shell/content-security-policy.ts';
import { plain, sendFile, statusText } from './static-files.ts';
import { webSocketPort } from '../shell/web-socket-port.ts';

export interface HostServer {
  /** The address with the token, for the user. */
  url: string;
  /** The address with a token that works once, for a program that opens the browser. */
  urlForOnce(): string;
  close(): Promise<void>;
}

export interface HostServerOptions {
  /** The folder of the page's files. */
  root: string;
  /** 0 for any free port, `null` for the default or the next one that is free. */
  port: number | null;
  /** The secret that keys of pages are derived from, see `browserSecret`. */
  secret: string;
  /** Gets each authorised connection. */
  connect: (port: Port) => void;
  /** Exports and uploads of the pages, by the names that they got over their connections; without it, there are none. */
  transfer?: PageTransfer;
}

/** Below the ports that operating systems assign, and not used by any well-known program. */
const usualPort = 27182;
const triedPorts = 10;

/** The close code for a page whose key is not valid, or no longer: the only part of a refusal that its script can see. */
const keyRefused = 4401;

/** Nobody needs more, and each window costs a message for every event. */
const mostWindows = 64;
/** RFC 6455's registry of close codes: the server is overloaded. */
const tryAgainLater = 1013;

/** The page's subprotocol; a second one beside it is the proof of its key. */
const protocol = 'hearth';

/** Serves the page and its connections. Throws `Refusal` if the port is taken. */
export const serve = async ({
  root,
  port,
  secret,
  connect,
  transfer = noTransfer,
}: HostServerOptions): Promise<HostServer> => {
  const server = createServer();
  const chosen = await listen(server, port);
  const { host } = new URL(`http://127.0.0.1:${chosen}`);
  const access = createAccess(secret, chosen);

  /** The requested address, or the status with which the request is refused. */
  const judge = (request: IncomingMessage, mustHaveOrigin: boolean): URL | number => {
    if (request.headers.host !== host) return 421;
    const { origin } = request.headers;
    if (origin === undefined ? mustHaveOrigin : origin !== `http://${host}`) return 403;
    // A client may send anything as the target, and `new URL` throws on `//`, `http://[` or `http://a:99999/`.
    const target = request.url ?? '';
    if (!URL.canParse(target, `http://${host}`)) return 400;
    const url = new URL(target, `http://${host}`);
    return url.host === host ? url : 400;
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const isForKey = request.method === 'POST' && request.url === '/key';
    const isUpload = request.method === 'POST' && request.url?.startsWith('/import/') === true;
    const url = judge(request, isForKey || isUpload);
    if (typeof url === 'number') return plain(response, url);
    if (isUpload) {
      receiveFile(transfer, url.pathname, request, response).catch(() => response.destroy());
      return;
    }
    if (isForKey) {
      const key = access.keyFor(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null);
      return key === null ? plain(response, 401) : plain(response, 200, key);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405);
    if (url.pathname === '/nonce') return plain(response, 200, access.nonce);
    response.setHeader('Content-Security-Policy', hostPolicy(host));
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    // Otherwise a browser looks up the hosts of links before anyone follows them.
    response.setHeader('X-DNS-Prefetch-Control', 'off');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    if (request.method === 'GET' && url.pathname.startsWith('/export/')) {
      sendExport(transfer, url.pathname, response).catch(() => response.destroy());
      return;
    }
    sendFile(root, url.pathname, request.method === 'HEAD', response).catch(() => response.destroy());
  };

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessage,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  let windows = 0;
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = judge(request, true);
    if (typeof url === 'number') return refuseUpgrade(socket, url);
    if (url.pathname !== '/port') return refuseUpgrade(socket, 404);
    // Programs other than the page may send the token itself.
    const isAdmitted =
      access.isToken(url.searchParams.get('token')) || offeredTo(request).some(access.isProof);
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (isAdmitted && windows < mostWindows) {
        windows += 1;
        client.on('close', () => (windows -= 1));
        return connect(webSocketPort(client));
      }
      client.on('error', ignore);
      if (isAdmitted) client.close(tryAgainLater, `Hearth serves ${mostWindows} windows at once`);
      else client.close(keyRefused, 'The key is not valid');
      setTimeout(() => client.terminate(), refusedMs).unref();
    });
  };

  // Nothing that a client sends may throw in a listener: that would end Hearth with its running answers.
  server.on('request', (request, response) => {
    try {
      answer(request, response);
    } catch {
      response.destroy();
    }
  });
  server.on('upgrade', (request, socket, head) => {
    // Node has removed its own listener, and an error without a listener ends the process.
    socket.on('error', ignore);
    try {
      upgrade(request, socket, head);
    } catch {
      socket.destroy();
    }
  });
  // A connection that could not be accepted; the others continue.
  server.on('error', ignore);

  const urlWith = (token: string): string => `http://${host}/?token=${token}`;
  return {
    url: urlWith(access.token),
    urlForOnce: () => urlWith(access.tokenForOnce()),
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Milliseconds that a refused page has to receive its close code. */
const refusedMs = 2_000;

/** Resolves with the port that it listens on. Throws `Refusal` if the port is not available. */
const listen = async (server: Server, port: number | null): Promise<number> => {
  const wanted = port === null ? [...Array(triedPorts).keys()].map((step) => usualPort + step) : [port];
  if (port === null) wanted.push(0);
  for (const candidate of wanted)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    }
  throw new Refusal('start.port-taken', { port: port ?? 0 });
};

const ignore = (): void => undefined;

/** The subprotocols that a page offers. */
const offeredTo = (request: IncomingMessage): string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());

const refuseUpgrade = (socket: Duplex, status: number): void => {
  socket.end(`HTTP/1.1 ${status} ${statusText(status)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};
