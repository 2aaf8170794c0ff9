import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { madeFile } from '../../fixtures/hub/made-file.ts';
import { madeRepository } from '../../fixtures/hub/serve.ts';
import {
  filesIn,
  megabyte,
  openTest,
  type TestOptions,
  type UnderTest,
} from '../../fixtures/downloads/downloads-under-test.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { keepsTo } from '../../fixtures/in-time.ts';

let test: UnderTest;
const open = async (options?: TestOptions): Promise<void> => {
  test = await openTest(options);
};
afterEach(() => test.close());

/** Bytes of a file of 20 MB that the server has sent so far. */
const sent = (path = test.files[0]!.path) => test.hub.sent(`${madeRepository}/${path}`);

describe('a download', () => {
  it('arrives in ranges over four connections, complete and correct, and is in its folder only then', async () => {
    await open();
    test.setFaults({ bytesPerSecond: 40 * megabyte });
    const startedAt = performance.now();
    const started = await test.downloads.start(test.wish());
    expect(started).toMatchObject({
      state: 'running',
      bytes: 20 * megabyte,
      doneBytes: 0,
      file: 'Made-Q4_K_M.gguf',
    });
    const half = await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    expect(half).toMatchObject({ state: 'running', problem: null });
    // The server sends at most this fast; a busy machine receives more slowly.
    const reached = (half.doneBytes * 1000) / (performance.now() - startedAt);
    expect(half.bytesPerSecond).toBeGreaterThan(reached / 2);
    expect(half.bytesPerSecond).toBeLessThan(80 * megabyte);
    expect(filesIn(test.folder)).toEqual([
      'maker/Made-GGUF/Made-Q4_K_M.gguf.part',
      'maker/Made-GGUF/Made-Q4_K_M.gguf.part.state',
    ]);
    const ended = await test.reached('done');
    expect(ended).toMatchObject({ doneBytes: 20 * megabyte, refetchedBytes: 0, target: test.target() });
    expect(test.done).toHaveLength(1);
    expect(test.isRight()).toBe(true);
    expect(filesIn(test.folder)).toEqual([
      'maker/Made-GGUF/Made-Q4_K_M.gguf',
      'maker/Made-GGUF/Made-Q4_K_M.gguf.hearth.json',
    ]);
    expect(JSON.parse(readFileSync(`${test.target()}.hearth.json`, 'utf8'))).toEqual({
      repository: madeRepository,
      revision: 'main',
      licence: 'apache-2.0',
    });
    expect(sent()).toEqual({ bytes: 20 * megabyte, twice: 0 });
    // The link is requested once, and no range before that succeeds; then four ranges run at a time.
    expect(test.requests('hub')).toHaveLength(1);
    const ranges = test.requests('storage');
    expect(ranges.every(({ status, range }) => status === 206 && range !== null)).toBe(true);
    expect(ranges.length).toBe(10);
    expect(keepsTo(ranges[3]!.at - ranges[1]!.at, 100)).toBe(true);
  });

  it('of several files is one download: all files appear at once, when the last is correct', async () => {
    const files = [1, 2, 3].map((part) =>
      madeFile(`q8/Made-0000${part}-of-00003.gguf`, 6 * megabyte + part, part),
    );
    await open({ files });
    test.setFaults({ bytesPerSecond: 20 * megabyte }, files[2]!);
    await test.downloads.start(test.wish(files));
    await test.told1(({ doneBytes }) => doneBytes > 13 * megabyte);
    expect(filesIn(test.folder).filter((name) => name.endsWith('.gguf'))).toEqual([]);
    const ended = await test.reached('done');
    expect(ended).toMatchObject({
      bytes: 18 * megabyte + 6,
      doneBytes: 18 * megabyte + 6,
      target: test.target(files[0]),
    });
    expect(files.map((file) => test.isRight(file))).toEqual([true, true, true]);
    expect(filesIn(test.folder)).toHaveLength(4);
  });

  it('of an empty file, or of one smaller than a segment, ends as well', async () => {
    const files = [madeFile('small.gguf', 10), madeFile('empty.gguf', 0)];
    await open({ files });
    await test.downloads.start(test.wish(files));
    await test.reached('done');
    expect(files.map((file) => test.isRight(file))).toEqual([true, true]);
  });

  it('of a file that is stored in the repository itself is identified by its length and tag', async () => {
    const files = [madeFile('README.gguf', 3 * megabyte)];
    await open({ files });
    test.setFaults({ isPlain: true });
    const wish = test.wish();
    await test.downloads.start({ ...wish, parts: [{ ...wish.parts[0]!, sha256: null }] });
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(test.requests('storage')).toHaveLength(0);
  });

  it('of an installed file is refused, and one that is already listed continues', async () => {
    await open();
    test.setFaults({ bytesPerSecond: 10 * megabyte });
    const { id } = await test.downloads.start(test.wish());
    test.downloads.pause(id);
    expect((await test.downloads.start(test.wish())).id).toBe(id);
    test.setFaults({});
    await test.reached('done');
    await expect(test.downloads.start(test.wish())).rejects.toThrow('is already installed');
    await test.downloads.cancel(id);
    expect(test.gone).toEqual([id]);
    expect(test.isRight()).toBe(true);
    await expect(test.downloads.start(test.wish())).rejects.toThrow('is already installed');
  });
});

