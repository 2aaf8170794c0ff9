/**
 * The only way from Hearth to other machines. Every request has a reason, is refused in offline mode, and appears in the
 * network log.
 */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { OutgoingRequest } from '../../shared/contract/network.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say, writeTold } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { openConnections, type Connection } from './connections.ts';
import { countedBody } from './counted-body.ts';
import { proxyFor } from './proxy.ts';
import type { RequestList } from './request-list.ts';
import { storedUrl } from './stored-url.ts';
import { offlineRefusal, Unreachable, unreachableFrom } from './unreachable.ts';

export interface OutgoingCall {
  url: string;
  /** What it is for, as the network log says it. */
  why: Told;
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** False: a redirect is returned as it is, for the caller to inspect. */
  followRedirects?: boolean;
}

export interface OutgoingAnswer {
  /** The address that answered, after redirects. */
  url: string;
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** Must be read completely or destroyed. Ends with `Unreachable` if it is cut. */
  body: Readable;
}

export interface Outgoing {
  /**
   * Resolves with the head of the answer, whatever its status. Throws `Unreachable` if there is no answer, and a `TypeError`
   * for an invalid address.
   */
  send: (call: OutgoingCall) => Promise<OutgoingAnswer>;
}

export interface OutgoingOptions {
  /** Hearth's own version. */
  version: string;
  settings: () => Pick<Settings, 'offline' | 'hubAddress' | 'hubMirror' | 'proxy'>;
  /** The access token of the hub; `null` if none is set. */
  hubToken: () => string | null | Promise<string | null>;
  requests: RequestList;
  /** A request began, progressed or ended; called at most a few times a second for each. */
  onRequest: (request: OutgoingRequest) => void;
  env?: NodeJS.ProcessEnv;
  /** Certificates that are trusted instead of Node's own. */
  ca?: string[];
  /** The longest time to connect, in ms. */
  connectMs?: number;
  /** The longest silence of a server, in ms. */
  silenceMs?: number;
}

export interface OutgoingNetwork extends Outgoing {
  /** Must be called after each change of the settings; ends everything at once if offline mode was switched on. */
  settingsChanged: () => void;
  /** The requests, newest first, including running ones. */
  list: () => OutgoingRequest[];
  /** Removes all requests that have ended. */
  clearList: () => void;
  /** Closes all connections: the network of before is gone, and what they wait for would never come. Their requests fail. */
  renew: () => void;
  /** The number of connections that are open or being opened. */
  connections: () => number;
  /** Ends everything; resolves when the list is complete. */
  close: () => Promise<void>;
}

/** The most redirects in a row. */
const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
/**
 * At most this much of an unwanted answer is read to keep its connection; reading more would cost more than a new connection.
 */
const mostDiscardedBytes = 64 * 1024;
const moveMs = 300;

/** Headers that callers cannot send: the token is added here, and Hearth has no cookies. */
const ownHeaders = new Set(['authorization', 'cookie', 'proxy-authorization', 'user-agent', 'host']);

/** A request joins the entry of the previous one if both are alike and that one ended less than this ago, in ms. */
const joinMs = 60_000;

interface Line {
  key: string;
  request: OutgoingRequest;
  /** How many of its requests are running. */
  running: number;
  startedAt: number;
  endedAt: number;
  toldAt: number;
}

interface Running {
  host: string;
  request: OutgoingRequest;
  end: (why: Unreachable) => void;
  ended: Promise<void>;
}

