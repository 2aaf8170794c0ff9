/** Checks how downloads handle faults between the server and the disk. */
import { afterEach, describe, expect, it } from 'vitest';
import { say, sentenceOf } from '../../../main/shared/words/catalogue.ts';
import type { Faults } from '../../fixtures/hub/faults.ts';
import { madeFile } from '../../fixtures/hub/made-file.ts';
import { madeRepository } from '../../fixtures/hub/serve.ts';
import {
  megabyte,
  openTest,
  type TestOptions,
  type UnderTest,
} from '../../fixtures/downloads/downloads-under-test.ts';

const size = 20 * megabyte;
let test: UnderTest;
const open = async (faults: Faults, options: TestOptions = {}): Promise<void> => {
  test = await openTest(options);
  test.setFaults(faults);
};
afterEach(() => test.close());

const sent = () => test.hub.sent(`${madeRepository}/${test.files[0]!.path}`);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** The bytes that were sent once nothing more is: the server notices a moment later that nobody receives them. */
const sentAtLast = async (): Promise<number> => {
  let bytes = sent().bytes;
  for (;;) {
    await wait(200);
    if (sent().bytes === bytes) return bytes;
    ({ bytes } = sent());
  }
};
/** Downloads the one file and waits until it is complete and correct. */
const fetchIt = async (): Promise<void> => {
  await test.downloads.start(test.wish());
  await test.reached('done');
  expect(test.isRight()).toBe(true);
};

describe('connections', () => {
  it('that are cut again and again continue at the next byte', async () => {
    await open({ cutAfterBytes: 400_000 });
    await fetchIt();
    expect(test.requests('storage').length).toBeGreaterThan(40);
    // A reset discards the data in the sockets, which the server counts as sent.
    expect(sent().twice).toBeLessThan(2 * size);
  });

  it('that all end early, as if the file were complete, are continued', async () => {
    await open({ endEarly: { afterBytes: 300_000, answers: 20 } });
    await fetchIt();
    expect(sent()).toEqual({ bytes: size, twice: 0 });
  });

  it('that send more than was requested are ended there', async () => {
    await open({ tooLong: true });
    await fetchIt();
    expect(test.told.every(({ state }) => state !== 'failed')).toBe(true);
  });

  it('that fall silent count as cut', async () => {
    await open({ stall: { afterBytes: 100_000, answers: 4 } }, { pacing: { stallMs: 2000 } });
    await fetchIt();
    expect(sent().twice).toBe(0);
  });

  it('that never send anything leave the download waiting, with a reason, until they do', async () => {
    await open({ stall: { afterBytes: 0 } }, { pacing: { stallMs: 1000 } });
    await test.downloads.start(test.wish());
    expect(await test.reached('waiting')).toMatchObject({
      problem: say('downloads.silent'),
      bytesPerSecond: null,
    });
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
  });

  it('that a sleep of the machine has cut, although nothing says so, are made anew when it wakes up', async () => {
    // Nobody would notice for longer than this test takes, and the file is too small for a second connection.
    await open(
      { stall: { afterBytes: 100_000, answers: 1 } },
      { files: [madeFile('Small-Q4_K_M.gguf', 400_000)], pacing: { stallMs: 600_000 } },
    );
    await test.downloads.start(test.wish());
    await expect.poll(() => sent().bytes).toBe(100_000);
    test.wakes();
    await test.reached('done');
    expect(test.isRight()).toBe(true);
  });

  it('that are only slow, because of the disk or the server, do not count as silent', async () => {
    // Every connection is busy for longer than a silence may take, and is never silent.
    await open(
      { bytesPerSecond: megabyte },
      { files: [madeFile('Slow-Q4_K_M.gguf', 2.5 * megabyte)], pacing: { stallMs: 2000 } },
    );
    await fetchIt();
    // One for each segment of a megabyte: none was made again.
    expect(test.requests('storage')).toHaveLength(3);
    expect(sent().twice).toBe(0);
    expect(test.told.every(({ state }) => state !== 'waiting')).toBe(true);
  });
});

