import type { Translated } from '../../language/language.ts';
import { bytes } from '../../format/figures.ts';
import type * as english from '../backup.ts';

export const backupSentences: Translated<typeof english.backupSentences> = {
  'backup.no-backup': ({ name }) => [
    `${name} ist keine Sicherung von Hearth.`,
    'Wähle eine Datei, die Hearth als Sicherung geschrieben hat.',
  ],
  'backup.newer': ({ name }) => [
    `${name} wurde von einem neueren Hearth geschrieben.`,
    'Aktualisiere Hearth, und stelle sie dann wieder her.',
  ],
  'backup.damaged': ({ name }) => [
    `${name} ist beschädigt: Der Inhalt ist nicht der, den das Verzeichnis nennt.`,
    'Wähle eine andere Sicherung, oder kopiere diese noch einmal von ihrem Ursprung.',
  ],
  'backup.cannot-read': ({ path, reason }) => [
    `${path} lässt sich nicht lesen (${reason}).`,
    'Prüfe, ob die Datei da ist und ob du sie lesen darfst.',
  ],
  'backup.not-written': ({ path, reason }) => [
    `${path} konnte nicht geschrieben werden (${reason}).`,
    'Wähle einen anderen Ordner.',
  ],
  'backup.no-room': ({ path }) => [
    `Der Speicherplatz reicht nicht für ${path}.`,
    'Gib Platz frei, oder wähle einen anderen Datenträger.',
  ],
  'backup.restore-needs-space': ({ needed }) => [
    `Zum Wiederherstellen fehlen ${bytes(needed)} Speicherplatz.`,
    'Gib Platz frei, und versuche es erneut.',
  ],
  'backup.restored': ({ aside }) =>
    `Die Sicherung ist wiederhergestellt. Was vorher hier war, ist in ${aside}; lösche es, wenn du es nicht brauchst.`,
  'backup.is-running': () => 'Eine Sicherung wird gerade geschrieben oder wiederhergestellt.',
  'backup.not-absolute': () => 'Gib den ganzen Pfad der Datei an.',
  'backup.stopped': () => 'Angehalten. Es wurde keine Datei geschrieben und nichts ersetzt.',
  'backup.restore-while-running': () => [
    'Ein Hearth verwendet diesen Datenordner.',
    'Beende es, und stelle die Sicherung dann wieder her.',
  ],
  'backup.failed': () => [
    'Die Sicherung ist unerwartet gescheitert.',
    'Versuche es erneut; die Einzelheiten stehen im Protokoll.',
  ],
};
