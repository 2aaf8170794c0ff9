import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../backup.ts';
import { bytes, count, dateLocale } from '../figures.ts';

const timeOf = (ms: number): string =>
  new Intl.DateTimeFormat(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);

type Counts = Record<'chats' | 'messages' | 'documents' | 'models', number>;

const countsOf = ({ chats, messages, documents, models }: Counts): string =>
  [
    `${count(chats)} ${chats === 1 ? 'Chat' : 'Chats'}`,
    `${count(messages)} ${messages === 1 ? 'Nachricht' : 'Nachrichten'}`,
    `${count(documents)} ${documents === 1 ? 'Dokument' : 'Dokumente'}`,
    ...(models === 0 ? [] : [`${count(models)} ${models === 1 ? 'Modell' : 'Modelle'}`]),
  ].join(', ');

export const backupWords: Translated<typeof english.backupWords> = {
  backup: {
    title: 'Sicherung',
    about:
      'Eine Datei mit allen Chats, Dokumenten und Einstellungen, aber ohne Zugriffstoken, andere Geheimnisse und gespeicherte Zustände. Sie wird nach dem Schreiben zurückgelesen und geprüft. Sie ist nicht verschlüsselt.',
    withModels: 'Mit Modellen',
    withModelsHint: 'Nur Modelle in Hearths eigenem Ordner.',
    file: 'Sicherungsdatei',
    backUp: 'Sichern',
    backUpTo: 'Sichern nach…',
    restoreFile: 'Sicherung zum Wiederherstellen',
    restore: 'Prüfen und wiederherstellen',
    choose: 'Sicherung wählen…',
    steps: {
      writing: 'Die Sicherung wird geschrieben…',
      checking: 'Die Sicherung wird zurückgelesen…',
      restoring: 'Die Sicherung wird entpackt und geprüft…',
    },
    value: (done, total) => `${bytes(done)} von ${bytes(total)}`,
    stop: 'Anhalten',
    written: (size, counts) => `Gesichert und geprüft: ${countsOf(counts)} (${bytes(size)}).`,
    leftOut: (names) => `Keine Sicherung kann diese aufnehmen: ${names.join(', ')}.`,
    unpacked: (name, ms, counts) =>
      `${name} vom ${timeOf(ms)} ist unversehrt: ${countsOf(counts)}. Sie wird wiederhergestellt, wenn Hearth neu startet. Deine jetzigen Daten bleiben in einem Ordner daneben erhalten.`,
    restart: 'Jetzt neu starten',
    restartYourself:
      'Beende Hearth dort, wo du es gestartet hast, in einem Terminal mit Strg+C, und starte es erneut.',
    keepData: 'Nicht wiederherstellen',
  },
  sync: {
    title: 'Abgleichordner',
    about:
      'Deine Rechner können Chats, Ordner, Prompts, Presets und Einstellungen für Antworten über einen Ordner teilen, den ein Abgleichprogramm oder ein USB-Stick überträgt. Hearth liest und schreibt dort nur Dateien und sendet selbst nichts. Verschlüsselt sind die Dateien nicht.',
    name: 'Dieser Rechner',
    nameHint: 'Sein Name auf deinen anderen Rechnern.',
    folder: 'Ordner',
    choose: 'Ordner wählen…',
    start: 'Diesen Ordner verwenden',
    again: (folder) => `${folder} wieder verwenden`,
    others: 'Andere Rechner',
    noOthers: 'Noch keine',
    last: 'Letzter Abgleich',
    never: 'Noch keiner',
    at: (ms, chats) =>
      chats === 0 ? timeOf(ms) : `${timeOf(ms)}, bisher ${count(chats)} ${chats === 1 ? 'Chat' : 'Chats'}`,
    own: 'Von diesem geschrieben',
    written: (files, size) => `${bytes(size)} in ${count(files)} ${files === 1 ? 'Datei' : 'Dateien'}`,
    waiting: (files) =>
      files === 1
        ? 'Eine Datei wartet auf eine andere, die noch nicht da ist.'
        : `${count(files)} Dateien warten auf andere, die noch nicht da sind.`,
    missing: (names) =>
      `Dokumente über 4 MB und Ordner werden nicht übertragen. Hänge diese hier an, wenn du sie brauchst: ${names.join(', ')}.`,
    running: 'Wird abgeglichen…',
    now: 'Jetzt abgleichen',
    stopAsked: 'Beenden…',
    stopQuestion: 'Den Ordner nicht mehr verwenden? Deine Chats und die Dateien im Ordner bleiben.',
    stop: 'Beenden',
  },
};
