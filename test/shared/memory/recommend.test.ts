import { describe, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { Ceilings } from '../../../main/shared/contract/measuring.ts';
import type { CatalogueModel } from '../../../main/shared/contract/hub.ts';
import type { MachineMemory } from '../../../main/shared/contract/memory.ts';
import { paceOf, recommend } from '../../../main/shared/memory/recommend.ts';
import { readCatalogue } from '../../../main/core/hub/catalogue.ts';
import { catalogueFile } from '../../../main/system/paths.ts';

const model = (id: string, gigabytes: number, more: Partial<CatalogueModel> = {}): CatalogueModel => ({
  id,
  repository: `maker/${id}`,
  file: `${id}.gguf`,
  name: id,
  summary: id,
  uses: ['chat'],
  architecture: 'llama',
  bytes: gigabytes * 1e9,
  parameters: gigabytes * 1.6e9,
  activeParameters: gigabytes * 1.6e9,
  trainedContextLength: 32_768,
  kvBytesPerToken: 65_536,
  licence: 'mit',
  isGated: false,
  ...more,
});
const models = [
  model('small', 1),
  model('middle', 5),
  model('gated', 7, { isGated: true }),
  model('code', 8, { uses: ['code'] }),
  model('large', 16),
  model('experts', 18, { activeParameters: 4 * 1.6e9 }),
  model('vast', 60),
];
const ram = (gigabytes: number): MachineMemory => ({
  ramTotal: 1.2 * gigabytes * 1e9,
  ramFree: gigabytes * 1e9,
  ramReturned: 0,
  engine: null,
  copies: null,
  gpu: null,
});
const bandwidth = (backend: Ceilings['backend'], gigabytes: number): Ceilings =>
  ({ backend, bandwidthBytesPerS: gigabytes * 1e9 }) as Ceilings;
const ids = (machine: MachineMemory, ceilings: Ceilings[]): string[] =>
  recommend(models, machine, ceilings).models.map(({ id }) => id);

describe('the catalogue for this machine', () => {
  it('begins with the most capable models that fit and generate as fast as people read', () => {
    // At 80 % of 50 GB/s, large generates 2.5 tokens/s, code 5, middle 8 and experts 10.
    expect(ids(ram(40), [bandwidth('cpu', 50)])).toEqual([
      'experts',
      'code',
      'gated',
      'middle',
      'small',
      'large',
      'vast',
    ]);
    expect(recommend(models, ram(40), [bandwidth('cpu', 50)]).best).toBe('experts');
  });

  it('recommends no model that is only for code, or whose licence must be accepted first', () => {
    expect(recommend(models, ram(16), [bandwidth('cpu', 100)])).toMatchObject({ best: 'middle' });
    expect(ids(ram(16), [bandwidth('cpu', 100)]).slice(0, 3)).toEqual(['code', 'gated', 'middle']);
  });

  it('predicts the speed of each model, and lists slow ones later, however well they fit', () => {
    const { best, models: all } = recommend(models, ram(200), [bandwidth('cpu', 6)]);
    expect(best).toBe('small');
    const speedOf = (id: string) => all.find((one) => one.id === id)!;
    // The speeds are 0.8 · 6 GB/s divided by 1 GB and by 60 GB.
    expect(speedOf('small').speed).toBeCloseTo(4.8, 1);
    expect(speedOf('vast')).toMatchObject({ verdict: 'fits' });
    expect(speedOf('vast').speed).toBeCloseTo(0.08, 3);
    expect(all.at(-1)!.id).toBe('vast');
  });

  it('predicts no speed before a measurement, and then recommends only what ordinary machines run well', () => {
    const { best, models: all } = recommend(models, ram(200), []);
    expect(all.every(({ speed }) => speed === null)).toBe(true);
    expect(best).toBe('small');
    const gpu = {
      name: 'G',
      backend: 'cuda',
      isUnified: false,
      total: 24e9,
      free: 24e9,
      returned: 0,
    } as const;
    expect(recommend(models, { ...ram(32), gpu }, []).best).toBe('large');
  });

  it('uses the speed of the GPU for layers on the GPU, and that of the CPU for the others', () => {
    const gpu = { name: 'G', backend: 'cuda', isUnified: false, total: 8e9, free: 8e9, returned: 0 } as const;
    const both = [bandwidth('cpu', 40), bandwidth('cuda', 400)];
    const speeds = recommend(models, { ...ram(64), gpu }, both).models;
    const of = (id: string): number => speeds.find((one) => one.id === id)!.speed!;
    expect(of('middle')).toBeCloseTo((0.8 * 400) / 5, 0);
    expect(of('large')).toBeLessThan(0.25 * ((0.8 * 400) / 16));
    // One ceiling alone is not enough for a prediction.
    expect(recommend(models, { ...ram(64), gpu }, [bandwidth('cuda', 400)]).models.at(-1)!.speed).toBeNull();
  });

  it('prefers the speed that a model had in the user’s own chats to any prediction', () => {
    const own = new Map([
      ['middle', 4],
      ['large', 20],
    ]);
    const known = { ownSpeed: ({ id }: CatalogueModel) => own.get(id) ?? null, problem: () => null };
    // The predictions are 8 and 2.5 tokens/s.
    const { best, models: all } = recommend(models, ram(40), [bandwidth('cpu', 50)], known);
    const of = (id: string) => all.find((one) => one.id === id)!;
    expect(of('middle')).toMatchObject({ speed: 4, isOwnSpeed: true });
    expect(of('large')).toMatchObject({ speed: 20, isOwnSpeed: true });
    expect(of('small')).toMatchObject({ isOwnSpeed: false });
    expect(best).toBe('large');
    expect(all.at(-2)!.id).toBe('middle');
    // Own speeds also count if nothing was measured.
    expect(recommend(models, ram(40), [], known).models.filter(({ speed }) => speed !== null)).toHaveLength(
      2,
    );
  });

  it('lists models that cannot be used last, with the reason, however small they are', () => {
    const unsupported = say('library.unsupported', { architecture: 'rwkv9' });
    const known = {
      ownSpeed: () => null,
      problem: ({ id }: CatalogueModel) => (id === 'small' || id === 'experts' ? unsupported : null),
    };
    const { best, models: all } = recommend(models, ram(40), [bandwidth('cpu', 50)], known);
    expect(best).toBe('middle');
    expect(all.slice(-2)).toMatchObject([
      { id: 'small', problem: unsupported },
      { id: 'experts', problem: unsupported },
    ]);
    expect(all[0]!.problem).toBeNull();
  });

  it('recommends nothing if nothing fits', () => {
    const { best, models: all } = recommend(models, ram(1), [bandwidth('cpu', 50)]);
    expect(best).toBeNull();
    expect(all.map(({ verdict }) => verdict)).toEqual(models.map(() => 'too-large'));
  });

  it('has a recommendation for machines of 4 to 256 GB, measured or not', () => {
    const own = readCatalogue(catalogueFile);
    for (const gigabytes of [3, 6, 12, 24, 48, 200])
      for (const ceilings of [[], [bandwidth('cpu', 12)], [bandwidth('cpu', 80)]])
        expect(recommend(own, ram(gigabytes), ceilings).best, `${gigabytes} GB`).not.toBeNull();
  });
});

it.each([
  [0.31, 'unusable'],
  [3.27, 'slower'],
  [9.83, 'alike'],
  [77.3, 'faster'],
])('a speed of %s tokens/s is compared with reading: %s', (speed, pace) => {
  expect(paceOf(speed)).toBe(pace);
});
