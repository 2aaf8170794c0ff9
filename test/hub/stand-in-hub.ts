/**
 * A hub as the real one is, as far as downloads see it: `/{owner}/{name}/resolve/{revision}/{path}` answers 302 with what
 * the file is and a signed link to a storage on another port, which expires. Faults can be set for each file, and all
 * that was sent is counted. Headers as https://huggingface.co/docs/hub/rate-limits and huggingface_hub's
 * file_download.py know them.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chance, type Faults } from './faults.ts';
import { paceOf } from './pace.ts';
import type { StandInRepository } from './repository.ts';
import { openStorage, type Stored } from './storage.ts';

export interface StandInHubOptions {
  repositories: StandInRepository[];
  /** Answers requests to the hub's API; false where it is none. */
  answerApi?: (
    request: IncomingMessage,
    response: ServerResponse,
    repositories: StandInRepository[],
  ) => boolean;
  /** Of everything together; as fast as it goes without it. */
  bytesPerSecond?: number;
}

/** One request that came. */
interface Request {
  at: number;
  to: 'hub' | 'storage';
  method: string;
  path: string;
  range: string | null;
  status: number;
}

/** What was sent of a file: bytes in all, and those of them that had been sent before. */
export interface Sent {
  bytes: number;
  twice: number;
}

export interface StandInHub {
  url: string;
  requests: Request[];
  /** Files are known by `owner/name/path`; what was set before is forgotten. */
  setFaults: (file: string, faults: Faults) => void;
  sent: (file: string) => Sent;
  /** False: connections are cut and none is taken, until it is true again. */
  setOnline: (isOnline: boolean) => void;
  close: () => Promise<void>;
}

export const openStandInHub = async (options: StandInHubOptions): Promise<StandInHub> => {
  const { repositories, answerApi, bytesPerSecond } = options;
  const requests: Request[] = [];
  const files = new Map<string, Stored>(
    repositories.flatMap(({ id, files: all }) =>
      all.map((file): [string, Stored] => {
        const key = `${id}/${file.path}`;
        return [key, { key, file, faults: {}, pace: null, sent: [] }];
      }),
    ),
  );
  const storage = openStorage(chance(7), bytesPerSecond === undefined ? null : paceOf(bytesPerSecond));
  let isOnline = true;

  const noted = (
    to: Request['to'],
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
  ): Server =>
    createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      if (!isOnline) {
        request.socket.destroy();
        return;
      }
      const note: Request = {
        at: performance.now(),
        to,
        method: request.method ?? '',
        path: new URL(request.url ?? '', 'http://any').pathname,
        range: request.headers.range ?? null,
        status: 0,
      };
      requests.push(note);
      const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
      response.writeHead = ((status: number, ...rest: unknown[]) => {
        note.status = status;
        return writeHead(status, ...rest);
      }) as typeof response.writeHead;
      void answer(request, response);
    });

  const resolve = (request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
    const url = new URL(request.url ?? '', 'http://hub');
    const [, repository, , path] =
      /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const stored = files.get(`${repository}/${path}`);
    const refuse = (status: number, code: string, message: string): void => {
      response.writeHead(status, { 'x-error-code': code, 'x-error-message': message });
      response.end(message);
    };
    const known = repositories.find(({ id }) => id === repository);
    if (known === undefined) return refuse(401, 'RepoNotFound', 'Invalid username or password.');
    if (stored === undefined) return refuse(404, 'EntryNotFound', 'Entry not found');
    const { faults, file } = stored;
    if (faults.gated) return refuse(faults.gated, 'GatedRepo', `Access to model ${known.id} is restricted.`);
    if (faults.hubStatus !== undefined) return refuse(faults.hubStatus, 'Other', 'Not now');
    if (faults.rateLimit?.by === 'hub' && faults.rateLimit.answers > 0) {
      faults.rateLimit.answers -= 1;
      response.writeHead(429, faults.rateLimit.headers).end('Too many requests');
      return;
    }
    const commit = { 'x-repo-commit': faults.commit ?? known.revision, 'x-request-id': 'Root=1-stand-in' };
    if (faults.isPlain) {
      const etag = `"${createHash('sha1')
        .update(faults.sha256 ?? file.sha256)
        .digest('hex')}"`;
      if (url.searchParams.has('cached'))
        return storage.sendFile(stored, request, response, { ...commit, etag });
      response.writeHead(307, { ...commit, location: `${url.pathname}?cached` }).end();
      return;
    }
    response.writeHead(302, {
      ...commit,
      'x-linked-size': faults.length ?? file.size,
      'x-linked-etag': `"${faults.sha256 ?? file.sha256}"`,
      etag: `"${faults.sha256 ?? file.sha256}"`,
      'accept-ranges': 'bytes',
      ratelimit: '"resolvers";r=2998;t=102',
      'ratelimit-policy': '"fixed window";"resolvers";q=3000;w=300',
      location: `http://127.0.0.1:${(storageServer.address() as AddressInfo).port}${storage.sign(stored)}`,
    });
    response.end();
  };

  const hubServer = noted('hub', (request, response) => {
    if (answerApi?.(request, response, repositories)) return;
    return resolve(request, response);
  });
  const storageServer = noted('storage', storage.answer);
  const servers = [hubServer, storageServer];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  return {
    url: `http://127.0.0.1:${(hubServer.address() as AddressInfo).port}`,
    requests,
    setFaults: (file, faults) => {
      const stored = files.get(file);
      if (stored === undefined) throw new Error(`the stand-in hub has no ${file}`);
      stored.faults = structuredClone(faults);
    },
    sent: (file) => countSent(files.get(file)?.sent ?? []),
    setOnline: (value) => {
      isOnline = value;
      if (!value) for (const server of servers) server.closeAllConnections();
    },
    close: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }
    },
  };
};

const countSent = (answers: Stored['sent']): Sent => {
  let bytes = 0;
  let distinct = 0;
  let reached = 0;
  for (const answer of answers.toSorted((a, b) => a.from - b.from)) {
    bytes += answer.bytes;
    const end = answer.from + answer.bytes;
    distinct += Math.max(0, end - Math.max(answer.from, reached));
    reached = Math.max(reached, end);
  }
  return { bytes, twice: bytes - distinct };
};
