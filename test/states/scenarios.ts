/** The states of the window, each as what the core knows at its beginning and how it behaves. */
import type { BenchmarkRun, Ceilings, DayStatistics } from '../../main/contract/lens-types.ts';
import type { Download, Library, OutgoingRequest } from '../../main/contract/model-types.ts';
import type {
  Chat,
  ChatWarmth,
  EngineStatus,
  LoadedModel,
  LoadSettings,
  Message,
  Notice,
  Settings,
  SnapshotUsage,
  Timings,
} from '../../main/contract/types.ts';
import { benchmarkRuns } from './sample-benchmarks.ts';
import { ceilings, processorCeilings } from './sample-ceilings.ts';
import { downloads, requests } from './sample-downloads.ts';
import { guide, large, ready } from './sample-engines.ts';
import { emptyLibrary, largeLibrary, library } from './sample-library.ts';
import { statistics } from './sample-statistics.ts';
import { blocksAndParagraphs, hostile, long, oneParagraph, reasoning, tour } from './sample-texts.ts';

export interface Scenario {
  /** What was measured before. */
  lens?: {
    ceilings: Ceilings | null;
    benchmarkRuns: BenchmarkRun[];
    statistics: DayStatistics[];
    misdatedAnswers?: number;
  };
  engine: EngineStatus;
  /** The model that comes back where none is loaded at first. */
  unloaded?: LoadedModel;
  settings?: Partial<Settings>;
  library?: Library;
  loadSettings?: LoadSettings;
  downloads?: Download[];
  requests?: OutgoingRequest[];
  chats: Chat[];
  messages: Message[];
  warmth?: ChatWarmth[];
  notices?: Notice[];
  /** Titles of chats that were deleted, the latest first, each 17 hours before the one that precedes it. */
  deleted?: string[];
  usage?: SnapshotUsage;
  shown?: string;
  /** The shown chat has this many turns instead, with answers of this many paragraphs. */
  many?: { turns: number; paragraphs: number };
  /** There are this many chats instead. */
  chatCount?: number;
  /** What the next answers say. */
  answer: string;
  answerReasoning?: string;
  /** How the next answers end. */
  end?: 'finished' | 'engine-lost' | 'failed' | 'context-full';
  prefill?: { cached: number; total: number; stepMs: number; step: number };
  tokenMs?: number;
  /** Characters in each piece. */
  piece?: number;
  /** Sent when the page opens, as if by the person. */
  firstQuestion?: string;
  /** Stays in this phase for ever. */
  holdAt?: 'waiting' | 'prefill' | 'decode' | 'draft';
  /** Calls that are refused, with their sentence. */
  refuse?: Partial<Record<string, string>>;
  /** Calls that are never answered. */
  hang?: string[];
  /** The port never opens, or closes at once. */
  connection?: 'never' | 'lost' | 'refused';
  canPickFiles?: boolean;
  hasBin?: boolean;
  /** The model takes this long to load. */
  loadMs?: number;
}

const now = 1_790_000_000_000;

const titles = [
  'What is prefill?',
  'Write a letter to the landlord about the heating, which is broken',
  'Rust lifetimes',
  'Packing list for Norway',
  'Explain KV cache reuse to a colleague',
];
const chats: Chat[] = titles.map((title, index) => ({
  id: `chat-${index}`,
  title,
  createdAt: now - index * 86_400_000,
  updatedAt: now - index * 86_400_000,
  overflow: 'shift',
  firstKeptId: null,
  thinking: null,
}));

const temperatures = ['hot', 'warm', 'cold', 'cold', 'warm'] as const;
const waits = { hot: 20, warm: 412, cold: 12_340 };
/** One chat of each kind, and a cold one of which no speed is known yet. */
const warmth = chats.map(({ id }, index): ChatWarmth => {
  const temperature = temperatures[index]!;
  return {
    chatId: id,
    temperature,
    waitMs: index === 3 ? null : waits[temperature],
    tokens: 1_542,
    isCounted: true,
  };
});

/** The first chat, which is the shown one, with other facts. */
const shownWith = (parts: { chat?: Partial<Chat>; tokens?: number }): Pick<Scenario, 'chats' | 'warmth'> => ({
  chats: chats.map((chat, index) => (index === 0 ? { ...chat, ...parts.chat } : chat)),
  warmth: warmth.map((one, index) => (index === 0 ? { ...one, tokens: parts.tokens ?? one.tokens } : one)),
});

