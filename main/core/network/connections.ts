/**
 * The connections to other machines. Each is used by one request at a time and can be closed at once in any state. undici's own
 * pools would first finish connecting, and would connect again for a request that was given up.
 */
import { Socket } from 'node:net';
import type { buildConnector, Client, Dispatcher } from 'undici';
import type { Proxy } from './proxy.ts';

/** Loaded with the first request: of all libraries it takes the longest to load, and an offline start never needs it. */
const loadUndici = () => import('undici');
type Undici = Awaited<ReturnType<typeof loadUndici>>;

/** The most connections to one origin. */
const mostConnections = 16;
/** How long an idle connection is kept, and the most that a server can ask for, in ms. */
const idleMs = 4_000;
const mostIdleMs = 30_000;
/** The most header bytes of an answer; a signed address in it takes about 2 KB. */
const mostHeaderBytes = 32 * 1024;

export interface ConnectionOptions {
  /** Certificates that are trusted instead of Node's own. */
  ca: string[] | undefined;
  /** The longest time to connect, in ms. */
  connectMs: number;
  /** The longest silence of a server, in ms. */
  silenceMs: number;
}

export interface Connection {
  dispatcher: Dispatcher;
  /**
   * Calls back once the connection is open, so that a request on it leaves this machine: at once, or never if it does not open.
   */
  whenOpen: (then: () => void) => void;
  /** Gives the connection to the next request, once the answer was read completely. */
  release: () => void;
  /** Closes it at once; its request fails. */
  destroy: () => void;
}

export interface Connections {
  /** A connection to `origin`, through this proxy or directly. Waits until `signal` while the limit is reached. */
  take: (origin: string, proxy: Proxy | null, signal: AbortSignal) => Promise<Connection>;
  /** Closes all. */
  destroy: () => void;
  /** The number of connections that are open or being opened. */
  count: () => number;
}

/** All connections to one origin by the same way. */
interface Lane {
  idle: Connection[];
  used: number;
  waiting: (() => void)[];
}

export const openConnections = (options: ConnectionOptions): Connections => {
  const lanes = new Map<string, Lane>();
  const all = new Set<Connection>();
  const sockets = new Set<Socket>();

  const open = (undici: Undici, lane: Lane, origin: string, proxy: Proxy | null): Connection => {
    const own = new Set<Socket>();
    let isOpen = false;
    let wait: (() => void) | null = null;
    const dispatcher = openDispatcher(undici, origin, proxy, options, {
      onSocket: (socket) => {
        own.add(socket);
        sockets.add(socket);
        socket.once('close', () => {
          own.delete(socket);
          sockets.delete(socket);
        });
      },
      onConnect: () => {
        isOpen = true;
        wait?.();
        wait = null;
      },
      onDisconnect: () => {
        isOpen = false;
        if (lane.idle.includes(connection)) close();
      },
    });
    const close = (): void => {
      all.delete(connection);
      lane.idle = lane.idle.filter((other) => other !== connection);
      for (const socket of own) socket.destroy();
      // The request on it has reported its own end.
      dispatcher.destroy().catch(() => undefined);
    };
    const giveBack = (): void => {
      const next = lane.waiting.shift();
      if (next === undefined) lane.used -= 1;
      else next();
    };
    const connection: Connection = {
      dispatcher,
      whenOpen: (then) => {
        if (isOpen) then();
        else wait = then;
      },
      release: () => {
        if (!all.has(connection)) return;
        if (own.size > 0) lane.idle.push(connection);
        else close();
        giveBack();
      },
      destroy: () => {
        if (!all.has(connection)) return;
        const wasIdle = lane.idle.includes(connection);
        close();
        if (!wasIdle) giveBack();
      },
    };
    all.add(connection);
    return connection;
  };

  return {
    take: async (origin, proxy, signal) => {
      const undici = await loadUndici();
      signal.throwIfAborted();
      const key = `${origin} ${proxy?.origin} ${proxy?.authorization}`;
      const lane = lanes.get(key) ?? { idle: [], used: 0, waiting: [] };
      lanes.set(key, lane);
      if (lane.used < mostConnections) lane.used += 1;
      else await turnIn(lane, signal);
      return lane.idle.pop() ?? open(undici, lane, origin, proxy);
    },
    destroy: () => {
      for (const connection of all) connection.destroy();
    },
    count: () => sockets.size,
  };
};

/** Resolves when another request gives up its place. */
const turnIn = (lane: Lane, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const go = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      lane.waiting = lane.waiting.filter((other) => other !== go);
      reject(signal.reason as Error);
    };
    lane.waiting.push(go);
    signal.addEventListener('abort', leave, { once: true });
  });

interface Watch {
  /** A connection is being opened. */
  onSocket: (socket: Socket) => void;
  /** The connection to the origin is open. */
  onConnect: () => void;
  /** The connection to the origin is closed. */
  onDisconnect: () => void;
}

const openDispatcher = (
  { buildConnector, Client, ProxyAgent }: Undici,
  origin: string,
  proxy: Proxy | null,
  { ca, connectMs, silenceMs }: ConnectionOptions,
  { onSocket, onConnect, onDisconnect }: Watch,
): Dispatcher => {
  const limits = {
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: mostIdleMs,
    maxHeaderSize: mostHeaderBytes,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  };
  const tls = { timeout: connectMs, ...(ca && { ca }) };

  const watched =
    (connect: buildConnector.connector): buildConnector.connector =>
    (options, callback) => {
      const opening: unknown = connect(options, (...result) => {
        const [error] = result;
        // undici 7 treats this code of a proxy that hangs up as temporary and would retry for ever.
        if ((error as NodeJS.ErrnoException | null)?.code === 'UND_ERR_SOCKET')
          callback(Object.assign(new Error('the proxy hung up'), { code: 'ECONNRESET' }), null);
        else callback(...result);
      });
      // A tunnel has no socket of its own: it runs through one to the proxy.
      if (opening instanceof Socket) onSocket(opening);
    };
  const client = (to: string | URL, given: object): Client => {
    const { connect } = given as { connect: buildConnector.connector };
    return new Client(to, { ...limits, connect: watched(connect) });
  };
  const watchedClient = (to: string | URL, given: object): Client =>
    client(to, given).on('connect', onConnect).on('disconnect', onDisconnect);

  if (proxy === null) return watchedClient(origin, { connect: buildConnector(tls) });
  return new ProxyAgent({
    uri: proxy.origin,
    ...(proxy.authorization !== null && { token: proxy.authorization }),
    // Plain HTTP goes to the proxy itself, since many proxies open tunnels only to port 443.
    proxyTunnel: false,
    proxyTls: tls,
    requestTls: tls,
    clientFactory: client,
    factory: watchedClient,
  });
};
