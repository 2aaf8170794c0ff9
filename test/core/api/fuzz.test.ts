/**
 * Sends what no client should send to every route of the server for other programs. Everything is answered plainly, and the server stands
 * at the end as it did at the beginning.
 */
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { allDialects } from '../../../main/core/api/dialects.ts';
import { routes } from '../../../main/shared/api/table/routes.ts';
import { testKey } from '../../fixtures/api/api-core.ts';
import { ask, startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';
import { inLong, times } from '../../fixtures/long.ts';
import { randomFrom } from '../../fixtures/random.ts';

vi.setConfig({ testTimeout: times(60_000, 1_200_000) });

/** One core for all tests of this file: what one of them leaves behind, the next ones meet. */
let core: TestCore;
let address: string;
let port: number;
beforeAll(async () => {
  core = startTestCore({ stepMs: 0 }, undefined, {
    api: { port: 0, key: testKey },
    apiDialects: allDialects,
  });
  await modelReady(core.window);
  address = (await core.core.api.listen()).addresses[0]!;
  port = Number(new URL(address).port);
});
afterAll(async () => {
  await core.close();
});

/** A path that a route's pattern matches. */
const pathOf = (pattern: string): string => pattern.replace(/[:*](\w+)/g, 'some-$1');

const bearer = `Bearer ${testKey}`;

/** What is not plain about an answer: it is expected to say in JSON what is wrong; `null` if it does, or if the request was taken. */
const oddityOf = async (response: Response, what: string): Promise<string | null> => {
  const text = await response.text();
  const { status } = response;
  const told = `${what.slice(0, 300)}: ${status} ${text.slice(0, 300)}`;
  if (status < 400) return null;
  if (status === 500 || status > 503) return told;
  const { error } = JSON.parse(text) as { error: string | { message: string } };
  const message = typeof error === 'string' ? error : error.message;
  const isPlain =
    /\S/.test(message) && !/unexpected error|undefined|\[object|TypeError|at .*\.[jt]s:\d/.test(message);
  return isPlain ? null : told;
};

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const long = 'a'.repeat(200_000);

/** Bodies that are wrong as a whole. */
const wrongBodies: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  '',
  ' ',
  'null',
  '3',
  '"x"',
  '[]',
  '{',
  '{"model":',
  '{"a":1}}',
  '{"__proto__":{"x":1},"constructor":3}',
  '{"model":"\\ud800"}',
  '\ufeff{}',
  "{'model': 1}",
  deep(100_000),
  `{"messages":${deep(5000)}}`,
  `{"${long}":1}`,
  `{"model":"${long}"}`,
  Uint8Array.of(0xff, 0xfe, 0x7b, 0x00),
  Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d),
];

const wrongValues: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  1.5,
  2 ** 53,
  '',
  'x',
  '\u0000\ud800\u202e',
  long.slice(0, 50_000),
  [],
  [null],
  [[[]]],
  {},
  { type: 'function' },
  { constructor: {}, toString: 1 },
  Array.from({ length: 2000 }, () => ({})),
];

/** The names of the fields of a body. */
const fieldsOf = (schema: z.ZodType | null): string[] => {
  const { shape } = (schema ?? {}) as { shape?: Record<string, unknown> };
  return Object.keys(shape ?? {});
};

/** A body that a route takes, as far as one body can serve all. */
const usual: Record<string, unknown> = {
  model: '',
  messages: [{ role: 'user', content: 'Hi' }],
  prompt: 'Hi',
  input: 'Hi',
  content: 'Hi',
  max_tokens: 4,
  query: 'q',
  documents: ['d'],
  tokens: [1],
  instance_id: 'x',
};

const bodyOf = (schema: z.ZodType | null, change: Record<string, unknown> = {}): string => {
  const names = new Set(fieldsOf(schema));
  return JSON.stringify({
    ...Object.fromEntries(Object.entries(usual).filter(([name]) => names.has(name))),
    ...change,
  });
};

/** Streams that wait for nothing are read to their end. */
const send = (
  method: string,
  path: string,
  body?: RequestInit['body'],
  headers: Record<string, string> = {},
) =>
  fetch(address + path, {
    method,
    headers: { authorization: bearer, 'content-type': 'application/json', ...headers },
    ...(body === undefined || body === null || method === 'GET' || method === 'HEAD' ? {} : { body }),
  });

const posts = routes.filter(({ method }) => method === 'POST' || method === 'DELETE');

