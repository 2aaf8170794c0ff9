/** Why something about the server for other programs is refused, or does not run. */
import type { Sentences } from './told.ts';

export const apiSentences = {
  'api.key-unnamed': () => 'Enter a name for the key.',
  'api.key-name-too-long': () => 'Enter a shorter name for the key.',
  'api.key-without-rights': () => 'Choose at least one right for the key.',
} as const satisfies Sentences<'api'>;
