import type { Translated } from '../../language/language.ts';
import type * as english from '../app.ts';

export const appSentences: Translated<typeof english.appSentences> = {
  'app.failed': () => ['In Hearth ist etwas schiefgegangen.', 'Die Einzelheiten stehen im Protokoll.'],
  'app.caught': () => [
    'In Hearth ist etwas schiefgegangen. Die Einzelheiten stehen im Protokoll.',
    'Deine Chats sind gespeichert; starte Hearth neu, falls ein Teil davon nicht mehr reagiert.',
  ],
  'app.no-file-picker': () => ['Ein Browser kann keine Dateien wählen.', 'Gib den Pfad der Datei ein.'],
  'app.no-folder-picker': () => ['Ein Browser kann keine Ordner wählen.', 'Gib den Pfad des Ordners ein.'],
  'app.no-restart': () => [
    'Hearth kann sich hier nicht selbst neu starten.',
    'Beende es dort, wo es gestartet wurde, in einem Terminal mit Strg+C, und starte es erneut.',
  ],
  'app.as-stored': ({ text }) => text,
  'app.connection-lost': () => 'Die Verbindung zu Hearth ist abgebrochen.',
  'app.unknown-call': ({ name }) => `Hearth hat keinen Aufruf namens „${name}“.`,
  'app.bad-message': () => 'Hearth hat diese Nachricht nicht verstanden, weil sie kein Aufruf ist.',
  'app.bad-value': () => [
    'Hearth konnte einen empfangenen Wert nicht verwenden.',
    'Die Einzelheiten stehen im Protokoll.',
  ],
  'app.too-many-calls': () => [
    'Dieses Fenster hat zu viele Anfragen auf einmal gesendet.',
    'Versuche es erneut.',
  ],
};
