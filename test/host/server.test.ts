import { createHmac } from 'node:crypto';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { browserSecret } from '../../main/host/browser-secret.ts';
import { serve, type HostServer } from '../../main/host/server.ts';
import { framePolicy, hostPolicy } from '../../main/shell/content-security-policy.ts';
import type { Port } from '../../main/shared/rpc/port.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const folder = temporaryFolder();
const ports: Port[] = [];
let server: HostServer;
let root: string;
let host: string;
let token: string;
const secret = 'a secret of the data folder';

beforeAll(async () => {
  root = join(folder.path, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, 'frames'));
  writeFileSync(join(root, 'frames', 'preview.html'), '<p>frame</p>');
  writeFileSync(join(root, 'index.html'), '<p>page</p>');
  writeFileSync(join(root, 'assets', 'app.js'), '1');
  writeFileSync(join(folder.path, 'secret.js'), 'secret');
  // Files here, devices on Windows: only their names tell.
  for (const name of ['con.js', 'assets/nul.js']) writeFileSync(join(root, name), 'device');
  server = await serve({ root, port: 0, secret, connect: (port) => ports.push(port) });
  const url = new URL(server.url);
  host = url.host;
  token = url.searchParams.get('token')!;
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [hostname, port] = host.split(':') as [string, string];
    const sent = request({ hostname, port, path, method, headers: { host, ...headers } }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => (body += data.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });

/** Opens a WebSocket and tells how that ended: `open`, a status, or a close code. */
const dial = (path: string, headers: Record<string, string>, protocols: string[] = []): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://${host}${path}`, protocols, { headers });
    // It is open if the host answers through it. A refusal comes before that.
    socket.on('open', () => socket.ping());
    socket.on('pong', () => (resolve('open'), socket.close()));
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('unexpected-response', (_request, response) => resolve(`status ${response.statusCode}`));
    socket.on('error', () => undefined);
  });

/** As the page does it. */
const exchange = (given: string, origin = `http://${host}`): Promise<Answer> =>
  ask('/key', { origin, authorization: `Bearer ${given}` }, 'POST');
const prove = async (key: string): Promise<string> =>
  createHmac('sha256', key)
    .update((await ask('/nonce')).body)
    .digest('hex');

