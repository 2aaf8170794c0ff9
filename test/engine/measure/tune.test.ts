/** Tests the tuning at the first load of a model: it is chosen once, kept for this machine, and never overrides the user. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import {
  attendingLayersOf,
  headShapeOf,
  prefersFlash,
  shortUses,
  uses,
  wholeTimes,
} from '../../../main/engine/measure/attention.ts';
import type { EngineConfig } from '../../../main/shared/engine/config.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, load, stateFolder } from '../../fixtures/engine/engine-under-test.ts';

afterEach(killEngines);

/** Loads a model with its state in `folder`, and tells whether it was tuned. */
const loadIn = async (folder: string, config: Partial<EngineConfig> = {}, path = tinyModel()) => {
  const engine = await load(path, {
    tunes: 'once',
    threads: null,
    draftModelPath: null,
    snapshots: { folder, budgetBytes: 0 },
    contextLength: 512,
    ...config,
  });
  return { model: engine.model, wasMeasured: engine.wasTuned() };
};

/** The names of the files that keep the choice. */
const keptIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('tuning-'));

/** The file that keeps the choice, and its content; `null` before there is one. */
const choiceIn = (folder: string) => {
  const [name] = keptIn(folder);
  if (name === undefined) return null;
  const path = join(folder, name);
  const kept = JSON.parse(readFileSync(path, 'utf8')) as {
    machine: string;
    tuning: { flashAttention: boolean };
    isPreliminary: boolean;
  };
  return { path, kept };
};

/** As `choiceIn`, after as many loads as it takes. Skips the test if this machine is too busy for a choice that is kept for good. */
const finalChoice = async (folder: string, skip: TestContext['skip'], again: () => Promise<unknown>) => {
  for (let tries = 0; tries < 3; tries += 1) {
    const choice = choiceIn(folder);
    if (choice?.kept.isPreliminary === false) return choice;
    await again();
  }
  return skip('other programs kept this machine busy');
};

