/** Checks that wrong bytes are found wherever they arise: during the transfer, on the disk or on the server. */
import { closeSync, existsSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { Faults } from '../../fixtures/hub/faults.ts';
import { madeRepository } from '../../fixtures/hub/serve.ts';
import { megabyte, openTest, type UnderTest } from '../../fixtures/downloads/downloads-under-test.ts';

/** The file has ten segments of 2 MiB. */
const size = 20 * megabyte;
const segment = 2 * megabyte;
let test: UnderTest;
const open = async (faults: Faults): Promise<void> => {
  test = await openTest();
  test.setFaults(faults);
};
afterEach(() => test.close());

const sent = () => test.hub.sent(`${madeRepository}/${test.files[0]!.path}`);
const fetchIt = async (): Promise<void> => {
  await test.downloads.start(test.wish());
  await test.reached('done');
  expect(test.isRight()).toBe(true);
};
/** Flips a bit at this position of a file. */
const flip = (path: string, at: number): void => {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0]! ^= 1;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
};
/** Downloads more than `bytes`, closes Hearth, runs `meanwhile` and starts it again. */
const fetchSome = async (bytes: number, meanwhile: () => void): Promise<void> => {
  test.setFaults({ bytesPerSecond: 20 * megabyte });
  await test.downloads.start(test.wish());
  await test.told1(({ doneBytes }) => doneBytes > bytes);
  await test.restart(meanwhile);
};

describe('bytes that arrive wrong', () => {
  it('cause their segment and those before it to be downloaded again, and none after it', async () => {
    await open({ wrong: [{ at: 5 * megabyte, answers: 1 }] });
    await fetchIt();
    expect(sent()).toEqual({ bytes: size + 3 * segment, twice: 3 * segment });
    expect(test.told.at(-1)!.refetchedBytes).toBe(3 * segment);
  });

  it('in several places are found one by one', async () => {
    await open({
      wrong: [
        { at: 1, answers: 1 },
        { at: 3 * megabyte, answers: 1 },
        { at: 9 * megabyte, answers: 1 },
      ],
    });
    await fetchIt();
    expect(sent().twice).toBe(5 * segment);
  });

  it.each(['content-digest', 'content-md5'] as const)(
    'beside a %s are downloaded again at once, alone',
    async (digest) => {
      await open({ digest, wrong: [{ at: 5 * megabyte, answers: 1 }] });
      await fetchIt();
      expect(sent()).toEqual({ bytes: size + segment, twice: segment });
    },
  );

  it('that differ from their digest in the same way twice are kept, and the SHA-256 of the whole file decides', async () => {
    // The digest is of other data, so the bytes differ from it each time in the same way.
    await open({ digest: 'content-digest', wrong: [{ at: 5 * megabyte }] });
    await test.downloads.start(test.wish());
    expect((await test.reached('failed')).problem).toEqual(say('downloads.other-content'));
    // The segment is sent twice because of its digest, then everything once more, with the same result.
    expect(sent().twice).toBe(size + segment);
  });

  it('each time are given up after a second pass that agrees with the first', async () => {
    await open({ wrong: [{ at: 5 * megabyte }] });
    const { id } = await test.downloads.start(test.wish());
    expect((await test.reached('failed')).problem).toEqual(say('downloads.other-content'));
    expect(sent()).toEqual({ bytes: 2 * size, twice: size });
    expect(existsSync(test.target())).toBe(false);
    // Later the server sends the correct file, and what is there still helps.
    test.setFaults({});
    test.downloads.resume(id);
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().twice).toBe(size + 3 * segment);
  });

  it('without ranges cause everything to be downloaded again', async () => {
    await open({ withoutRanges: true, wrong: [{ at: 5 * megabyte, answers: 2 }] });
    await fetchIt();
    // The connections that asked for ranges at first each received a part of the whole file.
    expect(sent().bytes).toBeLessThan(2.5 * size);
  });

  it('of a file whose digest the storage states differently are given up at once', async () => {
    await open({ digest: 'repr-digest' });
    const wish = test.wish();
    await test.downloads.start({ ...wish, parts: [{ ...wish.parts[0]!, sha256: 'd'.repeat(64) }] });
    expect((await test.reached('failed')).problem?.code).toMatch(/^downloads\.(changed|other-content)$/);
    expect(sent().bytes).toBeLessThan(4 * megabyte);
  });
});

describe('damage on the disk while Hearth was closed', () => {
  it('costs the damaged segments and nothing else', async () => {
    await open({});
    await fetchSome(12 * megabyte, () => {
      flip(`${test.target()}.part`, 100);
      flip(`${test.target()}.part`, 5 * megabyte);
    });
    const { bytes } = sent();
    const [{ doneBytes }] = test.downloads.list() as unknown as [{ doneBytes: number }];
    test.setFaults({});
    const ended = await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().bytes - bytes).toBe(size - doneBytes + 2 * segment);
    expect(ended.refetchedBytes).toBe(2 * segment);
  });

  it('costs what is missing if a power cut left the state newer than the file', async () => {
    await open({});
    await fetchSome(12 * megabyte, () => truncateSync(`${test.target()}.part`, 4 * megabyte + 1000));
    const { bytes } = sent();
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    // The two segments before the cut are kept.
    expect(sent().bytes - bytes).toBeLessThanOrEqual(size - 2 * segment);
  });

  it.each([
    ['a torn record', (path: string) => flip(path, 512 + 16 * 2 + 5)],
    ['a state that ends early', (path: string) => truncateSync(path, 512 + 16 * 3)],
  ])('of the state, %s, costs what it described', async (_, damage) => {
    await open({});
    await fetchSome(12 * megabyte, () => damage(`${test.target()}.part.state`));
    const { bytes } = sent();
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().bytes - bytes).toBeLessThan(size);
  });

  it('of the whole state starts the download over', async () => {
    await open({});
    await fetchSome(12 * megabyte, () => flip(`${test.target()}.part.state`, 3));
    const { bytes } = sent();
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().bytes - bytes).toBeGreaterThanOrEqual(size);
  });
});
