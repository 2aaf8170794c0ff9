/** The HTTP server for other programs: opens and closes its ports, and passes on requests. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { isLoopback } from './admission.ts';

interface ListenerOptions {
  /** 0: any free port. */
  port: number;
  /** Beside the loopback addresses. */
  addresses: readonly string[];
  /** The time for the headers of a request, in ms. */
  headerMs: number;
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Listener {
  /** Addresses without a path, the loopback one first. */
  addresses: string[];
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Connections at once; each waits or is answered, and further ones are refused. */
const mostConnections = 1000;

/** Connections without a request are kept open this long, in ms. */
const restMs = 65_000;

/** Throws `Refusal` if it cannot listen at the port and the addresses. */
export const openListener = async (options: ListenerOptions): Promise<Listener> => {
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  };
  try {
    let { port } = options;
    for (const host of hostsOf(options.addresses))
      try {
        const opened = await listen(options, host, port);
        servers.push(opened.server);
        ({ port } = opened);
      } catch (error) {
        // Some computers have no IPv6, and its loopback address is only a convenience.
        if (host !== '::1') throw error;
      }
    return { addresses: shownAddresses(options.addresses, port), close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** What to listen at. All addresses of a kind include the loopback one, which cannot be listened at beside them. */
const hostsOf = (addresses: readonly string[]): string[] => {
  const ofKind = (isOfKind: (address: string) => boolean, all: string, loopback: string): string[] => {
    const own = addresses.filter(isOfKind);
    return own.includes(all) ? [all] : [...new Set([loopback, ...own])];
  };
  return [...ofKind((address) => !isIPv6(address), '0.0.0.0', '127.0.0.1'), ...ofKind(isIPv6, '::', '::1')];
};

/** As programs write them. */
const shownAddresses = (addresses: readonly string[], port: number): string[] => {
  const own = Object.values(networkInterfaces()).flatMap((known) => known ?? []);
  const all = (family: string): string[] =>
    own
      // Link-local addresses of IPv6 have a scope, which addresses of the web cannot name.
      .filter((known) => known.family === family && !known.internal && !known.scopeid)
      .map(({ address }) => address);
  const named = addresses.flatMap((address) =>
    address === '0.0.0.0' ? all('IPv4') : address === '::' ? all('IPv6') : [address],
  );
  return [...new Set(['127.0.0.1', ...named])].map(
    (address) => `http://${isIPv6(address) ? `[${address}]` : address}:${port}`,
  );
};

const listen = async (
  { headerMs, answer }: ListenerOptions,
  address: string,
  port: number,
): Promise<{ server: Server; port: number }> => {
  const server = createServer(
    {
      headersTimeout: headerMs,
      // The body has a time limit of its own, which begins anew with each piece.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(5000, Math.max(250, headerMs / 2)),
      keepAliveTimeout: restMs,
      maxHeaderSize: 32 * 1024,
    },
    (request, response) => {
      // Nothing that a client sends may throw in a listener: that would end Hearth with its running answers.
      try {
        answer(request, response);
      } catch {
        response.destroy();
      }
    },
  );
  server.maxConnections = mostConnections;
  server.timeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address, exclusive: true, ipv6Only: true }, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') throw new Refusal('api.port-taken', { port, address });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL')
      throw new Refusal('api.no-such-address', { address });
    throw error;
  });
  // A connection that could not be accepted; the others continue.
  server.on('error', () => undefined);
  return { server, port: (server.address() as AddressInfo).port };
};

/** Whether one of these addresses is beyond this computer. */
export const isReachableByOthers = (addresses: readonly string[]): boolean =>
  addresses.some((address) => !isLoopback(address));
