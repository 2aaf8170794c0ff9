/** Tests offline mode: when it is on, not a byte is sent, and nothing stays open that could send. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import { Unreachable } from '../../../main/core/network/unreachable.ts';
import { listening, serve, serveProxy, type TestServer } from '../../fixtures/network/servers.ts';
import { testOutgoing, textOf, type TestOutgoing } from '../../fixtures/network/test-outgoing.ts';
import { keepsTo } from '../../fixtures/in-time.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

const why = say('request.search');
let outgoing: TestOutgoing;
let server: TestServer;
beforeEach(async () => {
  outgoing = testOutgoing();
  server = await serve((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200);
    if (request.url === '/long') {
      const writing = setInterval(() => response.write('x'.repeat(1_000)), 5);
      response.on('close', () => clearInterval(writing));
    } else response.end('short');
  });
});
afterEach(async () => {
  await outgoing.remove();
  await server.close();
});
const goOffline = (): void => {
  outgoing.settings.offline = true;
  outgoing.settingsChanged();
};
const endOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'an answer',
    (error: unknown) => (error instanceof Unreachable ? [error.cause, error.message] : error),
  );

it('refuses before anything is opened or listed', async () => {
  goOffline();
  const refused = endOf(outgoing.send({ url: server.url, why }));
  expect(outgoing.connections()).toBe(0);
  expect(await refused).toEqual([
    'offline-switch',
    'Hearth is in offline mode, so nothing was sent. Turn off offline mode in Settings.',
  ]);
  expect(await endOf(outgoing.send({ url: 'http://hearth.invalid', why }))).toMatchObject([
    'offline-switch',
    {},
  ]);
  expect([server.made(), outgoing.requests.all(), outgoing.told]).toEqual([0, [], []]);
});

it('ends everything at once that runs, waits, connects or is only kept open, and leaves no socket', async () => {
  const read = outgoing.send({ url: `${server.url}/long`, why }).then(({ body }) => textOf(body));
  const running = [read, outgoing.send({ url: `${server.url}/silent`, why })];
  // Nothing answers at this address, or the system reports so at once.
  const connecting = outgoing.send({ url: 'http://192.0.2.1', why });
  // These are more than may be connected at once, so the last ones wait for their turn.
  const queued = Array.from({ length: 20 }, () => outgoing.send({ url: `${server.url}/silent`, why }));
  const all = [...running, ...queued].map(endOf);
  const whetherConnecting = endOf(connecting);
  await textOf(
    (await outgoing.send({ url: `http://localhost:${server.host.split(':')[1]}/short`, why })).body,
  );
  await waitFor(() => expect(server.open()).toBe(17));
  await waitFor(() => expect(outgoing.requests.all().at(-1)!.status).toBe(200));

  const startedAt = performance.now();
  goOffline();
  const sentence = expect.stringContaining('Offline mode was turned on, which ended the connection to');
  for (const end of await Promise.all(all)) expect(end).toEqual(['offline-switch', sentence]);
  expect(await whetherConnecting).toMatchObject([expect.stringMatching(/offline-switch|no-network|cut/), {}]);
  await waitFor(() => expect(outgoing.connections()).toBe(0));
  expect(keepsTo(performance.now() - startedAt, 500)).toBe(true);
  await waitFor(() => expect(server.open()).toBe(0));
  const asked = server.seen.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([server.seen.length, server.open(), outgoing.connections()]).toEqual([asked, 0, 0]);
  await waitFor(() => expect(outgoing.requests.all().filter(({ ms }) => ms === null)).toEqual([]));
});

it('closes a connection during its handshake at once', async () => {
  const mute = await listening(
    createServer((socket) => void socket.resume()),
    'https',
  );
  try {
    const asked = endOf(outgoing.send({ url: mute.url, why }));
    await waitFor(() => expect([mute.open(), outgoing.connections()]).toEqual([1, 1]));
    goOffline();
    expect(await asked).toMatchObject(['offline-switch', {}]);
    await waitFor(() => expect([mute.open(), outgoing.connections()]).toEqual([0, 0]));
  } finally {
    await mute.close();
  }
});

it('closes connections through a proxy too', async () => {
  const proxy = await serveProxy();
  const secure = await serve((_, response) => void response.writeHead(200).write('x'), 'https');
  const trusting = testOutgoing({
    ca: [(await import('../../fixtures/network/certificate.ts')).testCertificate.cert],
  });
  try {
    trusting.settings.proxy = proxy.url;
    const { body } = await trusting.send({ url: secure.url, why });
    const plain = await trusting.send({ url: `${server.url}/long`, why });
    expect([proxy.open(), secure.open(), trusting.connections()]).toEqual([2, 1, 2]);
    trusting.settings.offline = true;
    trusting.settingsChanged();
    expect(await endOf(textOf(body))).toMatchObject(['offline-switch', {}]);
    expect(await endOf(textOf(plain.body))).toMatchObject(['offline-switch', {}]);
    await waitFor(() => expect([proxy.open(), secure.open(), trusting.connections()]).toEqual([0, 0, 0]));
  } finally {
    await trusting.remove();
    await proxy.close();
    await secure.close();
  }
});

it('allows requests again when it is turned off', async () => {
  goOffline();
  outgoing.settings.offline = false;
  outgoing.settingsChanged();
  expect(await textOf((await outgoing.send({ url: `${server.url}/short`, why })).body)).toBe('short');
});

it('ends everything when Hearth closes, with the list complete', async () => {
  const { body } = await outgoing.send({ url: `${server.url}/long`, why });
  const silent = endOf(outgoing.send({ url: `${server.url}/silent`, why }));
  await waitFor(() => expect(server.seen).toHaveLength(2));
  await outgoing.close();
  expect(outgoing.requests.all().map(({ problem, ms }) => [problem, ms !== null])).toEqual([
    [say('network.closed'), true],
    [say('network.closed'), true],
  ]);
  expect(await silent).toEqual(['aborted', 'Hearth was closed before the request was complete.']);
  expect(await endOf(textOf(body))).toEqual([
    'aborted',
    'Hearth was closed before the request was complete.',
  ]);
  expect(await endOf(outgoing.send({ url: server.url, why }))).toMatchObject(['aborted', {}]);
  await waitFor(() => expect(server.open()).toBe(0));
});