describe('every route', () => {
  it.each(routes.map(({ method, path }) => [method, path] as const))(
    'refuses a request without a key, of a web page and for another host: %s %s',
    async (method, path) => {
      const isOpen = path === '/health' || path === '/v1/health';
      const { received } = core.engine;
      const before = received.length;
      const headers = { 'content-type': 'application/json' };
      const plain = { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) };
      const without = await fetch(address + pathOf(path), plain);
      expect(without.status).toBe(isOpen ? 200 : 401);
      for (const [name, value] of inLong(
        [
          ['origin', 'https://example.com'],
          ['origin', 'null'],
          ['sec-fetch-site', 'cross-site'],
        ] as const,
        ([, other]) => path === '/api/chat' || other === 'https://example.com',
      )) {
        const response = await raw(
          `${method} ${pathOf(path)} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: ${bearer}\r\n${name}: ${value}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
        );
        expect(response).toMatch(/^HTTP\/1\.1 403 /);
      }
      const hosts = ['example.com', `example.com:${port}`, `127.0.0.1:${port + 1}`, '[::1', 'a b', ''];
      for (const host of inLong(hosts, (other) => path === '/api/chat' || other === 'example.com'))
        expect(
          await raw(
            `${method} ${pathOf(path)} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${bearer}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
          ),
        ).toMatch(/^HTTP\/1\.1 (403|400) /);
      expect(received.length).toBe(before);
    },
  );

  it('refuses other methods and names those that it takes', async () => {
    for (const path of new Set(routes.map((route) => route.path)))
      for (const method of ['PUT', 'PATCH', 'DELETE', 'POST', 'GET']) {
        if (routes.some((route) => route.path === path && route.method === method)) continue;
        // The pattern with a rest takes what another route has for one method.
        const response = await send(method, pathOf(path), undefined);
        const { status, headers } = response;
        expect([404, 405], `${method} ${path}`).toContain(status);
        expect(status === 404 || /GET|POST|DELETE|HEAD/.test(headers.get('allow') ?? '')).toBe(true);
        await response.arrayBuffer();
      }
  });

  it.each(posts.map(({ method, path, body }) => [method, path, body] as const))(
    'answers plainly to bodies that are wrong as a whole: %s %s',
    async (method, path) => {
      const odd: (string | null)[] = [];
      for (const body of inLong(wrongBodies, (one) => one.length < (path === '/api/chat' ? 150_000 : 8)))
        odd.push(
          await oddityOf(
            await send(method, pathOf(path), body),
            `${method} ${path} ${String(body).slice(0, 40)}`,
          ),
        );
      expect(odd.filter((one) => one !== null)).toEqual([]);
    },
  );

  /** Several routes take the same body. */
  const bodies = new Map(
    posts.toReversed().flatMap(({ path, body }) => (body === null ? [] : [[body, path]])),
  );
  it.each([...bodies].map(([body, path]) => [path, body] as const))(
    'answers plainly to each field of a wrong type: %s',
    async (path, body) => {
      const odd: (string | null)[] = [];
      for (const [index, name] of [...fieldsOf(body), 'unknown', '__proto__'].entries())
        for (const value of inLong(wrongValues, (one) => wrongValues.indexOf(one) % 12 === index % 12)) {
          const text = bodyOf(body, { [name]: value });
          odd.push(await oddityOf(await send('POST', pathOf(path), text), `${path} ${name} ${text}`));
        }
      expect(odd.filter((one) => one !== null)).toEqual([]);
    },
  );

  it('refuses values that are nested too deep, wherever they are, and no others', async () => {
    const schema = (levels: number): string => `${'{"items":'.repeat(levels)}{}${'}'.repeat(levels)}`;
    const messages = '"messages":[{"role":"user","content":"Hi"}]';
    const tool = (levels: number): string => `"function":{"name":"a","parameters":${schema(levels)}}`;
    const places: [path: string, body: (levels: number) => string][] = [
      ['/api/chat', (levels) => `{"stream":false,${messages},"format":${schema(levels)}}`],
      ['/api/generate', (levels) => `{"stream":false,"prompt":"a","format":${schema(levels)}}`],
      [
        '/v1/chat/completions',
        (levels) =>
          `{${messages},"response_format":{"type":"json_schema","json_schema":{"schema":${schema(levels)}}}}`,
      ],
      ['/v1/chat/completions', (levels) => `{${messages},"tools":[{"type":"function",${tool(levels)}}]}`],
      ['/v1/chat/completions', (levels) => `{"messages":[{"role":"user","content":${deep(levels)}}]}`],
      [
        '/v1/responses',
        (levels) => `{"input":"a","text":{"format":{"type":"json_schema","schema":${schema(levels)}}}}`,
      ],
      ['/v1/messages', (levels) => `{${messages},"tools":[{"name":"a","input_schema":${schema(levels)}}]}`],
      ['/completion', (levels) => `{"prompt":"a","json_schema":${schema(levels)}}`],
    ];
    for (const [path, body] of places)
      for (const levels of inLong([201, 3000, 100_000], (one) => one !== 3000)) {
        const response = await send('POST', path, body(levels));
        expect(await response.text(), path).toContain('more than 200 levels');
        expect(response.status, path).toBe(400);
      }
    const atBound = (levels: number) =>
      send('POST', '/v1/chat/completions', `{${messages},"x_a":${deep(levels)}}`);
    const [most, more] = [await atBound(200), await atBound(201)];
    expect(await most.text()).not.toContain('levels');
    expect(await more.text()).toContain('more than 200 levels');
  });

  it('answers plainly to values of random shape', async () => {
    const random = randomFrom(11);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    const words = ['role', 'content', 'type', 'text', 'user', 'assistant', 'tool', 'function', 'name', 'id'];
    const value = (depth: number): unknown => {
      const kind = Math.floor(random() * (depth > 4 ? 4 : 6));
      if (kind === 0) return pick(wrongValues.slice(0, 9));
      if (kind === 1) return pick(words);
      if (kind === 2) return random() * 100;
      if (kind === 3) return random() < 0.5;
      if (kind === 4) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
      return Object.fromEntries(
        Array.from({ length: Math.floor(random() * 4) }, () => [pick(words), value(depth + 1)]),
      );
    };
    const odd: (string | null)[] = [];
    const withBody = posts.filter(({ body }) => body !== null);
    for (let time = 0; time < times(60, 5000); time++) {
      const { path, body } = pick(withBody);
      const names = fieldsOf(body);
      const change = Object.fromEntries([pick(names), pick(names)].map((name) => [name, value(0)]));
      const text = bodyOf(body, change);
      odd.push(await oddityOf(await send('POST', pathOf(path), text), `${path} ${text}`));
    }
    expect(odd.filter((one) => one !== null)).toEqual([]);
  });
});

