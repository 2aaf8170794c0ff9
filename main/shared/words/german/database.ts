import { count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../database.ts';

const restart = 'Beende Hearth und starte es neu.';

export const databaseSentences: Translated<typeof english.databaseSentences> = {
  'database.disk-full': () => [
    'Der Datenträger ist voll. Hearth kann dies deshalb nicht speichern.',
    'Schaffe etwas Platz und versuche es dann erneut.',
  ],
  'database.locked': () => [
    'Ein anderes Programm oder ein anderes Hearth benutzt hearth.db. Deshalb kann nichts gespeichert werden.',
    'Schließe es und versuche es dann erneut.',
  ],
  'database.read-only': () => [
    'Hearth darf nicht in hearth.db schreiben.',
    'Prüfe die Berechtigungen des Datenordners und versuche es dann erneut.',
  ],
  'database.damaged': () => [
    'Ein Teil von hearth.db ist beschädigt.',
    'Beende Hearth und starte es neu; es rettet dann, was lesbar ist.',
  ],
  'database.disk-error': () => [
    'Der Datenträger, auf dem hearth.db liegt, reagiert nicht wie erwartet.',
    'Prüfe, ob er verbunden ist, und starte Hearth dann neu.',
  ],
  'database.newer': ({ path }) => [
    `Die Chats in ${path} wurden von einer neueren Version von Hearth gespeichert.`,
    'Aktualisiere Hearth, oder wähle mit --data einen anderen Ordner.',
  ],
  'database.not-opened': ({ path, reason }) => `Die Chats in ${path} lassen sich nicht öffnen (${reason}).`,
  'database.no-space': ({ folder }) => [
    `Der Datenträger mit deinen Chats (${folder}) ist voll.`,
    'Schaffe etwas Platz und starte Hearth dann neu.',
  ],
  'database.folder-gone': ({ folder }) => [
    `Den Ordner deiner Chats (${folder}) gibt es nicht mehr. Deshalb kann nichts gespeichert werden.`,
    restart,
  ],
  'database.folder-written-again': ({ folder }) => [
    `Der Ordner deiner Chats (${folder}) wurde gelöscht, verschoben oder getrennt, während Hearth lief. Hearth hat deine Chats dort wieder gespeichert.`,
    restart,
  ],
  'database.folder-missing': ({ folder }) => [
    `Der Ordner deiner Chats (${folder}) wurde gelöscht, verschoben oder getrennt, während Hearth lief.`,
    'Stelle ihn wieder her, beende Hearth und starte es neu.',
  ],
  'database.repair-needs-space': ({ path, needed }) => [
    `Die Chats in ${path} sind beschädigt. Um zu retten, was lesbar ist, werden ${count(Math.ceil(needed / 1e6))} MB Platz gebraucht.`,
    'Schaffe etwas Platz und starte Hearth dann neu.',
  ],
  'database.repaired-aside': ({ path }) => [
    `Die Chats in ${path} waren beschädigt. Was lesbar war, ist gespeichert.`,
    'Starte Hearth neu, um es zu öffnen.',
  ],
  'database.moved-aside': ({ folder, aside }) =>
    `${folder} enthielt keine Datei mit Chats, sondern etwas anderes mit ihrem Namen. Es heißt jetzt ${aside}.`,
  'database.repaired': ({ folder, aside, messages, chats, lost }) => {
    const saved =
      messages === 0
        ? 'Nichts darin war lesbar'
        : `Hearth hat gerettet, was lesbar war: ${count(messages)} ${messages === 1 ? 'Nachricht' : 'Nachrichten'} in ${count(chats)} ${chats === 1 ? 'Chat' : 'Chats'}`;
    const gone =
      lost === 0
        ? ''
        : ` ${count(lost)} ${lost === 1 ? 'Nachricht ist' : 'Nachrichten sind'} verloren; an ihrer Stelle steht ein Hinweis.`;
    return `Die Datei mit deinen Chats war beschädigt. ${saved}.${gone} Die beschädigte Datei ist als ${aside} in ${folder} erhalten.`;
  },
  'database.log-lost': ({ folder }) => [
    `Hearth wurde im laufenden Betrieb beendet, und die Datei mit den neuesten Änderungen, hearth.db-wal in ${folder}, fehlt oder ist beschädigt.`,
    'Deine letzten Nachrichten und Änderungen können verloren sein; alles davor ist hier.',
  ],
  'database.damaged-rows': () => [
    'Einige Entwürfe, wartende Nachrichten oder Downloads waren beschädigt. Hearth kann sie nicht zeigen.',
    'Alles andere ist hier. Ältere Kopien der Datenbank sind im Ordner backups des Datenordners.',
  ],
  'database.damaged-settings': () =>
    'Einige deiner Einstellungen waren beschädigt. Hearth verwendet dafür die Standardwerte; die beschädigten Werte sind erhalten.',
};
