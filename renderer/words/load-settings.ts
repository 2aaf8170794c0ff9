/** Texts of the settings of one model. Its labels are those of the settings for all models, if there is one. */
import { count } from './figures.ts';
import { settingsWords } from './settings.ts';

export const loadSettingsWords = {
  reading: 'Loading this model’s settings…',
  about:
    'These settings apply to this model only. Empty fields use the global settings. Memory and speed changes reload the model.',
  resetAsked: 'Reset all…',
  resetAll: 'Reset all',
  resetQuestion: (settings: number): string =>
    settings === 1
      ? 'Reset this model’s one setting?'
      : `Reset all ${count(settings)} settings of this model?`,
  globalDefault: (value: string): string => `Global default (${value})`,

  memoryAndSpeed: 'Memory and speed',
  contextLengthHint:
    'Tokens of a chat that the model can see at once. Automatic uses the trained length, up to 8,192 tokens, or less if memory is short.',
  gpuLayers: {
    label: 'GPU layers',
    hint: 'Layers to run on the GPU. 0 runs the model on the CPU. Automatic uses the most that fit.',
  },
  devices: {
    label: 'Devices',
    placeholder: 'All',
    hint: 'Numbers of the backend’s devices to use, for example 0, 1. Leave empty for all.',
    refusal: 'Devices must be whole numbers, for example 0, 1.',
  },
  kvPrecisionHint: settingsWords.kvPrecision.hint,
  threadsHint: 'CPU threads. Automatic uses the fastest setting measured for each phase.',
  batchSizeHint: 'Prompt tokens per batch. Automatic uses the fastest size measured.',
  memoryMap: {
    label: 'Memory mapping',
    hint: 'On: the file is mapped, and the system may drop parts of it when memory is short. Off: the whole file is loaded into memory first.',
  },

  sampling: 'Sampling and prompt',
  temperatureHint: (byDefault: number): string =>
    `0 always picks the most likely token. Automatic uses the model’s own recommendation, or ${byDefault}.`,
  topK: { label: 'Top K', hint: 'Sample from the K most likely tokens. 0 = no limit.' },
  topP: {
    label: 'Top P',
    hint: 'Sample from the most likely tokens whose probabilities add up to P. 1 = off.',
  },
  minP: {
    label: 'Min P',
    hint: 'Drop tokens less likely than this fraction of the top token. 0 = off.',
  },
  repeatPenalty: { label: 'Repeat penalty', hint: 'Discourages repetition. 1 = off.' },
  systemPromptHint:
    'Added to the start of every chat with this model. Leave empty to use the global system prompt.',
  chatTemplate: {
    label: 'Chat template',
    placeholder: 'From the model file',
    hint: 'Jinja template that formats the chat into a prompt. The wrong one produces gibberish.',
  },
} as const;
