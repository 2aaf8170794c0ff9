/** Settings of Hearth itself: the window, idle time, disk and network. */
import { languageNames } from '../language/language.ts';
import { address, choice, number, onOff } from './entry.ts';

export const windowEntries = {
  theme: choice({
    default: 'system',
    scopes: ['all'],
    group: 'window',
    label: 'Theme',
    names: { system: 'Match system', light: 'Light', dark: 'Dark' },
  }),
  /** What the line under an answer shows until it is opened. */
  answerFigures: choice({
    default: 'short',
    scopes: ['all'],
    group: 'window',
    label: 'Figures under answers',
    hint: 'Short shows the time to the first token and the speed. One click on the line opens the rest.',
    names: { none: 'None', short: 'Short', full: 'Full' },
  }),
  /** Long lines of code are wrapped instead of scrolled; each code block has a button for it. */
  wrapCode: onOff({
    default: false,
    scopes: ['all'],
    group: 'window',
    label: 'Wrap lines of code',
    hint: 'Wraps long lines in code blocks. Otherwise a block scrolls sideways.',
  }),
  /** `system`: that of the system, if Hearth has it, else English. A change reloads the window. */
  language: choice({
    default: 'system',
    scopes: ['all'],
    group: 'window',
    label: 'Language',
    names: { system: 'Match system', ...languageNames },
  }),
} as const;

export const idleEntries = {
  /** Processes the draft in the composer; never on battery. */
  typeAhead: onOff({
    default: true,
    scopes: ['all'],
    group: 'memoryAndSpeed',
    label: 'Process while typing',
    hint: 'Processes your message as you type, so answers start sooner. Off on battery.',
  }),
  /** The model writes the titles of chats in idle time; never on battery. */
  modelTitles: onOff({
    default: true,
    scopes: ['all'],
    group: 'memoryAndSpeed',
    label: 'Titles by the model',
    hint: 'After the first answer, the model writes a title for the chat while it has nothing else to do. Off on battery.',
  }),
  /** Makes vectors of the passages of documents with an embedding model, if one is installed; in idle time, never on battery. */
  embedPassages: onOff({
    default: true,
    scopes: ['all'],
    group: 'memoryAndSpeed',
    label: 'Find passages by meaning',
    hint: 'Uses an embedding model and a reranker, if the library has them, to find passages of documents. They are loaded beside the chat model while they are needed.',
  }),
  /** Most bytes of saved states on disk; 0 keeps none. */
  snapshotBudget: number({
    default: 8 * 1024 ** 3,
    scopes: ['all'],
    group: 'memoryAndSpeed',
    label: 'Chat cache on disk',
    hint: 'Saves processed chats, so reopening them is fast.',
    from: 0,
    to: 1e15,
    isWhole: true,
    unit: 'bytes',
  }),
  /** Minutes without use after which the model is unloaded; `null`: never. */
  unloadAfterMinutes: number({
    default: null,
    scopes: ['all'],
    group: 'memoryAndSpeed',
    label: 'Unload when idle',
    hint: 'Frees the model’s memory after this many minutes without use; your next message reloads it. Leave empty to keep it loaded.',
    empty: 'Never',
    from: 1,
    to: 1440,
    isWhole: true,
    unit: 'minutes',
  }),
} as const;

export const networkEntries = {
  /** No connection leaves this computer. */
  offline: onOff({
    default: false,
    scopes: ['all'],
    group: 'network',
    label: 'Offline',
    hint: 'Blocks all network access. Chats, the library and the built-in list of models still work.',
  }),
  /** Asks the address of new versions, if this build has one, once a day. Never without the user's choice. */
  lookForUpdates: onOff({
    default: false,
    scopes: ['all'],
    group: 'network',
    label: 'Check for updates daily',
    hint: 'Asks once a day whether there is a new version, and tells you. Nothing is downloaded or installed without another click.',
  }),
  /** The address of the hub's API, and of its files unless there is a mirror. */
  hubAddress: address({
    default: 'https://huggingface.co',
    scopes: ['all'],
    group: 'network',
    label: 'Hugging Face address',
    hint: 'Where Hearth searches for models and downloads them.',
  }),
  /** The address to download files from instead; empty: none. */
  hubMirror: address({
    default: '',
    scopes: ['all'],
    group: 'network',
    label: 'Mirror',
    hint: 'Downloads models from here instead.',
    empty: 'None',
  }),
  /** The proxy for all requests; empty: that of the environment, if any. */
  proxy: address({
    default: '',
    scopes: ['all'],
    group: 'network',
    label: 'Proxy',
    hint: 'Used for all requests, for example http://proxy.example:3128.',
    empty: 'None',
  }),
} as const;
