import { count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../prompts.ts';

export const promptSentences: Translated<typeof english.promptSentences> = {
  'prompts.gone': () => ['Diesen Prompt gibt es nicht mehr.', 'Speichere ihn als neuen.'],
  'prompts.name-empty': () => ['Der Name ist leer.', 'Gib dem Prompt einen Namen.'],
  'prompts.name-too-long': ({ most }) => [
    'Der Name ist zu lang.',
    `Kürze ihn auf höchstens ${count(most)} Zeichen.`,
  ],
  'prompts.text-empty': () => ['Der Prompt ist leer.', 'Schreibe seinen Text.'],
  'prompts.text-too-long': ({ most }) => [
    'Der Prompt ist zu lang.',
    `Kürze ihn auf höchstens ${count(most)} Zeichen.`,
  ],
};
