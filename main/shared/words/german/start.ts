import type { Translated } from '../../language/language.ts';
import type * as english from '../start.ts';

const otherFolder = 'wähle mit --data einen anderen Ordner.';

export const startSentences: Translated<typeof english.startSentences> = {
  'start.ready': ({ url }) => `Hearth ist bereit: ${url}`,
  'start.no-log': ({ path, reason }) =>
    `Hearth kann sein Protokoll unter ${path} nicht schreiben (${reason}).`,
  'start.bad-option': ({ why }) => `${why}.`,
  'start.bad-port': ({ port }) => `--port muss eine Zahl von 0 bis 65535 sein, nicht „${port}“.`,
  'start.no-data-folder': () => '--data braucht einen Ordner.',
  'start.no-trace-file': () => '--trace braucht eine Datei.',
  'start.trace-exists': ({ path }) => [
    `${path} gibt es schon.`,
    'Wähle eine andere Datei für die Aufzeichnung.',
  ],
  'start.trace-not-created': ({ path, reason }) => [
    `Die Aufzeichnung ${path} ließ sich nicht anlegen (${reason}).`,
    'Wähle eine andere Datei.',
  ],
  'start.port-taken': ({ port }) => [
    `Port ${port} auf 127.0.0.1 ist belegt oder nicht erlaubt.`,
    'Wähle mit --port einen anderen, oder 0 für irgendeinen freien.',
  ],
  'start.folder-unusable': ({ folder, reason }) => [
    `Hearth kann ${folder} nicht für seine Daten verwenden (${reason}).`,
    'Wähle mit --data einen anderen Ordner.',
  ],
  'start.portable-link': ({ folder }) => [
    `${folder} ist eine Verknüpfung, und ein portables Hearth behält seine Daten in seinem eigenen Ordner.`,
    'Ersetze sie durch einen Ordner, oder entferne die Datei namens portable neben Hearth.',
  ],
  'start.folder-in-use': ({ folder }) => [
    `Ein anderes Hearth benutzt ${folder}.`,
    `Schließe es zuerst, oder ${otherFolder}`,
  ],
  'start.folder-not-writable': ({ folder }) => [
    `Hearth kann nicht in ${folder} schreiben.`,
    `Prüfe die Berechtigungen, oder ${otherFolder}`,
  ],
  'start.too-many-files': () => [
    'Hearth kann nicht starten, weil es die Grenze offener Dateien erreicht hat.',
    'Erhöhe sie mit „ulimit -n 1024“ und starte Hearth dann neu.',
  ],
  'start.not-permitted': ({ path }) => [
    `Hearth kann nicht starten, weil es nicht in ${path} schreiben darf.`,
    `Prüfe die Berechtigungen, oder ${otherFolder}`,
  ],
  'start.wrong-kind': ({ path, reason }) => [
    `Hearth kann nicht starten, weil ${path} nicht das ist, was Hearth erwartet (${reason}).`,
    'Verschiebe es und starte Hearth dann neu.',
  ],
  'start.disk-error': ({ path, reason }) => [
    `Hearth kann nicht starten, weil der Datenträger mit ${path} nicht wie erwartet reagiert (${reason}).`,
    'Prüfe, ob er verbunden ist.',
  ],
  'start.unexpected': ({ reason, log }) => [
    `Hearth kann wegen eines unerwarteten Fehlers nicht starten (${reason}).`,
    `Die Einzelheiten stehen in ${log}.`,
  ],
};
