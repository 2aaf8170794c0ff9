/** The connections to other machines: all of them, so that they can be counted, and closed at once. */
import { Socket } from 'node:net';
import { Agent, buildConnector, Pool, ProxyAgent, type Dispatcher } from 'undici';
import type { Proxy } from './proxy.ts';

/** To one origin. */
const mostConnections = 16;
/** How long one that does nothing stays, whatever a server offers. */
const idleMs = 4_000;
const mostIdleMs = 30_000;
/** Of an answer; a signed address within takes about 2 KB. */
const mostHeaderBytes = 32 * 1024;

export interface ConnectionOptions {
  /** Certificates that are trusted instead of Node's own. */
  ca: string[] | undefined;
  /** How long a connection may take to come about. */
  connectMs: number;
  /** How long a server may send nothing. */
  silenceMs: number;
}

export interface Connections {
  /** The way to any address, through this proxy or straight. */
  via: (proxy: Proxy | null) => Dispatcher;
  /** Opens no more of those that are known, and lets what runs on them end. */
  retire: () => void;
  /** Closes all, at once. */
  destroy: () => void;
  /** Open ones and those that come about. */
  count: () => number;
}

export const openConnections = ({ ca, connectMs, silenceMs }: ConnectionOptions): Connections => {
  const sockets = new Set<Socket>();
  /** By the proxy's origin and authorization; the straight one by nothing. */
  const ways = new Map<string, Dispatcher>();
  const retired = new Set<Dispatcher>();

  const limits = {
    connections: mostConnections,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: mostIdleMs,
    maxHeaderSize: mostHeaderBytes,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  };
  const connectOptions = { timeout: connectMs, ...(ca && { ca }) };

  const tracked =
    (connect: buildConnector.connector): buildConnector.connector =>
    (options, callback) => {
      const opening: unknown = connect(options, (...result) => {
        const [error] = result;
        // undici 7 takes this code of a proxy that hangs up for passing, and would ask it for ever.
        if ((error as NodeJS.ErrnoException | null)?.code === 'UND_ERR_SOCKET')
          callback(Object.assign(new Error('the proxy hung up'), { code: 'ECONNRESET' }), null);
        else callback(...result);
      });
      // A tunnel has none of its own: it leads through one to the proxy.
      if (!(opening instanceof Socket)) return;
      sockets.add(opening);
      opening.once('close', () => sockets.delete(opening));
    };
  const pool = (origin: string | URL, options: object): Pool => {
    const { connect } = options as { connect: buildConnector.connector };
    return new Pool(origin, { ...limits, ...options, connect: tracked(connect) });
  };

  const open = (proxy: Proxy | null): Dispatcher =>
    proxy === null
      ? new Agent({ ...limits, connect: tracked(buildConnector(connectOptions)) })
      : new ProxyAgent({
          ...limits,
          uri: proxy.origin,
          ...(proxy.authorization !== null && { token: proxy.authorization }),
          // Plain HTTP is asked of the proxy itself, since many open tunnels to port 443 alone.
          proxyTunnel: false,
          proxyTls: connectOptions,
          requestTls: connectOptions,
          clientFactory: pool,
          factory: pool,
        });

  const close = (closing: Promise<unknown>): void => {
    // What was still running has told its own end.
    closing.catch(() => undefined);
  };

  return {
    via: (proxy) => {
      const key = proxy === null ? '' : `${proxy.origin} ${proxy.authorization}`;
      const known = ways.get(key);
      if (known !== undefined) return known;
      const way = open(proxy);
      ways.set(key, way);
      return way;
    },
    retire: () => {
      for (const way of ways.values()) {
        retired.add(way);
        close(way.close().finally(() => retired.delete(way)));
      }
      ways.clear();
    },
    destroy: () => {
      for (const way of [...ways.values(), ...retired]) close(way.destroy());
      ways.clear();
      for (const socket of sockets) socket.destroy();
    },
    count: () => sockets.size,
  };
};
