/** Tests the client of Hugging Face against a server that answers like the real one, and against some that do not. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileSource } from '../../../main/system/file-source.ts';
import { readGgufHeader } from '../../../main/shared/gguf/gguf-header.ts';
import { openHub, type Hub, type HubSearch } from '../../../main/core/hub/hub.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import { say } from '../../../main/shared/words/catalogue.ts';
import { apiLimit, hubTokens } from '../../fixtures/hub/hub-api.ts';
import type { StandInFile, StandInRepository } from '../../fixtures/hub/repository.ts';
import { serve, type TestServer } from '../../fixtures/network/servers.ts';
import { testOutgoing, type TestOutgoing } from '../../fixtures/network/test-outgoing.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import { serveHub, type HubServer } from '../../fixtures/hub/hub-server.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

const revision = '0123456789abcdef0123456789abcdef01234567';

const zeros = (path: string, size: number): StandInFile => ({
  path,
  size,
  sha256: createHash('sha256').update(path).digest('hex'),
  read: (_, length) => Buffer.alloc(length),
});

const repository = (id: string, more: Partial<StandInRepository> = {}): StandInRepository => ({
  id,
  revision,
  downloads: 10,
  likes: 1,
  lastModified: '2026-03-01T10:00:00.000Z',
  licence: 'apache-2.0',
  gated: false,
  tags: ['gguf', 'conversational'],
  card: '---\nlicense: apache-2.0\n---\n\n# A model\n',
  gguf: { total: 8_190_735_360, architecture: 'qwen3', context_length: 40_960 },
  files: [zeros('model-Q4_K_M.gguf', 50_000_000)],
  ...more,
});

const many = Array.from({ length: 70 }, (_, index) =>
  repository(`maker/Many-${index}-GGUF`, {
    downloads: 1000 - index,
    likes: (index * 37) % 70,
    lastModified: new Date(Date.UTC(2026, 0, 1 + ((index * 11) % 70))).toISOString(),
  }),
);

let outgoing: TestOutgoing;
let hub: Hub;
let server: HubServer;
let extra: TestServer[];
const open = async (repositories: StandInRepository[]): Promise<void> => {
  server = await serveHub(repositories);
  outgoing = testOutgoing();
  outgoing.settings.hubAddress = server.hub.url;
  hub = openHub({
    outgoing,
    places: () => outgoing.settings,
    hasToken: () => outgoing.token.value !== null,
    isHere: (id, { path }) => id === 'maker/Here-GGUF' && path === 'model-Q4_K_M.gguf',
  });
};
beforeEach(() => {
  extra = [];
  apiLimit.remaining = 500;
  apiLimit.resetSeconds = 55;
});
afterEach(async () => {
  await outgoing.remove();
  await server.close();
  for (const one of extra) await one.close();
});
/** Replaces the hub with a server that answers like this. */
const insteadAnswers = async (...given: Parameters<typeof serve>): Promise<TestServer> => {
  const other = await serve(...given);
  extra.push(other);
  outgoing.settings.hubAddress = other.url;
  return other;
};

const search = (more: Partial<HubSearch> = {}): ReturnType<Hub['search']> =>
  hub.search({ text: '', sort: 'downloads', cursor: null, ...more });
const sentenceOf = async (asked: Promise<unknown>): Promise<string> => {
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).message).toMatch(/^[^\n]+\.$/);
  return (error as Refusal).message;
};