describe('a model folder that cannot be used', () => {
  it('refuses a download with a sentence, and keeps those of before in the list', async () => {
    const place = temporaryFolder();
    await open({ modelFolder: join(place.path, 'disk', 'models') });
    await test.downloads.start(test.wish());
    await test.reached('done');
    const other = madeFile('Other-Q4_K_M.gguf', megabyte);
    // A file in the place of a folder, because root has all rights. Nothing in it can be looked at.
    await test.restart(() => {
      rmSync(dirname(test.folder), { recursive: true });
      writeFileSync(dirname(test.folder), '');
    });
    expect(test.downloads.list()).toHaveLength(1);
    await expect(test.downloads.start(test.wish([other]))).rejects.toMatchObject({
      told: { code: 'downloads.not-writable', facts: { reason: 'ENOTDIR' } },
    });
    place.remove();
  });
});

describe('a pause', () => {
  it('stops at once and keeps every byte, and the download continues with the next byte, even after a restart', async () => {
    await open();
    test.setFaults({ bytesPerSecond: 20 * megabyte });
    const { id } = await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    test.downloads.pause(id);
    expect(test.downloads.list()).toMatchObject([{ id, state: 'paused', bytesPerSecond: null }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const atPause = sent().bytes;
    await test.restart();
    const [listed] = test.downloads.list();
    expect(listed).toMatchObject({ id, state: 'paused' });
    // Everything that arrived is kept, except what was under way on each connection.
    expect(listed!.doneBytes).toBeGreaterThan(atPause - 4 * 300_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent().bytes).toBe(atPause);
    test.setFaults({});
    test.downloads.resume(id);
    await test.reached('done', id);
    expect(test.isRight()).toBe(true);
    expect(sent().bytes).toBe(20 * megabyte + atPause - listed!.doneBytes);
  });

  it('that is followed at once by a resume lets the download continue', async () => {
    await open();
    test.setFaults({ bytesPerSecond: 40 * megabyte });
    const { id } = await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 0);
    for (let times = 0; times < 5; times += 1) {
      test.downloads.pause(id);
      test.downloads.resume(id);
    }
    await test.reached('done', id);
    expect(test.isRight()).toBe(true);
  });
});

describe('the list', () => {
  it('runs two at a time, in order, and keeps their states across a restart', async () => {
    const files = ['a', 'b', 'c', 'd'].map((name, index) =>
      madeFile(`${name}.gguf`, 2 * megabyte, index + 1),
    );
    await open({ files });
    for (const file of files) test.setFaults({ bytesPerSecond: 2 * megabyte }, file);
    for (const file of files) await test.downloads.start(test.wish([file]));
    test.downloads.pause(test.downloads.list()[3]!.id);
    const states = () => test.downloads.list().map(({ file, state }) => `${file} ${state}`);
    expect(states()).toEqual(['a.gguf running', 'b.gguf running', 'c.gguf queued', 'd.gguf paused']);
    await test.restart();
    await test.reached('running');
    expect(states()).toEqual(['a.gguf running', 'b.gguf running', 'c.gguf queued', 'd.gguf paused']);
    for (const file of files) test.setFaults({}, file);
    // The third one may end before a slower one of the first two.
    await expect.poll(states).toEqual(['a.gguf done', 'b.gguf done', 'c.gguf done', 'd.gguf paused']);
    expect(test.isRight(files[3])).toBe(false);
    expect(test.requests('hub').filter(({ path }) => path.endsWith('d.gguf'))).toEqual([]);
  });

  it('continues by itself after Hearth was closed during a download, and transfers no byte twice', async () => {
    await open();
    test.setFaults({ bytesPerSecond: 20 * megabyte });
    await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 8 * megabyte);
    await test.restart();
    const atRestart = test.downloads.list()[0]!.doneBytes;
    const before = sent().bytes;
    expect(atRestart).toBeGreaterThan(8 * megabyte);
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().bytes - before).toBe(20 * megabyte - atRestart);
  });
});

