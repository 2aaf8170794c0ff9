import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serve, type HostServer } from '../../main/host/server.ts';
import type { Port } from '../../main/rpc/port.ts';
import { temporaryFolder } from '../contract/test-core.ts';

const folder = temporaryFolder();
const ports: Port[] = [];
let server: HostServer;
let host: string;
let token: string;

beforeAll(async () => {
  const root = join(folder.path, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<p>page</p>');
  writeFileSync(join(root, 'assets', 'app.js'), '1');
  writeFileSync(join(folder.path, 'secret.js'), 'secret');
  server = await serve(root, 0, (port) => ports.push(port));
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
const dial = (path: string, headers: Record<string, string>): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://${host}${path}`, { headers });
    socket.on('open', () => setTimeout(() => (resolve('open'), socket.close()), 100));
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('unexpected-response', (_request, response) => resolve(`status ${response.statusCode}`));
    socket.on('error', () => undefined);
  });

describe('the Node host', () => {
  it('serves the page with the token, and its files with the cookie that the page brings', async () => {
    const page = await ask(`/?token=${token}`);
    expect(page).toMatchObject({ status: 200, body: '<p>page</p>' });
    const policy = page.headers['content-security-policy']!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const cookie = page.headers['set-cookie']![0]!;
    expect(cookie).toContain('HttpOnly; SameSite=Strict');
    const file = await ask('/assets/app.js', { cookie: cookie.split(';')[0]! });
    expect(file).toMatchObject({ status: 200, body: '1' });
    expect(file.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['no token', '/', {}, 401],
    ['a wrong token', '/?token=wrong', {}, 401],
    ['a token of the right length that is wrong', `/?token=${'A'.repeat(32)}`, {}, 401],
    ['another Host (DNS rebinding)', '/?token=TOKEN', { host: 'evil.example' }, 421],
    ['localhost as Host', '/?token=TOKEN', { host: 'localhost:PORT' }, 421],
    ['another Origin', '/?token=TOKEN', { origin: 'http://evil.example' }, 403],
    ['a null Origin', '/?token=TOKEN', { origin: 'null' }, 403],
    ['a file outside', '/../secret.js?token=TOKEN', {}, 404],
    ['an encoded file outside', '/%2e%2e%2fsecret.js?token=TOKEN', {}, 404],
    ['a broken encoding', '/%zz?token=TOKEN', {}, 404],
    ['an unknown file', '/nothing.js?token=TOKEN', {}, 404],
    ['a file type that it does not serve', '/etc/passwd?token=TOKEN', {}, 404],
  ])('refuses %s with a plain status', async (_name, path, headers: Record<string, string>, status) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', host.split(':')[1]!)]),
    );
    const answer = await ask(path.replace('TOKEN', token), filled);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('secret');
    expect(answer.headers['content-type']).toContain('text/plain');
  });

  it('takes no other method', async () => {
    expect((await ask(`/?token=${token}`, {}, 'POST')).status).toBe(405);
    expect((await ask(`/?token=${token}`, {}, 'DELETE')).status).toBe(405);
  });

  it('opens a port for the page alone', async () => {
    const origin = `http://${host}`;
    const cookie = `hearth-${host.split(':')[1]!}=${token}`;
    expect(await dial('/port', { origin, cookie })).toBe('open');
    expect(ports).toHaveLength(1);
    expect(await dial('/port', { cookie })).toBe('status 403');
    expect(await dial('/port', { origin: 'http://evil.example', cookie })).toBe('status 403');
    expect(await dial('/port', { origin, host: 'evil.example', cookie })).toBe('status 421');
    expect(await dial('/other', { origin, cookie })).toBe('status 404');
    // A page of an earlier run learns why.
    expect(await dial('/port', { origin, cookie: 'hearth=old' })).toBe('closed 4401');
    expect(ports).toHaveLength(1);
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
    await expect(serve(folder.path, Number(host.split(':')[1]), () => undefined)).rejects.toThrow(
      'choose another with --port',
    );
  });
});
