/** Texts about models on every page: names of sources and kinds, sizes, dates, and the page of models around its parts. */
import { sentenceOf } from './told.ts';
import type { LibraryModel, ModelKind, ModelOwner } from '../../main/shared/contract/library.ts';
import { bytes, count, thin } from './figures.ts';
import { dateLocale, numberLocale, translatable } from '../../main/shared/language/language.ts';

export const modelsWords = translatable('modelsWords', {
  chooseFile: 'Choose a file…',
  drop: 'Drop a GGUF file to add it to the library, or an export of chats to import it',
  findModel: 'Find a model',
  addOn: 'Vision/audio add-on',
  quantization: 'Quantization',
  parameters: 'Parameters',
  architecture: 'Architecture',
  context: 'Context',
  trainedFor: (tokens: number): string => `trained for ${count(tokens)} tokens`,
  size: 'Size',
  licence: 'Licence',
  lastUsed: 'Last used',
  notStated: 'not stated',
  sortBy: 'Sort by',
  openPage: 'Open model page (contacts Hugging Face)',
  measureFirst: 'Speed unknown.',
  measure: 'Measure this machine',
  bits: (bits: string): string => `${bits}${thin}bits`,
  count: (models: number): string => `${count(models)} ${models === 1 ? 'model' : 'models'}`,
  justNow: 'just now',
  minutesAgo: (minutes: number): string => `${minutes}${thin}min ago`,
  hoursAgo: (hours: number): string => `${hours}${thin}h ago`,
  daysAgo: (days: number): string => (days === 1 ? 'yesterday' : `${days} days ago`),
  inUse: 'in use',
  neverUsed: 'never',
} as const);

/** On the empty chat of the guide: the offers of an installed model and of a bigger one to download. */
export const biggerModelWords = translatable('biggerModelWords', {
  title: 'A bigger model',
  installedTitle: 'A model on this computer',
  /** Behind the name of the model. `source`: the program that it is from, if another one; `pace`: as in `best`, `null` if unknown. */
  installed: (source: string | null, size: number, pace: string | null): string =>
    `is already on this computer${source === null ? '' : ` (from ${source})`}: ${bytes(size)}${pace === null ? '' : `, ${pace}`}. No download needed.`,
  all: 'See all models',
  noneFits:
    'None of the recommended models both fits in the memory that is free now and is fast enough to chat with.',
  unknown: 'The guide only knows Hearth. For anything else, get a bigger model.',
  /** Behind the name of the model. */
  shouldRun: (size: number): string => `should run well on this machine: ${bytes(size)}.`,
  /** `pace`: for example "about 12 tokens/s, as fast as you read". */
  best: (size: number, pace: string): string =>
    `is the best of the recommended models for this machine: ${bytes(size)}, ${pace}.`,
  offline: 'Offline mode is on in Settings, so nothing can be downloaded.',
  get: 'Get a bigger model',
  getNamed: (model: string, size: number): string => `Get a bigger model: download ${model}, ${bytes(size)}`,
  progressOf: (model: string): string => `Downloading ${model}`,
  showDownloads: 'Show downloads',
  loading: (model: string): string => `Loading ${model}`,
  chatWith: (model: string): string => `Chat now: ${model}`,
} as const);

export const ownerNames: Record<ModelOwner, string> = translatable('ownerNames', {
  starter: 'Built in',
  hearth: 'Hearth',
  user: 'Your folders',
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'hugging-face': 'Hugging Face cache',
  jan: 'Jan',
  'llama-cpp': 'llama.cpp cache',
});

export const keptTexts = translatable('keptTexts', {
  builtIn: 'Built in, and cannot be removed: you always have a working model.',
  ofCache: (cache: string): string =>
    `These files belong to the ${cache}. Hearth uses them in place and never changes them.`,
  ofProgram: (program: string): string =>
    `These files belong to ${program}. Hearth uses them in place and never changes them. To delete the model, use ${program}.`,
} as const);

/** Why Hearth does not delete the files of a model; `null` if it may. */
export const whyKept = (owner: ModelOwner): string | null => {
  if (owner === 'hearth' || owner === 'user') return null;
  if (owner === 'starter') return keptTexts.builtIn;
  const isCache = owner === 'hugging-face' || owner === 'llama-cpp';
  return isCache ? keptTexts.ofCache(ownerNames[owner]) : keptTexts.ofProgram(ownerNames[owner]);
};

export const kindNames: Record<ModelKind, string> = translatable('kindNames', {
  chat: 'Chat',
  base: 'Base',
  embedding: 'Embedding',
  reranker: 'Reranker',
  projector: modelsWords.addOn,
  draft: 'Draft',
  adapter: 'Adapter',
});

/** Why Hearth cannot chat with a model of a kind; empty if it can. */
export const notLoadedTexts = translatable('notLoadedTexts', {
  chat: '',
  base: 'Base model, no chat template: it continues text instead of answering. Set a template below to chat.',
  embedding: 'Embedding model: it finds passages of documents by their meaning and cannot chat.',
  reranker: 'Reranker: it puts passages of documents in order and cannot chat.',
  projector: 'Vision/audio add-on: it encodes images or sound for its model and cannot chat.',
  draft: 'Draft model for speculative decoding. Choose it as the draft model of a larger model.',
  adapter: 'LoRA adapter: it modifies another model and cannot chat.',
} satisfies Record<ModelKind, string>);

/** Why Hearth cannot chat with a model; `null` if it can. */
export const whyNotLoaded = ({ problem, kind }: Pick<LibraryModel, 'problem' | 'kind'>): string | null => {
  if (problem !== null) return sentenceOf(problem);
  return notLoadedTexts[kind] || null;
};

/** Three significant digits at most, as in names of models: 596M, 8.19B. */
export const parameterCount = (parameters: number): string => {
  const units = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  const found = units.find(([factor]) => parameters >= factor * 0.9995);
  const scaled = found ? parameters / found[0] : parameters;
  return `${scaled.toLocaleString(numberLocale(), { maximumSignificantDigits: 3 })}${found?.[1] ?? ''}`;
};

/** Mean bits per weight. */
export const bitsWords = (bits: number): string =>
  modelsWords.bits(bits.toLocaleString(numberLocale(), { maximumSignificantDigits: 3 }));

/** For example "12 models". */
export const modelCount = (models: number): string => modelsWords.count(models);

/** Large counts for comparison: 1.2M, 412k. */
export const compact = (value: number): string =>
  value
    .toLocaleString(numberLocale(), { notation: 'compact', maximumSignificantDigits: 3 })
    .replace('K', 'k');

const dayMs = 86_400_000;
const date = new Intl.DateTimeFormat(dateLocale(), { day: 'numeric', month: 'short', year: 'numeric' });

/** A date, from milliseconds since 1970. */
export const dateWords = (at: number): string => date.format(at);

/** The rough time between `at` and `now` (both milliseconds since 1970); after two weeks, the date. */
export const ago = (at: number, now: number): string => {
  const ms = now - at;
  if (ms < 60_000) return modelsWords.justNow;
  if (ms < 3_600_000) return modelsWords.minutesAgo(Math.floor(ms / 60_000));
  if (ms < dayMs) return modelsWords.hoursAgo(Math.floor(ms / 3_600_000));
  if (ms < 14 * dayMs) return modelsWords.daysAgo(Math.floor(ms / dayMs));
  return dateWords(at);
};

/** When a model was last used; `at` as for `ago`, `null` if never. */
export const lastUsed = (at: number | null, isLoaded: boolean, now: number): string =>
  isLoaded ? modelsWords.inUse : at === null ? modelsWords.neverUsed : ago(at, now);
