/**
 * Malformed requests, upgrades and frames over raw sockets, from a fixed seed. The server runs in a process of its own
 * without any handler of last resort, so that whatever it throws ends it.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../main/system/paths.ts';

const at = (path: string): string => pathToFileURL(join(packageRoot, 'out', path)).href;
const runServer = `
  const { serve } = await import('${at('main/host/server.js')}');
  const { createServer } = await import('${at('main/core/server.js')}');
  const log = { error: () => undefined, warn: () => undefined };
  const rpc = createServer(log);
  rpc.handle({ openChat: () => { throw new Error('no chat'); } });
  const { url } = await serve({
    root: '${join(packageRoot, 'out', 'renderer')}', port: 0, secret: 'x', connect: rpc.connect,
  });
  console.log(url);
`;

let child: ChildProcessByStdio<null, Readable, Readable>;
let errors = '';
let host: string;
let port: number;
let token: string;

beforeAll(async () => {
  child = spawn(process.execPath, ['--input-type=module', '-e', runServer], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const url = new URL(
    await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
      child.once('exit', () => reject(new Error(errors)));
    }),
  );
  host = url.host;
  port = Number(url.port);
  token = url.searchParams.get('token')!;
});
afterAll(() => child.kill('SIGKILL'));

/** Mulberry32: the same numbers from 0 to 1 at each run. */
let random: () => number;
beforeEach(() => {
  let state = 20261128;
  random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
});
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random() * 256));

/**
 * Writes the pieces one after the other, each behind an answer to the last, then closes as `ending` says: `wait` leaves
 * that to the server. Tells what came back until then, or until it holds `awaited`.
 */
const send = (
  pieces: (string | Buffer)[],
  ending: 'end' | 'reset' | 'wait',
  awaited?: string,
): Promise<string> =>
  new Promise((resolve) => {
    let received = '';
    const socket: Socket = connect(port, '127.0.0.1');
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    // A malformed piece may be one that the server waits for the rest of.
    const timer = setTimeout(done, ending === 'wait' ? 20_000 : 300);
    const next = (): void => {
      const piece = pieces.shift();
      if (piece !== undefined) socket.write(piece);
      if (pieces.length > 0) return;
      if (ending === 'reset') setImmediate(() => socket.resetAndDestroy());
      if (ending === 'end') socket.end();
    };
    socket.on('connect', next);
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (awaited !== undefined && received.includes(awaited)) done();
      else next();
    });
    socket.on('error', () => undefined);
    socket.on('close', done);
  });

/** Runs `count` of them, some at once. */
const repeat = async (count: number, one: () => Promise<unknown>): Promise<void> => {
  const worker = async (): Promise<void> => {
    while (count-- > 0) await one();
  };
  await Promise.all(Array.from({ length: 16 }, worker));
};

