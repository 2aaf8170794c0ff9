import type { Translated } from '../../language/language.ts';
import { bytes } from '../../format/figures.ts';
import type * as english from '../updates.ts';

export const updateSentences: Translated<typeof english.updateSentences> = {
  'updates.not-now': () => 'Das ist an dieser Stelle einer Aktualisierung nicht möglich.',
  'updates.feed-unusable': ({ reason }) => [
    `Die Liste neuer Versionen ist nicht lesbar (${reason}).`,
    'Versuche es später noch einmal.',
  ],
  'updates.feed-not-signed': () => [
    'Die Liste neuer Versionen ist nicht von Hearth signiert, daher wird nichts daraus verwendet.',
    'Vielleicht hat etwas im Netzwerk sie verändert.',
  ],
  'updates.feed-older': () => [
    'Die Liste neuer Versionen ist älter als die, die Hearth zuvor gesehen hat, und wird nicht verwendet.',
    'Vielleicht hat etwas im Netzwerk sie ersetzt.',
  ],
  'updates.no-room': ({ missingBytes }) =>
    `Zu wenig Speicherplatz für die Aktualisierung: gib noch ${bytes(missingBytes)} frei.`,
  'updates.installer-missing': ({ version, status }) => [
    `Version ${version} konnte nicht heruntergeladen werden (Status ${status}).`,
    'Versuche es später noch einmal.',
  ],
  'updates.installer-wrong': ({ version }) => [
    `Das Installationsprogramm von Version ${version} ist nicht das signierte und wird nicht verwendet.`,
    'Lade es noch einmal herunter.',
  ],
  'updates.no-way-back': ({ version }) => [
    `Version ${version} wird nicht mehr zum Download angeboten, daher könnte Hearth nicht zu ihr zurückkehren.`,
    'Installiere die neue Version von Hand, wenn du sie trotzdem möchtest.',
  ],
  'updates.answer-runs': () => [
    'Es läuft eine Antwort, und Hearth müsste sie für die Aktualisierung beenden.',
    'Warte, bis sie fertig ist, oder halte sie an.',
  ],
  'updates.failed': () => 'Die Aktualisierung ist fehlgeschlagen. Die Einzelheiten stehen im Protokoll.',
  'updates.not-installed': () => [
    'Das Installationsprogramm konnte nicht gestartet werden; nichts wurde geändert.',
    'Die Einzelheiten stehen im Protokoll.',
  ],
  'updates.was-not-installed': ({ version }) =>
    `Version ${version} wurde nicht installiert. Hearth ist, wie es war.`,
  'updates.self-test-slow': () => 'Der Guide hat nicht innerhalb von zwei Minuten geantwortet.',
  'updates.self-test-silent': () => 'Der Guide wurde geladen, hat aber nichts erzeugt.',
  'updates.self-test-failed': ({ version, earlier }) => [
    `Version ${version} hat ihren Selbsttest nicht bestanden.`,
    `Kehre in den Einstellungen unter „Über Hearth“ zu Version ${earlier} zurück.`,
  ],
  'updates.went-back': ({ version }) => `Hearth ist wieder bei Version ${version}.`,
  'updates.went-back-database': ({ version, newer, path }) => [
    `Hearth ist wieder bei Version ${version}, mit deinen Chats vom Stand vor der Aktualisierung.`,
    `Was du mit Version ${newer} hinzugefügt hast, liegt in ${path}.`,
  ],
};
