/**
 * What a measurement does and how a limit was measured, both as phrases without a full stop, and why a measurement cannot be
 * done. Lengths and batch sizes are tokens.
 */
import { bytes, count, percent, tokens } from '../format/figures.ts';
import type { Sentences, Told } from './told.ts';
import { translatable } from '../language/language.ts';

/** Generated weights: their type as ggml names it, and their size in bytes. */
interface Weights {
  type: string;
  bytes: number;
}
const weightsOf = (weights: Weights): string => `${weights.type} weights of ${bytes(weights.bytes)}`;

/** The fastest of several measurements. Shares are of its best run, from 0 to 1. */
interface Fastest {
  weights: Weights;
  runs: number;
  /** How much slower than the best run the median was. */
  spread: number;
  /** What other types of weights reached. */
  others: readonly { type: string; share: number }[];
}
const runsOf = ({ runs, spread, others }: Fastest): string =>
  [
    `best of ${runs} runs, half of them within ${percent(spread)}`,
    ...others.map(({ type, share }) => `${type} reached ${percent(share)}`),
  ].join('; ');

/** Lines below the table of exported benchmarks. */
export const exportTexts = translatable('exportTexts', {
  build: (releases: readonly string[]): string =>
    `build: llama.cpp ${releases.join(', ')}, measured by Hearth`,
  stopped: (models: readonly string[]): string => `Stopped before the end: ${models.join(', ')}`,
} as const);

/** One of several runs, counted from 1. */
interface Repeat {
  repeat: number;
  repeats: number;
}
/** `batchSize`: `null` if the plan has only one. */
interface Prefill {
  tokens: number;
  batchSize: number | null;
}
const prefillOf = (facts: Prefill): string =>
  `${tokens(facts.tokens)}${facts.batchSize === null ? '' : ` in batches of ${count(facts.batchSize)}`}`;

/** What was typed for numbers from `from` to `to`, both included. `field`: the label of the field, or the name of the option. */
interface Field {
  field: string;
  from: number;
  to: number;
  text: string;
}

const insteadOf = (text: string): string => (text === '' ? '' : `, not “${text}”`);

export const measuringSentences = {
  'measuring.waiting': () => 'Waiting for the engine',
  'measuring.starting': () => 'Starting llama.cpp',
  'measuring.generating': ({ weights }: { weights: Weights }) => `Generating ${weightsOf(weights)}`,
  'measuring.decoding-through': ({ weights }: { weights: Weights }) => `Decode through ${weightsOf(weights)}`,
  'measuring.prefilling-through': ({ weights }: { weights: Weights }) =>
    `Prefill through ${weightsOf(weights)}`,
  'measuring.done': () => 'Done',
  /** `loaded`: from 0 to 1. */
  'measuring.loading': ({ loaded }: { loaded: number }) => `Loading the model, ${percent(loaded)}`,
  'measuring.tuning': () => 'Tuning the engine for this machine',
  'measuring.warming-prefill': (facts: Prefill) => `Warming up for prefill of ${prefillOf(facts)}`,
  'measuring.prefilling': (facts: Prefill & Repeat) =>
    `Prefill of ${prefillOf(facts)}, ${facts.repeat} of ${facts.repeats}`,
  'measuring.warming-decode': () => 'Warming up for decode',
  'measuring.filling': ({ depth }: { depth: number }) => `Processing ${tokens(depth)} before decode`,
  'measuring.decoding': (facts: { tokens: number; depth: number } & Repeat) =>
    `Decode of ${tokens(facts.tokens)}${facts.depth === 0 ? '' : ` after ${count(facts.depth)}`}, ${facts.repeat} of ${facts.repeats}`,
  /** `tests`: names of tests that the context has no room for; `step`: what else is being done. */
  'measuring.without-tests': (
    facts: { step: Told; tests: readonly string[]; contextLength: number },
    what: (told: Told) => string,
  ) =>
    `${what(facts.step)}; without ${facts.tests.join(', ')}, which ${facts.tests.length === 1 ? 'is' : 'are'} longer than the model’s context of ${tokens(facts.contextLength)}`,
  'measuring.bandwidth-how': (facts: Fastest) =>
    `${weightsOf(facts.weights)}, read once per token; ${runsOf(facts)}`,
  'measuring.compute-how': (facts: Fastest & { batchSize: number }) =>
    `${tokens(facts.batchSize)} at once through ${weightsOf(facts.weights)}; ${runsOf(facts)}`,
  'measuring.busy': () => ['A measurement is already running.', 'Wait for it, or stop it.'],
  'measuring.not-possible': () => 'This engine cannot measure.',
  'measuring.stopped': () => 'The measurement was stopped.',
  'measuring.stopped-early': () => 'The benchmark was stopped before there were any results.',
  'measuring.engine-ended': () => [
    'The engine stopped during the measurement. The details are in the log.',
    'Try again.',
  ],
  'measuring.too-busy': ({ cores }: { cores: number }) => [
    `Other programs kept ${cores.toFixed(1)} cores busy, so this measurement was discarded.`,
    'Close them and measure again.',
  ],
  'measuring.no-memory': () => [
    'There is too little free memory to measure with.',
    'Close other programs first.',
  ],
  'measuring.disk-full': () => [
    'The disk is too full to measure with generated models.',
    'Free up 1 GB, then try again.',
  ],
  'measuring.not-whole': ({ field, from, to, text }: Field) =>
    `${field} must be a whole number from ${count(from)} to ${count(to)}${insteadOf(text)}.`,
  'measuring.not-all-whole': ({ field, from, to, text }: Field) =>
    `${field} must be whole numbers from ${count(from)} to ${count(to)} with commas between them${insteadOf(text)}.`,
  'measuring.too-many-numbers': ({ field, most }: { field: string; most: number }) =>
    `${field} takes at most ${count(most)} numbers.`,
  'measuring.no-tests': () => ['The plan has no tests.', 'Enter at least one prompt length or one depth.'],
  'measuring.nothing-fits': ({ name, contextLength }: { name: string; contextLength: number }) => [
    `${name} has a context of ${count(contextLength)} tokens, and every test needs more.`,
    'Choose shorter prompts or smaller depths.',
  ],
} as const satisfies Sentences<'measuring'>;