/** Sends bytes, and returns what came until the server closes the connection. */
const raw = (text: string | Uint8Array): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => (received += piece));
    socket.on('error', () => resolve(received));
    socket.on('close', () => resolve(received));
    socket.write(text);
  });

const head = (path: string, headers: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: ${bearer}\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`;

/** Some of the requests before have unloaded the model; a chat loads it again. */
const load = async (): Promise<void> => {
  await ask(core, null, 'Hi');
};

describe('the connection', () => {
  beforeAll(load);

  it.each([
    ['no HTTP', '\u0000\u0001\u0002 hello\r\n\r\n'],
    ['no headers', 'GET /health\r\n\r\n'],
    ['no host', 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n'],
    ['a target of another host', 'GET http://example.com/health HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['a target that is no address', 'GET //[ HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n'],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n'],
    ['a version that there is not', 'GET /health HTTP/9.9\r\nhost: a\r\n\r\n'],
    ['huge headers', `GET /health HTTP/1.1\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['a huge target', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nhost: a\r\n\r\n`],
    ['thousands of headers', `GET /health HTTP/1.1\r\n${'a: b\r\n'.repeat(5000)}\r\n`],
    [
      'two lengths',
      'POST /v1/embeddings HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
    ],
    [
      'a length and chunks',
      'POST /v1/embeddings HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('is refused for %s', async (_what, text) => {
    const response = await raw(text);
    expect(response).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  });

  it.each([
    ['gzip', { 'content-encoding': 'gzip' }],
    ['br', { 'content-encoding': 'br, gzip' }],
    ['a form', { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('takes no body as %s', async (_what, headers) => {
    const response = await send('POST', '/v1/chat/completions', bodyOf(null), headers);
    expect(response.status).toBe(415);
    expect(await oddityOf(response, 'encoding')).toBe(null);
  });

  it('takes a body of any type that is JSON, in pieces too', async () => {
    const text = JSON.stringify({ messages: usual['messages'] });
    const typed = await send('POST', '/v1/chat/completions', text, { 'content-type': 'text/plain' });
    expect(typed.status).toBe(200);
    await typed.arrayBuffer();
    const pieces = [...text].map((one) => `1\r\n${one}\r\n`).join('');
    const response = await raw(
      `${head('/v1/chat/completions', 'connection: close\r\ntransfer-encoding: chunked')}${pieces}0\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('refuses a body that is too large, by its length or while it comes', async () => {
    await core.window.call('changeSettings', { apiBodyMegabytes: 1 });
    try {
      const told = await raw(`${head('/v1/embeddings', 'connection: close\r\ncontent-length: 2000000')}{`);
      expect(told).toMatch(/^HTTP\/1\.1 413 /);
      const piece = `10000\r\n${'a'.repeat(65_536)}\r\n`;
      const came = await raw(
        `${head('/v1/embeddings', 'connection: close\r\ntransfer-encoding: chunked')}${piece.repeat(17)}0\r\n\r\n`,
      );
      expect(came).toMatch(/^HTTP\/1\.1 413 /);
    } finally {
      await core.window.call('changeSettings', { apiBodyMegabytes: 32 });
    }
  });
});

