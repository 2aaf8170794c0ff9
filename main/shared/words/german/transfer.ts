import type { Translated } from '../../language/language.ts';
import type * as english from '../transfer.ts';

const leftOut = 'wurden ausgelassen.';

export const transferSentences: Translated<typeof english.transferSentences> = {
  'transfer.no-such-file': () => ['Diese Datei gibt es nicht.', 'Prüfe den Pfad.'],
  'transfer.not-a-file': ({ name }) => [
    `${name} ist weder eine Datei noch ein Ordner.`,
    'Wähle etwas anderes.',
  ],
  'transfer.cannot-read': ({ reason }) => [
    `Die Datei ist nicht lesbar (${reason}).`,
    'Prüfe ihre Berechtigungen und ihren Datenträger.',
  ],
  'transfer.bad-zip': ({ name }) => [
    `${name} ist beschädigt, verschlüsselt oder kein ZIP-Archiv.`,
    'Lade den Export noch einmal herunter.',
  ],
  'transfer.zip-bomb': ({ name }) => [
    `${name} ist entpackt weit größer als ein Export von Chats.`,
    'Wenn du der Datei vertraust, entpacke sie und importiere die Dateien darin.',
  ],
  'transfer.nothing-known': () => [
    'Die Datei enthält keine Chats in einem Format, das Hearth kennt.',
    'Wähle die Datei, die das andere Programm exportiert hat.',
  ],
  'transfer.reading-failed': () => [
    'Das Lesen der Dateien endete vorzeitig.',
    'Die Einzelheiten stehen im Protokoll. Importiere sie einzeln.',
  ],

  'transfer.cut-off': () => [
    'Die Datei endet mitten in einem Chat.',
    'Exportiere sie noch einmal, oder lade sie noch einmal herunter.',
  ],
  'transfer.broken': () => 'Der Chat ist kein gültiges JSON.',
  'transfer.too-large': () => 'Der Chat ist größer als 64 MB.',
  'transfer.too-deep': () => 'Der Chat ist zu tief verschachtelt.',
  'transfer.too-many-messages': () => 'Der Chat hat mehr als 200.000 Nachrichten.',
  'transfer.no-id': () =>
    'Der Chat hat keine Kennung und ließe sich deshalb bei einem weiteren Import nicht wiedererkennen.',
  'transfer.no-messages': () => 'Der Chat enthält keine Nachrichten.',
  'transfer.newer-version': () => [
    'Eine neuere Version von Hearth hat diesen Chat exportiert.',
    'Aktualisiere Hearth.',
  ],
  'transfer.in-deleted': () => ['Der Chat ist unter „Zuletzt gelöscht“.', 'Stelle ihn dort wieder her.'],
  'transfer.not-stored': () => [
    'Der Chat konnte nicht gespeichert werden.',
    'Die Einzelheiten stehen im Protokoll.',
  ],

  'transfer.no-attachments': () => `Bilder und andere Anhänge ${leftOut}`,
  'transfer.no-tools': () => `Aufrufe von Werkzeugen und ihre Ergebnisse ${leftOut}`,
  'transfer.no-parent': () => 'Die Nachricht davor fehlt. Deshalb beginnt hier eine eigene Version.',
  'transfer.in-a-circle': () => 'Nachrichten folgten einander im Kreis; er wurde aufgetrennt.',
  'transfer.bad-dates': () =>
    'Das Datum ist nicht plausibel und wurde durch das der vorigen Nachricht ersetzt.',
  'transfer.cut-text': () => 'Der Text wurde nach 2.000.000 Zeichen abgeschnitten.',
  'transfer.unknown-content': () => 'Inhalt unbekannter Art wurde ausgelassen.',
  'transfer.damaged-fields': () => `Beschädigte Nachrichten ${leftOut}`,

  'transfer.no-chats': () => ['Es gibt keine Chats zum Exportieren.', 'Beginne zuerst einen Chat.'],
  'transfer.no-room': ({ path }) => [
    `Für ${path} ist der Datenträger zu voll.`,
    'Schaffe etwas Platz, oder wähle einen anderen Ordner.',
  ],
  'transfer.not-written': ({ path, reason }) => [
    `${path} ließ sich nicht schreiben (${reason}).`,
    'Wähle einen anderen Ordner.',
  ],
  'transfer.no-files': () => [
    'Es wurde keine Datei gewählt.',
    'Wähle die Dateien, die ein anderes Programm exportiert hat.',
  ],
  'transfer.is-running': () => ['Ein Import läuft.', 'Warte, bis er fertig ist, oder stoppe ihn.'],
  'transfer.nothing-imported': () => [
    'Seit dem Start von Hearth wurden keine Chats importiert.',
    'Importiere zuerst welche.',
  ],
  'transfer.upload-gone': () => ['Die Datei ist nicht angekommen.', 'Wähle sie noch einmal.'],
  'transfer.upload-failed': ({ name }) => [`${name} ließ sich nicht empfangen.`, 'Versuche es erneut.'],
};
