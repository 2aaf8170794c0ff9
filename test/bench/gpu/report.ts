/** The figures of `npm run bench -- gpu`, and the Markdown that is made of them. */
import type { BenchmarkRow, BenchmarkRun, Ceilings } from '../../../main/shared/contract/measuring.ts';
import type { Backend } from '../../../main/shared/contract/engine.ts';
import { backendNames } from '../../../main/shared/settings/backends.ts';
import { testName } from '../../../main/shared/speed/benchmark-export.ts';
import { median } from '../../../main/shared/speed/spread.ts';
import { bytes, count, duration, percent } from '../../../main/shared/format/figures.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import type { ChatFigures } from './chats.ts';
import type { PeerRow } from './llama-bench.ts';
import type { BackendFacts, MachineFacts } from './machine.ts';
import type { LeftOut } from './plan.ts';

/** What generating the model gave. */
interface ModelFigures {
  name: string;
  parameters: number;
  bytes: number;
  /** Why this size, as a sentence. */
  why: string;
  writeMs: number;
}

/** Decode with some of the layers on the GPU. */
interface SplitRow {
  gpuLayers: number;
  layers: number;
  loadMs: number;
  /** Tokens/s. */
  decode: number;
}

export interface GpuReport {
  startedAt: string;
  tookMs: number;
  budgetMs: number;
  /** The device is a program on the processor, so the figures tell nothing about a GPU. */
  isSoftware: boolean;
  machine: MachineFacts;
  backends: BackendFacts[];
  /** What the app chooses by itself. */
  chosen: Backend | null;
  ceilings: Ceilings | null;
  model: ModelFigures | null;
  benchmark: BenchmarkRun | null;
  /** Other backends that work here, with the same model. */
  others: BenchmarkRun[];
  peer: PeerRow[] | null;
  chats: ChatFigures | null;
  split: SplitRow[];
  leftOut: LeftOut[];
}

const table = (head: string[], rows: string[][]): string[] => {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
};

/** GB/s or GFLOP/s, and the like. */
const rate = (value: number, unit: string): string => {
  const [prefix, scale] = value >= 1e12 ? ['T', 1e12] : value >= 1e9 ? ['G', 1e9] : (['M', 1e6] as const);
  return `${(value / scale).toPrecision(3)} ${prefix}${unit}`;
};

const parameters = (value: number): string =>
  value >= 1e9 ? `${(value / 1e9).toFixed(1)} billion` : `${Math.round(value / 1e6)} million`;

const speed = (value: number): string => (value >= 100 ? count(value) : value.toFixed(1));

const machineLines = ({ machine, ...report }: GpuReport): string[] => [
  ...table(
    ['machine', ''],
    [
      [
        'system',
        `${machine.system}, ${machine.processor}, ${machine.cores} cores, ${bytes(machine.ramBytes)} RAM`,
      ],
      ...machine.drivers.map((line) => ['driver', line]),
      ...Object.entries(machine.libraries).map(([name, path]) => [name, path ?? 'not found']),
      ...Object.entries(machine.versions),
      ['measured', `${report.startedAt}, in ${duration(report.tookMs)} of ${duration(report.budgetMs)}`],
    ],
  ),
  ...table(
    ['backend', 'device', 'memory, free', 'chosen', 'why not'],
    report.backends.map(({ backend, gpu, problem }) => [
      backendNames[backend],
      gpu?.name ?? '',
      gpu === null ? '' : `${bytes(gpu.total)}, ${bytes(gpu.free)}`,
      backend === report.chosen ? 'yes' : 'no',
      backend === report.chosen
        ? ''
        : (problem ?? `${report.chosen === null ? 'No backend' : backendNames[report.chosen]} comes first`),
    ]),
  ),
];

/** The share of a ceiling that a row reaches: compute for prefill, bandwidth for decode. */
const shareOf = (row: BenchmarkRow, ceilings: Ceilings | null): { reached: string; share: string } => {
  if (row.cost === null) return { reached: '', share: '' };
  const perSecond = median(row.speeds) / row.tokens;
  const isPrefill = row.test === 'pp';
  const value = perSecond * (isPrefill ? row.cost.flops : row.cost.bytes);
  const ceiling = isPrefill ? ceilings?.flopsPerS : ceilings?.bandwidthBytesPerS;
  return {
    reached: rate(value, isPrefill ? 'FLOP/s' : 'B/s'),
    share:
      ceiling === undefined ? '' : `${percent(value / ceiling)} of ${isPrefill ? 'compute' : 'bandwidth'}`,
  };
};