describe('a cancelled download', () => {
  it('removes what was downloaded, and the folders that were created for it', async () => {
    const files = [madeFile('x/one.gguf', 4 * megabyte), madeFile('x/two.gguf', 4 * megabyte, 2)];
    await open({ files });
    test.setFaults({ bytesPerSecond: 4 * megabyte }, files[1]!);
    const { id } = await test.downloads.start(test.wish(files));
    await test.told1(({ doneBytes }) => doneBytes > 5 * megabyte);
    await test.downloads.cancel(id);
    expect(test.downloads.list()).toEqual([]);
    expect(test.gone).toEqual([id]);
    expect(filesIn(test.folder)).toEqual([]);
    expect(existsSync(dirname(dirname(test.target())))).toBe(false);
    await test.restart();
    expect(test.downloads.list()).toEqual([]);
  });

  it("leaves the user's other files alone", async () => {
    await open();
    mkdirSync(dirname(test.target()), { recursive: true });
    writeFileSync(`${test.target()}.txt`, 'mine');
    test.setFaults({ bytesPerSecond: 4 * megabyte });
    const { id } = await test.downloads.start(test.wish());
    await test.told1(({ doneBytes }) => doneBytes > 0);
    await test.downloads.cancel(id);
    expect(filesIn(test.folder)).toEqual(['maker/Made-GGUF/Made-Q4_K_M.gguf.txt']);
  });
});

describe('naming the files of a complete download', () => {
  it('continues if it was interrupted between two renames', async () => {
    const files = [1, 2].map((part) => madeFile(`Made-0000${part}-of-00002.gguf`, 2 * megabyte, part));
    await open({ files });
    test.setFaults({ bytesPerSecond: 2 * megabyte }, files[0]!);
    const { id } = await test.downloads.start(test.wish(files));
    await test.told1(({ doneBytes }) => doneBytes > 0);
    test.downloads.pause(id);
    await test.restart();
    // `nameFiles` would leave this: the last file has its name, the first does not, and both state files exist.
    const { openPartialFile } = await import('../../../main/core/downloads/partial-file.ts');
    const { renameSync } = await import('node:fs');
    for (const file of files) {
      const partial = await openPartialFile(test.target(file), {
        path: file.path,
        bytes: file.size,
        sha256: file.sha256,
      });
      await partial.startAnew();
      await partial.append(0, [Buffer.from(file.read(0, file.size))]);
      await partial.verified();
      await partial.close();
    }
    renameSync(`${test.target(files[1])}.part`, test.target(files[1]));
    const before = test.hub.requests.length;
    test.downloads.resume(id);
    await test.reached('done', id);
    expect(files.map((file) => test.isRight(file))).toEqual([true, true]);
    expect(test.hub.requests.length).toBe(before);
    expect(filesIn(test.folder)).toHaveLength(3);
  });
});

it('the made files match their SHA-256', async () => {
  const file = madeFile('any', 40 * megabyte + 7, 3);
  await open({ files: [file] });
  const hash = createHash('sha256');
  for (let at = 0; at < file.size; at += 1_000_003)
    hash.update(file.read(at, Math.min(1_000_003, file.size - at)));
  expect(hash.digest('hex')).toBe(file.sha256);
});
