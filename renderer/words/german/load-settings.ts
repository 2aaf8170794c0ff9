import type { Translated } from '../../../main/shared/language/language.ts';
import { count } from '../figures.ts';
import type * as english from '../load-settings.ts';

export const loadSettingsWords: Translated<typeof english.loadSettingsWords> = {
  reading: 'Einstellungen dieses Modells werden geladen…',
  about:
    'Diese Einstellungen gelten nur für dieses Modell. Für leere Felder gelten die globalen Einstellungen. Änderungen an Speicher und Geschwindigkeit laden das Modell neu.',
  resetAsked: 'Alle zurücksetzen…',
  resetAll: 'Alle zurücksetzen',
  resetQuestion: (settings) =>
    settings === 1
      ? 'Die eine Einstellung dieses Modells zurücksetzen?'
      : `Alle ${count(settings)} Einstellungen dieses Modells zurücksetzen?`,
};
