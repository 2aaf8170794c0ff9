/** Bytes that are not what they should be, wherever that happens: on the way, on the disk, on the hub. */
import { closeSync, existsSync, openSync, readFileSync, readSync, truncateSync, writeSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { Faults } from '../../fixtures/hub/faults.ts';
import { madeRepository } from '../../fixtures/hub/serve.ts';
import { megabyte, openTest, type UnderTest } from '../../fixtures/downloads/downloads-under-test.ts';

/** Ten segments of 2 MiB. */
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
/** Another bit at this place of a file. */
const flip = (path: string, at: number): void => {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0]! ^= 1;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
};
/** Fetches so much of it, and closes Hearth. */
const fetchSome = async (bytes: number, meanwhile: () => void): Promise<void> => {
  test.setFaults({ bytesPerSecond: 20 * megabyte });
  await test.downloads.start(test.wish());
  await test.told1(({ doneBytes }) => doneBytes > bytes);
  await test.restart(meanwhile);
};

describe('bytes that were wrong when they came', () => {
  it('cost their segment and those before it a second fetch, and nothing behind it', async () => {
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
    'beside a %s are fetched again at once, alone',
    async (digest) => {
      await open({ digest, wrong: [{ at: 5 * megabyte, answers: 1 }] });
      await fetchIt();
      expect(sent()).toEqual({ bytes: size + segment, twice: segment });
    },
  );

  it('beside a digest that is wrong itself are taken, since the whole is right', async () => {
    // As if the digest were of something else: the bytes differ from it each time, in the same way.
    await open({ digest: 'content-digest', wrong: [{ at: 5 * megabyte }] });
    await test.downloads.start(test.wish());
    expect((await test.reached('failed')).problem).toEqual(say('downloads.other-content'));
    // The segment twice for its digest, then a whole pass that brings nothing else.
    expect(sent().twice).toBe(size + segment);
  });

  it('every time are given up after one pass that agrees with the first', async () => {
    await open({ wrong: [{ at: 5 * megabyte }] });
    const { id } = await test.downloads.start(test.wish());
    expect((await test.reached('failed')).problem).toEqual(say('downloads.other-content'));
    expect(sent()).toEqual({ bytes: 2 * size, twice: size });
    expect(existsSync(test.target())).toBe(false);
    // Later it is right, and what is there helps.
    test.setFaults({});
    test.downloads.resume(id);
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().twice).toBe(size + 3 * segment);
  });

  it('without ranges cost a second fetch of all', async () => {
    await open({ withoutRanges: true, wrong: [{ at: 5 * megabyte, answers: 2 }] });
    await fetchIt();
    // Those that asked for ranges at first got a part of it all.
    expect(sent().bytes).toBeLessThan(2.5 * size);
  });

  it('of a file whose digest the storage itself tells as another are not fetched at all', async () => {
    await open({ digest: 'repr-digest' });
    const wish = test.wish();
    await test.downloads.start({ ...wish, parts: [{ ...wish.parts[0]!, sha256: 'd'.repeat(64) }] });
    expect((await test.reached('failed')).problem?.code).toMatch(/^downloads\.(changed|other-content)$/);
    expect(sent().bytes).toBeLessThan(4 * megabyte);
  });
});

describe('damage on the disk while Hearth was closed', () => {
  it('costs the damaged segments, and nothing else', async () => {
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

  it('as after a power cut, where the state is newer than the file', async () => {
    await open({});
    await fetchSome(12 * megabyte, () => truncateSync(`${test.target()}.part`, 4 * megabyte + 1000));
    const { bytes } = sent();
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    // The two segments in front of the cut stay.
    expect(sent().bytes - bytes).toBeLessThanOrEqual(size - 2 * segment);
  });

  it.each([
    ['a torn record', (path: string) => flip(path, 512 + 16 * 2 + 5)],
    ['a state that ends early', (path: string) => truncateSync(path, 512 + 16 * 3)],
  ])('of the state, %s, costs what it spoke of', async (_, damage) => {
    await open({});
    await fetchSome(12 * megabyte, () => damage(`${test.target()}.part.state`));
    const { bytes } = sent();
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(sent().bytes - bytes).toBeLessThan(size);
  });

  it('of the state as a whole, or of the file as a whole, begins anew', async () => {
    await open({});
    await fetchSome(12 * megabyte, () => flip(`${test.target()}.part.state`, 3));
    test.setFaults({});
    await test.reached('done');
    expect(test.isRight()).toBe(true);
    expect(readFileSync(test.target()).length).toBe(size);
  });
});