describe('a search', () => {
  it('finds models with GGUF files and what is known about them', async () => {
    await open([
      repository('maker/Qwen3-8B-GGUF', { downloads: 7, likes: 3 }),
      repository('maker/Qwen3-8B', { tags: ['safetensors'] }),
      repository('other/Qwen3-Gated-GGUF', { gated: 'manual', licence: null, gguf: null, downloads: 1 }),
      repository('other/Llama-GGUF'),
    ]);
    expect(await search({ text: 'qwen3' })).toEqual({
      models: [
        {
          id: 'maker/Qwen3-8B-GGUF',
          downloads: 7,
          likes: 3,
          changedAt: Date.UTC(2026, 2, 1, 10),
          licence: 'apache-2.0',
          isGated: false,
          architecture: 'qwen3',
          parameters: 8_190_735_360,
          trainedContextLength: 40_960,
        },
        expect.objectContaining({
          id: 'other/Qwen3-Gated-GGUF',
          licence: null,
          isGated: true,
          architecture: null,
          parameters: null,
          trainedContextLength: null,
        }),
      ],
      next: null,
    });
    expect(outgoing.requests.all()).toMatchObject([{ why: say('request.search'), status: 200 }]);
    // A list does not download whole model cards.
    expect(server.hub.seen[0]!.url).not.toMatch(/cardData|siblings/);
    expect(server.hub.seen[0]!.headers['accept-encoding']).toBe('gzip');
  });

  it.each([
    ['downloads' as const, (a: StandInRepository, b: StandInRepository) => b.downloads - a.downloads],
    ['likes' as const, (a: StandInRepository, b: StandInRepository) => b.likes - a.likes],
    [
      'changed' as const,
      (a: StandInRepository, b: StandInRepository) => Date.parse(b.lastModified) - Date.parse(a.lastModified),
    ],
  ])('is sorted by %s and continues page by page', async (sort, compare) => {
    await open(many);
    const found: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const { models, next } = await search({ sort, cursor });
      found.push(...models.map(({ id }) => id));
      cursor = next;
      pages += 1;
    } while (cursor !== null);
    expect([pages, found]).toEqual([3, many.toSorted(compare).map(({ id }) => id)]);
  });

  it('finds the model that an address of Hugging Face leads to', async () => {
    await open([repository('maker/One-GGUF'), repository('maker/Other-GGUF')]);
    const { models } = await search({ text: `${server.hub.url}/maker/One-GGUF/tree/main?x#y` });
    expect(models.map(({ id }) => id)).toEqual(['maker/One-GGUF']);
  });

  it('leaves out broken entries, and takes only the cursor from a link', async () => {
    await open([]);
    const good = {
      id: 'a/b',
      downloads: -1,
      likes: 'many',
      lastModified: 'yesterday',
      gated: 7,
      tags: 'x',
      gguf: { total: -5 },
    };
    const bad = [
      null,
      7,
      {},
      { id: '../../etc' },
      { id: 'a/..' },
      { id: 'noslash' },
      { id: 'a/b/c' },
      { id: `a/${'x'.repeat(300)}` },
    ];
    await insteadAnswers((_request, response) => {
      response.setHeader('Link', '<http://elsewhere.invalid/api/models?limit=9&cursor=abc%3D>; rel="next"');
      response.end(JSON.stringify([...bad, good]));
    });
    expect(await search()).toEqual({
      models: [
        {
          id: 'a/b',
          downloads: 0,
          likes: 0,
          changedAt: 0,
          licence: null,
          isGated: false,
          architecture: null,
          parameters: null,
          trainedContextLength: null,
        },
      ],
      next: 'abc=',
    });
    await search({ cursor: 'abc=' });
    expect(new URL(extra[0]!.seen[1]!.url, 'http://hub').searchParams.get('cursor')).toBe('abc=');
  });

  it.each([
    ['a page for people', 200, '<!doctype html><p>Welcome'],
    ['something else', 200, '{"models":[]}'],
    ['more than any reply has', 200, `["${'x'.repeat(17 * 1024 ** 2)}"]`],
    ['cut JSON', 200, '[{"id":"a/b"}'],
  ])('refuses %s with a sentence', async (_name, status, body) => {
    await open([]);
    await insteadAnswers((_request, response) => response.writeHead(status).end(body));
    expect(await sentenceOf(search())).toContain('did not answer as Hugging Face does');
  });

  it('says what to do if the hub refuses', async () => {
    await open([]);
    let status = 503;
    await insteadAnswers((_request, response) => response.writeHead(status).end());
    expect(await sentenceOf(search())).toContain('has a problem (status 503). Try again later');
    status = 404;
    expect(await sentenceOf(search())).toContain('has no models to search. Check the Hugging Face address');
    status = 418;
    expect(await sentenceOf(search())).toContain('unexpected status (418)');
    await extra[0]!.close();
    expect(await sentenceOf(search())).toContain('Cannot connect to');
    outgoing.settings.offline = true;
    expect(await sentenceOf(search())).toContain('Hearth is in offline mode, so nothing was sent');
  });

  it('waits if the hub asks for a moment, and otherwise says for how long', async () => {
    await open([repository('a/b')]);
    apiLimit.remaining = 0;
    apiLimit.resetSeconds = 1;
    setTimeout(() => (apiLimit.remaining = 500), 500);
    const startedAt = performance.now();
    expect((await search()).models).toHaveLength(1);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    expect(server.hub.seen).toHaveLength(2);

    apiLimit.remaining = 0;
    // One retry is enough.
    expect(await sentenceOf(search())).toContain('Try again in 1 second.');
    expect(server.hub.seen).toHaveLength(4);
    apiLimit.resetSeconds = 215;
    expect(await sentenceOf(search())).toContain(
      'too many requests from this network. Try again in 4 minutes.',
    );
    expect(server.hub.seen).toHaveLength(5);
    await insteadAnswers((_request, response) => response.writeHead(429).end());
    expect(await sentenceOf(search())).toContain('Try again in a few minutes.');
  });

  it('can be cancelled while it waits', async () => {
    await open([]);
    apiLimit.remaining = 0;
    apiLimit.resetSeconds = 9;
    const leaving = new AbortController();
    const asked = hub.search({ text: '', sort: 'likes', cursor: null }, leaving.signal);
    await waitFor(() => expect(outgoing.requests.all()[0]?.status).toBe(429));
    setTimeout(() => leaving.abort(), 20);
    await expect(asked).rejects.toThrow('aborted');
    expect(server.hub.seen).toHaveLength(1);
  });
});

