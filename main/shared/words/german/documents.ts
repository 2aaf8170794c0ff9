import type { Translated } from '../../language/language.ts';
import type * as english from '../documents.ts';
import { bytes as size, count } from '../../format/figures.ts';

const smaller = 'Hänge den Teil, den du brauchst, als eigene Datei an.';

const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export const documentSentences: Translated<typeof english.documentSentences> = {
  'documents.no-question': () => [
    'Die Nachricht enthält ein Dokument, aber keine Frage.',
    'Schreibe, was das Modell damit tun soll.',
  ],
  'documents.gone': () => ['Dieses Dokument ist nicht mehr in der Bibliothek.', 'Hänge es noch einmal an.'],
  'documents.no-such-file': ({ path }) => [
    `Unter ${path} gibt es keine Datei und keinen Ordner.`,
    'Prüfe den Pfad.',
  ],
  'documents.not-a-file': ({ name }) => [
    `${name} ist weder eine Datei noch ein Ordner.`,
    'Wähle etwas anderes.',
  ],
  'documents.cannot-read': ({ name, reason }) => [
    `${name} lässt sich nicht lesen (${reason}).`,
    'Prüfe die Berechtigungen und den Datenträger.',
  ],
  'documents.too-large': ({ name, bytes, most }) => [
    `${name} ist zu groß (${size(bytes)}); Hearth liest Dokumente bis ${size(most)}.`,
    'Hänge nur den Teil an, den du brauchst.',
  ],
  'documents.not-ready': ({ name }) => [
    `Der Text von ${name} ist noch nicht ausgelesen.`,
    'Sende die Nachricht danach, oder entferne das Dokument.',
  ],
  'documents.not-extracted': ({ name }) => [
    `${name} hat keinen Text, der sich senden ließe.`,
    'Entferne es aus der Nachricht.',
  ],
  'documents.reading-failed': () => [
    'Der Text ließ sich nicht auslesen.',
    'Die Einzelheiten stehen im Protokoll.',
  ],
  'documents.reading-interrupted': ({ name }) => [
    `Hearth wurde beendet, während es den Text von ${name} auslas.`,
    'Hänge das Dokument noch einmal an.',
  ],
  'documents.no-states': () => 'Diese Engine kann nicht aufbewahren, was sie gelesen hat.',
  'documents.too-long-ahead': ({ name, tokens, room }) => [
    `${name} hat ${count(tokens)} Token, und im Kontext des geladenen Modells ist Platz für ${count(room)}.`,
    'Lade das Modell mit einem längeren Kontext oder sende Stellen aus dem Dokument.',
  ],
  'documents.over-budget': ({ documents, bytes, budget }) => [
    `Was das Modell von ${documents === 1 ? 'diesem Dokument' : `diesen ${count(documents)} Dokumenten`} behält, belegt ${size(bytes)}, und der Chat-Cache darf ${size(budget)} belegen.`,
    'Erhöhe die Grenze in den Einstellungen oder wähle weniger Dokumente.',
  ],
  'documents.not-read-ahead': ({ name, why }) => [
    `${name} wurde nicht gelesen: ${
      {
        'too-long': 'Es ist länger als der Kontext des geladenen Modells.',
        engine: 'Die Engine ist dabei zweimal abgestürzt.',
        gone: 'Es hat keinen Text.',
      }[why]
    }`,
    why === 'engine' ? 'Die Einzelheiten stehen im Protokoll.' : 'Sende stattdessen Stellen daraus.',
  ],
  'documents.no-original': ({ name }) => [
    `Das Original von ${name} lässt sich nicht lesen.`,
    'Hänge es noch einmal an.',
  ],

  'documents.file-gone': ({ name }) => [`${name} ist nicht mehr da.`, 'Hänge es von seinem neuen Ort an.'],
  'documents.not-allowed': ({ name }) => [
    `Du darfst ${name} nicht lesen.`,
    'Ändere die Berechtigungen und hänge es noch einmal an.',
  ],
  'documents.link-loop': ({ name }) => [
    `${name} ist eine Verknüpfung, die auf sich selbst zeigt.`,
    'Hänge die Datei an, auf die sie zeigen sollte.',
  ],
  'documents.changed': ({ name }) => [
    `${name} hat sich beim Lesen geändert.`,
    'Hänge es noch einmal an, wenn kein Programm mehr hineinschreibt.',
  ],
  'documents.empty': ({ name }) => [`${name} ist leer.`, 'Hänge eine Datei mit Text an.'],
  'documents.no-room': ({ name }) => [
    `Der Datenträger ist zu voll, um ${name} zu lesen.`,
    'Schaffe etwas Platz und hänge es noch einmal an.',
  ],

  'documents.encrypted': ({ name }) => [
    `${name} ist mit einem Passwort geschützt.`,
    'Speichere eine Kopie ohne Passwort und hänge diese an.',
  ],
  'documents.damaged': ({ name, format }) => [
    `${name} ist beschädigt und nicht als ${format} lesbar.`,
    'Öffne es in einem anderen Programm, speichere es neu und hänge diese Kopie an.',
  ],
  'documents.not-text': ({ name }) => [
    `${name} ist kein Dokument in einem Format, das Hearth kennt.`,
    'Speichere es als PDF oder Text und hänge dieses an.',
  ],
  'documents.archive': ({ name }) => [
    `${name} ist ein Archiv.`,
    'Entpacke es und hänge seine Dateien oder seinen Ordner an.',
  ],
  'documents.old-format': ({ name, format, better }) => [
    `${name} hat ein älteres Format (${format}), das Hearth nicht lesen kann.`,
    `Speichere es als ${better} und hänge dieses an.`,
  ],
  'documents.no-text': ({ name }) => [`${name} enthält keinen Text.`, 'Hänge eine andere Datei an.'],
  'documents.zip-bomb': ({ name }) => [`${name} ist entpackt weit größer als ein Dokument.`, smaller],
  'documents.too-long': ({ name, most }) => [
    `${name} enthält mehr als ${count(most)} Zeichen Text.`,
    smaller,
  ],
  'documents.too-much-memory': ({ name }) => [
    `${name} zu lesen würde zu viel Arbeitsspeicher brauchen.`,
    smaller,
  ],
  'documents.too-slow': ({ name }) => [`${name} zu lesen dauert zu lange.`, smaller],
  'documents.reader-died': ({ name }) => [
    `Das Lesen von ${name} ist unerwartet abgebrochen.`,
    'Die Einzelheiten stehen im Protokoll. Speichere die Datei als PDF oder Text und hänge diese an.',
  ],
  'documents.stopped': ({ name }) => [
    `Das Lesen von ${name} wurde gestoppt.`,
    'Hänge es noch einmal an, um es zu lesen.',
  ],

  'documents.no-files': ({ name }) => [
    `${name} enthält keine Textdateien, außer denen, die .gitignore ausschließt.`,
    'Hänge einen anderen Ordner oder einzelne Dateien an.',
  ],
  'documents.folder-too-large': ({ name, most }) => [
    `Die Textdateien in ${name} sind zusammen größer als ${size(most)}.`,
    'Hänge einen der Ordner darin an.',
  ],
  'documents.too-many-files': ({ name, most }) => [
    `${name} enthält mehr als ${count(most)} Dateien.`,
    'Hänge einen der Ordner darin an.',
  ],

  'documents.nothing-to-recognise': ({ name }) => [
    `${name} enthält keine Bilder von Text.`,
    'Hänge einen Scan davon an.',
  ],
  'documents.image-unreadable': ({ name }) => [
    `${name} ist beschädigt oder ein Bild in einem Format, dessen Text sich nicht erkennen lässt.`,
    'Speichere es als PNG oder JPEG und hänge dieses an.',
  ],
  'documents.unknown-languages': ({ languages }) => [
    `Text in diesen Sprachen lässt sich nicht erkennen: ${languages}.`,
    'Wähle andere Sprachen.',
  ],
  'documents.nothing-recognised': ({ name }) => [
    `In ${name} wurde kein Text erkannt.`,
    'Scanne es mit mehr Kontrast oder mit 300 Punkten pro Zoll.',
  ],

  'documents.other-format': ({ name, format }) =>
    `${name} wurde als ${format} gelesen, weil der Inhalt dieses Format hat.`,
  'documents.damaged-pages': ({ missing, pages }) =>
    `${count(missing)} von ${plural(pages, 'Seite ist', 'Seiten sind')} beschädigt und nicht lesbar.`,
  'documents.damaged-parts': ({ parts }) =>
    `${plural(parts, 'Teil ist', 'Teile sind')} beschädigt und nicht lesbar.`,
  'documents.recognised': ({ recognised }) =>
    `Der Text von ${plural(recognised, 'Seite', 'Seiten')} wurde erkannt und kann Fehler enthalten.`,
  'documents.attachments': ({ files }) => `Die Anhänge wurden nicht gelesen: ${files}.`,
  'documents.hidden-sheets': ({ sheets }) => `Ausgeblendete Tabellenblätter wurden nicht gelesen: ${sheets}.`,
  'documents.files-left-out': ({ files }) =>
    `${plural(files, 'Datei', 'Dateien')} ohne lesbaren Text ${files === 1 ? 'wurde' : 'wurden'} ausgelassen.`,
  'documents.encoding': ({ encoding }) =>
    `Die Kodierung ist nicht angegeben und scheint ${encoding} zu sein.`,
  'documents.no-passages': () => [
    'Die Stellen der Dokumente lassen sich gerade nicht durchsuchen.',
    'Versuche es in einer Minute noch einmal, oder sende die ganzen Dokumente.',
  ],
};
