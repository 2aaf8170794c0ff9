/** Tests which proxy a request uses, with real proxies on the way. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxyFor } from '../../../main/core/network/proxy.ts';
import { say } from '../../../main/shared/words/catalogue.ts';
import { Unreachable } from '../../../main/core/network/unreachable.ts';
import { testCertificate } from '../../fixtures/network/certificate.ts';
import { listening, serve, serveProxy, type TestServer } from '../../fixtures/network/servers.ts';
import { testOutgoing, textOf, type TestOutgoing } from '../../fixtures/network/test-outgoing.ts';

describe('the proxy of an address', () => {
  const originOf = (url: string, env: NodeJS.ProcessEnv, setting = ''): string | null =>
    proxyFor(new URL(url), setting, env)?.origin ?? null;

  it('is the one in Settings, before any in the environment', () => {
    const env = { https_proxy: 'http://other:1', no_proxy: '*' };
    expect(originOf('https://hub/', env, 'http://mine:8080/path')).toBe('http://mine:8080');
  });

  it('is otherwise the one for its protocol, lower case first, with or without http://', () => {
    const env = {
      https_proxy: 'one:1',
      HTTPS_PROXY: 'two:2',
      HTTP_PROXY: 'https://three:3',
      ALL_PROXY: 'four:4',
    };
    expect(originOf('https://hub/', env)).toBe('http://one:1');
    expect(originOf('http://hub/', env)).toBe('https://three:3');
    expect(originOf('http://hub/', { ALL_PROXY: 'four:4' })).toBe('http://four:4');
    expect(originOf('http://hub/', { https_proxy: 'one:1' })).toBeNull();
    expect(originOf('http://hub/', { http_proxy: '' })).toBeNull();
  });

  it.each([
    ['*', 'http://a.b/', true],
    ['b', 'http://a.b/', true],
    ['.b', 'http://a.b/', true],
    ['*.b', 'http://a.b/', true],
    ['x, a.b', 'http://a.b/', true],
    ['A.B:80', 'http://a.b/', true],
    ['a.b:443', 'https://a.b/', true],
    ['[::1]:8080', 'http://[::1]:8080/', true],
    ['::1', 'http://[::1]/', true],
    ['127.0.0.1', 'http://127.0.0.1:5/', true],
    ['a.b:81', 'http://a.b/', false],
    ['b', 'http://ab/', false],
    ['a.b.c', 'http://a.b/', false],
    ['', 'http://a.b/', false],
  ])('follows no_proxy=%j: %s is exempt: %s', (list, url, isExcepted) => {
    const env = { http_proxy: 'p:1', https_proxy: 'p:1', NO_PROXY: list };
    expect(originOf(url, env)).toBe(isExcepted ? null : 'http://p:1');
  });

  it('keeps the name and password apart from what is shown', () => {
    const proxy = proxyFor(new URL('http://hub/'), 'http://us%40er:p%3Ass@proxy:3128', {})!;
    expect({
      ...proxy,
      authorization: Buffer.from(proxy.authorization!.slice(6), 'base64').toString(),
    }).toEqual({
      origin: 'http://proxy:3128',
      host: 'proxy:3128',
      authorization: 'us@er:p:ss',
    });
  });

  it.each([
    ['socks5://user:secret@p:1', '', 'in the environment variable http_proxy'],
    ['http://', '', 'in the environment variable http_proxy'],
    ['p:1', 'ftp://user:secret@p', 'in Settings'],
  ])('is refused if Hearth cannot use it: %s %s', (given, setting, words) => {
    expect(() => originOf('http://hub/', { http_proxy: given }, setting)).toThrow(words);
    expect(() => originOf('http://hub/', { http_proxy: given }, setting)).not.toThrow('secret');
  });
});

describe('a proxy', () => {
  let outgoing: TestOutgoing;
  let closing: { close: () => Promise<void> }[];
  let proxy: TestServer;
  let secure: TestServer;
  let plain: TestServer;
  beforeEach(async () => {
    outgoing = testOutgoing({ ca: [testCertificate.cert] });
    proxy = await serveProxy();
    secure = await serve((_, response) => response.end('secret'), 'https');
    plain = await serve((_, response) => response.end('plain'));
    closing = [proxy, secure, plain];
  });
  afterEach(async () => {
    await outgoing.remove();
    for (const server of closing) await server.close();
  });
  const get = async (url: string): Promise<string> =>
    textOf((await outgoing.send({ url, why: say('request.search') })).body);
  const problemOf = async (url: string): Promise<[string, string]> => {
    const error: unknown = await outgoing
      .send({ url, why: say('request.search') })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Unreachable);
    return [(error as Unreachable).cause, (error as Unreachable).message];
  };

  it('carries https in a tunnel, in which it sees nothing', async () => {
    outgoing.settings.proxy = proxy.url;
    outgoing.settings.hubAddress = secure.url;
    outgoing.token.value = 'hf_secret';
    expect(await get(`${secure.url}/file`)).toBe('secret');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await get(`${secure.url}/file`)).toBe('secret');
    // Both requests use one tunnel.
    expect(proxy.seen.map(({ method, url }) => [method, url])).toEqual([['CONNECT', secure.host]]);
    expect(JSON.stringify(proxy.seen)).not.toContain('hf_secret');
    expect(secure.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer hf_secret',
      'Bearer hf_secret',
    ]);
  });

  it('receives http requests itself, with the whole address', async () => {
    outgoing.settings.proxy = proxy.url;
    expect(await get(`${plain.url}/file?a=1`)).toBe('plain');
    expect(proxy.seen.map(({ method, url }) => [method, url])).toEqual([['GET', `${plain.url}/file?a=1`]]);
    expect(outgoing.requests.all()[0]!.sentBytes).toBeGreaterThan(0);
    expect(plain.seen[0]!.headers).toMatchObject({ host: plain.host, 'user-agent': 'Hearth/1.2.3' });
  });

  it('comes from the environment if the setting is empty', async () => {
    const other = testOutgoing({
      ca: [testCertificate.cert],
      env: { HTTPS_PROXY: proxy.host, NO_PROXY: plain.host },
    });
    try {
      await textOf((await other.send({ url: secure.url, why: say('request.search') })).body);
      await textOf((await other.send({ url: plain.url, why: say('request.search') })).body);
      expect(proxy.seen.map(({ url }) => url)).toEqual([secure.host]);
    } finally {
      await other.remove();
    }
  });

  it('may require a password, and the user is asked for it if it is missing', async () => {
    const guarded = await serveProxy('p:ss');
    closing.push(guarded);
    outgoing.settings.proxy = guarded.url.replace('://', '://user:p%3Ass@');
    expect(await get(secure.url)).toBe('secret');
    expect(await get(plain.url)).toBe('plain');
    expect(JSON.stringify([plain.seen, secure.seen, outgoing.requests.all()])).not.toMatch(
      /p:ss|p%3Ass|dXNlcjpw/,
    );
    outgoing.settings.proxy = guarded.url;
    const wanted = ['proxy', expect.stringContaining('requires a name and a password')];
    expect(await problemOf(secure.url)).toEqual(wanted);
    expect(await problemOf(plain.url)).toEqual(wanted);
  });

  it('that cannot be reached, or cannot reach the server, is reported as such', async () => {
    const nobody = await serve(() => undefined);
    await nobody.close();
    outgoing.settings.proxy = proxy.url;
    const [cause, words] = await problemOf(`https://${nobody.host}`);
    expect([cause, words]).toEqual([
      'proxy',
      expect.stringContaining(`refused the connection to ${nobody.host} (status 502)`),
    ]);
    expect(outgoing.requests.all()[0]!.sentBytes).toBe(0);
    outgoing.settings.proxy = nobody.url;
    for (const url of [secure.url, plain.url])
      expect(await problemOf(url)).toEqual([
        'proxy',
        expect.stringContaining(`Cannot reach the proxy ${nobody.host}`),
      ]);
  });

  it('that hangs up is asked once', async () => {
    const rude = await listening(
      createServer((socket) => socket.once('data', () => socket.destroy())),
      'http',
    );
    closing.push(rude);
    outgoing.settings.proxy = rude.url;
    expect((await problemOf(secure.url))[0]).toBe('cut');
    expect((await problemOf(plain.url))[0]).toBe('cut');
    expect(rude.made()).toBe(2);
  });

  it('does not get the blame for a server with an invalid certificate', async () => {
    const strict = testOutgoing();
    try {
      strict.settings.proxy = proxy.url;
      const error: unknown = await strict
        .send({ url: secure.url, why: say('request.search') })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ cause: 'tls' });
    } finally {
      await strict.remove();
    }
  });
});