describe('a model', () => {
  it('has its files, its card and the commit that they belong to', async () => {
    const files = [
      zeros('big/Here-Q8_0-00001-of-00002.gguf', 60_000_000),
      zeros('big/Here-Q8_0-00002-of-00002.gguf', 40_000_000),
      zeros('model-Q4_K_M.gguf', 50_000_000),
      zeros('mmproj-F16.gguf', 20_000_000),
      zeros('config.json', 500),
    ];
    await open([repository('maker/Here-GGUF', { files, gated: 'auto', likes: 9 })]);
    const details = await hub.model('maker/Here-GGUF');
    expect(details).toMatchObject({
      id: 'maker/Here-GGUF',
      likes: 9,
      isGated: true,
      revision,
      card: '# A model',
      url: `${server.hub.url}/maker/Here-GGUF`,
    });
    expect(
      details.files.map(({ path, bytes, kind, quantization, isHere }) => [
        path,
        bytes,
        kind,
        quantization,
        isHere,
      ]),
    ).toEqual([
      ['mmproj-F16.gguf', 20_000_000, 'projector', 'F16', false],
      ['model-Q4_K_M.gguf', 50_000_000, 'model', 'Q4_K_M', true],
      ['big/Here-Q8_0-00001-of-00002.gguf', 100_000_000, 'model', 'Q8_0', false],
    ]);
    expect(details.files[2]!.parts).toEqual(
      files.slice(0, 2).map(({ path, size, sha256 }) => ({ path, bytes: size, sha256 })),
    );
    // Everything belongs to one commit, whatever is pushed meanwhile.
    expect(server.hub.seen.slice(1).every(({ url }) => url.includes(revision))).toBe(true);
    await waitFor(() => expect(outgoing.requests.all().every(({ ms }) => ms !== null)).toBe(true));
  });

  it('is found under its current name', async () => {
    await open([repository('maker/Model-GGUF')]);
    expect(await hub.model('Maker/model-gguf')).toMatchObject({ id: 'maker/Model-GGUF', card: '# A model' });
  });

  it('takes its card from the mirror, and everything else from the hub', async () => {
    await open([repository('maker/Model-GGUF')]);
    const mirror = await serve((_request, response) => response.end('From the mirror'));
    extra.push(mirror);
    outgoing.settings.hubMirror = `${mirror.url}/hf/`;
    expect(await hub.model('maker/Model-GGUF')).toMatchObject({ card: 'From the mirror', revision });
    expect(mirror.seen.map(({ url }) => url)).toEqual([`/hf/maker/Model-GGUF/resolve/${revision}/README.md`]);
    expect(hub.fileUrl('a/b', 'refs/pr/1', 'f older/50%#?.gguf')).toBe(
      `${mirror.url}/hf/a/b/resolve/refs%2Fpr%2F1/f%20older/50%25%23%3F.gguf`,
    );
  });

  it('with more files than fit on a page has them all', async () => {
    const files = Array.from({ length: 1100 }, (_, index) => zeros(`f${index}-Q4_0.gguf`, 1000 + index));
    await open([repository('maker/Model-GGUF', { files })]);
    expect((await hub.model('maker/Model-GGUF')).files).toHaveLength(1100);
  });

  it('has no card if there is none, and the beginning of a long one', async () => {
    await open([repository('a/long', { card: `---\na: b\n---\n${'ä'.repeat(300_000)}` })]);
    const { card } = await hub.model('a/long');
    expect(card).toMatch(/^ä+$/);
    expect(Buffer.byteLength(card)).toBeGreaterThan(199_000);
    expect(Buffer.byteLength(card)).toBeLessThanOrEqual(200_000);
    const other = await insteadAnswers((request, response) => {
      if (request.url!.startsWith('/api/models/a/b?'))
        response.end(JSON.stringify({ id: 'a/b', sha: revision }));
      else if (request.url!.includes('/tree/')) response.end('[]');
      else response.writeHead(404).end('Entry not found');
    });
    expect(await hub.model('a/b')).toMatchObject({ card: '', files: [] });
    expect(other.seen).toHaveLength(3);
  });

  it.each([
    '../../../etc/passwd.gguf',
    '/etc/passwd.gguf',
    'C:\\x.gguf',
    'a\\..\\b.gguf',
    'a//b.gguf',
    'a/./b.gguf',
    'nul.gguf',
    'a/CON/b.gguf',
    'a\u0000.gguf',
    'a. /b.gguf',
    'a.gguf:stream.gguf',
    '',
  ])('never has a file %j', async (path) => {
    await open([]);
    const entry = { type: 'file', path, size: 5, lfs: { oid: 'f'.repeat(64), size: 5 } };
    const others = [
      { ...entry, path: 'good.gguf', lfs: { oid: 'F', size: 5 } },
      { ...entry, path: 'x.gguf', size: -1 },
      7,
    ];
    await insteadAnswers((request, response) => {
      if (request.url!.includes('/tree/')) response.end(JSON.stringify([entry, ...others]));
      else response.end(JSON.stringify({ id: 'a/b', sha: revision }));
    });
    const { files } = await hub.model('a/b');
    expect(files.map((file) => file.parts)).toEqual([[{ path: 'good.gguf', bytes: 5, sha256: null }]]);
  });

  it('that is missing, closed or disabled is reported in one sentence', async () => {
    await open([repository('maker/Model-GGUF')]);
    const missing = 'maker/Missing is not on';
    expect(await sentenceOf(hub.model('maker/Missing'))).toContain(missing);
    outgoing.token.value = hubTokens.agreed;
    expect(await sentenceOf(hub.model('maker/Missing'))).toContain(missing);
    outgoing.token.value = 'hf_of_nobody';
    expect(await sentenceOf(hub.model('maker/Model-GGUF'))).toContain('does not accept the access token');
    outgoing.token.value = null;
    await insteadAnswers((_request, response) =>
      response.end(JSON.stringify({ id: 'a/b', sha: revision, disabled: true })),
    );
    expect(await sentenceOf(hub.model('a/b'))).toContain('a/b was disabled');
  });
});

