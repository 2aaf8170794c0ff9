/** Texts of the settings for all models; some labels also name the settings of one model. */
import { bytes, count } from './figures.ts';
import { common } from './common.ts';

export const settingsWords = {
  title: 'Settings',
  notConnected: 'Settings are available once Hearth is connected.',
  resetOne: (label: string): string => `Reset ${label}`,

  theme: { label: 'Theme', system: 'Match system', light: 'Light', dark: 'Dark' },
  backend: {
    label: 'Backend',
    hint: 'Hardware to run models on. Automatic picks the fastest available.',
  },
  threads: {
    label: 'Threads',
    hint: (cores: number): string =>
      `CPU threads. Leave empty for the fastest setting measured on these ${count(cores)} cores, per phase.`,
  },
  flashAttention: {
    label: 'Flash attention',
    hint: 'Faster attention on most hardware. Automatic uses whichever measured faster.',
  },
  batchSize: {
    label: 'Batch size',
    hint: 'Prompt tokens per batch. Leave empty for the fastest size measured.',
  },
  contextLength: {
    label: 'Context length',
    hint: 'Tokens of a chat that the model can see at once. Leave empty for automatic.',
  },
  temperature: {
    label: 'Temperature',
    hint: '0 always picks the most likely token. Leave empty for the model’s own recommendation.',
  },
  kvPrecision: {
    label: 'KV cache precision',
    names: { f16: '16-bit', q8_0: '8-bit' },
    hint: '8-bit halves KV cache memory, with slightly lower precision.',
    saving: (saved: number): string =>
      `8-bit saves ${bytes(saved)} of memory with this model and context length.`,
  },
  typeAhead: {
    label: 'Process while typing',
    hint: 'Processes your message as you type, so answers start sooner. Off on battery.',
  },
  longestAnswer: {
    label: 'Longest answer',
    placeholder: 'No limit',
    hint: 'Ends an answer after this many tokens. Leave empty to let the model end it.',
  },
  speculative: {
    label: 'Speculative decoding',
    hint: 'Drafts several tokens at once, from the prompt or with a draft model, and verifies them in one pass. Pauses itself when it does not help.',
  },
  snapshots: {
    label: 'Chat cache on disk',
    hint: 'Saves processed chats, so reopening them is fast.',
    budget: (gigabytes: number): string => (gigabytes === 0 ? common.none : `${gigabytes} GB`),
    nothing: 'Nothing is stored.',
    stored: (taken: number, states: number): string =>
      `${bytes(taken)}, ${count(states)} ${states === 1 ? 'state' : 'states'}`,
    clearQuestion: (taken: number): string => `Delete ${bytes(taken)} of saved state? Your chats are kept.`,
  },
  unloadAfter: {
    label: 'Unload when idle',
    hint: 'Frees the model’s memory after this many minutes without use; your next message reloads it. Leave empty to keep it loaded.',
  },
  systemPrompt: { label: 'System prompt', hint: 'Added to the start of every chat.' },

  connections: {
    title: 'Network',
    offlineHint: 'Blocks all network access. Chats, the library and the built-in list of models still work.',
    log: 'View network log',
    hub: { label: 'Hugging Face address', hint: 'Where Hearth searches for models and downloads them.' },
    mirror: { label: 'Mirror', hint: 'Downloads models from here instead.' },
    proxy: { label: 'Proxy', hint: 'Used for all requests, for example http://proxy.example:3128.' },
  },
  token: {
    label: 'Access token',
    savedInKeyStore: 'Token saved in the system’s key store.',
    savedInFile: 'Token saved (readable only by your user).',
    hint: 'For models whose licence you accepted on Hugging Face. Only sent to Hugging Face and the mirror, over HTTPS.',
    saved: 'Saved',
    save: 'Save',
    removeQuestion: 'Remove the token from this computer? It stays valid on Hugging Face.',
  },

  facts: { models: 'Models', dataFolder: 'Data folder', version: 'Version' },
} as const;
