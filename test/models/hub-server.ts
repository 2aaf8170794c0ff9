/** A stand-in for the hub that serves its files too, with ranges, and whose storage is another host, as the real one's is. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerApi } from '../hub/hub-api.ts';
import type { StandInFile, StandInRepository } from '../hub/repository.ts';
import { serve, type TestServer } from '../network/servers.ts';

export interface HubServer {
  hub: TestServer;
  storage: TestServer;
  /** What the storage does with a range, and whether its signatures are still good. */
  faults: { ignoresRanges: boolean; isExpired: boolean; shift: number; hasNoLength: boolean };
  close: () => Promise<void>;
}

export const serveHub = async (repositories: StandInRepository[]): Promise<HubServer> => {
  const faults: HubServer['faults'] = {
    ignoresRanges: false,
    isExpired: false,
    shift: 0,
    hasNoLength: false,
  };
  let signature = 0;
  const fileAt = (path: string): StandInFile =>
    repositories.flatMap(({ files }) => files).find((file) => path.endsWith(`/${file.path}`))!;
  const storage = await serve((request, response) => {
    const url = new URL(request.url!, 'http://storage');
    if (faults.isExpired && url.searchParams.get('Signature') !== String(signature)) {
      response.writeHead(403).end('Request has expired');
      return;
    }
    sendFile(request, response, fileAt(decodeURIComponent(url.pathname)), faults);
  });
  const hub = await serve((request, response) => {
    if (answerApi(request, response, repositories)) return;
    signature += 1;
    const { pathname } = new URL(request.url!, 'http://hub');
    response.writeHead(302, { Location: `${storage.url}${pathname}?Signature=${signature}` }).end();
  });
  return {
    hub,
    storage,
    faults,
    close: async () => {
      await hub.close();
      await storage.close();
    },
  };
};

const sendFile = (
  request: IncomingMessage,
  response: ServerResponse,
  { size, read }: StandInFile,
  { ignoresRanges, shift, hasNoLength }: HubServer['faults'],
): void => {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined || ignoresRanges) {
    response.writeHead(200, hasNoLength ? {} : { 'Content-Length': size });
    let at = 0;
    const write = (): void => {
      while (at < size && !response.destroyed) {
        const chunk = read(at, Math.min(65_536, size - at));
        at += chunk.length;
        if (!response.write(chunk)) {
          response.once('drain', write);
          return;
        }
      }
      response.end();
    };
    write();
    return;
  }
  const from = Number(first) + shift;
  const to = Math.min(Number(last) + shift, size - 1);
  response.writeHead(206, {
    'Content-Range': `bytes ${from}-${to}/${size}`,
    'Content-Length': to - from + 1,
  });
  response.end(read(from, to - from + 1));
};
