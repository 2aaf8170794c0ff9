/** Tests which models get a place beside the user's, without a server: by memory, and for what the user opens. */
import { beforeEach, expect, it } from 'vitest';
import { createBesideModels, type BesideModels } from '../../../main/core/engines/beside-models.ts';
import type { KeptSettings } from '../../../main/core/settings/keep-settings.ts';
import type { Engine } from '../../../main/shared/engine/engine.ts';
import type { EngineConfig } from '../../../main/shared/engine/config.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import type { Told } from '../../../main/shared/words/told.ts';
import { silentLog } from '../../fixtures/api/silent-log.ts';
import { inCoreEngine } from '../../fixtures/engine/in-core-engine.ts';

const configOf = (modelPath: string, contextLength: number | null = null): EngineConfig =>
  ({ modelPath, contextLength, snapshots: { folder: '', budgetBytes: 0 } }) as EngineConfig;

let users: Engine;
/** Those that fit beside what is loaded, by what is asked. */
let fits: (config: EngineConfig, loaded: number) => boolean;
let opened: Engine[];
let beside: BesideModels;
let changed: (now: object, before: object) => void;
const settings = (apiModelsAtOnce: number) => ({
  apiModelsAtOnce,
  unloadAfterMinutes: null,
  snapshotBudget: 0,
});
beforeEach(async () => {
  users = inCoreEngine();
  fits = () => true;
  opened = [];
  beside = createBesideModels({
    engine: users,
    openBeside: () => {
      opened.push(inCoreEngine());
      return opened.at(-1)!;
    },
    settings: {
      now: settings(3),
      onChange: (listener: typeof changed) => {
        changed = listener;
      },
    } as unknown as KeptSettings,
    configFor: (path) => configOf(path),
    nameOf: (path) => path,
    inspect: () => Promise.resolve(),
    fitsBeside: (config) => Promise.resolve(fits(config, beside.all.length)),
    log: silentLog,
  });
  await users.load(configOf('own'), 'Own');
});

const use = async (path: string, leastContext = 0): Promise<boolean> => {
  const place = await beside.placeFor(path, leastContext);
  await place?.use(new AbortController().signal, leastContext);
  return place !== null;
};
const paths = (): string[] => beside.all.map(({ path }) => path);

it('the user’s own model has none, nor has any while the user has none loaded', async () => {
  expect(await use('own')).toBe(false);
  await users.unload();
  expect(await use('one')).toBe(false);
  expect(paths()).toEqual([]);
});

it('a model that does not fit takes the places of those that are not used, and only then the user’s', async () => {
  expect([await use('one'), await use('two')]).toEqual([true, true]);
  fits = (_, loaded) => loaded === 0;
  expect(await use('three')).toBe(true);
  expect(paths()).toEqual(['three']);
  fits = () => false;
  expect(await use('four')).toBe(false);
  expect(paths()).toEqual([]);
});

it('a longer context is loaded in the same place if it fits, and else by the user’s engine', async () => {
  expect(await use('one')).toBe(true);
  const asked: (number | null)[] = [];
  fits = ({ contextLength }) => {
    asked.push(contextLength);
    return contextLength === null || contextLength < 5000;
  };
  expect(await beside.placeFor('one', 4000)).toBe(beside.all[0]);
  expect(await beside.placeFor('one', 6000)).toBeNull();
  expect(asked).toEqual([4000, 6000]);
  expect(opened).toHaveLength(1);
});

it('what the user opens gets the memory of all of them, if it does not fit otherwise', async () => {
  await use('one');
  await beside.makeRoomFor(() => Promise.resolve());
  expect(paths()).toEqual(['one']);
  // Memory would not help.
  const refused = beside.makeRoomFor(() => Promise.reject(new Refusal('engine.no-model')));
  await expect(refused).rejects.toThrow(Refusal);
  expect(paths()).toEqual(['one']);
  const tooLarge = Refusal.of({ code: 'memory.refused', facts: {} } as unknown as Told);
  await beside.makeRoomFor(() => (beside.all.length > 0 ? Promise.reject(tooLarge) : Promise.resolve()));
  expect(paths()).toEqual([]);
  const never = beside.makeRoomFor(() => Promise.reject(tooLarge));
  await expect(never).rejects.toBe(tooLarge);
});

it('those beyond a lower number leave, the one that was not used for longest first', async () => {
  for (const path of ['one', 'two', 'one']) await use(path);
  changed(settings(2), settings(3));
  expect(paths()).toEqual(['one']);
  changed(settings(1), settings(2));
  expect(paths()).toEqual([]);
});

it('none is opened once Hearth closes', async () => {
  await use('one');
  await beside.close();
  expect(paths()).toEqual([]);
  expect(await use('one')).toBe(false);
});
