/** Benchmark runs as text for other programs: Markdown and CSV in the format of llama-bench, and JSON with everything. */
import type { BenchmarkRow, BenchmarkRun } from '../contract/measuring.ts';
import { backendNames } from '../settings/backends.ts';
import { exportTexts } from '../words/measuring.ts';
import { mean, median, standardDeviation } from './spread.ts';

/** The name of a test in llama-bench's notation, for example "pp512" or "tg64 @ d512". */
export const testName = ({ test, tokens, depth }: Pick<BenchmarkRow, 'test' | 'tokens' | 'depth'>): string =>
  `${test}${tokens}${depth > 0 ? ` @ d${depth}` : ''}`;

/** The name of the model with its quantization, unless the name already contains it. */
const modelTitle = ({ model: { name, quantization } }: BenchmarkRun): string =>
  quantization === null || name.toLowerCase().includes(quantization.toLowerCase())
    ? name
    : `${name} ${quantization}`;

/** Values that llama-bench does not print unless they were changed (`cmd_params_defaults`). */
const usual = { batchSize: 512, kvPrecision: 'f16' };

interface Column {
  name: string;
  /**
   * The minimum width in characters; negative for columns that are aligned to the left (`get_field_width` in llama-bench.cpp).
   */
  width: number;
  cell: (run: BenchmarkRun, row: BenchmarkRow) => string;
}

const columnsOf = (runs: readonly BenchmarkRun[]): Column[] => {
  const some = (has: (run: BenchmarkRun) => boolean): boolean => runs.some(has);
  const optional = (isShown: boolean, column: Column): Column[] => (isShown ? [column] : []);
  return [
    { name: 'model', width: -30, cell: modelTitle },
    { name: 'size', width: 10, cell: ({ model }) => binarySize(model.bytes) },
    { name: 'params', width: 10, cell: ({ parameters }) => parameterCount(parameters) },
    { name: 'backend', width: -10, cell: ({ backend }) => backendNames[backend] },
    ...optional(
      some(({ backend }) => backend !== 'cpu'),
      { name: 'ngl', width: 3, cell: ({ gpuLayers }) => String(gpuLayers) },
    ),
    ...optional(
      some(({ backend }) => backend === 'cpu'),
      { name: 'threads', width: 7, cell: (run, row) => String(threadsOf(run, row)) },
    ),
    ...optional(
      some(({ rows }) => rows.some(({ batchSize }) => batchSize !== usual.batchSize)),
      { name: 'n_ubatch', width: 8, cell: (_, { batchSize }) => String(batchSize) },
    ),
    ...['type_k', 'type_v'].flatMap((name) =>
      optional(
        some(({ kvPrecision }) => kvPrecision !== usual.kvPrecision),
        { name, width: 6, cell: ({ kvPrecision }) => kvPrecision },
      ),
    ),
    ...optional(new Set(runs.map(({ flashAttention }) => flashAttention)).size > 1, {
      name: 'fa',
      width: 3,
      cell: ({ flashAttention }) => (flashAttention ? '1' : '0'),
    }),
    { name: 'test', width: 15, cell: (_, row) => testName(row) },
    {
      name: 't/s',
      width: 20,
      cell: (_, { speeds }) => `${mean(speeds).toFixed(2)} ± ${standardDeviation(speeds).toFixed(2)}`,
    },
  ];
};

/**
 * The table that llama-bench prints, but with the model's own name, and with the size of its file instead of that of its
 * tensors.
 */
export const toMarkdown = (runs: readonly BenchmarkRun[]): string => {
  const columns = columnsOf(runs);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (text: string, width: number): string =>
    width < 0 ? text.padEnd(-width) : text.padStart(width);
  const stopped = runs.filter(({ isComplete }) => !isComplete).map(modelTitle);
  return [
    line(columns.map(({ name, width }) => pad(name, width))),
    line(columns.map(({ width }) => `${'-'.repeat(Math.abs(width) - 1)}${width > 0 ? ':' : '-'}`)),
    ...runs.flatMap((run) =>
      run.rows.map((row) =>
        line(columns.map(({ cell, width }) => pad(cell(run, row).replaceAll('|', '\\|'), width))),
      ),
    ),
    '',
    exportTexts.build([...new Set(runs.map(({ llamaCpp }) => llamaCpp))]),
    ...(stopped.length > 0 ? ['', exportTexts.stopped(stopped)] : []),
    '',
  ].join('\n');
};

