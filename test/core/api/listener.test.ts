/** Tests who may use the server for other programs: keys, rights, Host, Origin, and what is refused before anything runs. */
import { request } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ApiRequestEntry } from '../../../main/shared/contract/api.ts';
import { smallDialect } from '../../fixtures/api/small-dialect.ts';
import { startTestCore } from '../../fixtures/core/test-core.ts';
import { useApiCores, testKey, type ApiCore } from '../../fixtures/api/api-core.ts';

const { start } = useApiCores();

/** A request with headers that fetch does not let anyone set. */
const raw = (
  core: ApiCore,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(core.address);
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });

const bearer = { authorization: `Bearer ${testKey}` };
/** A port on which another program listens until it is free. */
const takenPort = async (): Promise<{ port: number; free: () => Promise<void> }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    free: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const list = async (core: ApiCore): Promise<ApiRequestEntry[]> => core.window.call('apiRequests', {});

describe('the server for other programs', () => {
  it('is off until the user turns it on, and then listens at the port that is set', async () => {
    const core = startTestCore({}, undefined, { apiDialects: smallDialect });
    try {
      expect(await core.window.call('apiStatus', {})).toMatchObject({ state: 'off', addresses: [] });
      const { port, free } = await takenPort();
      const failed = core.window.next('api.changed', ({ status }) => status.state === 'failed');
      await core.window.call('changeSettings', { apiServer: true, apiPort: port });
      expect((await failed).status.problem).toMatchObject({ code: 'api.port-taken' });
      await free();
      await core.window.call('changeSettings', { apiServer: false });
      const on = core.window.next('api.changed', ({ status }) => status.state === 'on');
      await core.window.call('changeSettings', { apiServer: true });
      expect((await on).status.addresses).toEqual([`http://127.0.0.1:${port}`]);
      expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
      const off = core.window.next('api.changed', ({ status }) => status.state === 'off');
      await core.window.call('changeSettings', { apiServer: false });
      await off;
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
    } finally {
      await core.close();
    }
  });

  it('takes a key in each header that clients use, and in the path for those that can set none', async () => {
    const core = await start();
    for (const headers of [
      bearer,
      { 'x-api-key': testKey },
      { 'api-key': testKey },
      { authorization: `bearer ${testKey}` },
    ])
      expect((await raw(core, '/models', headers as Record<string, string>)).status).toBe(200);
    // Cline sends “noop” to what it takes for LM Studio.
    for (const headers of [{}, { authorization: 'Bearer noop' }, { authorization: 'Bearer ' }])
      expect((await raw(core, `/key/${testKey}/models`, headers)).status).toBe(200);
    // Of a key in the path nothing is listed.
    expect((await list(core)).map(({ path }) => path)).toEqual(Array(7).fill('/models'));
  });

  it('refuses a request without a key or with a wrong one, and lists it', async () => {
    const core = await start();
    const none = await raw(core, '/models', { 'user-agent': 'Stranger/1.0' });
    expect(none.status).toBe(401);
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect((await raw(core, '/models', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await raw(core, '/key/wrong/models', {})).status).toBe(401);
    const entries = await list(core);
    expect(entries.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(entries[2]).toMatchObject({ client: 'Stranger/1.0', keyName: null, path: '/models' });
    expect(entries[2]!.problem).toContain('needs a key');
    expect(entries[0]!.path).toBe('/models');
  });

  it('tells without a key only whether it runs', async () => {
    const core = await start();
    expect((await raw(core, '/health', {})).text).toBe('{"isReady":true,"isLoading":false}');
  });

  it('does without keys on this computer if the user says so, but not for what a proxy passes on', async () => {
    const core = await start();
    await core.window.call('changeSettings', { apiNeedsKey: false });
    expect((await raw(core, '/models', {})).status).toBe(200);
    // Many programs send a placeholder.
    expect((await raw(core, '/models', { authorization: 'Bearer none' })).status).toBe(200);
    expect((await raw(core, '/models', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(401);
  });

  it('gives each key the rights that it was made with, until it is deleted', async () => {
    const core = await start();
    const { key, text } = await core.window.call('createApiKey', {
      name: 'Editor',
      rights: ['status'],
      days: null,
    });
    const own = { authorization: `Bearer ${text}` };
    expect(text).toMatch(/^sk-hearth-[\w-]{32}$/);
    expect(key).toMatchObject({ name: 'Editor', ending: text.slice(-4), rights: ['status'] });
    expect(JSON.stringify(await core.window.call('apiKeys', {}))).not.toContain(text);
    expect((await raw(core, '/running', own)).status).toBe(200);
    const refused = await raw(core, '/models', own);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('does not have the right “models”');
    expect((await core.window.call('apiKeys', {}))[0]!.usedAt).not.toBeNull();
    await core.window.call('deleteApiKey', { id: key.id });
    expect((await raw(core, '/running', own)).status).toBe(401);
  });

  it('answers only requests that name it as their host', async () => {
    const core = await start();
    const { port } = new URL(core.address);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `192.0.2.7:${port}`,
      ' ',
    ])
      expect((await raw(core, '/models', { ...bearer, host })).status, host).toBe(403);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`])
      expect((await raw(core, '/models', { ...bearer, host })).status, host).toBe(200);
    await core.window.call('changeSettings', { apiHosts: ['host.docker.internal'] });
    expect((await raw(core, '/models', { ...bearer, host: 'host.docker.internal:9' })).status).toBe(200);
  });

  it('answers no web page unless the user allows it, and tells the browser so', async () => {
    const core = await start();
    const origin = 'http://localhost:3000';
    for (const headers of [
      { origin },
      { origin: 'null' },
      { origin: core.address },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect((await raw(core, '/models', { ...bearer, ...(headers as Record<string, string>) })).status).toBe(
        403,
      );
    expect((await raw(core, '/models', { origin }, 'OPTIONS')).status).toBe(403);
    await core.window.call('changeSettings', { apiOrigins: [origin] });
    const preflight = await raw(
      core,
      '/models',
      { origin, 'access-control-request-headers': 'authorization' },
      'OPTIONS',
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization',
    });
    const allowed = await raw(core, '/models', { ...bearer, origin });
    expect(allowed).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    expect((await raw(core, '/models', { ...bearer, origin: `${origin}0` })).status).toBe(403);
    await expect(core.window.call('changeSettings', { apiOrigins: ['localhost'] })).rejects.toThrow(
      'not the origin',
    );
  });

  it('listens beyond this computer only if there is a key', async () => {
    const core = await start({}, undefined, { api: { port: 0, key: null } });
    await expect(core.window.call('changeSettings', { apiAddresses: ['0.0.0.0'] })).rejects.toThrow(
      'only if there is a key',
    );
    await core.window.call('createApiKey', { name: 'Laptop', rights: ['ask'], days: 1 });
    const changed = core.window.next('api.changed', ({ status }) => status.state === 'on');
    await core.window.call('changeSettings', { apiAddresses: ['0.0.0.0'] });
    expect((await changed).status.addresses[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const failed = core.window.next('api.changed', ({ status }) => status.state === 'failed');
    await core.window.call('changeSettings', { apiAddresses: ['192.0.2.1'] });
    expect((await failed).status.problem).toMatchObject({ code: 'api.no-such-address' });
  });

  it('refuses in the shape of the dialect what it does not know, and what is no JSON or too large', async () => {
    const core = await start();
    const post = (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
      core.send('/work', { method: 'POST', body: body as BodyInit, headers });
    expect((await core.send('/nothing')).status).toBe(404);
    const other = await core.send('/models', { method: 'DELETE' });
    expect(other.status).toBe(405);
    expect(other.headers.get('allow')).toBe('GET');
    expect((await core.send('/models', { method: 'HEAD' })).status).toBe(200);
    expect((await post('{"a":')).status).toBe(400);
    expect((await post(new Uint8Array([0x22, 0xff, 0x22]))).status).toBe(400);
    expect((await post(`${'['.repeat(300)}${']'.repeat(300)}`)).status).toBe(400);
    expect((await post('x', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415);
    expect((await post('x', { 'content-encoding': 'gzip' })).status).toBe(415);
    await core.window.call('changeSettings', { apiBodyMegabytes: 1 });
    expect((await post(`"${'x'.repeat(1_000_001)}"`)).status).toBe(413);
    // A body that the route does not expect is an error of the route, and the core goes on.
    expect((await post('"text"')).status).toBe(500);
    expect((await core.send('/models')).status).toBe(200);
  });

  it('ends connections that send nothing, and survives those that send nonsense', async () => {
    const core = await start();
    await core.window.call('changeSettings', { apiHeaderSeconds: 1 });
    await core.window.next('api.changed', ({ status }) => status.state === 'on');
    const { addresses } = await core.core.api.listen();
    const { port } = new URL(addresses[0]!);
    const talk = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
        socket.on('data', (data) => (answer += data.toString()));
        socket.on('error', () => resolve(answer));
        socket.on('close', () => resolve(answer));
      });
    const [slow, odd, target] = await Promise.all([
      talk('GET /models HTTP/1.1\r\nHost: localhost\r\n'),
      talk('\x00\x01\r\n\r\n'),
      talk(`GET //[ HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`),
    ]);
    expect(slow).toMatch(/^HTTP\/1\.1 408/);
    expect(odd).toMatch(/^HTTP\/1\.1 400/);
    expect(target).toMatch(/^HTTP\/1\.1 400/);
  });
});
