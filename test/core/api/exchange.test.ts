/** Tests one request at a time over a real connection, with work that takes as long as a test wants. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { answerRequest, type Worker } from '../../../main/core/api/exchange.ts';
import { createKeptAnswers } from '../../../main/core/api/kept-answers.ts';
import { createWrongKeys } from '../../../main/core/api/wrong-keys.ts';
import { ApiFault } from '../../../main/shared/api/fault.ts';
import type { ApiRequestEntry } from '../../../main/shared/contract/api.ts';
import { defaultSettings } from '../../../main/shared/settings/registry.ts';
import { asking, smallDialect } from '../../fixtures/api/small-dialect.ts';
import { silentLog } from '../../fixtures/api/silent-log.ts';

let server: Server | null = null;
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server!.close(() => resolve());
      server!.closeAllConnections();
    }),
);

const serve = async (run: Worker['run'], change: Partial<typeof defaultSettings> = {}) => {
  const ended: ApiRequestEntry[] = [];
  const options = {
    dialects: smallDialect,
    keys: {
      all: () => [],
      create: () => {
        throw new Error('no key is made here');
      },
      remove: () => undefined,
      setFixed: () => undefined,
      find: () => 'unknown' as const,
      hasAny: () => false,
    },
    wrongKeys: createWrongKeys(),
    requests: {
      changed: () => undefined,
      ended: (entry: ApiRequestEntry) => void ended.push(entry),
      all: () => ended,
      clients: () => [],
      clear: () => undefined,
      close: () => undefined,
    },
    keptAnswers: createKeptAnswers(),
    worker: { run },
    settings: () => ({ ...defaultSettings, thinking: {}, apiNeedsKey: false, ...change }),
    log: silentLog,
    aliveMs: 100,
    isEnding: () => false,
  };
  server = createServer((request, response) => void answerRequest(options, request, response));
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    ended,
    send: (stream: boolean) =>
      fetch(`http://127.0.0.1:${port}/work`, {
        method: 'POST',
        body: JSON.stringify({ work: asking('Hi'), stream }),
      }),
  };
};
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('sends signs of life before and between the events of a stream', async () => {
  let signs = 0;
  const { send } = await serve(async (_work, { on }) => {
    await until(() => signs >= 2);
    on({ kind: 'text', answer: 0, text: 'late' });
    await until(() => signs >= 4);
    return { text: 'end' } as never;
  });
  const response = await send(true);
  expect(response.status).toBe(200);
  let body = '';
  for await (const piece of response.body!) {
    body += new TextDecoder().decode(piece as Uint8Array);
    signs = body.split(': alive').length - 1;
  }
  expect(body.startsWith('event: begin')).toBe(true);
  expect(body).toContain('event: text');
  expect(body.trimEnd().endsWith('data: {"text":"end"}')).toBe(true);
});

it('tells a failure in the status before a stream has begun, and in the stream after that', async () => {
  const { send, ended } = await serve(async (_work, { on }) => {
    on({ kind: 'loading', progress: 0.5 });
    if (ended.length > 0) on({ kind: 'prefill', done: 1, total: 2, cached: 0, ms: 1 });
    throw new ApiFault('too-long', 'It is too long.');
  });
  const early = await send(true);
  expect(early.status).toBe(400);
  expect(await early.json()).toMatchObject({ error: { kind: 'too-long' } });
  await until(() => ended.length === 1);
  const late = await send(true);
  expect(late.status).toBe(200);
  expect(await late.text()).toContain('event: fault\ndata: {"kind":"too-long"');
  await until(() => ended.length === 2);
  expect(ended.map(({ problem }) => problem)).toEqual(['It is too long.', 'It is too long.']);
});

it('hides an unexpected error from the client, and answers the next request', async () => {
  let nth = 0;
  const { send } = await serve(async () => {
    if (nth++ === 0) throw new TypeError('secret detail');
    return { ok: true } as never;
  });
  const failed = await send(false);
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain('secret');
  expect(await (await send(false)).json()).toEqual({ ok: true });
});

it('ends the connection of a client that does not read, and tells the work that it has left', async () => {
  let hasLeft = false;
  const { port, ended } = await serve(
    (_work, { on, left }) =>
      new Promise((_, reject) => {
        const writing = setInterval(() => on({ kind: 'text', answer: 0, text: 'x'.repeat(1e6) }), 1);
        left.addEventListener('abort', () => {
          clearInterval(writing);
          hasLeft = true;
          reject(new Error('left'));
        });
      }),
  );
  const body = JSON.stringify({ work: asking('Hi'), stream: true });
  const socket = connect(port, '127.0.0.1', () => {
    socket.pause();
    socket.write(
      `POST /work HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  socket.on('error', () => undefined);
  await until(() => hasLeft && ended.length === 1);
  expect(ended[0]).toMatchObject({ wasLeft: true, problem: null });
  socket.destroy();
});

it('ends a request whose body stops', async () => {
  const { port, ended } = await serve(async () => ({}) as never, { apiHeaderSeconds: 1 });
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(`POST /work HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 100\r\n\r\n{"`),
  );
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  await new Promise((resolve) => socket.on('close', resolve));
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*Nothing of the body has arrived for 1 s\./);
  await until(() => ended.length === 1);
  expect(ended[0]!.status).toBe(400);
});
