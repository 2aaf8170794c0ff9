/**
 * Tests benchmarks in the real engine process: what they measure, and that no caller is left waiting after a stop or a refusal.
 */
import { spawn as run } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BenchmarkRun } from '../../../main/shared/contract/measuring.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { packageRoot, starterModel } from '../../../main/system/paths.ts';
import { hybridModel, slidingWindowModel, smallModel, tinyModel } from '../../fixtures/models/files.ts';
import { killEngines } from '../../fixtures/engine/engine-under-test.ts';
import { measure, small, threads } from '../../fixtures/engine/measured.ts';

afterEach(killEngines);

const namesOf = ({ rows }: BenchmarkRun): string[] =>
  rows.map(({ test, tokens, depth, batchSize }) => `${test}${tokens}@${depth}/${batchSize}`);

describe('a benchmark', () => {
  it('measures every test of its plan as often as requested, from small to large, and records the setup', async () => {
    const { run: done, steps } = await measure(tinyModel(), small);
    expect(namesOf(done)).toEqual([
      'pp32@0/16',
      'pp96@0/16',
      'pp32@0/64',
      'pp96@0/64',
      'tg8@0/64',
      'tg8@64/64',
    ]);
    for (const { speeds } of done.rows) {
      expect(speeds).toHaveLength(3);
      expect(speeds.every((speed) => Number.isFinite(speed) && speed > 0)).toBe(true);
    }
    expect(done).toMatchObject({
      isComplete: true,
      model: {
        path: tinyModel(),
        id: expect.any(String),
        name: 'Tiny',
        architecture: 'llama',
        quantization: 'Q8_0',
      },
      backend: 'cpu',
      gpuLayers: 0,
      threads: { prefill: threads, decode: threads },
      kvPrecision: 'f16',
      flashAttention: true,
      llamaCpp: 'v0.5.0',
    });
    // The weights have 8.5 bits each; the rest of the file is vocabulary.
    expect(done.parameters).toBeGreaterThan(0.6 * done.model.bytes);
    expect(done.parameters).toBeLessThan(done.model.bytes);
    const told = steps.map(({ progress }) => progress);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(Math.max(...told)).toBeLessThanOrEqual(1);
    expect(steps.at(-1)!.progress).toBeGreaterThan(0.9);
    expect(steps.map(({ step }) => sentenceOf(step))).toContain(
      'Prefill of 96\u2009tokens in batches of 16, 2 of 3',
    );
  });

  it('reprocesses depths for models that cannot rewind', async () => {
    for (const model of [slidingWindowModel(), hybridModel()]) {
      const plan = { ...small, promptLengths: [], depths: [150, 20], batchSizes: [128], repeats: 2 };
      const { run: done } = await measure(model, plan);
      expect(namesOf(done)).toEqual(['tg8@20/128', 'tg8@150/128']);
      expect(done.rows.flatMap(({ speeds }) => speeds)).toHaveLength(4);
    }
  });

  it("leaves out tests that exceed the model's context, and says so", async () => {
    const plan = { ...small, promptLengths: [32, 100_000], depths: [], batchSizes: [64] };
    const { run: done, steps } = await measure(tinyModel(), plan);
    expect(namesOf(done)).toEqual(['pp32@0/64']);
    expect(done.isComplete).toBe(true);
    expect(sentenceOf(steps.at(-1)!.step)).toMatch(
      /^Prefill of .*; without pp100000, which is longer than the model’s context of [\d,]+\u2009tokens$/,
    );
  });
});

describe('a benchmark that is stopped', () => {
  it('keeps the completed rows', async () => {
    const { run: done } = await measure(
      smallModel(),
      { ...small, promptLengths: [32, 8000], batchSizes: [64] },
      ({ step }, stop) => {
        if (step.code === 'measuring.prefilling' && step.facts['tokens'] === 8000) stop();
      },
    );
    expect(namesOf(done)).toEqual(['pp32@0/64']);
    expect(done.isComplete).toBe(false);
  });

  it('is refused if nothing was completed', async () => {
    const stopped = measure(smallModel(), { ...small, promptLengths: [8000] }, ({ step }, stop) => {
      if (step.code === 'measuring.warming-prefill') stop();
    });
    await expect(stopped).rejects.toThrow('The benchmark was stopped before there were any results.');
  });
});

