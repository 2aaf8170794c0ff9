/** The texts of the performance page: statistics, benchmarks, and the limits of this machine. */
import { count, thin, unbroken } from '../../main/shared/format/figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

const threadsOf = (threads: number): string => `${threads} thread${threads === 1 ? '' : 's'}`;

/** Plots that the page shares with an opened latency line. */
const roofline = {
  label: 'Compared with this machine’s limits',
  empty: 'No data.',
};

export const statisticsWords = translatable('statisticsWords', {
  loading: 'Loading statistics…',
  empty: 'No answers yet. Statistics will appear after your first answer.',
  startChat: 'Start a chat',
  /** `model` is `null` for all models. */
  emptyPeriod: (model: string | null, days: number): string =>
    `No answers${model === null ? '' : ` from ${model}`} in the last ${days} days.`,
  showYear: 'Show one year',
  fewLines: (models: number): string =>
    `The plots show the speeds of the ${models} most used models. Choose a model above to see its speeds.`,

  misdated: (answers: number): string =>
    answers === 1
      ? 'One answer is not counted. Its date is more than a year ago because the clock of this computer was wrong.'
      : `${count(answers)} answers are not counted. Their dates are more than a year ago because the clock of this computer was wrong.`,

  period: 'Period',
  days: (days: number): string => (days === 365 ? '1 year' : `${days} days`),
  model: 'Model',
  allModels: 'All models',

  none: 'n/a',
  noSpeed: 'no speed yet',
  at: (speed: string): string => `at ${speed}`,
  explain: 'Explain these figures',
  figures: {
    turns: {
      name: 'Turns',
      onDays: (days: number): string => `on ${days} day${days === 1 ? '' : 's'}`,
      meaning: 'Messages that the model answered, including stopped answers.',
    },
    firstToken: {
      name: 'Time to first token',
      within: (duration: string): string => `95${thin}% within ${duration}`,
      noAnswers: 'no answers yet',
      meaning:
        'From sending your message to the first token of the answer: waiting plus prefill. Half of all turns were faster than the median; 95 % were faster than p95, and 5 % faster than p5.',
    },
    cached: {
      name: 'From cache',
      meaning: 'The share of prompt tokens that were reused from the KV cache.',
    },
    saved: {
      name: 'Time saved',
      unknown: '–',
      noData: 'not enough data',
      byCache: 'by the cache',
      ofDocuments: (duration: string): string => `${duration} of it on documents`,
      meaning:
        'An estimate: the time to process the cached tokens at the prefill speed of the same model and day, minus the time to restore them from disk. Documents save their share of these tokens: they are read once, and later answers start from there.',
    },
    processed: {
      name: 'Tokens processed',
      meaning:
        'New tokens of the prompts, which had to be processed (prefill). The speed counts only turns with at least 64 of them, because fewer take about as long as one.',
    },
    generated: {
      name: 'Tokens generated',
      meaning: 'Tokens of all answers (decode). The speed does not count the first token of each answer.',
    },
  },

  models: {
    caption: 'By model',
    model: 'Model',
    turns: 'Turns',
    prefill: 'Prefill',
    decode: 'Decode',
    firstToken: 'First token',
    cached: 'Cached',
  },

  plots: {
    day: 'Day',
    week: 'Week of',
    firstToken: 'Time to first token: median, p5 to p95',
    noFirstToken: 'No answers in this period.',
    firstTokenLine: 'Time to first token',
    median: 'Median',
    spread: ['p5', 'p95'] as const,
    prefill: 'Prefill speed',
    noPrefill: 'No prompts were processed in this period.',
    decode: 'Decode speed',
    noDecode: 'No tokens were generated in this period.',
    tokens: 'Tokens',
    noTokens: 'No tokens in this period.',
    cached: 'cached',
    new: 'new',
    generated: 'generated',
    saved: 'Time saved by the cache',
    noSaved: 'The cache saved no time in this period.',
    savedTime: 'Time saved',
  },
});

