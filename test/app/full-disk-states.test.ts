/** Tests KV states on a disk that is really full. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Snapshots } from '../../main/engine/cache/snapshots.ts';
import { killEngines, stateFolder, user } from '../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../fixtures/engine/in-process.ts';
import { smallModel } from '../fixtures/models/files.ts';
import { makeSmallDisk, noSmallDisk, type SmallDisk } from '../fixtures/disk/small-disk.ts';

let disk: SmallDisk;
let folder: string;
let engine: LocalEngine;
const logged: string[] = [];
beforeEach(async () => {
  disk = makeSmallDisk(24);
  folder = join(disk.path, 'kv');
  mkdirSync(folder);
  logged.length = 0;
  engine = await LocalEngine.open(smallModel(), { folder: stateFolder(), budgetBytes: 0 });
});
afterEach(async () => {
  await engine.close();
  killEngines();
  disk.remove();
});

const open = (reserveBytes?: number): Promise<Snapshots> =>
  Snapshots.open(folder, 'key', 'model', (_level, text) => logged.push(text), reserveBytes);
/** Processes a prompt of `words` words, and tries to save the state of the engine. */
const readAndSave = async (snapshots: Snapshots, chatId: string, words: number, expectedBytes = 0) => {
  await engine.turn(chatId, [user('word '.repeat(words))], 2);
  const { sequence, spans } = engine.cache.hot[0]!;
  const saved = await snapshots.save(sequence, chatId, spans, 1e9, expectedBytes);
  await snapshots.seal({ stopped: false });
  return saved;
};

describe.skipIf(noSmallDisk !== '')(
  `on a full disk${noSmallDisk === '' ? '' : ` (skipped: ${noSmallDisk})`}`,
  () => {
    it('a state for which there is no room is not saved and leaves nothing behind, and earlier states stay valid', async () => {
      const snapshots = await open(0);
      const first = await readAndSave(snapshots, 'one', 100);
      expect(first).not.toBeNull();
      const left = readdirSync(folder);
      expect(left).toHaveLength(2);
      disk.fill();
      // The space that the first one freed is too little for a second.
      expect(await readAndSave(snapshots, 'two', 300)).toBeNull();
      expect(logged.join()).toContain('a snapshot was not written');
      expect(readdirSync(folder)).toEqual(left);
      expect((await engine.turn('two', [user('Go on.')], 2)).ending).toBe('stopped');
      const again = await open(0);
      const [kept] = [...again.all()];
      expect(await again.restore(kept!, engine.cache.hot[0]!.sequence)).toMatchObject({
        bytes: first!.bytes,
      });
    });

    it('older states are deleted if a newer one would not find room', async () => {
      const snapshots = await open(0);
      const { bytes } = (await readAndSave(snapshots, 'one', 300))!;
      await readAndSave(snapshots, 'two', 300, bytes);
      await readAndSave(snapshots, 'three', 300, bytes);
      await readAndSave(snapshots, 'four', 300, bytes);
      await readAndSave(snapshots, 'five', 300, bytes);
      await readAndSave(snapshots, 'six', 300, bytes);
      const chats = [...snapshots.all()].map(({ chatId }) => chatId);
      expect(chats.at(-1)).toBe('six');
      expect(chats).not.toContain('one');
      expect(logged).toEqual([]);
    });

    it('no state is saved that would use the reserve of the disk', async () => {
      expect(await readAndSave(await open(), 'one', 100)).toBeNull();
      expect(readdirSync(folder)).toEqual([]);
    });
  },
);
