/** What cannot be done with a preset. */
import { count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

export const presetSentences = {
  'presets.gone': () => ['This preset no longer exists.', 'Choose another one.'],
  'presets.name-empty': () => ['The name is empty.', 'Give the preset a name.'],
  'presets.name-too-long': ({ most }: { most: number }) => [
    'The name is too long.',
    `Shorten it to ${count(most)} characters or fewer.`,
  ],
} as const satisfies Sentences<'presets'>;