describe('the Node host', () => {
  it('serves the page and its files, which hold no secret, to whoever names it right', async () => {
    for (const path of [`/?token=${token}`, '/', '/?token=wrong']) {
      const page = await ask(path);
      expect(page).toMatchObject({ status: 200, body: '<p>page</p>' });
      const policy = page.headers['content-security-policy']!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
    }
    const file = await ask('/assets/app.js');
    expect(file).toMatchObject({ status: 200, body: '1' });
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    expect(file.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(file.headers['x-dns-prefetch-control']).toBe('off');
  });

  it('gives the pages in frames a policy of their own, and nothing else', async () => {
    const framed = await ask('/frames/preview.html');
    expect(framed.headers['content-security-policy']).toBe(framePolicy);
    // Their origin is another one than that of their files.
    expect(framed.headers['cross-origin-resource-policy']).toBe('cross-origin');
    for (const path of ['/', '/assets/app.js', '/frames/../assets/app.js', '/frames/%2e%2e/assets/app.js'])
      expect((await ask(path)).headers['content-security-policy']).toBe(hostPolicy(host));
  });

  it('sets no cookie: a browser would show it to every other port of this machine', async () => {
    const answers = [await ask(`/?token=${token}`), await ask('/assets/app.js'), await exchange(token)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ headers }) => headers['set-cookie'])).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['another Host (DNS rebinding)', '/', { host: 'evil.example' }, 421],
    ['localhost as Host', '/', { host: 'localhost:PORT' }, 421],
    ['another Origin', '/', { origin: 'http://evil.example' }, 403],
    ['a null Origin', '/', { origin: 'null' }, 403],
    ['a file outside', '/../secret.js', {}, 404],
    ['an encoded file outside', '/%2e%2e%2fsecret.js', {}, 404],
    ['what Windows reads as a device', '/con.js', {}, 404],
    ['a device in a folder', '/assets/nul.js', {}, 404],
    ['a broken encoding', '/%zz', {}, 404],
    ['an unknown file', '/nothing.js', {}, 404],
    ['a file type that it does not serve', '/etc/passwd', {}, 404],
  ])('refuses %s with a plain status', async (_name, path, headers: Record<string, string>, status) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', host.split(':')[1]!)]),
    );
    const answer = await ask(path, filled);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('secret');
    expect(answer.headers['content-type']).toContain('text/plain');
  });

  it('takes no other method', async () => {
    expect((await ask(`/?token=${token}`, {}, 'POST')).status).toBe(405);
    expect((await ask(`/?token=${token}`, {}, 'DELETE')).status).toBe(405);
  });

  it('gives a page its key for the token of its address, as often as that is opened', async () => {
    const first = await exchange(token);
    expect(first).toMatchObject({ status: 200, body: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(first.headers['cache-control']).toBe('no-store');
    expect((await exchange(token)).body).toBe(first.body);
    for (const wrong of ['', 'wrong', 'A'.repeat(32), first.body])
      expect((await exchange(wrong)).status).toBe(401);
    expect((await exchange(token, 'http://evil.example')).status).toBe(403);
    expect((await ask('/key', { authorization: `Bearer ${token}` }, 'POST')).status).toBe(403);
  });

  it('takes a token for a browser that it opens once', async () => {
    const once = new URL(server.urlForOnce()).searchParams.get('token')!;
    expect(once).not.toBe(token);
    expect((await exchange(once)).status).toBe(200);
    expect((await exchange(once)).status).toBe(401);
    expect((await exchange(token)).status).toBe(200);
  });

  it('opens a port for the page alone', async () => {
    const origin = `http://${host}`;
    const proof = ['hearth', await prove((await exchange(token)).body)];
    const before = ports.length;
    expect(await dial('/port', { origin }, proof)).toBe('open');
    expect(await dial(`/port?token=${token}`, { origin })).toBe('open');
    expect(ports).toHaveLength(before + 2);
    expect(await dial('/port', {}, proof)).toBe('status 403');
    expect(await dial('/port', { origin: 'http://evil.example' }, proof)).toBe('status 403');
    expect(await dial('/port', { origin, host: 'evil.example' }, proof)).toBe('status 421');
    expect(await dial('/other', { origin }, proof)).toBe('status 404');
    // A page without a valid key learns why.
    expect(await dial('/port', { origin })).toBe('closed 4401');
    expect(await dial('/port', { origin }, ['hearth', await prove('none')])).toBe('closed 4401');
    expect(await dial('/port', { origin, cookie: `hearth-${host.split(':')[1]!}=${token}` })).toBe(
      'closed 4401',
    );
    expect(ports).toHaveLength(before + 2);
  });

  it('knows the key of an earlier run at the same port, but not its proof, nor the key of another port', async () => {
    const origin = `http://${host}`;
    const key = (await exchange(token)).body;
    const proof = await prove(key);
    const before = { host, server };
    const port = Number(host.split(':')[1]);
    await server.close();
    const take = (opened: Port): void => void ports.push(opened);
    server = await serve({ root, port, secret, connect: take });
    token = new URL(server.url).searchParams.get('token')!;
    expect(await dial('/port', { origin }, ['hearth', proof])).toBe('closed 4401');
    expect(await dial('/port', { origin }, ['hearth', await prove(key)])).toBe('open');
    expect(await dial(`/port${new URL(before.server.url).search}`, { origin })).toBe('closed 4401');

    const other = await serve({ root, port: 0, secret, connect: take });
    host = new URL(other.url).host;
    expect(await dial('/port', { origin: `http://${host}` }, ['hearth', await prove(key)])).toBe(
      'closed 4401',
    );
    await other.close();
    host = before.host;
  });

  const openSocket = async (options: ClientOptions = {}): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://${host}/port?token=${token}`, {
      origin: `http://${host}`,
      ...options,
    });
    await new Promise((resolve) => socket.on('open', resolve));
    return socket;
  };

  it('serves 64 windows at once, and closes a further one with a code that says so', async () => {
    const open = await Promise.all(Array.from({ length: 64 }, () => openSocket()));
    const further = await openSocket();
    expect(await new Promise((resolve) => further.on('close', resolve))).toBe(1013);
    open[0]!.close();
    await new Promise((resolve) => open[0]!.on('close', resolve));
    const again = await openSocket();
    again.ping();
    const outcome = await Promise.race([
      new Promise((resolve) => again.on('close', resolve)),
      new Promise((resolve) => again.once('pong', () => resolve('stays'))),
    ]);
    expect(outcome).toBe('stays');
    for (const socket of [...open, again]) socket.terminate();
  });

  it('begins no more calls of a window that does not take its replies, and continues when it does', async () => {
    const socket = await openSocket();
    const port = ports.at(-1)!;
    let begun = 0;
    port.onMessage(() => {
      begun += 1;
      // Of a handler that waits for something.
      setImmediate(() => port.post('x'.repeat(1e6)));
    });
    let received = 0;
    socket.on('message', () => (received += 1));
    socket.pause();
    for (let sent = 0; sent < 300; sent += 1) socket.send('1');
    let before = -1;
    while (begun !== before) {
      before = begun;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // What waits here, and what the system's buffers take.
    expect(begun).toBeLessThan(60);
    socket.resume();
    await waitFor(() => expect(received).toBe(300));
    socket.terminate();
  });

  it('takes all that a window said before it closed', async () => {
    const socket = await openSocket();
    const got: unknown[] = [];
    ports.at(-1)!.onMessage((message) => got.push(message));
    for (const text of ['1', '2', '3']) socket.send(text);
    socket.close();
    await waitFor(() => expect(got).toEqual([1, 2, 3]));
  });

  it('is not there for other machines', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    if (!outside) return;
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect(Number(host.split(':')[1]), outside.address);
      socket.setTimeout(2000, () => resolve('timeout'));
      socket.on('connect', () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    });
    expect(outcome).not.toBe('connected');
  });

  it('says so when its port is taken', async () => {
    const port = Number(host.split(':')[1]);
    await expect(serve({ root, port, secret, connect: () => undefined })).rejects.toThrow(
      'Choose another one with --port',
    );
  });

  it('takes the usual port, and the next free one where that is taken', async () => {
    const open = (): Promise<HostServer> => serve({ root, port: null, secret, connect: () => undefined });
    // Another Hearth of this machine may have the usual one.
    const both = [await open(), await open()];
    const [first, second] = both.map(({ url }) => Number(new URL(url).port)) as [number, number];
    expect(first).toBeGreaterThanOrEqual(27182);
    expect(first).toBeLessThan(27192);
    expect(second).toBeGreaterThan(first);
    await Promise.all(both.map((one) => one.close()));
  });
});

describe('the secret of the keys', () => {
  it('is made once, for the user alone, and again where others could read it', () => {
    const secretFile = join(folder.path, 'browser-secret');
    const first = browserSecret(folder.path);
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    expect(browserSecret(folder.path)).toBe(first);
    chmodSync(secretFile, 0o644);
    const second = browserSecret(folder.path);
    expect(second).not.toBe(first);
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    writeFileSync(secretFile, 'short');
    expect(browserSecret(folder.path)).toMatch(/^[\w-]{32}$/);
    // Where it cannot be kept it still serves.
    expect(browserSecret('/dev/null/nowhere')).toMatch(/^[\w-]{32}$/);
  });
});
