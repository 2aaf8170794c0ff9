import { count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../presets.ts';

export const presetSentences: Translated<typeof english.presetSentences> = {
  'presets.gone': () => ['Dieses Preset gibt es nicht mehr.', 'Wähle ein anderes.'],
  'presets.name-empty': () => ['Der Name ist leer.', 'Gib dem Preset einen Namen.'],
  'presets.name-too-long': ({ most }) => [
    'Der Name ist zu lang.',
    `Kürze ihn auf höchstens ${count(most)} Zeichen.`,
  ],
};
