import { bytes, count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../library.ts';

/** Other programs within a sentence, in every case of German grammar. */
const programs: Record<keyof typeof english.programNames, string> = {
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'hugging-face': 'Hugging Face',
  jan: 'Jan',
  'llama-cpp': 'llama.cpp',
};

const missingParts = (numbers: number[], others: number): string =>
  others > 0
    ? `fehlen die Teile ${numbers.join(', ')} und ${count(others)} weitere`
    : numbers.length === 1
      ? `fehlt Teil ${numbers[0]}`
      : `fehlen die Teile ${numbers.join(', ').replace(/, (?=\d+$)/, ' und ')}`;

const itsDisk = 'Prüfe den Datenträger, auf dem er liegt.';
const checkPath = 'Prüfe den Pfad.';
const otherFile = 'Wähle eine andere Datei.';

export const librarySentences: Translated<typeof english.librarySentences> = {
  'library.scan-failed': () => [
    'Die Suche nach Modellen ist fehlgeschlagen.',
    'Wähle „Neu durchsuchen“, um es erneut zu versuchen.',
  ],
  'library.path-empty': () => ['Der Pfad ist leer.', 'Gib den Pfad einer GGUF-Datei ein.'],
  'library.path-too-long': () => [
    'Der Pfad ist zu lang.',
    'Verschiebe die Datei in einen Ordner mit kürzerem Pfad.',
  ],
  'library.closing': () => 'Hearth wird beendet.',
  'library.file-unreadable': () => 'Die Datei ist nicht mehr lesbar.',
  'library.no-answer': ({ path }) => [
    `${path} reagiert nicht.`,
    'Prüfe die Netzwerkverbindung oder den Datenträger.',
  ],
  'library.not-permitted': ({ path }) => [`Hearth darf ${path} nicht lesen.`, 'Prüfe die Berechtigungen.'],
  'library.cannot-read': ({ path, reason }) => [`${path} ist nicht lesbar (${reason}).`, itsDisk],
  'library.too-many-folders': ({ path, most }) => [
    `${path} enthält mehr als ${count(most)} Ordner.`,
    'Füge stattdessen die Ordner hinzu, die Modelle enthalten.',
  ],
  'library.too-deep': ({ path, folder, most }) => [
    `Ordner, die mehr als ${most} Ebenen unter ${folder} liegen, werden nicht durchsucht.`,
    `Füge ${path} selbst hinzu.`,
  ],
  'library.not-utf8': ({ name, folder }) => [
    `Der Name von „${name}“ in ${folder} ist kein gültiges UTF-8. llama.cpp kann die Datei deshalb nicht öffnen.`,
    'Benenne sie um.',
  ],
  'library.aria2-unfinished': ({ path }) => [
    `aria2 hat ${path} noch nicht fertig heruntergeladen.`,
    'Das Modell wird aufgeführt, sobald die .aria2-Datei daneben verschwunden ist.',
  ],
  'library.folder-gone': ({ path }) => [
    `${path} gibt es nicht.`,
    'Verbinde den Datenträger, auf dem der Ordner liegt, oder entferne ihn aus der Liste.',
  ],
  'library.part-without-number': ({ name, parts, example }) => [
    `${name} ist einer von ${parts} Teilen eines Modells, aber der Name sagt nicht, welcher.`,
    `Gib allen Teilen ihre ursprünglichen Namen, zum Beispiel ${example}.`,
  ],
  'library.missing-parts': ({ name, missing, others, parts }) => [
    `Bei ${name} ${missingParts(missing, others)} von ${count(parts)}.`,
    'Lege alle Teile in einen Ordner, oder lade das Modell noch einmal herunter.',
  ],
  'library.misnumbered-parts': ({ name }) => [
    `${name} hat Teile mit falschen Nummern im Namen.`,
    'Lade das Modell noch einmal herunter.',
  ],
  'library.no-vocabulary': ({ name }) => [
    `${name} hat kein Vokabular und ist deshalb kein Sprachmodell.`,
    otherFile,
  ],
  'library.no-weights': ({ name }) => [
    `${name} enthält ein Vokabular, aber keine Gewichte.`,
    'Wähle eine vollständige Modelldatei.',
  ],
  'library.unsupported': ({ architecture }) => [
    `Diese Version von llama.cpp unterstützt keine Modelle der Architektur „${architecture}“.`,
    'Wähle ein anderes Modell, oder suche nach einer neueren Version von Hearth.',
  ],

  'library.not-listed': ({ name }) => [
    `${name} ist nicht mehr in der Bibliothek.`,
    'Wähle „Neu durchsuchen“.',
  ],
  'library.no-such-folder': ({ path }) => [`Unter ${path} gibt es keinen Ordner.`, checkPath],
  'library.no-such-file': ({ path }) => [`Unter ${path} gibt es keine Datei.`, checkPath],
  'library.not-a-folder': ({ path }) => [
    `${path} ist eine Datei.`,
    'Gib den Pfad des Ordners ein, oder importiere die Datei.',
  ],
  'library.is-a-folder': ({ path }) => [
    `${path} ist ein Ordner.`,
    'Gib den Pfad einer GGUF-Datei darin ein, oder füge den Ordner hinzu.',
  ],
  'library.not-a-file': ({ path }) => [
    `${path} ist keine gewöhnliche Datei.`,
    'Gib den Pfad einer GGUF-Datei ein.',
  ],
  'library.folder-not-added': ({ path }) =>
    `Du hast ${path} nicht hinzugefügt. Der Ordner lässt sich deshalb nicht entfernen.`,
  'library.folder-of-program': ({ path, program }) =>
    `${path} gehört zu ${programs[program]} und lässt sich deshalb nicht entfernen.`,
  'library.used-by-program': ({ name, program }) => [
    `${programs[program]} benutzt ${name}.`,
    'Verwende die Datei an ihrem Ort, oder kopiere sie, statt sie zu verschieben.',
  ],
  'library.not-a-model': ({ name }) => [
    `${name} ist kein Modell, sondern dient nur dazu, eines herzustellen.`,
    otherFile,
  ],
  'library.model-of-program': ({ name, program }) => [
    `${name} gehört zu ${programs[program]}.`,
    `Lösche es in ${programs[program]}, dann verschwindet es aus dieser Liste.`,
  ],
  'library.built-in': ({ name }) =>
    `${name} ist eingebaut und lässt sich nicht entfernen. So hast du immer ein Modell, das funktioniert.`,

  'library.changed-while-copied': ({ name }) => [
    `${name} hat sich während des Kopierens geändert.`,
    'Versuche es erneut, wenn die Datei vollständig ist.',
  ],
  'library.no-room': ({ needed, reserve, missing }) => [
    `Nicht genug Platz auf dem Datenträger: Das Modell braucht ${bytes(needed)}, und Hearth lässt ${bytes(reserve)} frei.`,
    `Schaffe ${bytes(missing)} Platz, oder verwende das Modell an seinem Ort.`,
  ],
  'library.source-not-removed': ({ path, reason }) => [
    `Das Modell wurde in den Ordner von Hearth verschoben, aber ${path} ließ sich nicht entfernen (${reason}).`,
    'Lösche diese Datei selbst.',
  ],
  'library.disk-full': ({ name }) => [
    'Der Datenträger ist voll.',
    `Schaffe etwas Platz, oder verwende ${name} an seinem Ort.`,
  ],
  'library.import-not-permitted': ({ name }) => [
    `${name} ließ sich nicht in den Ordner von Hearth verschieben oder kopieren.`,
    'Prüfe die Berechtigungen beider Ordner.',
  ],
  'library.import-failed': ({ name, reason }) => [
    `${name} ließ sich nicht in den Ordner von Hearth verschieben oder kopieren (${reason}).`,
    'Versuche es erneut, oder verwende die Datei an ihrem Ort.',
  ],
  'library.not-removed': ({ name, path, reason }) => [
    `${name} ließ sich nicht löschen (${reason}).`,
    `Entlade das Modell, falls es in Verwendung ist, und prüfe die Berechtigungen von ${path}.`,
  ],
  'library.no-bin': ({ name }) => [
    'Dieses System hat keinen Papierkorb.',
    `Lösche ${name} stattdessen endgültig.`,
  ],
  'library.bin-failed': ({ name }) => [
    `${name} ließ sich nicht in den Papierkorb verschieben.`,
    'Entlade das Modell und versuche es erneut, oder lösche es stattdessen endgültig.',
  ],
  'library.bin-refused': ({ name, path }) => [
    `Der Papierkorb hat ${path} nicht angenommen.`,
    `Lösche ${name} stattdessen endgültig.`,
  ],
};