describe('without a network', () => {
  it('a download waits, retries with one connection and ever longer pauses, and continues where it was', async () => {
    await open({ bytesPerSecond: 20 * megabyte });
    await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    test.hub.setOnline(false);
    expect(await test.reached('waiting')).toMatchObject({
      problem: { code: expect.stringMatching(/^downloads\.(connection-lost|retrying|network-changed)$/) },
    });
    await wait(600);
    test.setFaults({});
    test.hub.setOnline(true);
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().twice).toBeLessThan(4 * 500_000);
  });

  it('resuming retries at once', async () => {
    await open({}, { pacing: { firstRetryMs: 60_000, longestRetryMs: 60_000 } });
    test.hub.setOnline(false);
    const { id } = await test.downloads.start(test.wish());
    await test.reached('waiting');
    test.hub.setOnline(true);
    test.downloads.resume(id);
    expect((await test.reached('done')).problem).toBeNull();
  });

  it('offline mode stops a running download, which continues when offline mode is turned off', async () => {
    await open(
      { bytesPerSecond: 10 * megabyte },
      { pacing: { firstRetryMs: 60_000, longestRetryMs: 60_000 } },
    );
    await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 2 * megabyte);
    test.offline(true);
    expect(await test.reached('waiting')).toMatchObject({
      problem: { code: expect.stringMatching(/offline$/) },
    });
    expect(await sentAtLast()).toBeLessThan(size);
    test.setFaults({});
    test.offline(false);
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(test.told.at(-1)).toMatchObject({ problem: null });
  });
});

describe('a server', () => {
  it.each([
    ['seconds', { 'retry-after': '1' }],
    ['a date', { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }],
    [
      'the reset of its window',
      { ratelimit: '"resolvers";r=0;t=1', 'ratelimit-policy': '"fixed window";"resolvers";q=3000;w=300' },
    ],
  ])('that has had too many requests is left alone for as long as it asks, in %s', async (form, headers) => {
    await open({ rateLimit: { by: 'storage', answers: 1, headers } });
    const until = Math.ceil(Date.now() / 1000) * 1000 + 1000;
    if (form === 'a date') {
      const date = new Date(until).toUTCString();
      test.setFaults({ rateLimit: { by: 'storage', answers: 1, headers: { 'retry-after': date } } });
    }
    await test.downloads.start(test.wish());
    const waiting = await test.reached('waiting');
    expect(sentenceOf(waiting.problem!)).toMatch(
      /too many requests .* continue in (less than a second|0 seconds|1 second|2 seconds)\.$/,
    );
    // Not even the user can shorten the wait.
    test.downloads.resume(waiting.id);
    await test.reached('done');
    const [refused, next] = test.requests('storage');
    expect(refused!.status).toBe(429);
    const asked = form === 'a date' ? until - performance.timeOrigin : refused!.at + 1000;
    expect(next!.at).toBeGreaterThan(asked - 100);
    expect(test.isRight()).toBe(true);
  });

  it('that refuses many requests with 503 is asked until the file is complete', async () => {
    await open({ errors: { share: 0.6, status: 503 } });
    await fetchIt();
    expect(sent().twice).toBe(0);
  });

  it('whose links expire is asked for a new one, once for all connections', async () => {
    await open({ linkRequests: 5 });
    await fetchIt();
    // Each link serves five of the ten segments.
    expect(test.requests('hub')).toHaveLength(2);
    expect(sent()).toEqual({ bytes: size, twice: 0 });
    expect(test.told.every(({ state }) => state !== 'waiting')).toBe(true);
  });

  it('whose links expire soon, over a slow connection, is asked again each time', async () => {
    await open({ linkMs: 200, bytesPerSecond: 16 * megabyte });
    await fetchIt();
    expect(test.requests('hub').length).toBeGreaterThan(2);
    // For each link that had expired, and for the first.
    expect(test.requests('hub').length).toBeLessThanOrEqual(test.requests('storage').length);
  });

  it.each([401, 403] as const)(
    'that wants its licence accepted first (%i) is reported to the user, who resumes later',
    async (gated) => {
      await open({ gated });
      const { id } = await test.downloads.start(test.wish());
      expect(await test.reached('failed')).toMatchObject({
        problem: say('downloads.gated', { repository: 'maker/Made-GGUF' }),
      });
      await test.restart();
      expect(test.downloads.list()).toMatchObject([
        { state: 'failed', problem: { code: 'downloads.gated' } },
      ]);
      test.setFaults({});
      test.downloads.resume(id);
      await test.reached('done');
      expect(test.isRight()).toBe(true);
    },
  );

  it('that no longer has the file is reported to the user', async () => {
    await open({ hubStatus: 404 });
    await test.downloads.start(test.wish());
    expect(await test.reached('failed')).toMatchObject({ problem: { code: 'downloads.file-gone' } });
  });

  it('whose storage redirects to another address is followed', async () => {
    await open({ redirects: 3 });
    await fetchIt();
    expect(sent()).toEqual({ bytes: size, twice: 0 });
  });

  it('whose storage supports no ranges sends everything over one connection', async () => {
    await open({ withoutRanges: true });
    await fetchIt();
    expect(test.told.at(-1)!.refetchedBytes).toBe(0);
  });

  it('whose storage supports no ranges and cuts the connection starts over, until everything arrives in one piece', async () => {
    await open({ withoutRanges: true, endEarly: { afterBytes: 5 * megabyte, answers: 3 } });
    await fetchIt();
    expect(test.told.at(-1)!.refetchedBytes).toBeGreaterThan(4 * megabyte);
  });
});