export const openOutgoing = (options: OutgoingOptions): OutgoingNetwork => {
  const {
    settings,
    requests,
    onRequest,
    env = process.env,
    connectMs = 15_000,
    silenceMs = 60_000,
  } = options;
  const connections = openConnections({ ca: options.ca, connectMs, silenceMs });
  const running = new Set<Running>();
  let isClosed = false;

  /** The token goes only to the hub that the user set and to its mirror, and only if others cannot read it on the way. */
  const mayHaveToken = (url: URL): boolean => {
    const { hubAddress, hubMirror } = settings();
    if (url.protocol !== 'https:' && !isThisMachine(url)) return false;
    return [hubAddress, hubMirror].some(
      (address) => address !== '' && new URL(address).origin === url.origin,
    );
  };

  const headersFor = async (url: URL, call: OutgoingCall): Promise<Record<string, string>> => {
    const headers: Record<string, string> = {
      'user-agent': `Hearth/${options.version}`,
      // Ranges and digests refer to the file itself.
      'accept-encoding': 'identity',
    };
    for (const [name, value] of Object.entries(call.headers ?? {}))
      if (!ownHeaders.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
    const token = mayHaveToken(url) ? await options.hubToken() : null;
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    return headers;
  };

  /** Entries of the log that a request may join. */
  const lines = new Map<string, Line>();
  const lineFor = (method: string, url: string, why: Told): Line => {
    const now = performance.now();
    for (const [key, { running: count, endedAt }] of lines)
      if (count === 0 && now - endedAt > joinMs) lines.delete(key);
    const key = [method, url, writeTold(why)].join(' ');
    let line = lines.get(key);
    if (line === undefined) {
      line = {
        key,
        request: {
          id: randomUUID(),
          count: 0,
          startedAt: Date.now(),
          method,
          url,
          why,
          status: null,
          problem: null,
          sentBytes: 0,
          receivedBytes: 0,
          ms: null,
        },
        running: 0,
        startedAt: now,
        endedAt: now,
        toldAt: now,
      };
      lines.set(key, line);
    }
    return line;
  };

  /** One request, without redirects. */
  const sendOnce = async (url: URL, call: OutgoingCall): Promise<OutgoingAnswer> => {
    const headers = await headersFor(url, call);
    const { offline, proxy: proxySetting, hubAddress } = settings();
    if (isClosed) throw new Unreachable('aborted', say('network.closing'));
    if (offline) throw offlineRefusal();
    if (call.signal?.aborted) throw aborted(url);
    const proxy = proxyFor(url, proxySetting, env);
    const { method = 'GET' } = call;
    const path = url.pathname + url.search;

    const line = lineFor(method, storedUrl(url, new URL(hubAddress).origin), call.why);
    const { request } = line;
    request.count += 1;
    request.status = null;
    request.problem = null;
    request.ms = null;
    const tell = (): void => {
      line.toldAt = performance.now();
      onRequest({ ...request });
    };
    try {
      if (request.count === 1) requests.add(request);
      else requests.update(request);
    } catch {
      if (request.count === 1) lines.delete(line.key);
      throw new Refusal('network.not-logged');
    }
    line.running += 1;
    tell();
    const note = (): void => {
      try {
        requests.update(request);
      } catch {
        // A disk that a download has filled must not end Hearth; the window is told all the same.
      }
    };

    const ending = new AbortController();
    let hasEnded = (): void => undefined;
    const run: Running = {
      host: url.host,
      request,
      end: (why) => ending.abort(why),
      ended: new Promise((resolve) => (hasEnded = resolve)),
    };
    const onAbort = (): void => run.end(aborted(url));
    running.add(run);
    call.signal?.addEventListener('abort', onAbort);
    const problemOf = (error: unknown): Unreachable =>
      ending.signal.aborted
        ? (ending.signal.reason as Unreachable)
        : unreachableFrom(error, url.host, proxy?.host ?? null);
    let connection: Connection | null = null;
    const finish = (problem: Unreachable | null): void => {
      running.delete(run);
      call.signal?.removeEventListener('abort', onAbort);
      request.problem = problem?.told ?? null;
      line.running -= 1;
      line.endedAt = performance.now();
      if (line.running === 0) request.ms = Math.round(line.endedAt - line.startedAt);
      note();
      tell();
      hasEnded();
    };

    let answer: Dispatcher.ResponseData;
    try {
      connection = await connections.take(url.origin, proxy, ending.signal);
      // It may have been ended just when its turn came.
      ending.signal.throwIfAborted();
      ending.signal.addEventListener('abort', connection.destroy);
      // A request without an address or connection never left this machine.
      connection.whenOpen(() => {
        request.sentBytes += headBytes(method, path, { host: url.host, ...headers });
      });
      answer = await connection.dispatcher.request({ origin: url.origin, path, method, headers });
    } catch (error) {
      connection?.destroy();
      const problem = problemOf(error);
      finish(problem);
      throw problem;
    }
    const { release, destroy } = connection;
    request.status = answer.statusCode;
    note();
    tell();
    const body = countedBody(answer.body, {
      problemOf,
      onBytes: (bytes) => {
        request.receivedBytes += bytes;
        if (performance.now() - line.toldAt >= moveMs) tell();
      },
      onEnd: (problem, isWhole) => {
        (isWhole ? release : destroy)();
        finish(problem);
      },
    });
    // There is nothing to read, and a caller that wanted only the head may not read it.
    if (method === 'HEAD') body.resume();
    return { url: url.href, status: answer.statusCode, headers: flat(answer.headers), body };
  };

  return {
    send: async (call) => {
      let url = new URL(call.url);
      for (let hops = 0; ; hops += 1) {
        if (!/^https?:$/.test(url.protocol))
          throw new TypeError(`only http and https are sent to, not ${url.protocol}`);
        const answer = await sendOnce(url, call);
        const { location } = answer.headers;
        if (call.followRedirects === false || location === undefined || !redirects.has(answer.status))
          return answer;
        discard(answer.body);
        url = redirected(url, location, hops);
      }
    },
    settingsChanged: () => {
      if (!settings().offline) return;
      for (const { host, end } of running)
        end(new Unreachable('offline-switch', say('network.went-offline', { host })));
      // Idle connections.
      connections.destroy();
    },
    list: () => {
      const moving = new Map([...running].map(({ request }) => [request.id, request]));
      return requests.all().map((request) => ({ ...request, ...moving.get(request.id) }));
    },
    clearList: () => {
      requests.clear();
      for (const [key, { running: count }] of lines) if (count === 0) lines.delete(key);
    },
    renew: connections.destroy,
    connections: connections.count,
    close: async () => {
      isClosed = true;
      for (const { end } of running) end(new Unreachable('aborted', say('network.closed')));
      connections.destroy();
      await Promise.all([...running].map(({ ended }) => ended));
    },
  };
};

const aborted = (url: URL): Unreachable =>
  new Unreachable('aborted', say('network.cancelled', { host: url.host }));

/** The target of a redirect. Throws `Unreachable` if Hearth does not follow it. */
const redirected = (from: URL, location: string, hops: number): URL => {
  if (hops >= mostRedirects)
    throw new Unreachable('redirect', say('network.endless-redirects', { host: from.host }));
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (
    to === null ||
    !/^https?:$/.test(to.protocol) ||
    (from.protocol === 'https:' && to.protocol === 'http:')
  )
    throw new Unreachable('redirect', say('network.unsafe-redirect', { host: from.host }));
  return to;
};

const discard = (body: Readable): void => {
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostDiscardedBytes) body.destroy();
  });
};

/** Some servers send a header more than once. */
const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

/** Bytes of a request's first line and headers in HTTP/1.1. */
const headBytes = (method: string, path: string, headers: Record<string, string>): number =>
  Object.entries(headers).reduce(
    (bytes, [name, value]) => bytes + name.length + value.length + ': \r\n'.length,
    `${method} ${path} HTTP/1.1\r\n\r\n`.length,
  );

const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