const opened = async (text: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  return socket;
};

/** Requests that run or wait. */
const atWork = async (): Promise<number> => {
  const { running, waiting } = await core.window.call('apiStatus', {});
  return running + waiting;
};
const idle = (): Promise<void> => expect.poll(atWork).toBe(0);

describe('clients that leave', () => {
  const asked = JSON.stringify({ messages: usual['messages'], stream: true });
  const whole = head('/v1/chat/completions', `content-length: ${asked.length}`) + asked;

  it('leave nothing behind, wherever they stop', async () => {
    const cuts = inLong(
      Array.from({ length: whole.length }, (_, index) => index),
      (index) => index % 40 === 0 || index > whole.length - 4,
    );
    for (const cut of cuts) (await opened(whole.slice(0, cut))).destroy();
    await idle();
    const { received } = core.engine;
    expect(received.filter(({ kind }) => kind === 'turn').length).toBeGreaterThan(0);
    expect((await fetch(`${address}/health`)).status).toBe(200);
  });

  it('leave nothing behind after they got a part of an answer', async () => {
    for (let time = 0; time < times(8, 500); time++) {
      const leave = new AbortController();
      const response = await fetch(`${address}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: bearer },
        body: asked,
        signal: leave.signal,
      });
      const reader = response.body!.getReader();
      if (time % 2 === 0) await reader.read();
      leave.abort();
    }
    await expect.poll(atWork).toBe(0);
  });

  it('are not waited for if they do not read', async () => {
    const slow = await opened(whole);
    slow.pause();
    const other = await send('POST', '/v1/chat/completions', asked);
    expect(await other.text()).toContain('[DONE]');
    slow.destroy();
    await idle();
  });

  it('are not waited for if they do not send', async () => {
    const silent = await Promise.all([opened(whole.slice(0, 30)), opened(whole.slice(0, -2)), opened('')]);
    const other = await send('POST', '/v1/chat/completions', asked);
    expect(await other.text()).toContain('[DONE]');
    for (const socket of silent) socket.destroy();
    await idle();
  });
});

describe('the server after all that', () => {
  it('takes no more memory with each request', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const round = async (): Promise<number> => {
      for (let time = 0; time < times(5, 1000); time++) {
        await (
          await send('POST', '/v1/chat/completions', '{"messages":[{"role":"user","content":[{}]}]}')
        ).text();
        await (await send('POST', '/api/chat', JSON.stringify({ messages: usual['messages'] }))).text();
        (await opened(`${head('/v1/messages', 'content-length: 999')}{`)).destroy();
      }
      await idle();
      // The scripted engine keeps what it is sent.
      core.engine.received.length = 0;
      collect();
      return process.memoryUsage().heapUsed;
    };
    const sizes: number[] = [];
    for (let time = 0; time < 4; time++) sizes.push(await round());
    // The list of requests fills up to its bound.
    const [early, late] = [Math.min(...sizes.slice(0, 2)), Math.min(...sizes.slice(2))];
    expect(late - early).toBeLessThan(8e6);
  });

  it('answers as before, and has met no unexpected error', async () => {
    const response = await send(
      'POST',
      '/v1/chat/completions',
      JSON.stringify({ messages: usual['messages'] }),
    );
    expect(response.status).toBe(200);
    expect(JSON.stringify(await response.json())).toContain('Hello there.');
  });
});
