/** Tests the list of requests: what it keeps, what it must not keep, and how windows are informed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { Told } from '../../../main/shared/words/told.ts';
import type { OutgoingRequest } from '../../../main/shared/contract/network.ts';
import { openRequestList } from '../../../main/core/network/request-list.ts';
import { storedUrl } from '../../../main/core/network/stored-url.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { serve } from '../../fixtures/network/servers.ts';
import { testOutgoing, textOf } from '../../fixtures/network/test-outgoing.ts';
import { keepsTo } from '../../fixtures/in-time.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

const download = say('request.download', { repository: 'a/b', file: 'c.gguf' });

const request = (id: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  id,
  count: 1,
  startedAt: 1,
  method: 'GET',
  url: 'https://hub/x',
  why: say('request.search'),
  status: null,
  problem: null,
  sentBytes: 10,
  receivedBytes: 0,
  ms: null,
  ...more,
});

describe('an address in the list', () => {
  const hub = 'https://hub.example';
  it.each([
    [`${hub}/api/models?search=qwen&filter=gguf`, `${hub}/api/models?search=qwen&filter=gguf`],
    [`${hub}/api/models/a/b/tree/main?recursive=true`, `${hub}/api/models/a/b/tree/main?recursive=true`],
    [
      `${hub}/a/b/resolve/main/c.gguf?X-Amz-Signature=1&a`,
      `${hub}/a/b/resolve/main/c.gguf?X-Amz-Signature=…&a=…`,
    ],
    [`${hub}/api/modelsX?token=1`, `${hub}/api/modelsX?token=…`],
    ['https://cdn.example/api/models?token=1', 'https://cdn.example/api/models?token=…'],
    [
      'https://cdn.example/x?Expires=1&Signature=abc~_&Key-Pair-Id=K',
      'https://cdn.example/x?Expires=…&Signature=…&Key-Pair-Id=…',
    ],
    ['https://name:secret@hub.example/x#part', 'https://hub.example/x'],
    [`https://name:secret@hub.example/api/models?search=a`, `${hub}/api/models?search=a`],
  ])('contains nothing secret: %s', (url, stored) => {
    expect(storedUrl(new URL(url), hub)).toBe(stored);
  });

  it('is cut if it is very long', () => {
    expect(storedUrl(new URL(`${hub}/${'x'.repeat(5000)}`), hub)).toHaveLength(1001);
  });
});

describe('the list', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let db: ReturnType<typeof openDatabase>;
  beforeEach(() => {
    folder = temporaryFolder();
    db = openDatabase(folder.path);
  });
  afterEach(() => {
    db.close();
    folder.remove();
  });

  it('keeps the last 2,000 requests across restarts, newest first', () => {
    const list = openRequestList(db);
    db.exec('BEGIN');
    for (let index = 0; index < 2_100; index += 1) list.add(request(`r${index}`, { ms: 1 }));
    db.exec('COMMIT');
    const kept = openRequestList(db).all();
    expect([kept.length, kept[0]!.id, kept.at(-1)!.id]).toEqual([2_000, 'r2099', 'r100']);
    expect(kept[0]).toEqual(request('r2099', { ms: 1 }));
  });

  it('keeps the code and facts of each reason, and shows the text that an earlier Hearth stored', () => {
    const list = openRequestList(db);
    list.add(request('new', { why: download }));
    list.add(request('old'));
    db.exec("UPDATE outgoing_requests SET why = 'Look at a/b' WHERE id = 'old'");
    expect(list.all().map(({ why }) => why)).toEqual([
      say('app.as-stored', { text: 'Look at a/b' }),
      download,
    ]);
  });

  it('can be cleared except for running requests, and marks those that ran when Hearth ended', () => {
    const list = openRequestList(db);
    list.add(request('over'));
    list.update(request('over', { status: 200, receivedBytes: 5, ms: 7 }));
    list.add(request('running'));
    expect(list.all().map(({ id, receivedBytes, ms }) => [id, receivedBytes, ms])).toEqual([
      ['running', 0, null],
      ['over', 5, 7],
    ]);
    list.clear();
    expect(list.all().map(({ id }) => id)).toEqual(['running']);
    const next = openRequestList(db);
    expect(next.all()).toEqual([request('running', { problem: say('network.ended-unfinished') })]);
    next.clear();
    expect(next.all()).toEqual([]);
  });
});

describe('a request in the list', () => {
  it('has its reason, the bytes sent and received, and is updated a few times a second', async () => {
    let sent = 0;
    const server = await serve((incoming, response) => {
      sent =
        `${incoming.method} ${incoming.url} HTTP/1.1\r\n\r\n`.length +
        incoming.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
      response.writeHead(206);
      let left = 100;
      const writing = setInterval(() => {
        response.write(Buffer.alloc(12_345));
        if ((left -= 1) > 0) return;
        clearInterval(writing);
        response.end();
      }, 10);
    });
    const outgoing = testOutgoing();
    try {
      outgoing.settings.hubAddress = server.url;
      outgoing.token.value = 'hf_secret';
      const startedAt = Date.now();
      const { body } = await outgoing.send({ url: `${server.url}/a?b=c`, why: download });
      expect(outgoing.requests.all()).toMatchObject([{ ms: null, status: 206, receivedBytes: 0 }]);
      const reading = textOf(body);
      await waitFor(() => expect(outgoing.list()[0]!.receivedBytes).toBeGreaterThan(0));
      expect(outgoing.list()).toMatchObject([{ ms: null, status: 206, why: download }]);
      await reading;
      await waitFor(() => expect(outgoing.requests.all()[0]!.ms).not.toBeNull());
      const [kept] = outgoing.requests.all();
      expect(kept).toMatchObject({
        method: 'GET',
        url: `${server.url}/a?b=…`,
        why: download,
        status: 206,
        problem: null,
        receivedBytes: 1_234_500,
      });
      expect(keepsTo(kept!.startedAt - startedAt, 500)).toBe(true);
      expect(kept!.ms).toBeGreaterThan(900);
      // Node adds a "connection" header when it sends.
      expect(sent - kept!.sentBytes).toBe('connection: keep-alive\r\n'.length);
      const told = outgoing.told.map(({ receivedBytes, status, ms }) => [receivedBytes, status, ms]);
      expect(told[0]).toEqual([0, null, null]);
      expect(told.at(-1)).toEqual([1_234_500, 206, kept!.ms]);
      expect(told.length).toBeGreaterThan(4);
      expect(told.length).toBeLessThan(4 + kept!.ms! / 250);
    } finally {
      await outgoing.remove();
      await server.close();
    }
  });

  it('is joined with similar ones, such as for the parts of a file, but not with those for another reason', async () => {
    const server = await serve((_, response) => response.end('whole'));
    const outgoing = testOutgoing();
    const send = async (why: Told, path = '/a'): Promise<void> =>
      void (await textOf((await outgoing.send({ url: server.url + path, why })).body));
    try {
      const other = say('request.download', { repository: 'a/b', file: 'd.gguf' });
      await Promise.all([send(download), send(download), send(download)]);
      await send(download);
      await send(other);
      await send(download, '/b');
      const told = outgoing
        .list()
        .map(({ why, count, receivedBytes, status }) => [why, count, receivedBytes, status]);
      expect(told).toEqual([
        [download, 1, 5, 200],
        [other, 1, 5, 200],
        [download, 4, 20, 200],
      ]);
      expect(outgoing.list().every(({ ms }) => ms !== null)).toBe(true);
      outgoing.clearList();
      await send(download);
      expect(outgoing.list().map(({ count }) => count)).toEqual([1]);
    } finally {
      await outgoing.remove();
      await server.close();
    }
  });

  it('is not sent if it cannot be recorded, and continues if only its end cannot', async () => {
    const server = await serve((_, response) => response.end('whole'));
    const outgoing = testOutgoing();
    const full = (): never => {
      throw new Error('database or disk is full');
    };
    try {
      const { add } = outgoing.requests;
      outgoing.requests.update = full;
      expect(await textOf((await outgoing.send({ url: server.url, why: download })).body)).toBe('whole');
      outgoing.requests.add = full;
      await expect(outgoing.send({ url: server.url, why: say('request.search') })).rejects.toThrow(
        'Nothing was sent because Hearth could not write the request to its network log',
      );
      expect(server.seen).toHaveLength(1);
      outgoing.requests.add = add;
      expect(await textOf((await outgoing.send({ url: server.url, why: say('request.search') })).body)).toBe(
        'whole',
      );
    } finally {
      await outgoing.remove();
      await server.close();
    }
  });
});