const speedLines = ({ benchmark, others, peer, ceilings }: GpuReport): string[] => {
  const rows = [benchmark, ...others].flatMap((run) =>
    (run?.rows ?? []).map((row) => {
      const same =
        run !== benchmark
          ? undefined
          : peer?.find(
              ({ test, tokens, depth }) => test === row.test && tokens === row.tokens && depth === row.depth,
            );
      const value = median(row.speeds);
      const { reached, share } = shareOf(row, run === benchmark ? ceilings : null);
      return [
        backendNames[run!.backend],
        row.test === 'pp' ? 'prefill' : 'decode',
        testName(row),
        speed(value),
        reached,
        share,
        same === undefined ? '' : speed(same.speed),
        same === undefined ? '' : (value / same.speed).toFixed(2),
      ];
    }),
  );
  const ceilingLines =
    ceilings === null
      ? []
      : [
          `Ceilings of ${ceilings.device}: ${rate(ceilings.flopsPerS, 'FLOP/s')} (${sentenceOf(ceilings.flopsHow)}), and ` +
            `${rate(ceilings.bandwidthBytesPerS, 'B/s')} (${sentenceOf(ceilings.bandwidthHow)}).`,
          '',
        ];
  if (rows.length === 0) return ceilingLines;
  const head = ['backend', 'phase', 'test', 'tokens/s', 'reached', 'of the ceiling', 'llama-bench', 'ratio'];
  return [...ceilingLines, ...table(head, rows)];
};

const loadLines = ({ model, chats, split }: GpuReport): string[] => {
  if (chats === null) return [];
  const { firstLoad, secondLoad } = chats;
  const loads = [firstLoad, ...(secondLoad === null ? [] : [secondLoad])];
  return table(
    ['load', 'time', 'layers on the GPU', 'context', 'batch', 'flash attention', 'decode, tokens/s'],
    [
      ...loads.map((one, index) => [
        `${index === 0 ? 'first' : 'after a restart'}${one.wasTuned ? ', with tuning' : ''}`,
        `${duration(one.ms)}${model === null ? '' : ` (${rate((model.bytes * 1000) / one.ms, 'B/s')})`}`,
        `${one.gpuLayers} of ${one.layers}`,
        count(one.contextLength),
        String(one.batchSize),
        one.flashAttention ? 'on' : 'off',
        '',
      ]),
      ...split.map(({ gpuLayers, layers, loadMs, decode }) => [
        'split by hand',
        duration(loadMs),
        `${gpuLayers} of ${layers}`,
        '',
        '',
        '',
        speed(decode),
      ]),
    ],
  );
};

const chatLines = ({ chats }: GpuReport): string[] => {
  if (chats === null || chats.turns.length === 0) return [];
  const { state, turns } = chats;
  const saved =
    state === null
      ? 'The engine saved no state of the long chat: it expected to process it again sooner than to restore it.'
      : `The state of the long chat takes ${bytes(state.bytes)} on disk, ${bytes(state.bytesPerToken)} a token.`;
  return [
    ...table(
      ['turn', 'first token', 'cached', 'new', 'prefill', 'state restored', 'other state saved'],
      turns.map((turn) => [
        turn.name,
        duration(turn.firstTokenMs),
        count(turn.cachedTokens),
        count(turn.newTokens),
        duration(turn.prefillMs),
        turn.restoreMs === 0 ? '' : duration(turn.restoreMs),
        turn.saveMs === 0 ? '' : duration(turn.saveMs),
      ]),
    ),
    saved,
    '',
  ];
};

/** The whole report. */
export const toMarkdown = (report: GpuReport): string => {
  const { isSoftware, model, leftOut } = report;
  const device = report.backends.find(({ backend }) => backend === report.chosen)?.gpu?.name;
  return [
    `### ${device ?? 'No GPU'}`,
    '',
    ...(isSoftware
      ? ['**A device in software: this run tests the way, and none of its figures is that of a GPU.**', '']
      : []),
    ...machineLines(report),
    ...(model === null
      ? []
      : [
          `The model has random weights, ${parameters(model.parameters)} parameters in Q4_0, ` +
            `${bytes(model.bytes)}, generated in ${duration(model.writeMs)}. ${model.why}`,
          '',
        ]),
    ...speedLines(report),
    ...loadLines(report),
    ...chatLines(report),
    ...(leftOut.length === 0
      ? ['Nothing was left out.']
      : ['Left out:', '', ...leftOut.map(({ step, why }) => `- ${step}: ${why}.`)]),
    '',
  ].join('\n');
};
