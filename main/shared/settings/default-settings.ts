import type { Settings } from '../contract/settings.ts';

/** What holds until the user says otherwise. */
export const defaultSettings: Settings = {
  theme: 'system',
  backend: null,
  threads: null,
  flashAttention: null,
  batchSize: null,
  contextLength: null,
  temperature: null,
  systemPrompt: '',
  kvPrecision: 'f16',
  typeAhead: true,
  longestAnswer: null,
  speculative: true,
  snapshotBudget: 8 * 1024 ** 3,
  offline: false,
  hubAddress: 'https://huggingface.co',
  hubMirror: '',
  proxy: '',
  unloadAfterMinutes: null,
  thinking: {},
};
