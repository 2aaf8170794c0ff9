import type { Translated } from '../../language/language.ts';
import { count, tokens } from '../../format/figures.ts';
import type * as english from '../api.ts';

export const apiSentences: Translated<typeof english.apiSentences> = {
  'api.key-unnamed': () => 'Gib dem Schlüssel einen Namen.',
  'api.key-name-too-long': () => 'Gib dem Schlüssel einen kürzeren Namen.',
  'api.too-many-keys': ({ most }) => `Mehr als ${count(most)} Schlüssel sind nicht möglich.`,
  'api.key-without-rights': () => 'Wähle mindestens ein Recht für den Schlüssel.',
  'api.off': () => ['Der lokale Server ist aus.', 'Schalte ihn zuerst ein.'],
  'api.config-none': () => 'Für dieses Programm schreibt Hearth keine Datei.',
  'api.config-elsewhere': ({ path, real }) => [
    `${path} führt zu ${real} außerhalb deines Benutzerordners; Hearth ändert die Datei deshalb nicht.`,
    'Kopiere stattdessen die Einstellungen.',
  ],
  'api.config-foreign': ({ path }) => [
    `${path} gehört einem anderen Benutzer; Hearth ändert die Datei deshalb nicht.`,
    'Kopiere stattdessen die Einstellungen.',
  ],
  'api.config-no-file': ({ path }) => `${path} ist keine Datei; Hearth ändert deshalb nichts.`,
  'api.config-too-large': ({ path }) => `${path} ist zu groß für eine Datei mit Einstellungen.`,
  'api.config-unreadable': ({ path, reason }) => [
    `${path} kann nicht gelesen werden (${reason}).`,
    'Prüfe die Zugriffsrechte.',
  ],
  'api.config-not-text': ({ path }) => [
    `${path} ist kein UTF-8-Text; Hearth ändert die Datei deshalb nicht.`,
    'Kopiere stattdessen die Einstellungen.',
  ],
  'api.config-not-editable': ({ path }) => [
    `${path} enthält einen Fehler oder andere Einstellungen an derselben Stelle; Hearth ändert die Datei deshalb nicht.`,
    'Kopiere stattdessen die Einstellungen.',
  ],
  'api.config-instead': ({ path, other }) => [
    `Das Programm verwendet ${other}; ${path} würde diese Datei ersetzen.`,
    'Kopiere stattdessen die Einstellungen.',
  ],
  'api.config-changed': ({ path }) => [
    `${path} wurde in diesem Moment von einem anderen Programm geändert; nichts wurde geschrieben.`,
    'Versuche es noch einmal.',
  ],
  'api.config-no-room': ({ path }) => [
    `${path} wurde nicht geschrieben, weil der Datenträger voll ist.`,
    'Schaffe Platz und versuche es noch einmal.',
  ],
  'api.config-not-written': ({ path, reason }) => [
    `${path} kann nicht geschrieben werden (${reason}).`,
    'Prüfe die Zugriffsrechte des Ordners.',
  ],
  'api.config-no-way-back': ({ path }) =>
    `Hearth hat ${path} nicht geändert, oder die Kopie der früheren Datei ist nicht mehr da.`,
  'api.proof-key-refused': ({ status }) => [
    `Der lokale Server hat diesen Schlüssel abgelehnt (Status ${status}).`,
    'Erstelle einen neuen Schlüssel.',
  ],
  'api.proof-refused': ({ status, reason }) =>
    `Der lokale Server hat die Testanfrage abgelehnt (Status ${status}): ${reason}`,
  'api.proof-impossible': ({ reason }) => [
    `Das Modell kann nicht, was dieses Programm verlangt: ${reason}`,
    'Wähle ein Modell, das Werkzeuge unterstützt; Agenten brauchen sie.',
  ],
  'api.proof-timed-out': ({ seconds }) => [
    `Die Testanfrage wurde nicht innerhalb von ${count(seconds)} Sekunden beantwortet.`,
    'Wähle ein kleineres Modell, oder versuche es noch einmal, wenn nichts anderes läuft.',
  ],
  'api.proof-unanswered': ({ reason }) => [
    `Die Verbindung zum lokalen Server wurde unterbrochen (${reason}).`,
    'Versuche es noch einmal.',
  ],
  'api.proof-without-figures': () => 'Die Testanfrage wurde beantwortet, aber ihre Werte fehlen.',
  'api.needs-key': () => [
    'Andere Rechner erreichen den Server nur, wenn es einen Schlüssel gibt.',
    'Lege zuerst einen an.',
  ],
  'api.port-taken': ({ port, address }) => [
    `Port ${port} von ${address} wird von einem anderen Programm verwendet.`,
    'Wähle einen anderen Port für den lokalen Server.',
  ],
  'api.no-such-address': ({ address }) => [
    `${address} ist keine Adresse dieses Rechners.`,
    'Ändere sie in den Einstellungen.',
  ],
  'api.prompt-too-long': ({ promptTokens, reserve, contextLength }) => [
    `Der Prompt hat ${tokens(promptTokens)} und lässt im Kontext von ${count(contextLength)} weniger als ${count(reserve)} für eine Antwort.`,
    'Kürze ihn, oder erhöhe die Kontextlänge des Modells in Hearth.',
  ],
  'api.not-started': () => [
    'Der Server für andere Programme ist nicht gestartet.',
    'Einzelheiten stehen im Protokoll.',
  ],
  'api.bad-origin': ({ origin }) => [
    `„${origin}“ ist kein Ursprung einer Webseite.`,
    'Gib ihn an wie http://localhost:3000, ohne Pfad.',
  ],
  'api.bad-alias': ({ line }) => [`„${line}“ nennt kein Modell.`, 'Gib Zeilen an wie gpt-4o = qwen3-8b.'],
};