describe('the first load of a model', () => {
  it('measures, and the next loads use its choice until the user wants another', async ({ skip }) => {
    const folder = stateFolder();
    let first = await loadIn(folder);
    expect(first.wasMeasured).toBe(true);
    const { threads, batchSize } = first.model;
    expect(threads.decode).toBeGreaterThan(0);
    expect(threads.prefill).toBeLessThanOrEqual(availableParallelism());
    expect(batchSize).toBeGreaterThan(0);

    await finalChoice(folder, skip, async () => {
      first = await loadIn(folder);
    });
    const second = await loadIn(folder);
    expect(second.wasMeasured).toBe(false);
    const { threads: chosen, flashAttention } = first.model;
    expect(second.model).toMatchObject({ threads: chosen, batchSize, flashAttention });

    expect((await loadIn(folder, { tunes: 'anew' })).wasMeasured).toBe(true);
  });

  it('is repeated on another machine', async ({ skip }) => {
    const folder = stateFolder();
    const { path, kept } = await finalChoice(folder, skip, () => loadIn(folder));
    writeFileSync(
      path,
      JSON.stringify({ ...kept, machine: kept.machine.replace(/^\["[^"]*"/, '["Another"') }),
    );
    expect((await loadIn(folder)).wasMeasured).toBe(true);
  });

  it('is repeated after a load beside other work, but keeps its attention, with which states were saved', async () => {
    const folder = stateFolder();
    const others = Array.from({ length: availableParallelism() }, () =>
      spawn(process.execPath, ['-e', 'for (;;);']),
    );
    try {
      const { model, wasMeasured } = await loadIn(folder);
      expect(wasMeasured).toBe(true);
      expect(model.threads).toEqual({ prefill: 1, decode: 1 });
      const { path, kept } = choiceIn(folder)!;
      expect(kept).toMatchObject({ isPreliminary: true, tuning: { flashAttention: model.flashAttention } });
      // Whatever this load measures.
      const flashAttention = !model.flashAttention;
      writeFileSync(path, JSON.stringify({ ...kept, tuning: { ...kept.tuning, flashAttention } }));
      const again = await loadIn(folder);
      expect(again.wasMeasured).toBe(true);
      expect(again.model.flashAttention).toBe(flashAttention);
      expect(choiceIn(folder)!.kept).toMatchObject({ isPreliminary: true, tuning: { flashAttention } });
    } finally {
      for (const other of others) other.kill('SIGKILL');
    }
  });

  it('chooses the same attention for the guide at each fresh start, even on a busy machine', async () => {
    const chosen = new Set<boolean>();
    for (let start = 0; start < 3; start += 1) {
      const other = start % 2 === 0 ? null : spawn(process.execPath, ['-e', 'for (;;);']);
      const config = { contextLength: 8192, isStarter: true };
      const { model } = await loadIn(stateFolder(), config, starterModel);
      chosen.add(model.flashAttention);
      other?.kill('SIGKILL');
      killEngines();
    }
    expect([...chosen]).toHaveLength(1);
  });

  it('keeps either kind of attention in a long context while memory is free', async ({ skip }) => {
    const folder = stateFolder();
    const guideIn = () => loadIn(folder, { contextLength: 8192 }, starterModel);
    const { path, kept } = await finalChoice(folder, skip, guideIn);
    for (const flashAttention of [true, false]) {
      writeFileSync(path, JSON.stringify({ ...kept, tuning: { ...kept.tuning, flashAttention } }));
      const { model, wasMeasured } = await guideIn();
      expect(wasMeasured).toBe(false);
      expect(model.flashAttention).toBe(flashAttention);
    }
  });

  it("does not override the user's settings", async () => {
    const { model } = await loadIn(stateFolder(), { threads: 1, flashAttention: false, batchSize: 64 });
    expect(model).toMatchObject({
      threads: { prefill: 1, decode: 1 },
      flashAttention: false,
      batchSize: 64,
    });
  });
});

describe('the kind of attention', () => {
  it('is the one whose worst loss is the smaller', () => {
    // Milliseconds of turns after 0, 512 and 2,048 tokens and of a turn about a document, measured for three models.
    expect(prefersFlash({ flash: [258, 731, 2297, 2529], plain: [148, 268, 616, 1201] })).toBe(false);
    expect(prefersFlash({ flash: [451, 1061, 2100, 3612], plain: [496, 721, 1445, 4162] })).toBe(false);
    expect(prefersFlash({ flash: [1296, 2005, 3514, 6027], plain: [1498, 2012, 3296, 7391] })).toBe(true);
  });

  it('stays flash attention if both take about as long', () => {
    expect(prefersFlash({ flash: [100, 200, 300, 400], plain: [98, 196, 294, 392] })).toBe(true);
  });

  it('changes for a model with saved states only if the other one is much faster', () => {
    const closeToPlain = { flash: [110, 220, 330, 440], plain: [100, 200, 300, 400] };
    expect(prefersFlash(closeToPlain)).toBe(false);
    expect(prefersFlash(closeToPlain, true)).toBe(true);
    const closeToFlash = { flash: closeToPlain.plain, plain: closeToPlain.flash };
    expect(prefersFlash(closeToFlash)).toBe(true);
    expect(prefersFlash(closeToFlash, false)).toBe(false);
    const plainIsFaster = { flash: [200, 400, 600, 800], plain: [100, 200, 300, 400] };
    expect(prefersFlash(plainIsFaster, true)).toBe(false);
    expect(prefersFlash({ flash: plainIsFaster.plain, plain: plainIsFaster.flash }, false)).toBe(true);
  });

  it('is judged only by the first uses in chats that stay short', () => {
    expect(shortUses).toEqual(uses.slice(0, shortUses.length));
    expect(shortUses.every(({ depth, prompt }) => depth + prompt <= 600)).toBe(true);
    // Here plain attention is faster in short chats and would lose in long ones.
    const base = { flash: { prefill: 1, decode: 1 }, plain: { prefill: 1, decode: 0.8 } };
    const late = { prefill: 9, decode: 9 };
    const times = {
      flash: [base.flash, base.flash, base.flash, base.flash],
      plain: [base.plain, base.plain, late, late],
    };
    const layers = { all: 10, windowed: 0 };
    expect(prefersFlash(wholeTimes(base, layers, times))).toBe(true);
    const short = { flash: times.flash.slice(0, 2), plain: times.plain.slice(0, 2) };
    expect(prefersFlash(wholeTimes(base, layers, short))).toBe(false);
  });

  it('counts in proportion to the layers of the model that have attention', () => {
    const layer = (flash: number[], plain: number[]) => ({
      flash: flash.map((ms) => ({ prefill: ms / 50, decode: ms })),
      plain: plain.map((ms) => ({ prefill: ms / 50, decode: ms })),
    });
    const times = layer([0.1, 0.2, 0.8, 0.5], [0.1, 0.15, 0.3, 0.6]);
    const atFirst = { prefill: 1, decode: 10 };
    const base = { flash: atFirst, plain: atFirst };
    const [start, , late] = wholeTimes(base, { all: 10, windowed: 0 }, times).flash;
    expect(start).toBeCloseTo(64 * 1 + 200 * 10);
    expect(late).toBeCloseTo(64 * (1 + 10 * 0.014) + 200 * (10 + 10 * 0.7));
    // After 2,048 tokens, a layer with a window takes as long as after 512.
    const windowed = wholeTimes(base, { all: 0, windowed: 10 }, times).flash;
    expect(windowed[2]).toBeCloseTo(windowed[1]!);
  });

  it('is measured with the heads of the model’s layers with full attention', () => {
    const gemma = {
      'general.architecture': 'gemma3',
      'gemma3.block_count': 12,
      'gemma3.embedding_length': 1152,
      'gemma3.attention.head_count': 4,
      'gemma3.attention.head_count_kv': 1,
      'gemma3.attention.key_length': 256,
      'gemma3.attention.value_length': 256,
      'gemma3.attention.sliding_window': 512,
    };
    expect(headShapeOf(new Map(Object.entries(gemma)))).toEqual({ heads: 4, kvHeads: 1, headSize: 256 });
    expect(attendingLayersOf(new Map(Object.entries(gemma)))).toEqual({ all: 2, windowed: 10 });
    const mamba = { 'general.architecture': 'mamba', 'mamba.block_count': 12, 'mamba.embedding_length': 768 };
    expect(headShapeOf(new Map(Object.entries(mamba)))).toBeNull();
  });
});