const timings: Timings = {
  cachedTokens: 1_312,
  newTokens: 48,
  prefillMs: 412.6,
  firstTokenMs: 451.2,
  decodeTokens: 182,
  decodeMs: 8_512.4,
  reuse: { from: 'hot', restoreMs: 0, cause: null, messageId: null },
};

const message = (id: string, parts: Partial<Message>): Message => ({
  id,
  chatId: 'chat-0',
  parentId: null,
  role: 'user',
  text: '',
  reasoning: '',
  modelName: parts.role === 'model' ? 'Qwen3 8B Instruct' : null,
  createdAt: now,
  ending: 'finished',
  problem: null,
  timings: parts.role === 'model' ? timings : null,
  versions: [id],
  ...parts,
});

const question = message('m1', { text: 'What is the difference between prefill and decode?' });
const answered = [
  question,
  message('m2', { parentId: 'm1', role: 'model', text: tour, reasoning, versions: ['m2', 'm2b'] }),
  message('m3', { parentId: 'm2', text: 'And for my machine?\nIt has 16 GB of memory.' }),
  message('m4', {
    parentId: 'm3',
    role: 'model',
    text: 'A model of 7 to 8 billion parameters at Q4_K_M fits well. It takes about 5 GB, and its KV cache another 1 GB at 8,192 tokens.',
  }),
];

const ended = (ending: Message['ending'], problem: string | null, text: string): Message[] => [
  question,
  message('m2', {
    parentId: 'm1',
    role: 'model',
    ending,
    problem,
    text,
    timings: ending === 'failed' || ending === 'engine-lost' ? null : timings,
  }),
];

/** Its last answer had to read again from its first question on. */
const readAgain = answered.map((one) =>
  one.id === 'm4'
    ? {
        ...one,
        timings: {
          ...timings,
          cachedTokens: 214,
          reuse: { from: 'snapshot', restoreMs: 12.3, cause: 'edited', messageId: 'm1' } as const,
        },
      }
    : one,
);

/** The first answer is another model's. */
const byTwoModels = answered.map((one) =>
  one.id === 'm2' ? { ...one, modelName: 'Llama 3.2 3B Instruct' } : one,
);

const noNetwork = 'The hub cannot be reached: check the connection of this machine.';

const base: Scenario = {
  engine: ready(large),
  chats,
  messages: answered,
  warmth,
  usage: { bytes: 1_240_000_000, count: 14 },
  shown: 'chat-0',
  answer: tour,
};
const withModels: Partial<Scenario> = { library, downloads, requests };
const slowPrefill = { cached: 1_312, total: 2_048, step: 64, stepMs: 120 };

const define = <Name extends string>(all: Record<Name, Partial<Scenario>>): Record<Name, Scenario> => {
  const whole = {} as Record<Name, Scenario>;
  for (const name of Object.keys(all) as Name[]) whole[name] = { ...base, ...all[name] };
  return whole;
};

const fresh = { chats: [], messages: [], warmth: [], shown: '' };

/** The guide alone, on a machine that was measured. */
const firstSteps = {
  ...fresh,
  engine: ready(guide),
  library: emptyLibrary,
  lens: { ceilings, benchmarkRuns, statistics },
};

