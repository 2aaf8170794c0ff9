/**
 * Lets programs of the same user speak the contract with this Hearth, as the command `hearth` does: a WebSocket over a Unix domain
 * socket, or over a named pipe on Windows. Only the user can reach the socket and read the token; no web page can open either.
 */
import { timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { largestMessage } from '../shared/rpc/message-size.ts';
import type { Port } from '../shared/rpc/port.ts';
import { webSocketPort } from '../shell/web-socket-port.ts';
import type { Log } from '../system/log.ts';
import { newToken, removeRecord, writeRecord } from './record.ts';

export interface ControlOptions {
  /** Claimed by this process, so no other Hearth has a socket there. */
  dataFolder: string;
  version: string;
  /** Gets each connection. */
  connect: (port: Port) => void;
  /** The export that this ticket was issued for, once; `null` if there is none. */
  download: (ticket: string) => { text(): AsyncIterable<string> } | null;
  /** Answers the requests of programs in their dialects. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  log: Log;
}

export interface Control {
  /** Resolves when no program is connected. */
  whenAlone(): Promise<void>;
  close(): Promise<void>;
}

/** The longest path of a socket in bytes: `sun_path` has 104 on macOS and 108 on Linux, with a NUL at its end. */
const longestPath = 103;

/** In ms. */
const lookEveryMs = 50;

/** Each connection costs a message for every event. */
const mostConnections = 32;

/** `null` if no socket can be opened; Hearth then runs without it, and the log says why. */
export const openControl = async (options: ControlOptions): Promise<Control | null> => {
  const { dataFolder, version, log } = options;
  const token = newToken();
  const server = createServer();
  const sockets = serveOn(server, token, options);
  let path: string | null = null;
  try {
    removeRecord(dataFolder);
    path = await listen(server, dataFolder);
    writeRecord(dataFolder, { path, token, version, pid: process.pid });
  } catch (error) {
    log.error('the command line cannot reach this Hearth', error);
    server.close();
    if (path !== null) removeSocket(path, dataFolder);
    return null;
  }
  const listening = path;
  return {
    whenAlone: async () => {
      while (sockets.clients.size > 0) await pause(lookEveryMs);
    },
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => {
          removeRecord(dataFolder);
          removeSocket(listening, dataFolder);
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

const serveOn = (
  server: Server,
  token: string,
  { connect, download, answer: answerProgram }: ControlOptions,
): WebSocketServer => {
  const isAdmitted = ({ headers }: IncomingMessage): boolean =>
    isSame(headers.authorization, `Bearer ${token}`);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (!isAdmitted(request)) {
      response.writeHead(403).end();
      return;
    }
    const ticket = /^\/export\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (ticket === undefined) return answerProgram(request, response);
    const job = download(ticket);
    if (job === null) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    pipeline(Readable.from(job.text()), response).catch(() => response.destroy());
  };
  // Nothing that a program sends may throw in a listener: that would end Hearth with its running answers.
  server.on('request', (request, response) => {
    try {
      answer(request, response);
    } catch {
      response.destroy();
    }
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', ignore);
    if (!isAdmitted(request) || request.url !== '/port' || sockets.clients.size >= mostConnections) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => connect(webSocketPort(client)));
  });
  server.on('error', ignore);
  return sockets;
};

/**
 * Resolves with the path that it listens on. A path in the data folder can be too long, or its disk may not take sockets; a new
 * folder among the temporary files, which only the user can enter, takes its place.
 */
const listen = async (server: Server, dataFolder: string): Promise<string> => {
  if (process.platform === 'win32') return listenAt(server, `\\\\.\\pipe\\hearth-${newToken()}`);
  const own = join(dataFolder, socketName);
  if (Buffer.byteLength(own) <= longestPath)
    try {
      rmSync(own, { force: true });
      return await listenAt(server, own);
    } catch {
      // The other place.
    }
  return listenAt(server, join(mkdtempSync(join(tmpdir(), 'hearth-')), socketName));
};

const socketName = 'control.sock';

const listenAt = (server: Server, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket gets its rights when it is made, which happens within `listen`.
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve(path);
      });
    } finally {
      process.umask(before);
    }
  });

const removeSocket = (path: string, dataFolder: string): void => {
  if (process.platform === 'win32') return;
  rmSync(path, { force: true });
  if (dirname(path) !== dataFolder) rmSync(dirname(path), { recursive: true, force: true });
};

const isSame = (given: string | undefined, secret: string): boolean => {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const ignore = (): void => undefined;
