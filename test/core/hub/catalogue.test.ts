/** Checks that the catalogue is well-formed and has models for everyone. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../../main/core/hub/catalogue.ts';
import { kindOfName } from '../../../main/shared/model/name-kind.ts';
import { quantizationOfName } from '../../../main/shared/model/quantization.ts';
import { catalogueFile } from '../../../main/system/paths.ts';
import { ask, startTestCore, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { tinyFile } from '../../fixtures/library/library-fixtures.ts';

const models = readCatalogue(catalogueFile);
/**
 * Bits per weight of whole files, by their main quantization. A file with fewer is incomplete, and one with more is another
 * file.
 */
const bits: Record<string, [least: number, most: number]> = {
  Q4_K_M: [4.6, 5.6],
  Q4_0: [4.5, 5.1],
  Q8_0: [8.5, 9],
  MXFP4: [4.25, 4.8],
};

describe('the catalogue', () => {
  it('is complete and in order', () => {
    expect(models.length).toBeGreaterThanOrEqual(14);
    expect(models.length).toBeLessThanOrEqual(20);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    expect(models.map(({ bytes }) => bytes)).toEqual(
      models.map(({ bytes }) => bytes).toSorted((a, b) => a - b),
    );
  });

  it.each(models.map((model) => [model.id, model] as const))('has plausible figures for %s', (_id, model) => {
    const { file, bytes, parameters, activeParameters, summary, kvBytesPerToken } = model;
    expect(kindOfName(file)).toBeNull();
    const [least, most] = bits[quantizationOfName(file)!]!;
    expect((bytes * 8) / parameters).toBeGreaterThan(least);
    expect((bytes * 8) / parameters).toBeLessThan(most);
    expect(activeParameters).toBeLessThanOrEqual(parameters);
    // The keys and values of one head in one layer take at least 2 × 64 values of 2 bytes.
    expect(kvBytesPerToken % (2 * 64 * 2)).toBe(0);
    expect(summary).toMatch(/^[^.!]+(\d\.\d[^.!]*)*\.$/);
  });

  it('has models for every use and every memory size', () => {
    for (const use of ['chat', 'code', 'reasoning', 'small', 'languages'] as const)
      expect(models.filter(({ uses }) => uses.includes(use)).length).toBeGreaterThanOrEqual(4);
    // A fifth of the memory is left to the system and the context.
    const largest = [1, 2, 4, 8, 16, 32, 64].map(
      (gigabytes) => models.findLast(({ bytes }) => bytes < gigabytes * 0.8e9)?.bytes ?? 0,
    );
    expect(largest.every((bytes) => bytes > 0)).toBe(true);
    expect(new Set(largest).size).toBe(largest.length);
  });

  it('is refused if it is invalid', () => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'catalogue.json');
    const good = JSON.parse(readFileSync(catalogueFile, 'utf8')) as { models: Record<string, unknown>[] };
    const changes = [{ file: '../x.gguf' }, { bytes: 0 }, { uses: ['more'] }, { other: 1 }];
    for (const change of changes) {
      writeFileSync(path, JSON.stringify({ ...good, models: [{ ...good.models[0], ...change }] }));
      expect(() => readCatalogue(path)).toThrow(Object.keys(change)[0]!);
    }
    folder.remove();
  });
});

it('the advice gives the speed of the user’s own chats for exactly the file that generated them, even after it is deleted', async () => {
  // The scripted engine generates 40 tokens in 30 ms.
  const test = startTestCore({ pieces: Array.from({ length: 40 }, () => 'a ') });
  const { window, folder } = test;
  const told = async () => (await window.call('adviseCatalogue', {})).models.filter((one) => one.isOwnSpeed);
  const [model] = models.filter(({ uses }) => uses.includes('small'));
  const path = tinyFile(join(folder, 'models', model!.repository, model!.file), { name: 'Same name' });
  const other = tinyFile(join(folder, 'models', 'Other-Q8_0.gguf'), { name: 'Same name' });
  try {
    await window.call('openModel', { path: other });
    await ask(test, null, 'Hello');
    expect(await told()).toEqual([]);
    await window.call('openModel', { path });
    await ask(test, null, 'Hello');
    expect(await told()).toMatchObject([{ id: model!.id, speed: 40_000 / 30 }]);
    rmSync(path);
    await window.call('rescanLibrary', {});
    expect(await told()).toMatchObject([{ id: model!.id, speed: 40_000 / 30 }]);
  } finally {
    await test.close();
  }
});