describe('an impossible benchmark', () => {
  it.each([
    [
      'a missing file',
      '/nowhere/model.gguf',
      small,
      'There is no file at /nowhere/model.gguf. Check the path.',
    ],
    [
      'a plan without tests',
      tinyModel(),
      { ...small, promptLengths: [], depths: [] },
      'The plan has no tests. Enter at least one prompt length or one depth.',
    ],
    [
      'a plan that is too long for the model',
      tinyModel(),
      { ...small, promptLengths: [100_000], depths: [100_000] },
      /^Tiny has a context of [\d,]+ tokens, and every test needs more\. Choose shorter prompts or smaller depths\.$/,
    ],
  ])('is refused with a sentence: %s', async (_, path, plan, sentence) => {
    await expect(measure(path, plan)).rejects.toThrow(sentence);
  });
});

describe('npm run bench', () => {
  const bench = (...args: string[]): Promise<{ code: number | null; out: string; said: string }> =>
    new Promise((resolve) => {
      const child = run(process.execPath, [join(packageRoot, 'out', 'test', 'bench', 'main.js'), ...args]);
      const texts = { out: '', said: '' };
      child.stdout.on('data', (data: Buffer) => (texts.out += data.toString()));
      child.stderr.on('data', (data: Buffer) => (texts.said += data.toString()));
      child.on('close', (code) => resolve({ code, ...texts }));
    });
  const quick = ['--prompt', '16', '--depth', '0', '--generate', '2', '--repeats', '2', '--threads', '1'];

  it('prints the same JSON as the page exports, and nothing else, for the starter model and others', async () => {
    const { code, out, said } = await bench(
      '--json',
      ...quick,
      '--flash',
      'on',
      '--model',
      starterModel,
      '--model',
      tinyModel(),
    );
    const runs = JSON.parse(out) as (BenchmarkRun & { modelPath: string })[];
    expect(runs.map(({ modelPath }) => modelPath)).toEqual([starterModel, tinyModel()]);
    expect(runs.map(namesOf)).toEqual([
      ['pp16@0/512', 'tg2@0/512'],
      ['pp16@0/512', 'tg2@0/512'],
    ]);
    expect(said).toContain('Prefill of 16\u2009tokens, 1 of 2');
    expect(code).toBe(0);
  });

  it('measures the starter model by default, and prints results even if another model cannot be measured', async () => {
    const missing = await bench(
      '--markdown',
      ...quick,
      '--model',
      '/nowhere/model.gguf',
      '--model',
      tinyModel(),
    );
    expect(missing.out).toMatch(/^\| model [^]*\| Tiny Q8_0 [^]*\| +pp16 \|/);
    expect(missing.said).toContain('There is no file at /nowhere/model.gguf. Check the path.\n');
    expect(missing.code).toBe(1);
    const { out } = await bench('--csv', ...quick, '--flash', 'off');
    expect(out).toContain(`"${starterModel}"`);
  });

  it.each([
    [
      ['--prompt', 'long'],
      '--prompt must be whole numbers from 1 to 131,072 with commas between them, not “long”.',
    ],
    [['--json', '--csv'], '--csv and --json exclude each other: choose one.'],
    [['--backend', 'abacus'], '--backend must be one of cpu, cuda, metal, vulkan, not "abacus".'],
    [['--jsn'], "Unknown option '--jsn'."],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { code, out, said } = await bench(...args);
    expect(said.split('\n')[0]).toBe(sentence);
    expect([code, out]).toEqual([1, '']);
  });
});
