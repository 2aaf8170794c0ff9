/** Rows that no Hearth writes, in every table at once: Hearth starts, shows everything else, and answers. */
import { cpSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCore, temporaryFolder } from '../fixtures/core/test-core.ts';
import { times } from '../fixtures/long.ts';
import { randomFrom } from '../fixtures/random.ts';
import { damageRows } from './damage-rows.ts';
import { liveIn } from './lived-in.ts';
import { faultsInLog } from './log-faults.ts';
import { useEverything, type Shapes } from './use-everything.ts';

const folder = temporaryFolder();
const shapes: Shapes = new Map();

/** Uses everything in a copy of the folder after `damage`. */
const usedAfter = async (damage: (path: string) => unknown, isKnown = true): Promise<unknown> => {
  const own = temporaryFolder();
  cpSync(folder.path, own.path, { recursive: true });
  const damages = damage(own.path);
  const core = startTestCore({}, own.path);
  const faults = await useEverything(core.window, shapes, isKnown);
  await core.close();
  faults.push(...faultsInLog(own.path));
  own.remove();
  return faults.length === 0 ? [] : { faults, damages };
};

beforeAll(async () => {
  await liveIn(folder.path);
  await usedAfter(() => undefined, false);
});
afterAll(() => folder.remove());

/** Among them the seeds in which times that are no dates, and limits of another type, reached the window. */
const seeds = [4, 19, 33, ...Array.from({ length: times(0, 120) }, (_, index) => 100 + index)];

it.each(seeds)('rows damaged by seed %i, also against the types of their tables', async (seed) => {
  expect(await usedAfter((path) => damageRows(path, randomFrom(seed), seed % 3 === 0))).toEqual([]);
});
