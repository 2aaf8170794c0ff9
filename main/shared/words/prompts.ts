/** What cannot be done with a prompt of the library. */
import { count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

/** `most`: characters. */
interface Most {
  most: number;
}

export const promptSentences = {
  'prompts.gone': () => ['This prompt no longer exists.', 'Save it as a new one.'],
  'prompts.name-empty': () => ['The name is empty.', 'Give the prompt a name.'],
  'prompts.name-too-long': ({ most }: Most) => [
    'The name is too long.',
    `Shorten it to ${count(most)} characters or fewer.`,
  ],
  'prompts.text-empty': () => ['The prompt is empty.', 'Write its text.'],
  'prompts.text-too-long': ({ most }: Most) => [
    'The prompt is too long.',
    `Shorten it to ${count(most)} characters or fewer.`,
  ],
} as const satisfies Sentences<'prompts'>;
