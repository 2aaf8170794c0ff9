/**
 * The Node host's HTTP and WebSocket server. It listens on loopback alone, and a request must prove three things:
 * the token, a Host that is this server (against DNS rebinding), and, where there is one, an Origin that is this
 * page (against other sites). Everything else gets a plain status.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Port } from '../rpc/port.ts';
import { Refusal } from '../rpc/refusal.ts';
import { hostPolicy } from './content-security-policy.ts';
import { contentTypes } from './content-types.ts';
import { webSocketPort } from './web-socket-port.ts';

export interface HostServer {
  /** With the token, for the browser. */
  url: string;
  close(): Promise<void>;
}

/** The largest message a window may send: the longest text of the contract, escaped, with room to spare. */
const largestMessage = 16 * 1024 * 1024;

/** Serves the files of `root` and hands each authorised WebSocket to `connect`. Throws `Refusal` when the port is taken. */
export const serve = async (
  root: string,
  port: number,
  connect: (port: Port) => void,
): Promise<HostServer> => {
  const token = randomBytes(24).toString('base64url');
  let host = '';
  let cookieName = '';

  const hasToken = (request: IncomingMessage, url: URL): boolean =>
    matches(url.searchParams.get('token'), token) || matches(cookieOf(request, cookieName), token);

  /** What is asked for, or the status to refuse the request with. */
  const judge = (request: IncomingMessage, mustHaveOrigin: boolean): URL | number => {
    if (request.headers.host !== host) return 421;
    const { origin } = request.headers;
    if (origin === undefined ? mustHaveOrigin : origin !== `http://${host}`) return 403;
    // A client may write anything as the target, and `new URL` throws on what is no URL: `//`, `http://[`, `http://a:99999/`.
    const target = request.url ?? '';
    if (!URL.canParse(target, `http://${host}`)) return 400;
    const url = new URL(target, `http://${host}`);
    if (url.host !== host) return 400;
    return hasToken(request, url) ? url : 401;
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = judge(request, false);
    if (typeof url === 'number') return plain(response, url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405);
    if (url.searchParams.has('token'))
      // Lets the page load its files and reload without the token in the address. Cookies do not know ports, so its name does.
      response.setHeader('Set-Cookie', `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`);
    response.setHeader('Content-Security-Policy', hostPolicy(host));
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    sendFile(root, url.pathname, request.method === 'HEAD', response).catch(() => response.destroy());
  };

  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = judge(request, true);
    if (url === 401) {
      // A page of an earlier run: a close code is all that its script can see.
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('error', ignore);
        client.close(4401, 'Hearth was started again');
      });
    } else if (typeof url === 'number') refuseUpgrade(socket, url);
    else if (url.pathname !== '/port') refuseUpgrade(socket, 404);
    else sockets.handleUpgrade(request, socket, head, (client) => connect(webSocketPort(client)));
  };

  // Nothing that a client sends may throw out of a listener: that would end Hearth with its running answers.
  const server = createServer((request, response) => {
    try {
      answer(request, response);
    } catch {
      response.destroy();
    }
  });
  server.on('upgrade', (request, socket, head) => {
    // Node has taken its own listener off, and an error that nobody listens to ends the process.
    socket.on('error', ignore);
    try {
      upgrade(request, socket, head);
    } catch {
      socket.destroy();
    }
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new Refusal(
              `Port ${port} on 127.0.0.1 cannot be used (${error.code}): choose another with --port, or 0 for a free one.`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  // A connection that could not be accepted; the others remain.
  server.on('error', ignore);
  const chosen = (server.address() as AddressInfo).port;
  host = `127.0.0.1:${chosen}`;
  cookieName = `hearth-${chosen}`;

  return {
    url: `http://${host}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const matches = (given: string | null, token: string): boolean => {
  if (given === null) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const cookieOf = (request: IncomingMessage, name: string): string | null => {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value !== undefined) return value;
  }
  return null;
};

const ignore = (): void => undefined;

const refuseUpgrade = (socket: Duplex, status: number): void => {
  socket.end(`HTTP/1.1 ${status} ${statusText(status)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const statusText = (status: number): string =>
  ({
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    405: 'Method Not Allowed',
    421: 'Misdirected Request',
  })[status] ?? '';

const plain = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${status} ${statusText(status)}\n`);
};

const sendFile = async (
  root: string,
  pathname: string,
  headOnly: boolean,
  response: ServerResponse,
): Promise<void> => {
  let relative: string;
  try {
    relative = normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
  } catch {
    return plain(response, 404);
  }
  const path = join(root, relative);
  const type = contentTypes[extname(path)];
  if (!path.startsWith(root + sep) || type === undefined) return plain(response, 404);
  try {
    const body = await readFile(path);
    // The build names assets by their content; the page itself must be asked for again.
    const caching = relative.startsWith(`${sep}assets${sep}`)
      ? 'private, max-age=31536000, immutable'
      : 'no-store';
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': body.length,
      'Cache-Control': caching,
    });
    response.end(headOnly ? undefined : body);
  } catch {
    plain(response, 404);
  }
};
