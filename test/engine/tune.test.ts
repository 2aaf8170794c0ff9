/** What is measured when a model is loaded for the first time: chosen once, kept for this machine, and never imposed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../main/engine/protocol.ts';
import { tinyModel } from '../models/files.ts';
import { killEngines, load, stateFolder } from './engine-under-test.ts';

afterEach(killEngines);

/** Loads the model in `folder`, and tells whether it was measured for that. */
const loadIn = async (folder: string, config: Partial<EngineConfig> = {}) => {
  const engine = await load(tinyModel(), {
    tunes: 'once',
    draftModelPath: null,
    snapshots: { folder, budgetBytes: 0 },
    contextLength: 512,
    ...config,
  });
  return { model: engine.model, wasMeasured: engine.wasTuned() };
};

/** What was chosen, as it is kept. */
const keptIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('tuning-'));

describe('the first load of a model', () => {
  it('measures, and the next ones do as was chosen, until another choice is wanted', async () => {
    const folder = stateFolder();
    let first = await loadIn(folder);
    expect(first.wasMeasured).toBe(true);
    // Beside other work nothing is kept, and the next load measures again.
    for (let tries = 0; keptIn(folder).length === 0 && tries < 5; tries += 1) first = await loadIn(folder);
    const { threads, batchSize } = first.model;
    expect(threads.decode).toBeGreaterThan(0);
    expect(threads.prefill).toBeLessThanOrEqual(availableParallelism());
    expect(batchSize).toBeGreaterThan(0);

    const second = await loadIn(folder);
    expect(second.wasMeasured).toBe(false);
    expect(second.model).toMatchObject({ threads, batchSize, flashAttention: first.model.flashAttention });

    expect((await loadIn(folder, { tunes: 'anew' })).wasMeasured).toBe(true);
  });

  it('is the first again on another machine', async () => {
    const folder = stateFolder();
    for (let tries = 0; keptIn(folder).length === 0 && tries < 5; tries += 1) await loadIn(folder);
    const path = join(folder, keptIn(folder)[0]!);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { machine: string };
    writeFileSync(
      path,
      JSON.stringify({ ...kept, machine: kept.machine.replace(/^\["[^"]*"/, '["Another"') }),
    );
    expect((await loadIn(folder)).wasMeasured).toBe(true);
  });

  it('leaves alone what the user has set', async () => {
    const { model } = await loadIn(stateFolder(), { threads: 1, flashAttention: false, batchSize: 64 });
    expect(model).toMatchObject({
      threads: { prefill: 1, decode: 1 },
      flashAttention: false,
      batchSize: 64,
    });
  });
});
