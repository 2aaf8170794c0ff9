/** Tests what Hearth sends to other machines, with real servers: redirects, the token, limits, endings and sentences. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import { Unreachable, type UnreachableCause } from '../../../main/core/network/unreachable.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import { listening, serve, type TestServer } from '../../fixtures/network/servers.ts';
import { testOutgoing, textOf, type TestOutgoing } from '../../fixtures/network/test-outgoing.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

let outgoing: TestOutgoing;
let servers: { close: () => Promise<void> }[];
beforeEach(() => {
  outgoing = testOutgoing({ connectMs: 1_000, silenceMs: 2_000 });
  servers = [];
});
afterEach(async () => {
  await outgoing.remove();
  for (const server of servers) await server.close();
});
const started = async (...given: Parameters<typeof serve>): Promise<TestServer> => {
  const server = await serve(...given);
  servers.push(server);
  return server;
};
const why = say('request.search');
const get = async (url: string): Promise<string> => textOf((await outgoing.send({ url, why })).body);

const refusalOf = async (asked: Promise<unknown>): Promise<Unreachable> => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Unreachable);
  expect(error).toBeInstanceOf(Refusal);
  // The message is one line that says what to do.
  expect((error as Unreachable).message).toMatch(/^[^\n]+\.$/);
  return error as Unreachable;
};

describe('a request', () => {
  it('says who sends it and nothing else, and is answered whatever the status', async () => {
    const server = await started((_, response) => response.writeHead(418, { 'X-One': 'a' }).end('tea'));
    const { url, status, headers, body } = await outgoing.send({
      url: `${server.url}/path?query=1`,
      why,
      headers: { Accept: 'text/plain', Authorization: 'mine', Cookie: 'mine', 'User-Agent': 'mine' },
    });
    expect({ url, status, one: headers['x-one'], text: await textOf(body) }).toEqual({
      url: `${server.url}/path?query=1`,
      status: 418,
      one: 'a',
      text: 'tea',
    });
    expect(server.seen).toEqual([
      {
        method: 'GET',
        url: '/path?query=1',
        headers: {
          host: server.host,
          connection: 'keep-alive',
          accept: 'text/plain',
          'accept-encoding': 'identity',
          'user-agent': 'Hearth/1.2.3',
        },
      },
    ]);
  });

  it('keeps its connection for the next one, and at most 16 are opened', async () => {
    const waiting: (() => void)[] = [];
    const server = await started((request, response) => {
      if (request.url === '/now') response.end('ok');
      else waiting.push(() => response.end('ok'));
    });
    for (let index = 0; index < 3; index += 1) expect(await get(`${server.url}/now`)).toBe('ok');
    expect(server.made()).toBe(1);
    const answers = Array.from({ length: 20 }, () => get(`${server.url}/later`));
    await waitFor(() => expect(waiting).toHaveLength(16));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(waiting).toHaveLength(16);
    expect(server.open()).toBe(16);
    for (let index = 0; index < 20; index += 1) {
      await waitFor(() => expect(waiting.length).toBeGreaterThan(index));
      waiting[index]!();
    }
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 20 }, () => 'ok'));
  });

  it('uses only http and https', async () => {
    await expect(outgoing.send({ url: 'file:///etc/passwd', why })).rejects.toThrow('only http and https');
    await expect(outgoing.send({ url: 'nothing', why })).rejects.toThrow('Invalid URL');
  });
});

describe('redirects', () => {
  it('are followed, each as a request of its own', async () => {
    const other = await started((_, response) => response.end('there'));
    const server = await started((request, response) => {
      const next = { '/a': '/b?x=1', '/b?x=1': 'c', '/c': `${other.url}/d` }[request.url!]!;
      response.writeHead({ '/a': 301, '/b?x=1': 307 }[request.url!] ?? 302, { Location: next });
      response.end('x'.repeat(300_000));
    });
    const answer = await outgoing.send({ url: `${server.url}/a`, why, headers: { Range: 'bytes=0-3' } });
    expect(answer.url).toBe(`${other.url}/d`);
    expect(await textOf(answer.body)).toBe('there');
    expect(other.seen[0]!.headers).toMatchObject({ range: 'bytes=0-3' });
    await waitFor(() => expect(outgoing.requests.all().every(({ ms }) => ms !== null)).toBe(true));
    expect(outgoing.requests.all().map(({ url, status }) => [url, status])).toEqual([
      [`${other.url}/d`, 200],
      [`${server.url}/c`, 302],
      [`${server.url}/b?x=…`, 307],
      [`${server.url}/a`, 301],
    ]);
    // A body that nobody wants is read only as far as that costs less than a new connection.
    for (const { receivedBytes } of outgoing.requests.all()) expect(receivedBytes).toBeLessThan(200_000);
  });

  it('are left to a caller who handles them', async () => {
    const server = await started((_, response) => response.writeHead(302, { Location: '/b' }).end());
    const { status, headers, body } = await outgoing.send({ url: server.url, why, followRedirects: false });
    body.destroy();
    expect([status, headers['location'], server.seen.length]).toEqual([302, '/b', 1]);
  });

  it.each([
    ['without an end', '/again', 6, 'redirects endlessly'],
    ['to a file', 'file:///etc/passwd', 1, 'unsafe address'],
    ['to nowhere', 'http://', 1, 'unsafe address'],
  ])('are not followed %s', async (_name, location, requests, sentence) => {
    const server = await started((_, response) => response.writeHead(302, { Location: location }).end());
    const refusal = await refusalOf(outgoing.send({ url: server.url, why }));
    expect(refusal).toMatchObject({ cause: 'redirect', message: expect.stringContaining(sentence) });
    expect(server.seen).toHaveLength(requests);
  });
});

describe('the token', () => {
  it('is sent to the hub and its mirror and nowhere else, wherever they redirect', async () => {
    const cdn = await started((_, response) => response.end('file'));
    const hub = await started((request, response) => {
      if (request.url === '/same') response.writeHead(307, { Location: '/moved' }).end();
      else if (request.url === '/moved') response.end('moved');
      else response.writeHead(302, { Location: `${cdn.url}/signed` }).end();
    });
    const back = await started((_, response) =>
      response.writeHead(302, { Location: `${hub.url}/moved` }).end(),
    );
    Object.assign(outgoing.settings, { hubAddress: hub.url, hubMirror: `${back.url}/hf` });
    outgoing.token.value = 'hf_secret';
    for (const url of [`${hub.url}/same`, `${hub.url}/file`, `${back.url}/x`, `${cdn.url}/y`]) await get(url);
    const authorizations = (server: TestServer) => server.seen.map(({ headers }) => headers.authorization);
    expect(authorizations(hub)).toEqual(Array.from({ length: 4 }, () => 'Bearer hf_secret'));
    expect(authorizations(back)).toEqual(['Bearer hf_secret']);
    expect(authorizations(cdn)).toEqual([undefined, undefined]);
    expect(JSON.stringify([outgoing.requests.all(), outgoing.told])).not.toContain('hf_secret');

    // The same machine with another port is another origin, and without a token there is nothing to send.
    outgoing.settings.hubAddress = 'http://127.0.0.1:1';
    outgoing.settings.hubMirror = '';
    await get(`${hub.url}/moved`);
    outgoing.settings.hubAddress = hub.url;
    outgoing.token.value = null;
    await get(`${hub.url}/moved`);
    expect(authorizations(hub).slice(4)).toEqual([undefined, undefined]);
  });
});

it('the token is sent to no other machine over plain HTTP, where others could read it', async () => {
  const proxy = await started((_, response) => response.end('answer'));
  Object.assign(outgoing.settings, { hubAddress: 'http://hub.example', proxy: proxy.url });
  outgoing.token.value = 'hf_secret';
  await get('http://hub.example/file');
  expect(proxy.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['http://hub.example/file', undefined],
  ]);
});

describe('a request without an answer', () => {
  const failing: [string, UnreachableCause, string, () => Promise<string>][] = [
    ['a name that is not known', 'no-network', 'Cannot find', async () => 'http://hearth.invalid/'],
    [
      'a port where nothing listens',
      'no-network',
      'Cannot connect to',
      async () => {
        const server = await started(() => undefined);
        await server.close();
        return server.url;
      },
    ],
    ['silence', 'timed-out', 'did not respond', async () => (await started(() => undefined)).url],
    [
      'one that hangs up',
      'cut',
      'was interrupted',
      async () => (await started((request) => void request.socket.destroy())).url,
    ],
    [
      'one that is no web server',
      'bad-answer',
      'cannot be read',
      async () => {
        const server = await listening(
          createServer((socket) => socket.end('SSH-2.0-OpenSSH_9\r\n')),
          'http',
        );
        servers.push(server);
        return server.url;
      },
    ],
    [
      'headers without an end',
      'bad-answer',
      'cannot be read',
      async () =>
        (await started((_, response) => response.writeHead(200, { 'X-Long': 'x'.repeat(40_000) }).end())).url,
    ],
    [
      'a certificate of nobody',
      'tls',
      'encrypted connection',
      async () => (await started((_, response) => response.end(), 'https')).url,
    ],
    [
      'https where there is none',
      'tls',
      'encrypted connection',
      async () => `https://${(await started(() => undefined)).host}`,
    ],
  ];
  const wasReached = new Set<string>(['timed-out', 'cut', 'bad-answer']);
  it.each(failing)('is reported in one sentence: %s', async (_name, cause, sentence, address) => {
    const url = await address();
    const { cause: actual, message, told: problem } = await refusalOf(outgoing.send({ url, why }));
    expect([actual, message]).toEqual([cause, expect.stringContaining(sentence)]);
    const [request] = outgoing.requests.all();
    expect(request).toMatchObject({ status: null, problem, ms: expect.any(Number) as number });
    // Hearth sent bytes only to servers that it reached.
    expect(request!.sentBytes > 0).toBe(wasReached.has(cause));
  });

  it('ends if no connection is established', async () => {
    // 192.0.2.0/24 is reserved for documentation, so nothing answers there.
    const { cause } = await refusalOf(outgoing.send({ url: 'http://192.0.2.1/', why }));
    expect(['timed-out', 'no-network', 'cut']).toContain(cause);
  });
});

describe('a body', () => {
  it.each([
    ['is cut', 'cut' as const, (socket: { destroy: () => void }) => void socket.destroy()],
    ['stops coming', 'timed-out' as const, () => undefined],
  ])('that %s ends with a sentence, also in the list', async (_name, cause, then) => {
    const server = await started((request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('x'.repeat(400), () => setTimeout(then, 20, request.socket));
    });
    const { body } = await outgoing.send({ url: server.url, why });
    const refusal = await refusalOf(textOf(body));
    expect(refusal.cause).toBe(cause);
    expect(outgoing.requests.all()[0]).toMatchObject({
      status: 200,
      problem: refusal.told,
      receivedBytes: 400,
    });
  });

  it('tells a late reader that it was cut', async () => {
    const server = await started((request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('x', () => request.socket.destroy());
    });
    const { body } = await outgoing.send({ url: server.url, why });
    await waitFor(() => expect(body.destroyed).toBe(true));
    expect((await refusalOf(textOf(body))).cause).toBe('cut');
  });

  it('waits for a slow reader, and buffers no more than necessary', async () => {
    let written = 0;
    const server = await started((_, response) => {
      const write = (): void => {
        while (written < 64 * 1024 ** 2) {
          written += 64 * 1024;
          if (!response.write(Buffer.alloc(64 * 1024))) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    const { body } = await outgoing.send({ url: server.url, why });
    // This is longer than a server may be silent, but here the reader is.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(written).toBeLessThan(32 * 1024 ** 2);
    let bytes = 0;
    for await (const part of body) bytes += (part as Buffer).length;
    expect(bytes).toBe(64 * 1024 ** 2);
    expect(outgoing.requests.all()[0]).toMatchObject({ receivedBytes: bytes, problem: null });
  });

  it('whose reader leaves closes the connection, which is no problem', async () => {
    const server = await started((_, response) => {
      response.writeHead(200);
      response.write('x'.repeat(100));
    });
    const { body } = await outgoing.send({ url: server.url, why });
    body.destroy();
    await waitFor(() => expect(server.open()).toBe(0));
    expect(outgoing.requests.all()[0]).toMatchObject({ status: 200, problem: null });
  });

  it('of a HEAD request ends at once, and can still be read', async () => {
    const server = await started((_, response) => response.writeHead(200, { 'Content-Length': '5' }).end());
    const { body, headers } = await outgoing.send({ url: server.url, why, method: 'HEAD' });
    await waitFor(() => expect(outgoing.requests.all()[0]!.ms).not.toBeNull());
    expect([headers['content-length'], await textOf(body)]).toEqual(['5', '']);
  });
});

describe('a caller who leaves', () => {
  it('is released at once: before, during and after connecting', async () => {
    const server = await started((request, response) => {
      if (request.url === '/body') response.writeHead(200).write('x');
    });
    await refusalOf(outgoing.send({ url: server.url, why, signal: AbortSignal.abort() }));
    expect(server.made()).toBe(0);
    const leaving = new AbortController();
    const asked = refusalOf(outgoing.send({ url: server.url, why, signal: leaving.signal }));
    await waitFor(() => expect(server.seen).toHaveLength(1));
    leaving.abort();
    expect((await asked).cause).toBe('aborted');
    const leavingLater = new AbortController();
    const { body } = await outgoing.send({ url: `${server.url}/body`, why, signal: leavingLater.signal });
    leavingLater.abort();
    expect((await refusalOf(textOf(body))).cause).toBe('aborted');
    await waitFor(() => expect(server.open()).toBe(0));
    // No further connection is made for requests that were given up.
    expect(server.made()).toBe(2);
    expect(outgoing.requests.all()).toHaveLength(2);
  });
});
