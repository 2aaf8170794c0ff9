/** Checks that benchmarks are exported as llama-bench would write them, and that nothing is lost. */
import { describe, expect, it } from 'vitest';
import type { BenchmarkRow, BenchmarkRun } from '../../../main/shared/contract/measuring.ts';
import type { ModelFacts } from '../../../main/shared/contract/model.ts';
import { testName, toCsv, toJson, toMarkdown } from '../../../main/shared/speed/benchmark-export.ts';
import { mean, median, quantile, standardDeviation } from '../../../main/shared/speed/spread.ts';

const row = (parts: Partial<BenchmarkRow> = {}): BenchmarkRow => ({
  test: 'pp',
  tokens: 512,
  depth: 0,
  batchSize: 512,
  speeds: [743.45, 755.59, 767.73],
  cost: null,
  ...parts,
});

const model: ModelFacts = {
  path: '/models/one.gguf',
  id: 'digest',
  name: 'llama 256M',
  architecture: 'llama',
  quantization: 'Q8_0',
  bytes: 132_528_384,
  trainedContextLength: 4096,
};

const run = (parts: Partial<BenchmarkRun> = {}): BenchmarkRun => ({
  id: 'one',
  startedAt: Date.UTC(2026, 10, 25, 19, 37, 20, 512),
  model,
  parameters: 124_635_456,
  backend: 'cpu',
  device: 'AMD EPYC',
  gpuLayers: 0,
  threads: { prefill: 2, decode: 2 },
  kvPrecision: 'f16',
  flashAttention: true,
  llamaCpp: 'v0.5.0',
  isComplete: true,
  rows: [row(), row({ test: 'tg', tokens: 64, speeds: [150.76] })],
  ...parts,
});

/** The cells of each line of a Markdown table. */
const cells = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** Parses CSV according to RFC 4180. */
const parseCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
};

describe('the spread of repeats', () => {
  it('is that of a sample', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(standardDeviation([5])).toBe(0);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([1, 2, 3, 10])).toBe(2.5);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });
});

describe('Markdown', () => {
  it('is the table that llama-bench prints for the same figures', () => {
    // Printed by llama-bench of llama.cpp 0.5.0; a single repeat has no spread there either.
    const printed = [
      '| model                          |       size |     params | backend    | threads |            test |                  t/s |',
      '| ------------------------------ | ---------: | ---------: | ---------- | ------: | --------------: | -------------------: |',
      '| llama 256M Q8_0                | 126.39 MiB |   124.64 M | CPU        |       2 |           pp512 |       755.59 ± 12.14 |',
      '| llama 256M Q8_0                | 126.39 MiB |   124.64 M | CPU        |       2 |            tg64 |        150.76 ± 0.00 |',
    ];
    expect(toMarkdown([run()]).split('\n').slice(0, 4)).toEqual(printed);
  });

  it('shows a column that is not as usual for all runs as soon as one has it', () => {
    const gpu = run({
      backend: 'cuda',
      gpuLayers: 29,
      kvPrecision: 'q8_0',
      flashAttention: false,
      parameters: 8_190_735_360,
      model: { ...model, bytes: 5_027_000_000 },
      rows: [row({ batchSize: 128 }), row({ test: 'tg', tokens: 64, depth: 512 })],
    });
    const [head, , first, , third, fourth] = cells(toMarkdown([run(), gpu]));
    expect(head).toEqual(
      'model,size,params,backend,ngl,threads,n_ubatch,type_k,type_v,fa,test,t/s'.split(','),
    );
    expect(first!.slice(3, 11)).toEqual(['CPU', '0', '2', '512', 'f16', 'f16', '1', 'pp512']);
    expect(third!.slice(1, 11)).toEqual('4.68 GiB,8.19 B,CUDA,29,2,128,q8_0,q8_0,0,pp512'.split(','));
    expect(fourth![10]).toBe('tg64 @ d512');
    expect(cells(toMarkdown([gpu]))[0]).not.toContain('threads');
  });

  it('names the runs that were stopped, and keeps its cells apart whatever a model is called', () => {
    const text = toMarkdown([run({ model: { ...model, name: 'A|B Q8_0' }, isComplete: false })]);
    expect(text).toContain('| A\\|B Q8_0 ');
    expect(text).toMatch(/\nStopped before the end: A\|B Q8_0\n$/);
    expect(toMarkdown([run()])).not.toContain('Stopped');
  });
});

describe('CSV', () => {
  it("uses llama-bench's names for shared columns, and has a line for each row", () => {
    const name = 'Of "Ada", and\nothers';
    const rows = parseCsv(
      toCsv([run({ model: { ...model, name }, rows: [row(), row({ test: 'tg', tokens: 32, depth: 7 })] })]),
    );
    const field = (line: number, of: string): string => rows[line]![rows[0]!.indexOf(of)]!;
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(field(1, 'model_name')).toBe(name);
    expect(field(1, 'test_time')).toBe('2026-11-25T19:37:20Z');
    expect([field(1, 'n_prompt'), field(1, 'n_gen'), field(1, 'n_depth')]).toEqual(['512', '0', '0']);
    expect([field(2, 'n_prompt'), field(2, 'n_gen'), field(2, 'n_depth')]).toEqual(['0', '32', '7']);
    expect(Number(field(1, 'avg_ts'))).toBeCloseTo(755.59, 9);
    expect(Number(field(1, 'stddev_ts'))).toBeCloseTo(12.14, 9);
    expect(field(1, 'samples_ts').split(' ').map(Number)).toEqual([743.45, 755.59, 767.73]);
  });
});

describe('JSON', () => {
  it('contains everything about the runs, with the results of the repeats', () => {
    const runs = [run(), run({ id: 'two', isComplete: false })];
    const read = JSON.parse(toJson(runs)) as Omit<BenchmarkRun, 'model'>[];
    const own = runs.map((one) => Object.entries(one).filter(([name]) => name !== 'model'));
    expect(read).toMatchObject(own.map((fields) => Object.fromEntries(fields)));
    expect(read[0]).toMatchObject({
      modelId: 'digest',
      modelPath: '/models/one.gguf',
      modelName: 'llama 256M',
      architecture: 'llama',
      quantization: 'Q8_0',
      fileBytes: 132_528_384,
    });
    expect(read[0]!.rows[0]).toMatchObject({ mean: expect.closeTo(755.59), median: 755.59 });
  });
});

it('a test is named as llama-bench names it', () => {
  expect(testName(row())).toBe('pp512');
  expect(testName(row({ test: 'tg', tokens: 128, depth: 4096 }))).toBe('tg128 @ d4096');
});
