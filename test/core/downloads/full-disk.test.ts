/** Downloads models to a disk that really fills up. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { makeSmallDisk, noSmallDisk, type SmallDisk } from '../../fixtures/disk/small-disk.ts';
import { madeFile } from '../../fixtures/hub/made-file.ts';
import {
  megabyte,
  openTest,
  type TestOptions,
  type UnderTest,
} from '../../fixtures/downloads/downloads-under-test.ts';

const reserve = 10 * megabyte;
let disk: SmallDisk;
let test: UnderTest;
const open = async (options: TestOptions = {}): Promise<void> => {
  disk = makeSmallDisk(64);
  test = await openTest({ modelFolder: join(disk.path, 'models'), reserveBytes: reserve, ...options });
};
afterEach(async () => {
  await test.close();
  disk.remove();
});

describe.skipIf(noSmallDisk !== '')(
  `on a small disk${noSmallDisk === '' ? '' : ` (skipped: ${noSmallDisk})`}`,
  () => {
    it('a download waits before it would use the reserve, and continues when there is space', async () => {
      await open();
      test.setFaults({ bytesPerSecond: 6 * megabyte });
      await test.downloads.start(test.wish());
      await test.told1(({ doneBytes }) => doneBytes > 2 * megabyte);
      disk.fill(reserve + 6 * megabyte);
      const waiting = await test.reached('waiting');
      expect(sentenceOf(waiting.problem!)).toMatch(
        /^The disk is full\. Free up [\d.]+.MB more, and the download will continue\.$/,
      );
      expect(disk.freeBytes()).toBeGreaterThanOrEqual(reserve);
      // It came as far as possible.
      expect(disk.freeBytes()).toBeLessThan(reserve + 4 * megabyte);
      test.setFaults({});
      disk.empty();
      const ended = await test.reached('done');
      expect(test.isRight()).toBe(true);
      expect(ended.refetchedBytes).toBe(0);
      expect(disk.freeBytes()).toBeGreaterThanOrEqual(reserve);
    });

    it('without a reserve, a disk that is full to the last block only makes the download wait', async () => {
      await open({ reserveBytes: -1024 * megabyte });
      test.setFaults({ bytesPerSecond: 12 * megabyte });
      await test.downloads.start(test.wish());
      await test.told1(({ doneBytes }) => doneBytes > 4 * megabyte);
      disk.fill(2 * megabyte);
      await test.reached('waiting');
      expect(disk.freeBytes()).toBeLessThan(megabyte);
      test.setFaults({});
      disk.empty();
      await test.reached('done');
      expect(test.isRight()).toBe(true);
    });

    it('a file that does not fit is refused at the start, counting the space that other downloads still need', async () => {
      const files = [madeFile('one.gguf', 25 * megabyte), madeFile('two.gguf', 25 * megabyte, 2)];
      await open({ files });
      test.setFaults({ bytesPerSecond: megabyte }, files[0]!);
      await expect(test.downloads.start(test.wish(files))).rejects.toThrow(
        /^Not enough disk space for this model\. Free up [\d.]+.MB more, or choose a smaller file\.$/,
      );
      await test.downloads.start(test.wish([files[0]!]));
      await expect(test.downloads.start(test.wish([files[1]!]))).rejects.toThrow('Not enough disk space');
      expect(test.downloads.list()).toHaveLength(1);
    });

    it('a download that waits for space lets others pass that fit', async () => {
      const files = [madeFile('large.gguf', 30 * megabyte), madeFile('small.gguf', megabyte, 2)];
      await open({ files });
      test.setFaults({ bytesPerSecond: 2 * megabyte }, files[0]!);
      const { id } = await test.downloads.start(test.wish([files[0]!]));
      await test.told1(({ doneBytes }) => doneBytes > 0);
      test.downloads.pause(id);
      disk.fill(reserve + 8 * megabyte);
      test.downloads.resume(id);
      await test.reached('waiting', id);
      test.downloads.pause(id);
      await test.downloads.start(test.wish([files[1]!]));
      test.downloads.resume(id);
      await test.told1(({ file, state }) => file === 'small.gguf' && state === 'done');
      expect(test.downloads.list()[0]).toMatchObject({ state: 'waiting' });
      await test.restart();
      await test.reached('waiting', id);
    });
  },
);
