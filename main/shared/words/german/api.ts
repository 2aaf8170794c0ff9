import type { Translated } from '../../language/language.ts';
import type * as english from '../api.ts';

export const apiSentences: Translated<typeof english.apiSentences> = {
  'api.key-unnamed': () => 'Gib dem Schlüssel einen Namen.',
  'api.key-name-too-long': () => 'Gib dem Schlüssel einen kürzeren Namen.',
  'api.key-without-rights': () => 'Wähle mindestens ein Recht für den Schlüssel.',
};
