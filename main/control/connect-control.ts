/** Connects to the Hearth that runs on a data folder. */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import type { Port } from '../shared/rpc/port.ts';
import { readRecord, type ControlRecord } from './record.ts';

export interface ControlConnection {
  port: Port;
  /** The version of the Hearth that runs. */
  version: string;
  /** The export at this path, which the call `exportChats` replied; `null` if it is not there. */
  download(path: string): Promise<Readable | null>;
  /** Sends a request in a dialect of the server for other programs, with `body` as JSON. Rejects when `stop` aborts. */
  post(path: string, body: object, stop: AbortSignal): Promise<{ status: number; stream: Readable }>;
}

/** `null` if no Hearth runs there, or if it does not listen yet. */
export const connectControl = async (dataFolder: string): Promise<ControlConnection | null> => {
  const record = readRecord(dataFolder);
  if (record === null) return null;
  const socket = await openSocket(record);
  return socket === null
    ? null
    : {
        port: portOf(socket),
        version: record.version,
        download: async (path) => {
          const { status, stream } = await send(record, { method: 'GET', path }, null);
          return status === 200 ? stream : null;
        },
        post: (path, body, signal) => send(record, { method: 'POST', path, signal }, JSON.stringify(body)),
      };
};

const headersOf = ({ token }: ControlRecord) => ({ Authorization: `Bearer ${token}` });

/** `null` if nothing answers there any more. */
const openSocket = (record: ControlRecord): Promise<WebSocket | null> =>
  new Promise((resolve) => {
    const socket = new WebSocket('ws://hearth/port', {
      headers: headersOf(record),
      createConnection: () => connect(record.path),
      perMessageDeflate: false,
    });
    socket.once('open', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });

/** The core is trusted, so its messages are only parsed. */
const portOf = (socket: WebSocket): Port => {
  // Errors close the socket.
  socket.on('error', () => undefined);
  return {
    post: (message) => socket.send(JSON.stringify(message), () => undefined),
    onMessage: (listener) =>
      void socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString('utf8')))),
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  };
};

const send = (
  record: ControlRecord,
  what: { method: string; path: string; signal?: AbortSignal },
  body: string | null,
): Promise<{ status: number; stream: Readable }> =>
  new Promise((resolve, reject) => {
    request(
      {
        ...what,
        socketPath: record.path,
        headers: {
          ...headersOf(record),
          'User-Agent': 'hearth',
          ...(body === null ? {} : { 'Content-Type': 'application/json' }),
        },
      },
      (response) => resolve({ status: response.statusCode ?? 0, stream: response }),
    )
      .on('error', reject)
      .end(body ?? undefined);
  });
