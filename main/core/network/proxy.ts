/** Chooses the proxy of a request. */
import { say } from '../../shared/words/catalogue.ts';
import { Unreachable } from './unreachable.ts';

export interface Proxy {
  /** Without name and password. */
  origin: string;
  /** Host and port, for display. */
  host: string;
  /** The `Proxy-Authorization` header; `null` if the address has no name in it. */
  authorization: string | null;
}

/**
 * The proxy of the settings or, if that is empty, the one that the environment names for such addresses, read as curl reads it:
 * `https_proxy`, `http_proxy`, `all_proxy`, and the exceptions in `no_proxy`. `null`: none. Throws `Unreachable` if Hearth
 * cannot use the proxy.
 */
export const proxyFor = (url: URL, setting: string, env: NodeJS.ProcessEnv): Proxy | null => {
  if (setting !== '') return parsed(setting, null);
  const read = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const given = read(name) || read('all_proxy');
  if (given === '' || isExcepted(url, read('no_proxy'))) return null;
  return parsed(given, read(name) ? name : 'all_proxy');
};

/** `variable`: the environment variable that named the proxy; `null` if Settings did. */
const parsed = (given: string, variable: string | null): Proxy => {
  // The environment often names only the host.
  const address = given.includes('://') ? given : `http://${given}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Unreachable('proxy', say('network.unusable-proxy', { variable }));
  const { username, password, origin, host } = url;
  const authorization =
    username === ''
      ? null
      : `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
  return { origin, host, authorization };
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** A host, or a domain with everything below it, with or without a port; `*` for all. */
const isExcepted = (url: URL, list: string): boolean => {
  const host = withoutBrackets(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    // A text with several colons and no brackets is an IPv6 address without a port.
    const [, name = '', entryPort] =
      /^(\[.*\]|[^:]*|[^[]*:.*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    const excepted = withoutBrackets(name.replace(/^\*?\./, ''));
    if (excepted === '' || (entryPort !== undefined && entryPort !== port)) return false;
    return host === excepted || host.endsWith(`.${excepted}`);
  });
};

const withoutBrackets = (host: string): string => host.replace(/^\[|\]$/g, '');
