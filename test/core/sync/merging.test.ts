/**
 * Two or three machines that are used at the same time, and whose files come late, in parts, twice or in another order, are the same in
 * the end, and nothing is lost that nobody deleted.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { times } from '../../fixtures/long.ts';
import { randomFrom } from '../../fixtures/random.ts';
import { carry, filesOf, openMachine, shownBy } from '../../fixtures/sync/machines.ts';
import { act, clockFrom, pick, settle, Written } from '../../fixtures/sync/people.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('machines that share a folder', () => {
  const runs = times(3, 400);
  for (let seed = 1; seed <= runs; seed++)
    it(`are the same in the end, and nothing is lost (${seed})`, async () => {
      const random = randomFrom(seed);
      const written = new Written();
      const machines = ['one', 'two', 'three']
        .slice(0, seed % 2 === 0 ? 2 : 3)
        .map((name) => openMachine(folder.path, name, clockFrom(random)));
      for (let step = 0; step < 40; step++) {
        const machine = pick(random, machines)!;
        act(machine, random, written);
        if (random() < 0.4) await machine.sync();
        const from = pick(random, machines)!;
        if (from !== machine)
          for (const path of filesOf(from))
            if (random() < 0.5)
              carry(from, machine, path, pick(random, ['whole', 'whole', 'partial', 'conflict'] as const));
      }
      await settle(machines);
      const [first, ...others] = machines;
      for (const other of others) expect(shownBy(other)).toEqual(shownBy(first!));
      expect(written.lostFrom(machines)).toEqual([]);
      for (const { db } of machines) db.close();
    });
});
