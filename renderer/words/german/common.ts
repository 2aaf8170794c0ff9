import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../common.ts';

export const common: Translated<typeof english.common> = {
  automatic: 'Automatisch',
  on: 'Ein',
  off: 'Aus',
  none: 'Keine',
  never: 'Nie',
  cancel: 'Abbrechen',
  cancelAsked: 'Abbrechen…',
  clearAsked: 'Leeren…',
  close: 'Schließen',
  copied: 'Kopiert',
  delete: 'Löschen',
  dismiss: 'Ausblenden',
  keep: 'Behalten',
  load: 'Laden',
  loading: 'Wird geladen…',
  offline: 'Offline',
  remove: 'Entfernen',
  removeAsked: 'Entfernen…',
  reset: 'Zurücksetzen',
  tryAgain: 'Erneut versuchen',
  undo: 'Rückgängig',
  unload: 'Entladen',
  chatNow: 'Jetzt chatten',
};
