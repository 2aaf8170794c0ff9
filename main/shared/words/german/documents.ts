import type { Translated } from '../../language/language.ts';
import type * as english from '../documents.ts';
import { bytes as size } from '../../format/figures.ts';

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
    `${name} hat ${size(bytes)}; Hearth liest Dokumente bis ${size(most)}.`,
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
  'documents.no-states': () => 'Diese Engine behält nichts von dem, was sie gelesen hat.',
  'documents.no-original': ({ name }) => [
    `Das Original von ${name} lässt sich nicht lesen.`,
    'Hänge es noch einmal an.',
  ],
};