export const scenarios = define({
  answered: {},
  told: {
    ...fresh,
    engine: ready(guide),
    answer: 'Yes.',
    notices: [
      {
        id: '1',
        text: 'The file of your chats was damaged. Hearth saved what could be read, 1,234 messages in 56 chats, and kept the damaged file as hearth-damaged-2026-11-28.db in /home/someone/.local/share/hearth.',
      },
      {
        id: '2',
        text: 'Some of your settings were damaged, so Hearth uses the defaults for them. The damaged values are kept.',
      },
    ],
  },
  'deleted-one': { deleted: ['Packing list for Lisbon'] },
  'deleted-many': {
    deleted: Array.from({ length: 40 }, (_, index) =>
      index % 4 === 0
        ? `How the ${index}th chapter of the handbook explains prefill, decode and what the KV cache keeps between chats`
        : index % 4 === 1
          ? 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
          : `Trip ${index}`,
    ),
  },
  first: { ...fresh, engine: ready(guide), answer: 'Prefill is the reading of your prompt.' },
  empty: { shown: '' },
  hostile: { messages: [question, message('m2', { parentId: 'm1', role: 'model', text: hostile })] },
  waiting: { firstQuestion: 'And on a GPU?', holdAt: 'waiting' },
  prefill: { firstQuestion: 'And on a GPU?', holdAt: 'prefill', prefill: slowPrefill },
  writing: { firstQuestion: 'And on a GPU?', holdAt: 'decode' },
  streaming: { firstQuestion: 'And on a GPU?', prefill: slowPrefill, tokenMs: 30, piece: 8 },
  thinking: { firstQuestion: 'Which one fits?', answerReasoning: reasoning.repeat(8), tokenMs: 40 },
  thought: {
    messages: [
      question,
      message('m2', {
        parentId: 'm1',
        role: 'model',
        text: 'Prefill reads the prompt, decode writes the answer.',
        reasoning,
        timings: { ...timings, thoughts: { tokens: 120, ms: 5_610.4, textAfterMs: 5_702.1 } },
      }),
    ],
  },
  'thinking-briefly': { firstQuestion: 'Which one fits?', answerReasoning: reasoning, tokenMs: 20 },
  'thought-alone': {
    messages: [question, message('m2', { parentId: 'm1', role: 'model', ending: 'stopped', reasoning })],
  },
  long: { ...fresh, engine: ready(guide), answer: long(14_000), piece: 24, tokenMs: 16 },
  'thirty-long': { many: { turns: 30, paragraphs: 30 }, answer: long(800), piece: 40, tokenMs: 10 },
  'messages-500': { many: { turns: 250, paragraphs: 4 } },
  'messages-2000': { many: { turns: 1_000, paragraphs: 4 } },
  'chats-2000': { chatCount: 2_000 },
  /** Its answer is written in about six seconds. */
  'long-answer': { answer: blocksAndParagraphs(110), piece: 30, tokenMs: 10 },
  'one-paragraph': { answer: oneParagraph(900), piece: 10, tokenMs: 40 },
  stopped: { messages: ended('stopped', null, 'Prefill is the reading of') },
  'engine-lost': {
    messages: ended(
      'engine-lost',
      'The engine ran out of memory and ended; what it had written is kept.',
      'Prefill is the reading of your prompt, and',
    ),
  },
  failed: { messages: ended('failed', 'The prompt is longer than the context of 2,048 tokens.', '') },
  'context-full': {
    messages: ended('context-full', 'The context of 2,048 tokens is full.', 'Prefill is the reading of your'),
  },
  repeating: {
    messages: ended(
      'repeating',
      'This answer was ended because it repeats itself: its last 2,048 tokens are the same 9 tokens over and over.',
      'Prefill is the reading of your prompt. '.repeat(12),
    ),
  },
  'four-digits': {
    messages: answered.map((one) =>
      one.role === 'model'
        ? {
            ...one,
            timings: {
              ...timings,
              cachedTokens: 12_312,
              newTokens: 1_048,
              prefillMs: 24_126,
              firstTokenMs: 24_512,
              decodeTokens: 1_182,
              writtenTokens: 1_182,
              decodeMs: 138_512,
            },
          }
        : one,
    ),
  },
  'read-again': { messages: readAgain },
  draft: { ...shownWith({ tokens: 3_120 }), holdAt: 'draft' },
  'nearly-full': shownWith({ tokens: 7_800 }),
  'nearly-full-stop': shownWith({ chat: { overflow: 'stop' }, tokens: 7_800 }),
  'nearly-full-summary': shownWith({ chat: { overflow: 'summary' }, tokens: 7_800 }),
  shifted: shownWith({ chat: { firstKeptId: 'm3' }, tokens: 6_100 }),
  'context-full-summary': {
    ...shownWith({ chat: { overflow: 'summary' }, tokens: 8_192 }),
    messages: ended('context-full', 'The context of 8,192 tokens is full.', 'Prefill is the reading of your'),
  },
  interrupted: { messages: ended('interrupted', null, 'Prefill is') },
  loading: { ...fresh, engine: ready(guide), loadMs: 60_000 },
  'engine-stopped': {
    engine: {
      state: 'stopped',
      modelName: 'Qwen3 8B Instruct',
      model: null,
      loadProgress: null,
      note: 'The engine ended three times in a row while loading this model.',
    },
  },
  'gpu-missing': {
    engine: ready(
      { ...large, backend: 'cpu', device: guide.device, gpuLayers: 0 },
      'No CUDA device was found, so the CPU is used.',
    ),
  },
  refused: {
    refuse: {
      startTurn: 'No model is loaded: open one from the header.',
      openModel: 'This is not a GGUF file: it does not begin with its mark.',
      changeSettings: 'Threads must be a whole number from 1 to 256.',
      benchmark: 'There is no file at /home/ada/models/gone.gguf: check the path.',
      calibrate: 'There is too little free memory to measure with: close other programs first.',
      statistics: 'Something went wrong in Hearth: the details are in its log.',
    },
  },
  /** Much was measured already. */
  measured: { lens: { ceilings, benchmarkRuns, statistics, misdatedAnswers: 12 } },
  'measured-processor': {
    engine: ready(guide),
    lens: { ceilings: processorCeilings, benchmarkRuns, statistics },
  },
  models: withModels,
  'models-processor': { ...withModels, engine: ready(guide) },
  'models-many': { ...withModels, library: largeLibrary },
  'models-twins': {
    ...withModels,
    library: {
      ...library,
      models: library.models.flatMap((model) =>
        model.name === 'Llama 3.2 3B Instruct'
          ? [model, { ...model, path: model.path.replace(/[^/]+$/, 'other-copy.gguf') }]
          : [model],
      ),
    },
  },
  'first-steps': firstSteps,
  'first-steps-offline': { ...firstSteps, settings: { offline: true } },
  'first-steps-no-network': { ...firstSteps, refuse: { startDownload: noNetwork } },
  'models-none': { ...fresh, engine: ready(guide), library: emptyLibrary },
  'models-scanning': { ...withModels, library: { ...library, isScanning: true } },
  'models-offline': {
    ...withModels,
    settings: { offline: true },
    refuse: { searchHub: 'Offline is on: nothing was sent.', hubModel: 'Offline is on: nothing was sent.' },
  },
  'models-no-network': {
    ...withModels,
    refuse: { searchHub: noNetwork, hubModel: noNetwork, startDownload: noNetwork },
  },
  /** In a browser, without a bin; whatever is asked for is refused. */
  'models-refused': {
    ...withModels,
    canPickFiles: false,
    hasBin: false,
    loadSettings: { contextLength: 16_384, topK: 20, systemPrompt: 'Answer in one sentence.' },
    refuse: {
      openModel: 'This model needs 42.5\u2009GB and 15\u2009GB are free: choose a smaller quantisation.',
      changeLoadSettings: 'Top K must be a whole number from 0 to 1,000.',
      deleteModel: 'The files could not be removed: another program has them open.',
      addModelFolder: 'There is no folder at this path: check it.',
      importModel: 'This is not a GGUF file: it does not begin with its mark.',
      startDownload: 'The disk has room for 3.1\u2009GB and this needs 5.03\u2009GB: free some first.',
      setHubToken: 'The hub does not know this token: make another one in its settings.',
      changeSettings: 'The address of the hub must begin with https:// or http://.',
    },
  },
  'models-failed': {
    refuse: {
      library: 'The library cannot be read: the details are in the log.',
      downloads: 'The downloads cannot be read: the details are in the log.',
      outgoingRequests: 'The requests cannot be read: the details are in the log.',
      catalogue: 'The catalogue cannot be read: the details are in the log.',
    },
  },
  'models-waiting': { hang: ['library', 'downloads', 'outgoingRequests', 'catalogue'] },
  unloaded: {
    ...withModels,
    engine: { state: 'unloaded', modelName: large.name, model: null, loadProgress: null, note: null },
    unloaded: large,
  },
  'loading-large': { ...withModels, loadMs: 60_000 },
  'model-changed': { ...withModels, messages: byTwoModels },
  connecting: { ...fresh, connection: 'never' },
  lost: { connection: 'lost' },
  keyRefused: { connection: 'refused' },
});

export type ScenarioName = keyof typeof scenarios;
