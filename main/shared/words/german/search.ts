import type { Translated } from '../../language/language.ts';
import type * as english from '../search.ts';

export const searchSentences: Translated<typeof english.searchSentences> = {
  'search.failed': () => [
    'Der Suchindex lässt sich gerade nicht verwenden.',
    'Versuche es erneut. Hilft das nicht, starte Hearth neu; die Einzelheiten stehen im Protokoll.',
  ],
};
