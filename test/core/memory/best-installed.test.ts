/** The installed model that the first screen offers, from the headers of the files of the library. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';
import { tinyFile } from '../../fixtures/library/library-fixtures.ts';
import { generateSized, type SizedShape } from '../../fixtures/models/generate-sized.ts';

const shape: SizedShape = {
  layers: 1,
  width: 64,
  heads: 2,
  kvHeads: 2,
  headSize: 32,
  feedForward: 64,
  vocabulary: 300,
  type: 'f16',
};

let test: TestCore | null = null;
afterEach(async () => {
  await test?.close();
  test = null;
});

it('is the largest of those that can be loaded and fit, and none if there is only the guide', async () => {
  test = startTestCore({ architectures: ['llama'] });
  const { window, folder } = test;
  const best = async () => (await window.call('bestInstalled', {}))?.path ?? null;
  expect(await best()).toBeNull();
  const models = join(folder, 'models');
  mkdirSync(models, { recursive: true });
  const pathOf = (name: string): string => join(models, `${name}.gguf`);
  generateSized(pathOf('Small'), 'llama', shape);
  generateSized(pathOf('Large'), 'llama', { ...shape, layers: 3 });
  generateSized(pathOf('Unsupported'), 'qwen3', { ...shape, layers: 6 });
  // Larger than the others, but without a chat template, so that it continues texts only.
  tinyFile(pathOf('Base'), { parameters: 1e6, template: null });
  await window.call('rescanLibrary', {});
  await expect.poll(async () => (await window.call('library', {})).models.length).toBeGreaterThanOrEqual(4);
  await expect.poll(best).toBe(pathOf('Large'));
  await window.call('deleteModel', { path: pathOf('Large'), forGood: true });
  await expect.poll(best).toBe(pathOf('Small'));
});
