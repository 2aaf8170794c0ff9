/**
 * Tests benchmarks in the real engine process: what they measure, and that no caller is left waiting after a stop or a refusal.
 */
import { spawn as run } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  BenchmarkPlan,
  BenchmarkRun,
  MeasuringProgress,
} from '../../../main/shared/contract/measuring.ts';
import { llamaMeasureWork } from '../../../main/core/engines/llama/measure-work.ts';
import { Measuring } from '../../../main/core/measuring/measuring.ts';
import type { EngineConfig } from '../../../main/shared/engine/config.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { packageRoot, starterModel } from '../../../main/system/paths.ts';
import { hybridModel, slidingWindowModel, smallModel, tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, load, plainConfig, spawn, user } from '../../fixtures/engine/engine-under-test.ts';

afterEach(killEngines);

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };

/** With more threads than cores, threads would wait for each other. */
const threads = Math.min(2, availableParallelism());

const configFor = (modelPath: string): EngineConfig =>
  plainConfig(modelPath, { threads, flashAttention: true, sequences: null });

const small: BenchmarkPlan = {
  promptLengths: [96, 32],
  depths: [64, 0],
  decodeTokens: 8,
  batchSizes: [64, 16],
  repeats: 3,
};

/** Measures like the core; `onProgress` may stop it. */
const measure = async (
  modelPath: string,
  plan: BenchmarkPlan,
  onProgress: (progress: MeasuringProgress, stop: () => void) => void = () => undefined,
) => {
  const steps: MeasuringProgress[] = [];
  const measuring = new Measuring({
    work: llamaMeasureWork({ spawn, lend: (work) => work(), log: silent }),
    alone: (work) => work(),
    onProgress: (progress) => {
      if (progress === null) return;
      steps.push(progress);
      onProgress(progress, () => measuring.stop());
    },
  });
  return { run: await measuring.benchmark(configFor(modelPath), plan), steps };
};

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

  it('is about as fast as a chat with the same model', async ({ skip }) => {
    const plan = { ...small, promptLengths: [512], depths: [0], decodeTokens: 32, batchSizes: [512] };
    const { run: done } = await measure(smallModel(), plan);
    const chat = await load(smallModel(), { threads, contextLength: 700 });
    // A short turn is slowed by whatever else the machine does, so the ranges of a few runs are compared.
    const speeds: { prefill: number[]; decode: number[] } = { prefill: [], decode: [] };
    for (const word of ['Some', 'Other', 'More', 'Further']) {
      const question = user(`${word} words that make a prompt of some length. `.repeat(20));
      const { timings, trace } = await chat.run([question], { longestAnswer: 40 });
      const others = trace!.surroundings.otherCores ?? 0;
      skip(others > 0.3, `other programs keep ${others.toFixed(1)} cores busy, so speeds cannot be compared`);
      const { newTokens, prefillMs, decodeTokens, decodeMs } = timings!;
      expect(newTokens).toBeGreaterThan(200);
      expect(decodeTokens).toBeGreaterThan(5);
      speeds.prefill.push((newTokens * 1000) / prefillMs);
      speeds.decode.push((decodeTokens * 1000) / decodeMs);
    }
    const [prefill, decode] = done.rows.map((row) => row.speeds);
    for (const [measured, ofChat] of [
      [prefill!, speeds.prefill],
      [decode!, speeds.decode],
    ] as const) {
      expect(Math.max(...measured)).toBeGreaterThan(Math.min(...ofChat) / 4);
      expect(Math.min(...measured)).toBeLessThan(Math.max(...ofChat) * 4);
    }
  });

  it('reprocesses depths for models that cannot rewind', async () => {
    for (const model of [slidingWindowModel(), hybridModel()]) {
      const plan = { ...small, promptLengths: [], depths: [300, 20], batchSizes: [128], repeats: 2 };
      const { run: done } = await measure(model, plan);
      expect(namesOf(done)).toEqual(['tg8@20/128', 'tg8@300/128']);
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
