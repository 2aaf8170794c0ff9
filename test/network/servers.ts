/** Real servers on loopback, for what Hearth sends to other machines. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { testCertificate } from './certificate.ts';

export interface TestServer {
  /** Without a slash at its end. */
  url: string;
  /** Host and port. */
  host: string;
  /** What was asked, in order. */
  seen: { method: string; url: string; headers: IncomingHttpHeaders }[];
  /** Connections that are open now. */
  open: () => number;
  /** Connections that were ever made. */
  made: () => number;
  close: () => Promise<void>;
}

/** Listens on a free port; `listen` is given each connection's socket. */
export const listening = async (
  server: NetServer,
  protocol: 'http' | 'https',
): Promise<Omit<TestServer, 'seen'>> => {
  const sockets = new Set<Socket>();
  let made = 0;
  server.on('connection', (socket) => {
    made += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${protocol}://${host}`,
    host,
    open: () => sockets.size,
    made: () => made,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

export const serve = async (
  answer: RequestListener,
  protocol: 'http' | 'https' = 'http',
): Promise<TestServer> => {
  const seen: TestServer['seen'] = [];
  const listener: RequestListener = (request, response) => {
    seen.push({ method: request.method!, url: request.url!, headers: request.headers });
    void answer(request, response);
  };
  const server: Server =
    protocol === 'https' ? createTlsServer(testCertificate, listener) : createServer(listener);
  return { ...(await listening(server, protocol)), seen };
};

/** A proxy as companies run them: tunnels by CONNECT, plain HTTP by the whole address; with a password where one is given. */
export const serveProxy = async (password?: string): Promise<TestServer> => {
  const seen: TestServer['seen'] = [];
  const isKnown = (headers: IncomingHttpHeaders): boolean =>
    password === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(`user:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    seen.push({ method: request.method!, url: request.url!, headers: request.headers });
    if (!isKnown(request.headers)) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic' }).end();
      return;
    }
    const { hostname, port, pathname, search } = new URL(request.url!);
    const onward = connect(Number(port || 80), hostname, () => {
      const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = request.headers;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write(
        `${request.method} ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`,
      );
      // What comes back is passed on as it is.
      onward.pipe(request.socket);
    });
    onward.on('error', () => response.writeHead(502).end());
  });
  server.on('connect', (request, socket: Socket, head) => {
    seen.push({ method: 'CONNECT', url: request.url!, headers: request.headers });
    socket.on('error', () => undefined);
    if (!isKnown(request.headers)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('close', () => onward.destroy());
  });
  return { ...(await listening(server, 'http')), seen };
};
