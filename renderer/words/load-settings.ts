/** Texts around the settings of one model. Labels and hints are in the registry of settings (main/shared/settings). */
import { count } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const loadSettingsWords = translatable('loadSettingsWords', {
  reading: 'Loading this model’s settings…',
  about:
    'These settings apply to this model only. Empty fields use the global settings. Memory and speed changes reload the model.',
  resetAsked: 'Reset all…',
  resetAll: 'Reset all',
  resetQuestion: (settings: number): string =>
    settings === 1
      ? 'Reset this model’s one setting?'
      : `Reset all ${count(settings)} settings of this model?`,
} as const);
