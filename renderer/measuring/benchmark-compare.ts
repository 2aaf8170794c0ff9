/** Compares benchmarks: their names, which to compare first, and their speeds as lines. */
import { dateLocale } from '../words/figures.ts';
import type { BenchmarkRow, BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { backendNames } from '../../main/shared/settings/backends.ts';
import { isSameModel } from '../../main/shared/model/model-identity.ts';
import type { Work } from '../../main/shared/speed/benchmark-stages.ts';
import { mean, standardDeviation } from '../../main/shared/speed/spread.ts';
import type { Series } from '../plots/line-plot.tsx';
import type { RooflinePoint } from '../plots/roofline.tsx';
import { benchmarkWords } from '../words/lens.ts';

const mostCompared = 4;

/** The newest run of each model; `runs` are ordered newest first. */
export const firstCompared = (runs: readonly BenchmarkRun[]): string[] =>
  runs
    .filter(({ model }, index) => runs.findIndex((run) => isSameModel(run.model, model)) === index)
    .slice(0, mostCompared)
    .map(({ id }) => id);

const date = new Intl.DateTimeFormat(dateLocale(), { day: 'numeric', month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat(dateLocale(), { dateStyle: 'medium', timeStyle: 'medium' });

/** Names by the id of the run. */
export type Names = ReadonlyMap<string, string>;

/** The properties that can tell two runs apart, the most significant first. */
const differences: ((run: BenchmarkRun) => string | null)[] = [
  ({ model }) => model.quantization,
  ({ backend }) => backendNames[backend],
  ({ threads }) => benchmarkWords.runs.threads(threads.decode),
  ({ kvPrecision }) => benchmarkWords.runs.cache(kvPrecision),
  ({ flashAttention }) =>
    flashAttention ? benchmarkWords.runs.flashAttention : benchmarkWords.runs.noFlashAttention,
  ({ startedAt }) => date.format(startedAt),
  ({ startedAt }) => minute.format(startedAt),
];

/** A name for each run, by its id: the name of the model and, if several runs share it, what differs between them. */
export const runNames = (runs: readonly BenchmarkRun[]): Names => {
  const names = new Map(runs.map((run) => [run.id, run.model.name]));
  for (const difference of differences) {
    const before = new Map(names);
    for (const run of runs) {
      const same = runs.filter(({ id }) => before.get(id) === before.get(run.id));
      const own = difference(run);
      if (own !== null && same.some((other) => difference(other) !== own))
        names.set(run.id, `${before.get(run.id)} · ${own}`);
    }
  }
  return names;
};

/** Mean and spread of a row, as a point of a line. */
const pointOf = (x: number, { speeds }: BenchmarkRow): Series['points'][number] => {
  const y = mean(speeds);
  const deviation = standardDeviation(speeds);
  // The deviation of a few runs can reach below zero, which is impossible for a speed.
  return speeds.length < 2 ? { x, y } : { x, y, low: Math.max(y - deviation, y / 100), high: y + deviation };
};

/** After four lines in one tone, shapes and dashes repeat. */
const seriesOf = (
  runs: readonly BenchmarkRun[],
  names: Names,
  tone: 'read' | 'write',
  points: (run: BenchmarkRun) => Series['points'],
): Series[] =>
  runs
    .map((run, index) => ({
      name: names.get(run.id) ?? run.model.name,
      tone: index < mostCompared ? tone : ('ink' as const),
      points: points(run),
    }))
    .filter((series) => series.points.length > 0);

const largestBatch = ({ rows }: BenchmarkRun): number =>
  Math.max(0, ...rows.filter(({ test }) => test === 'pp').map(({ batchSize }) => batchSize));

const longestPrompt = ({ rows }: BenchmarkRun): number =>
  Math.max(0, ...rows.filter(({ test }) => test === 'pp').map(({ tokens }) => tokens));

/** Prefill speed by prompt length, each run with its largest batch size. */
export const prefillByPrompt = (runs: readonly BenchmarkRun[], names: Names): Series[] =>
  seriesOf(runs, names, 'read', (run) =>
    run.rows
      .filter(({ test, batchSize }) => test === 'pp' && batchSize === largestBatch(run))
      .map((row) => pointOf(row.tokens, row)),
  );

/** Decode speed by the number of tokens already in the context. */
export const decodeByDepth = (runs: readonly BenchmarkRun[], names: Names): Series[] =>
  seriesOf(runs, names, 'write', ({ rows }) =>
    rows.filter(({ test }) => test === 'tg').map((row) => pointOf(row.depth, row)),
  );

/** Prefill speed of the longest prompt by batch size, for runs with several batch sizes. */
export const prefillByBatch = (runs: readonly BenchmarkRun[], names: Names): Series[] =>
  seriesOf(runs, names, 'read', (run) => {
    const rows = run.rows.filter(({ test, tokens }) => test === 'pp' && tokens === longestPrompt(run));
    return rows.length < 2 ? [] : rows.map((row) => pointOf(row.batchSize, row));
  });

/** Prefill of the longest prompt, and decode at the smallest depth, for each run whose cost was counted. */
export const rooflineOf = (runs: readonly BenchmarkRun[], names: Names): RooflinePoint[] =>
  runs.flatMap((run) => {
    const longest = run.rows
      .filter(({ test }) => test === 'pp')
      .toSorted((a, b) => b.tokens - a.tokens || b.batchSize - a.batchSize)[0];
    const shallowest = run.rows.filter(({ test }) => test === 'tg').toSorted((a, b) => a.depth - b.depth)[0];
    return [longest, shallowest].flatMap((row) => {
      if (!row?.cost || row.speeds.length === 0) return [];
      const { flops, bytes } = row.cost;
      const isPrefill = row.test === 'pp';
      const name = names.get(run.id) ?? run.model.name;
      return [
        {
          name: isPrefill ? benchmarkWords.plots.prefillOf(name) : benchmarkWords.plots.decodeOf(name),
          kind: isPrefill ? ('prefill' as const) : ('decode' as const),
          intensity: flops / bytes,
          flopsPerS: (flops * mean(row.speeds)) / row.tokens,
        },
      ];
    });
  });

/** Duration of `work` at the speeds of an earlier run of the same model, in ms; `null` if they are unknown. */
export const expectedMs = (work: Work, { rows }: BenchmarkRun): number | null => {
  const speedOf = (test: BenchmarkRow['test']): number | null => {
    const those = rows.filter((row) => row.test === test);
    if (those.length === 0) return null;
    const tokens = those.reduce((total, row) => total + row.tokens, 0);
    return tokens / those.reduce((total, row) => total + row.tokens / mean(row.speeds), 0);
  };
  const [prefill, decode] = [speedOf('pp'), speedOf('tg')];
  if ((work.prefill > 0 && prefill === null) || (work.decode > 0 && decode === null)) return null;
  return 1000 * (work.prefill / (prefill ?? 1) + work.decode / (decode ?? 1));
};