describe('a file on Hugging Face', () => {
  const path = tinyModel();
  const bytes = readFileSync(path);
  const tiny: StandInFile = {
    path: 'sub/tiny model.gguf',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
  const openTiny = (): Promise<void> =>
    open([
      repository('maker/Tiny-GGUF', { files: [tiny] }),
      repository('maker/Gated-GGUF', { files: [tiny], gated: 'manual' }),
    ]);
  const read = async (id = 'maker/Tiny-GGUF'): Promise<Awaited<ReturnType<typeof readGgufHeader>>> => {
    const source = await hub.source(id, revision, tiny.path);
    expect(source.size).toBe(bytes.length);
    try {
      return await readGgufHeader(source);
    } finally {
      source.close();
    }
  };
  const here = async () => {
    const source = await openFileSource(path);
    const header = await readGgufHeader(source);
    await source.close();
    return header;
  };
  const storageBytes = (): number =>
    outgoing.requests
      .all()
      .filter(({ url }) => url.startsWith(server.storage.url))
      .reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);

  it('is read by its header alone, and the hub is asked once', async () => {
    await openTiny();
    outgoing.token.value = hubTokens.agreed;
    const header = await here();
    expect(await read()).toEqual(header);
    expect(server.hub.seen).toHaveLength(1);
    // One request for each time that the reader doubles its buffer.
    const doublings = Math.ceil(Math.log2(header.dataOffset / (256 * 1024)));
    expect(server.storage.seen).toHaveLength(1 + Math.max(0, doublings));
    expect(server.storage.seen.map(({ headers }) => headers.authorization)).not.toContain('Bearer hf_agreed');
    expect(storageBytes()).toBeLessThanOrEqual(256 * 1024 * 2 ** Math.max(0, doublings));
    expect(JSON.stringify(outgoing.requests.all())).not.toMatch(/Signature=\d/);
  });

  it('is read beyond its header, with further ranges from the same link', async () => {
    const padded = Buffer.concat([bytes, Buffer.alloc(2 * 1024 ** 2)]);
    const large = {
      ...tiny,
      size: padded.length,
      read: (offset: number, length: number) => padded.subarray(offset, offset + length),
    };
    await open([repository('maker/Tiny-GGUF', { files: [large] })]);
    const source = await hub.source('maker/Tiny-GGUF', revision, tiny.path);
    const parts = [
      await source.read(0, 1000),
      await source.read(1000, 500_000),
      await source.read(501_000, 1_000_000),
    ];
    expect(Buffer.concat(parts).equals(padded.subarray(0, 1_501_000))).toBe(true);
    expect([server.hub.seen.length, server.storage.seen.length]).toEqual([1, 3]);
    // From now on only the newest link works. An older one is refused, so the hub is asked for another.
    server.faults.isExpired = true;
    await source.read(0, 300_000);
    expect([server.hub.seen.length, server.storage.seen.length]).toEqual([1, 4]);
    await hub.source('maker/Tiny-GGUF', revision, tiny.path);
    expect([server.hub.seen.length, server.storage.seen.length]).toEqual([2, 5]);
    const again = await source.read(1000, 500_000);
    expect(padded.subarray(1000, 501_000).equals(again)).toBe(true);
    expect([server.hub.seen.length, server.storage.seen.length]).toEqual([3, 7]);
    await source.read(2000, 500_000);
    expect([server.hub.seen.length, server.storage.seen.length]).toEqual([3, 8]);
  });

  it('is read from a server that supports no ranges, as far as necessary', async () => {
    const endless = 200 * 1024 ** 2;
    const large = {
      ...tiny,
      size: endless,
      read: (offset: number, length: number) =>
        offset < bytes.length ? bytes.subarray(offset, offset + length) : Buffer.alloc(length),
    };
    await open([repository('maker/Tiny-GGUF', { files: [large] })]);
    server.faults.ignoresRanges = true;
    const source = await hub.source('maker/Tiny-GGUF', revision, tiny.path);
    expect(source.size).toBe(endless);
    expect((await readGgufHeader(source)).dataOffset).toBe((await here()).dataOffset);
    source.close();
    await waitFor(() => expect(server.storage.open()).toBe(0));
    expect(server.storage.seen).toHaveLength(1);
    expect(storageBytes()).toBeLessThan(32 * 1024 ** 2);
  });

  it('that is gated says where to accept the licence, and with which account', async () => {
    await openTiny();
    const page = `${server.hub.url}/maker/Gated-GGUF`;
    expect(await sentenceOf(read('maker/Gated-GGUF'))).toBe(
      `maker/Gated-GGUF requires access. Accept the licence at ${page}, then add an access token in Settings.`,
    );
    outgoing.token.value = hubTokens.stranger;
    expect(await sentenceOf(read('maker/Gated-GGUF'))).toContain(
      `This access token does not give access to maker/Gated-GGUF. Accept the licence at ${page} with the same account`,
    );
    outgoing.token.value = hubTokens.agreed;
    expect((await read('maker/Gated-GGUF')).version).toBe(3);
  });

  it('that is gone or has changed is refused', async () => {
    await openTiny();
    const gone = 'is no longer on';
    expect(await sentenceOf(hub.source('maker/Tiny-GGUF', revision, 'other.gguf'))).toContain(gone);
    expect(await sentenceOf(hub.source('maker/Tiny-GGUF', 'f'.repeat(40), tiny.path))).toContain(gone);
    server.faults.shift = 16;
    expect(await sentenceOf(read())).toContain('the wrong part of the file');
    server.faults.shift = 0;
    Object.assign(server.faults, { ignoresRanges: true, hasNoLength: true });
    expect(await sentenceOf(read())).toContain('the wrong part of the file');
    await waitFor(() => expect(server.storage.open()).toBe(0));
  });
});
