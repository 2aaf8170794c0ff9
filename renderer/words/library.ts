/** Texts of the library of installed models and of a model's page in it. */
import { bytes, count, unbroken } from './figures.ts';
import { bitsWords, modelCount, modelsWords } from './models.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const libraryWords = translatable('libraryWords', {
  reading: 'Loading the library…',
  scanning: 'Scanning folders…',
  sum: (shown: number, all: number, size: number): string =>
    `${shown === all ? modelCount(all) : `${count(shown)} of ${modelCount(all)}`}, ${bytes(size)}`,
  noMatch: 'No installed model matches.',
  showAll: 'Show all models',
  onlyGuide:
    'Only the built-in guide is installed. Download a model, or add a folder of models you already have.',
  table: 'Models',
  loaded: 'Loaded',
  loadNamed: (model: string): string => `Load ${model}`,
  columns: {
    name: 'Name',
    parameters: modelsWords.parameters,
    quantization: modelsWords.quantization,
    size: modelsWords.size,
    context: modelsWords.context,
    source: 'Source',
    used: modelsWords.lastUsed,
  },
} as const);

export const libraryFilterWords = translatable('libraryFilterWords', {
  form: 'Library',
  field: 'Search the library',
  placeholder: (models: number): string => `Search ${modelCount(models)}`,
  source: 'Source',
  allSources: 'All sources',
  kind: 'Kind',
  allKinds: 'All kinds',
  capability: 'Capability',
  anyCapability: 'Any capability',
  capabilities: { tools: 'Tools', reasoning: 'Reasoning', images: modelsWords.addOn },
  option: (name: string, models: number): string => `${name} (${count(models)})`,
  orders: {
    used: 'Last used first',
    name: 'Name',
    size: 'Largest first',
    parameters: 'Most parameters first',
    quantization: 'Highest precision first',
    context: 'Longest context first',
  },
} as const);

export const addWords = translatable('addWords', {
  title: 'Add a model',
  button: 'Add',
  hint: 'Add a GGUF file',
  how: 'How to add it',
  ways: {
    'in-place': 'Use it in place',
    copy: 'Copy it to Hearth’s folder',
    move: 'Move it to Hearth’s folder',
  },
  filePath: 'Path of a GGUF file',
  checking: 'Checking the file…',
  copying: 'Adding the file to the folder…',
  dropped: (file: string): string => `Browsers hide a dropped file’s path. Enter the path of ${file}.`,
  canDrop: 'You can also drop a file anywhere on this window.',
  split: 'For a split model, choose the first part.',
} as const);

export const folderWords = translatable('folderWords', {
  title: 'Folders',
  hint: 'Scanned folders',
  /** Read to screen readers behind the number of folders. */
  unreadable: (folders: number): string => `, ${count(folders)} cannot be read`,
  rescan: 'Rescan',
  scanning: 'Scanning…',
  about: (owner: string, models: number): string => `${owner} · ${modelCount(models)}`,
  removeNamed: (path: string): string => `Remove ${path}`,
  removeHint: 'Stop scanning this folder (keeps its files)',
  add: 'Add a folder',
  path: 'Path of a folder',
  scanningOne: 'Scanning the folder…',
  choose: 'Choose a folder…',
  detected:
    'Models from LM Studio, Ollama, Jan, llama.cpp and the Hugging Face cache are detected automatically.',
} as const);

export const copyingWords = translatable('copyingWords', {
  title: 'Copies in progress',
  copying: (model: string): string => `Copying ${model}`,
  done: (doneBytes: number, size: number): string => `${bytes(doneBytes)} of ${bytes(size)}`,
  progressOf: (model: string): string => `Progress of copying ${model}`,
  stop: 'Stop',
  stopNamed: (model: string): string => `Stop copying ${model}`,
} as const);

const theseFiles = (files: number): string => (files === 1 ? 'this file' : `these ${count(files)} files`);

export const deleteWords = translatable('deleteWords', {
  title: 'Delete',
  button: 'Delete…',
  trashQuestion: (files: number, size: number): string =>
    `Move ${theseFiles(files)} (${bytes(size)}) to the Trash? Emptying the Trash frees the space.`,
  trash: 'Move to Trash',
  foreverQuestion: (files: number, size: number): string =>
    `Delete ${theseFiles(files)} (${bytes(size)})? This can’t be undone.`,
} as const);

export const draftWords = translatable('draftWords', {
  title: 'Draft model',
  about: (model: string): string =>
    `A small model from the same family can draft tokens for ${model} to verify in batches. Same answer, often faster; each turn shows the gain.`,
  inUse: (draft: string): string => `${draft} drafts tokens for it.`,
  use: 'Use',
  path: 'Path of a draft model',
  otherPath: 'Path of another draft model',
  loading: 'Checking and loading the file…',
} as const);

export const modelPageWords = translatable('modelPageWords', {
  back: 'All models',
  loadSettings: 'Load settings',
  changed: (settings: number): string => `${count(settings)} set`,
  files: 'Files',
  fileMetadata: 'File metadata',
  readingHeader: 'Reading the file header…',
  metadata: 'Metadata',
  copyPath: (file: string): string => `Copy the path of ${file}`,
  facts: {
    kind: 'Kind',
    partMissing: 'unknown: a part is missing',
    perWeight: (bits: number): string => unbroken(`${bitsWords(bits)} per weight`),
    supports: 'Supports',
    tools: 'tools',
    reasoning: 'reasoning',
    both: 'tools and reasoning',
    neither: 'neither tools nor reasoning',
    owner: 'Source app',
    source: 'Source',
    unknownSource: 'unknown',
    addOn: (file: string, size: number): string => `${file}, ${bytes(size)}`,
    modified: 'File modified',
  },
} as const);
