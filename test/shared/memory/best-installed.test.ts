import { expect, it } from 'vitest';
import { bestInstalled, type InstalledModel } from '../../../main/shared/memory/best-installed.ts';

const model = (
  path: string,
  gigabytes: number,
  fit: Partial<InstalledModel['fit']> = {},
  parameters: number | null = gigabytes * 1.6e9,
): InstalledModel => ({
  path,
  bytes: gigabytes * 1e9,
  parameters,
  fit: { verdict: 'fits', decodeSpeed: 10, gpuLayers: 0, layers: 33, ...fit },
});
const best = (...models: InstalledModel[]): string | undefined => bestInstalled(models)?.path;

it('the installed model to begin with is the largest that fits and generates as fast as people read', () => {
  expect(best()).toBe(undefined);
  expect(best(model('small', 1), model('middle', 5), model('large', 40, { verdict: 'too-large' }))).toBe(
    'middle',
  );
  expect(best(model('slow', 14, { decodeSpeed: 3 }), model('quick', 2))).toBe('quick');
  // One that leaves memory to other programs comes first.
  expect(best(model('tight', 8, { verdict: 'tight' }), model('roomy', 2))).toBe('roomy');
  expect(best(model('tight', 8, { verdict: 'tight' }))).toBe('tight');
  // Without a count of its weights, its size tells.
  expect(best(model('unknown', 6, {}, null), model('known', 1))).toBe('unknown');
});

it('before the machine is measured, a large model counts as fast only on a GPU', () => {
  const unmeasured = { decodeSpeed: null };
  expect(best(model('large', 5, unmeasured), model('small', 2, unmeasured))).toBe('small');
  expect(best(model('large', 5, { ...unmeasured, gpuLayers: 33 }), model('small', 2, unmeasured))).toBe(
    'large',
  );
});

it('if all are slower than reading, it is the fastest, as long as one can wait for it', () => {
  const slow = model('slow', 14, { decodeSpeed: 1.2 });
  expect(best(slow, model('less slow', 8, { decodeSpeed: 2.5 }))).toBe('less slow');
  expect(best(model('unusable', 30, { decodeSpeed: 0.4 }))).toBe(undefined);
  expect(best(model('too large', 2, { verdict: 'too-large' }))).toBe(undefined);
});