const alive = 'HTTP/1.1 200 OK';
/** `alive`, or what ended the server. */
const state = async (): Promise<string> => {
  const answer = await send(
    [`GET /?token=${token} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
    'wait',
  );
  return errors || (answer.split('\r\n')[0] ?? '');
};

const targets = [
  '//',
  '///',
  'http://[',
  'http://a:99999/',
  'http://',
  '//[',
  '//:',
  '//a:b',
  '*',
  '\\\\',
  '?',
]
  .concat([
    '/%',
    '/%00',
    '/\\..',
    'http:',
    'ws://',
    '//%',
    'http://%',
    'http://a b/',
    '/port',
    '/port?token=x',
  ])
  .concat([
    'x',
    'javascript:1',
    'http://\u00ff/',
    '/%ff%fe',
    '/..%2f..%2f',
    '//127.0.0.1:1/',
    'file:///etc/passwd',
  ]);
const upgradeHeaders = (key: string, version: string): string =>
  `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: ${version}\r\n`;
const goodKey = 'dGhlIHNhbXBsZSBub25jZQ==';
const opening = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\n${upgradeHeaders(goodKey, '13')}\r\n`;

/** A frame with whatever bits, length and mask. */
const frame = (): Buffer => {
  const payload = bytes(Math.floor(random() * 130));
  const head = bytes(14);
  if (random() < 0.5) head[0] = pick([0x81, 0x82, 0x88, 0x89, 0x8a, 0x80, 0xc1, 0x83, 0x01]);
  if (random() < 0.5) head[1] = 0x80 | (payload.length & 0x7f);
  return Buffer.concat([head.subarray(0, pick([2, 4, 6, 10, 14])), payload]);
};

/** A text frame as a browser sends it, with a mask of zeros. */
const textFrame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(14);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0x80 | 127, 1);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
};

describe('the Node host', () => {
  it.each(targets)('answers the request target %s, as a request and as an upgrade', async (target) => {
    for (const origin of ['', `Origin: http://${host}\r\n`, 'Origin: http://evil.example\r\n'])
      for (const named of [host, 'x']) {
        const head = `GET ${target} HTTP/1.1\r\nHost: ${named}\r\n${origin}`;
        expect(await send([`${head}Connection: close\r\n\r\n`], 'wait')).toMatch(/^HTTP\/1\.1 4\d\d /);
        expect(await send([`${head}${upgradeHeaders(goodKey, '13')}\r\n`], 'wait', '\r\n\r\n')).toMatch(
          /^HTTP\/1\.1 (4\d\d|101) /,
        );
      }
    expect(await state()).toBe(alive);
  });

  it('survives thousands of malformed requests', async () => {
    await repeat(1500, () => {
      const method = pick(['GET', 'HEAD', 'POST', 'CONNECT', 'OPTIONS', 'PRI', 'BREW', '', 'GET'.repeat(9)]);
      const target = pick([...targets, '/key', '/nonce', bytes(20).toString('latin1'), '/'.repeat(20_000)]);
      const named = pick([host, host, 'x', '', `${host}, ${host}`]);
      const more = pick([
        '',
        'Content-Length: -1\r\n',
        'Transfer-Encoding: chunked\r\n',
        'Expect: 100-continue\r\n',
      ]).concat(
        pick([
          '',
          `Cookie: ${bytes(10).toString('latin1')}\r\n`,
          'X: '.padEnd(20_000, 'x') + '\r\n',
          ':\r\n',
        ]),
      );
      const body = pick(['', 'zz\r\n', bytes(50)]);
      return send(
        [
          Buffer.concat([
            Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: ${named}\r\n${more}\r\n`),
            Buffer.from(body),
          ]),
        ],
        pick(['end', 'reset'] as const),
      );
    });
    expect(await state()).toBe(alive);
  });

  it('survives thousands of malformed upgrades, and connections that are reset behind them', async () => {
    await repeat(1500, () => {
      const named = pick([host, host, host, 'x']);
      const origin = pick([
        `Origin: http://${host}\r\n`,
        `Origin: http://${host}\r\n`,
        'Origin: null\r\n',
        '',
      ]);
      const target = pick([...targets, '/port', '/port', `/port?token=${token}`, `/other?token=${token}`]);
      const key = pick([goodKey, goodKey, 'x', '']);
      const head = `GET ${target} HTTP/1.1\r\nHost: ${named}\r\n${origin}${upgradeHeaders(key, pick(['13', '13', '8', 'x']))}`;
      return send(
        [`${head}${pick(['', 'Sec-WebSocket-Protocol: ,\r\n', 'Sec-WebSocket-Protocol: a\r\n'])}\r\n`],
        pick(['reset', 'reset', 'end'] as const),
      );
    });
    expect(await state()).toBe(alive);
  });

  it.each([
    ['without a valid token', () => '/port?token=stale'],
    ['with the token', () => `/port?token=${token}`],
  ])('survives malformed frames of a WebSocket %s', async (_name, target) => {
    await repeat(700, () =>
      random() < 0.5
        ? send([opening(target()), frame(), frame()], pick(['end', 'reset'] as const))
        : send(
            [Buffer.concat([Buffer.from(opening(target())), frame(), frame()])],
            pick(['end', 'reset'] as const),
          ),
    );
    expect(await state()).toBe(alive);
  });

  it('refuses calls that are nonsense, and deep ones, with a reply', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    for (const [text, reply] of [
      ['{', 'app.bad-message'],
      ['null', 'app.bad-message'],
      ['{"kind":"call","id":1,"name":"__proto__","args":{}}', 'app.unknown-call'],
      ['{"kind":"call","id":1,"name":"openChat","args":{"chatId":1}}', '"ok":false'],
      [`{"kind":"call","id":1,"name":"openChat","args":${deep}}`, '"ok":false'],
    ] as const)
      expect(await send([opening(`/port?token=${token}`), textFrame(text)], 'wait', reply)).toContain(reply);
    expect(await state()).toBe(alive);
  });

  it.runIf(process.platform === 'linux')('parses no message that would fill the memory', async () => {
    const mostMemory = (): number =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024;
    const before = mostMemory();
    for (const bomb of ['['.repeat(14e6), `[${'{},'.repeat(5e6)}0]`, `{${'"a":1,'.repeat(2.3e6)}"b":0}`])
      expect(
        await send([opening(`/port?token=${token}`), textFrame(bomb)], 'wait', 'app.bad-message'),
      ).toContain('app.bad-message');
    expect(mostMemory() - before).toBeLessThan(300e6);
    expect(await state()).toBe(alive);
  });
});