/** Fields have llama-bench's names if it has the same fields; the others are Hearth's own. */
const csvFields: [name: string, value: (run: BenchmarkRun, row: BenchmarkRow) => string | number | null][] = [
  ['llama_cpp', (run) => run.llamaCpp],
  ['test_time', (run) => new Date(run.startedAt).toISOString().replace(/\.\d+Z$/, 'Z')],
  ['complete', (run) => Number(run.isComplete)],
  ['model_filename', (run) => run.model.path],
  ['model_name', (run) => run.model.name],
  ['architecture', (run) => run.model.architecture],
  ['quantization', (run) => run.model.quantization],
  ['file_size', (run) => run.model.bytes],
  ['model_n_params', (run) => run.parameters],
  ['backends', (run) => backendNames[run.backend]],
  ['device', (run) => run.device],
  ['n_gpu_layers', (run) => run.gpuLayers],
  ['n_threads', (run, row) => threadsOf(run, row)],
  ['n_batch', (_, row) => row.batchSize],
  ['n_ubatch', (_, row) => row.batchSize],
  ['type_k', (run) => run.kvPrecision],
  ['type_v', (run) => run.kvPrecision],
  ['flash_attn', (run) => Number(run.flashAttention)],
  ['n_prompt', (_, row) => (row.test === 'pp' ? row.tokens : 0)],
  ['n_gen', (_, row) => (row.test === 'tg' ? row.tokens : 0)],
  ['n_depth', (_, row) => row.depth],
  ['avg_ts', (_, { speeds }) => mean(speeds)],
  ['stddev_ts', (_, { speeds }) => standardDeviation(speeds)],
  ['median_ts', (_, { speeds }) => median(speeds)],
  ['samples_ts', (_, { speeds }) => speeds.join(' ')],
];

/** One line for each row of each run. Every value is quoted, as in llama-bench's output. */
export const toCsv = (runs: readonly BenchmarkRun[]): string =>
  [
    csvFields.map(([name]) => name).join(','),
    ...runs.flatMap((run) =>
      run.rows.map((row) =>
        csvFields.map(([, value]) => `"${String(value(run, row) ?? '').replaceAll('"', '""')}"`).join(','),
      ),
    ),
    '',
  ].join('\n');

/** The runs with the facts of their models among their own fields, and for each row the mean and the spread of its repeats, in tokens/s. */
export const toJson = (runs: readonly BenchmarkRun[]): string => {
  const full = runs.map(({ id, startedAt, model, ...run }) => ({
    id,
    startedAt,
    modelId: model.id,
    modelPath: model.path,
    modelName: model.name,
    architecture: model.architecture,
    quantization: model.quantization,
    fileBytes: model.bytes,
    trainedContextLength: model.trainedContextLength,
    ...run,
    rows: run.rows.map((row) => ({
      ...row,
      mean: mean(row.speeds),
      standardDeviation: standardDeviation(row.speeds),
      median: median(row.speeds),
    })),
  }));
  return `${JSON.stringify(full, null, 2)}\n`;
};

export interface ExportFormat {
  /** The option of the command line without its dashes. */
  id: string;
  /** The format's own name, which is not translated. */
  name: string;
  /** Without the dot. */
  extension: string;
  mediaType: string;
  write: (runs: readonly BenchmarkRun[]) => string;
}

/** The formats of benchmark results, for the window and for `npm run bench` alike, in the order of the window. */
export const exportFormats: readonly ExportFormat[] = [
  { id: 'markdown', name: 'Markdown', extension: 'md', mediaType: 'text/markdown', write: toMarkdown },
  { id: 'csv', name: 'CSV', extension: 'csv', mediaType: 'text/csv', write: toCsv },
  { id: 'json', name: 'JSON', extension: 'json', mediaType: 'application/json', write: toJson },
];

const threadsOf = ({ threads }: BenchmarkRun, { test }: BenchmarkRow): number =>
  test === 'pp' ? threads.prefill : threads.decode;

/** A size in llama-bench's notation: powers of 1024, always with two decimals. */
const binarySize = (bytes: number): string =>
  bytes < 1024 ** 3 ? `${(bytes / 1024 ** 2).toFixed(2)} MiB` : `${(bytes / 1024 ** 3).toFixed(2)} GiB`;

const parameterCount = (parameters: number): string =>
  parameters < 1e9 ? `${(parameters / 1e6).toFixed(2)} M` : `${(parameters / 1e9).toFixed(2)} B`;
