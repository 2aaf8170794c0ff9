/**
 * Decides whether a request may be answered, and for whom. It must name this server as its Host (against DNS rebinding), come from no
 * web page that the user has not allowed, and carry a key.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { ApiFault } from '../../shared/api/fault.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { withoutKey, type ApiKeys, type Caller } from './keys.ts';
import type { WrongKeys } from './wrong-keys.ts';

type AdmissionSettings = Pick<Settings, 'apiHosts' | 'apiOrigins' | 'apiNeedsKey'>;

/** A request's target, without a key that its path began with. */
export interface Target {
  path: string;
  query: Readonly<Record<string, string>>;
  /** The key in the path; `null`: there is none. */
  key: string | null;
}

/** Throws `ApiFault` if the target is no path on this server. */
export const targetOf = (url: string | undefined): Target => {
  const target = url ?? '';
  const base = 'http://localhost';
  // A client may send anything as the target, and `new URL` throws on `//`, `http://[` or `http://a:99999/`.
  if (!target.startsWith('/') || target.startsWith('//') || !URL.canParse(target, base))
    throw new ApiFault('bad-request', 'The target of the request is not a path.');
  const { pathname, searchParams } = new URL(target, base);
  const [, key, rest] = /^\/key\/([^/]+)(\/.*|)$/.exec(pathname) ?? [];
  return {
    path: key === undefined ? pathname : rest || '/',
    query: Object.fromEntries(searchParams),
    key: key === undefined ? null : decoded(key),
  };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** An address without the prefix of IPv4 addresses in IPv6. */
const plainAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();

export const isLoopback = (address: string | undefined): boolean => {
  const plain = plainAddress(address);
  return plain === '::1' || /^127(?:\.\d+){3}$/.test(plain);
};

/** Throws `ApiFault` unless the Host header names this server, by the address and port of the connection or by a name in the settings. */
export const refuseOtherHost = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  { apiHosts }: AdmissionSettings,
): void => {
  const { host = '' } = headers;
  const refused = new ApiFault(
    'forbidden',
    `The Host header of the request, “${host.slice(0, 100)}”, does not name this server. If this computer has that name, add it in the settings of the server.`,
  );
  if (!/^[\w.\-:[\]]+$/.test(host) || !URL.canParse(`http://${host}`)) throw refused;
  const { hostname, port } = new URL(`http://${host}`);
  const name = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (apiHosts?.some((known) => known.trim().toLowerCase() === name)) return;
  if (Number(port || 80) !== socket.localPort) throw refused;
  const isOwnAddress =
    isIP(name) === 0
      ? name === 'localhost' && isLoopback(socket.localAddress)
      : name === plainAddress(socket.localAddress) || (isLoopback(name) && isLoopback(socket.localAddress));
  if (!isOwnAddress) throw refused;
};

/**
 * The headers that let a web page read the answer; none for other programs. Throws `ApiFault` if the request comes from a web page
 * that is not allowed.
 */
export const originHeaders = (
  { origin, 'sec-fetch-site': site, ...headers }: IncomingHttpHeaders,
  { apiOrigins }: AdmissionSettings,
): Record<string, string> => {
  if (origin === undefined) {
    // A page can send requests without an Origin, for example for an image.
    if (site === undefined || site === 'none' || site === 'same-origin') return {};
    throw new ApiFault('forbidden', 'Web pages may not send this request.');
  }
  if (!apiOrigins?.some((allowed) => allowed.trim().replace(/\/$/, '') === origin))
    throw new ApiFault(
      'forbidden',
      `Web pages of ${origin.slice(0, 200)} may not use this server. They can be allowed in its settings.`,
    );
  return {
    'access-control-allow-origin': origin,
    vary: 'Origin',
    ...(headers['access-control-request-private-network'] === 'true'
      ? { 'access-control-allow-private-network': 'true' }
      : {}),
  };
};

/** What a preflight request is answered with, beside `originHeaders`. */
export const preflightHeaders = (headers: IncomingHttpHeaders): Record<string, string> => ({
  'access-control-allow-methods': 'GET, POST, DELETE, HEAD, OPTIONS',
  'access-control-allow-headers':
    headers['access-control-request-headers'] ?? 'authorization, content-type, x-api-key',
  'access-control-max-age': '600',
});

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The key that a request carries; `null`: none. The one in the path comes first, because programs that let nobody set a key send a
 * placeholder beside it.
 */
const presentedKey = (headers: IncomingHttpHeaders, inPath: string | null): string | null =>
  inPath ??
  /^Bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim() ??
  single(headers['x-api-key']) ??
  single(headers['api-key']) ??
  null;

/** Who sends the request. Throws `ApiFault`, after a while if the key is wrong. */
export const callerOf = async (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  inPath: string | null,
  keys: ApiKeys,
  wrongKeys: WrongKeys,
  { apiNeedsKey }: AdmissionSettings,
): Promise<Caller> => {
  const secret = presentedKey(headers, inPath);
  const { remoteAddress } = socket;
  // A proxy on this computer passes on requests of others.
  const isLocal =
    isLoopback(remoteAddress) &&
    headers['x-forwarded-for'] === undefined &&
    headers['forwarded'] === undefined;
  const mayDoWithout = isLocal && !apiNeedsKey;
  if (secret === null) {
    if (mayDoWithout) return withoutKey;
    throw new ApiFault(
      'no-key',
      'This server needs a key. Make one in Hearth under Local server, and send it as “Authorization: Bearer KEY” or “x-api-key: KEY”.',
    );
  }
  const found = keys.find(secret);
  if (typeof found === 'object') return found;
  // Many programs send a placeholder.
  if (mayDoWithout) return withoutKey;
  await wrongKeys.wait(plainAddress(remoteAddress));
  throw new ApiFault(
    'no-key',
    found === 'expired'
      ? 'This key has expired. Make a new one in Hearth under Local server.'
      : 'This key is not known. Make one in Hearth under Local server.',
  );
};
