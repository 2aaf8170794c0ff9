/** What the engine does and where a model runs, in a few words. */
import type { EngineStatus, LoadedModel, Threads } from '../../main/shared/contract/engine.ts';
import { backendNames } from '../../main/shared/settings/backends.ts';
import { count, percent } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const engineTexts = translatable('engineTexts', {
  loading: 'Loading',
  loadingShare: (share: number): string => `Loading ${percent(share)}`,
  starting: 'Starting…',
  tuning: 'Tuning for this machine…',
  restarting: 'The engine crashed; restarting…',
  unloaded: 'Unloaded; loads with your next message',
  measuring: 'Measuring; your model reloads afterwards',
  ready: 'Ready',
  stopped: 'Stopped',
  onCpu: 'Running on CPU',
  onGpu: (device: string): string => `Running on ${device}`,
  someLayers: (gpuLayers: number, layers: number): string => `${gpuLayers} of ${layers} layers`,
  layers: (layers: number): string => `${layers} layers`,
  layersOnGpu: (gpuLayers: number, layers: number): string => `${gpuLayers} of ${layers} layers on the GPU`,
} as const);

/** The state of the engine, for the header. A GPU that is not in use is never named. */
export const engineWords = ({ state, model, loadProgress }: EngineStatus): string => {
  switch (state) {
    case 'loading':
      return loadProgress === null ? engineTexts.loading : engineTexts.loadingShare(loadProgress);
    case 'ready':
      return model ? runsOn(model) : engineTexts.ready;
    default:
      return engineTexts[state];
  }
};

/** The hardware of a loaded model, and its layers on the GPU if some are not there. */
const runsOn = ({ backend, device, gpuLayers, layers }: LoadedModel): string =>
  backend === 'cpu'
    ? engineTexts.onCpu
    : `${engineTexts.onGpu(device)}${gpuLayers === layers ? '' : `, ${engineTexts.someLayers(gpuLayers, layers)}`}`;

/** The backend, device and layers of a loaded model. */
export const whereItRuns = ({ backend, device, gpuLayers, layers }: LoadedModel): string =>
  backend === 'cpu'
    ? `CPU · ${device} · ${engineTexts.layers(layers)}`
    : `${backendNames[backend]} · ${device} · ${engineTexts.layersOnGpu(gpuLayers, layers)}`;

export const enginePanelWords = translatable('enginePanelWords', {
  engine: 'Engine',
  model: 'Model',
  noModel: 'No model loaded',
  restart: 'Restart engine',

  allModels: 'All models…',
  openFile: 'Open a file',
  filePath: 'Path of a GGUF file',
  open: 'Open',
  opening: 'Checking and loading the file…',
  toGuide: 'Switch to the Hearth guide',

  search: 'Search installed models',
  readingLibrary: 'Loading the library…',
  noOthers: 'No other models installed.',
  noMatch: 'No installed model matches.',
  recent: 'Installed models, last used first',
} as const);

/** Texts about the loaded model in the model panel. */
export const loadedWords = translatable('loadedWords', {
  contextTokens: (tokens: number): string => `${count(tokens)} tokens`,
  unloadHint: 'Free its memory; your next message reloads it',
  showInLibrary: 'Show in library',
  details: 'Details',
  architecture: 'Architecture',
  context: 'Context',
  trained: (tokens: number, trained: number): string =>
    `${count(tokens)} tokens, trained for ${count(trained)}`,
  threads: 'Threads',
  threadCounts: ({ prefill, decode }: Threads): string =>
    prefill === decode
      ? count(decode)
      : `${count(prefill)} for prompt processing, ${count(decode)} for generation`,
  flashAttention: 'Flash attention',
  on: 'on',
  off: 'off',
  batch: 'Batch',
  batchTokens: (tokens: number): string => `${count(tokens)} tokens`,
  retune: 're-tune',
  retuneHint:
    'Measures again which threads, flash attention and batch size are fastest on this machine (a few seconds)',
  draftModel: 'Draft model',
  removeDraft: 'remove',
  removeDraftHint: (draft: string): string => `Generate without drafts from ${draft}`,
  file: 'File',
  builtIn: 'built in',
} as const);

/** Loading and unloading a model, and the question before that if an answer is still being generated. */
export const loadWords = translatable('loadWords', {
  progress: 'Loading',
  waiting: 'Waiting for the answer',
  checking: 'Checking the file',
  interrupting: {
    switch: { title: 'Switch model?', wait: 'Switch after the answer', stop: 'Stop and switch' },
    unload: { title: 'Unload model?', wait: 'Unload after the answer', stop: 'Stop and unload' },
  },
  oneAnswer: 'An answer is still being generated.',
  /** Around the title of the chat, which is an element of its own. */
  answerIn: { before: 'An answer is still being generated in “', after: '”.' },
  severalAnswers: 'Several answers are still being generated.',
} as const);