export const benchmarkWords = translatable('benchmarkWords', {
  label: 'Benchmark',
  start: 'Start',
  stop: 'Stop',
  heldUp: 'Hearth is measuring this machine. Start the benchmark after that.',
  waiting: 'Waiting for the engine',
  whileRunning: 'Chats pause during a run. If you stop it, the results so far are kept.',
  stopped: 'Stopped. The results so far are saved below.',
  loading: 'Loading earlier benchmarks…',
  notConnected: 'Earlier benchmarks will appear once Hearth is connected.',
  empty: 'No benchmarks yet. Runs are saved here for comparison.',
  noneSelected: 'Select a run above to see its speeds.',
  results: 'Results',

  model: {
    label: 'Model',
    otherFile: 'Another file…',
    path: 'Path of a GGUF file',
    choose: 'Choose…',
    withDetail: (name: string, detail: string): string => `${name}, ${detail}`,
  },

  plan: {
    label: 'Plan',
    quick: 'Quick',
    thorough: 'Thorough',
    custom: 'Custom',
    settings: 'Test settings',
    fields: {
      promptLengths: { label: 'Prompt lengths', hint: 'Tokens, each prompt processed from an empty cache.' },
      depths: { label: 'Depths', hint: 'Tokens already in the context before decode.' },
      decodeTokens: { label: 'Tokens to generate', hint: 'At each depth.' },
      batchSizes: { label: 'Batch sizes', hint: 'Tokens per batch.' },
      repeats: { label: 'Repeats', hint: 'More repeats, better error bars.' },
    },
    empty: 'Enter at least one prompt length or one depth.',
    noPath: 'Enter the path of a model file.',
    chatsPause: 'Chats pause during a run.',
    /** `duration`: for example "about 40 s". */
    takes: (duration: string): string => `Takes ${duration}, judging by this model’s last run. `,
    leftOut: (contextLength: number, tests: readonly string[]): string =>
      unbroken(
        `The model’s context is ${count(contextLength)} tokens, so ${tests.join(', ')} ${tests.length === 1 ? 'is' : 'are'} skipped.`,
      ),
    /** Estimated durations, no more exact than they are. */
    aFewSeconds: 'a few seconds',
    seconds: (seconds: number): string => `about ${seconds}\u202fs`,
    minutes: (minutes: number): string => `about ${minutes}\u202fmin`,
    hours: (hours: number): string => `about ${hours}\u202fh`,
  },

  runs: {
    title: 'Runs',
    deleted: (model: string): string => `${model} was deleted.`,
    deleteRun: (model: string, date: string): string => `Delete ${model} from ${date}`,
    stopped: 'stopped',
    threads: threadsOf,
    cache: (precision: string): string => `KV ${precision}`,
    flashAttention: 'flash attention',
    noFlashAttention: 'no flash attention',
  },

  export: {
    label: 'Export',
    copyAs: (format: string): string => `Copy as ${format}`,
    saveAs: (format: string): string => `Save as ${format}`,
  },

  plots: {
    spread: ['Mean − standard deviation', 'Mean + standard deviation'] as const,
    prefill: 'Prefill speed by prompt length',
    noPrefill: 'None of these runs measured prefill.',
    prompt: 'Prompt',
    decode: 'Decode speed by depth',
    noDecode: 'None of these runs measured decode.',
    depth: 'Tokens already in the context',
    batches: 'Prefill speed by batch size, longest prompt',
    noBatches: 'None of these runs measured several batch sizes.',
    batch: 'Batch',
    roofline: { ...roofline, noCeilings: 'Measure this machine to see its limits.' },
    prefillOf: (run: string): string => `Prefill, ${run}`,
    decodeOf: (run: string): string => `Decode, ${run}`,
  },

  table: {
    label: 'All results',
    model: 'Model',
    size: 'Size',
    parameters: 'Params',
    parametersHint: 'Parameters',
    parametersOf: (parameters: string): string => `${parameters} parameters`,
    backend: 'Backend',
    withCache: (backend: string, precision: string): string => `${backend}, KV ${precision}`,
    threads: 'Threads',
    threadsOf: (threads: string): string => `${threads} threads`,
    /** Different numbers of threads for prefill and decode. */
    threadsOfPhases: (prefill: number, decode: number): string => `${prefill} and ${decode}`,
    batch: 'Batch',
    test: 'Test',
    testHint: 'pp: prompt processing, tg: token generation, d: depth, the tokens already in the context',
    speed: 'Tokens/s',
    speedHint: 'Mean and standard deviation of the repeats',
  },
});

export const machineWords = translatable('machineWords', {
  takes: unbroken(`About 15${thin}s. Your model is unloaded and reloaded.`),
  loading: 'Waiting for the model to load…',
  noModel: 'No model is loaded. Load one first: Hearth measures the hardware that it runs on.',
  openModel: 'Choose a model',
  /** `place`: hardware and backend. */
  notMeasured: (place: string): string => `${place} has not been measured yet. `,
  about:
    'Hearth runs test models to find this machine’s peak memory bandwidth and compute, so every turn can be compared with them.',
  place: (device: string, backend: string): string => `${device} (${backend})`,
  /** Before the date; `threads` is `null` on a GPU. */
  measuredOn: (place: string, threads: number | null): string =>
    `Measured with llama.cpp on ${place}${threads === null ? '' : ` with ${threadsOf(threads)}`} on `,
  measuredEnd: '.',
  otherThreads: (threads: number): string =>
    ` Hearth now uses ${threadsOf(threads)}. Measure again to update these figures.`,
  measuring: 'Measuring',
  waiting: 'Waiting for the engine',
  measure: 'Measure',
  measureAgain: 'Measure again',
  stop: 'Stop',
  stopped: 'Stopped before there were any results.',
  /** `how`: for example "best of 2 runs". */
  bandwidth: {
    name: 'Memory bandwidth',
    note: (how: string): string => `Peak read rate during decode: ${how}.`,
  },
  compute: {
    name: 'Compute',
    note: (how: string): string => `Peak rate during prefill: ${how}.`,
  },
  balance: {
    name: 'Balance point',
    note: (tokens: number): string =>
      'Work with fewer operations per byte is limited by memory, as decode is; work with more is limited by compute. ' +
      `Reached at a batch of ${tokens} tokens with 4\u2011bit weights.`,
  },
  roofline: { label: 'Limits of this machine', empty: 'No data.' },
});