describe('another file', () => {
  const changed = 'has changed since this download began';

  it.each<[string, Faults]>([
    ['another SHA-256', { sha256: 'a'.repeat(64) }],
    ['another commit', { commit: 'b'.repeat(40) }],
    ['another length', { length: size + 5 }],
  ])('announced by %s on a resume is not mixed with the old one', async (_, faults) => {
    await open({ bytesPerSecond: 20 * megabyte });
    const wish = { ...test.wish(), revision: '0123456789abcdef0123456789abcdef01234567' };
    const { id } = await test.downloads.start(wish);
    await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    test.downloads.pause(id);
    const bytes = await sentAtLast();
    test.setFaults(faults);
    test.downloads.resume(id);
    expect(sentenceOf((await test.reached('failed')).problem!)).toContain(changed);
    expect(sent().bytes).toBe(bytes);
    // The old file is back.
    test.setFaults({});
    test.downloads.resume(id);
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().bytes - size).toBeLessThan(4 * 300_000);
  });

  it('whose length differs from the announced one is reported to the user', async () => {
    const files = [madeFile('Made-Q4_K_M.gguf', size)];
    await open({}, { files });
    const wish = test.wish();
    test.setFaults({ isPlain: true, length: size + 5 });
    await test.downloads.start({ ...wish, parts: [{ ...wish.parts[0]!, sha256: null }] });
    expect((await test.reached('failed')).problem).toEqual(say('downloads.other-length'));
  });

  it('under a tag that the storage changes halfway is looked up at the hub, which confirms that it is the same', async () => {
    await open({ bytesPerSecond: 20 * megabyte });
    await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    test.setFaults({ storageEtag: 'moved', bytesPerSecond: 20 * megabyte });
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(test.requests('hub')).toHaveLength(2);
    // Complete responses were dropped as soon as they began.
    expect(sent().twice).toBeLessThan(10 * megabyte);
  });

  it('in the repository itself, which only its tag identifies, is downloaded from the start', async () => {
    await open({ isPlain: true, bytesPerSecond: 20 * megabyte });
    const wish = test.wish();
    const { id } = await test.downloads.start({ ...wish, parts: [{ ...wish.parts[0]!, sha256: null }] });
    await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    test.downloads.pause(id);
    await test.restart();
    test.setFaults({ isPlain: true, sha256: 'c'.repeat(64) });
    test.downloads.resume(id);
    const ended = await test.reached('done');
    expect(ended.refetchedBytes).toBeGreaterThan(5 * megabyte);
    expect(test.isRight()).toBe(true);
  });
});
