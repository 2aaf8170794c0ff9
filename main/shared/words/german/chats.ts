import { count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../chats.ts';

export const chatTexts: Translated<typeof english.chatTexts> = {
  newChat: 'Neuer Chat',
  quickPreset: 'Schnellfenster',
  quickPrompt:
    'Du beantwortest kurze Fragen in einem kleinen Fenster neben anderen Programmen. Antworte direkt und knapp, ohne Begrüßung und ohne die Frage zu wiederholen. Folgt auf die Frage ein Text, so bezieht sich die Frage auf diesen Text. Verwende Markdown nur für Code und Listen.',
  untitled: 'Chat ohne Titel',
  untitledFolder: 'Ordner ohne Namen',
  summaryOf: (title) => `Zusammenfassung von „${title}“`,
  recovered: 'Wiederhergestellte Nachrichten',
  lostMessage: '[Diese Nachricht konnte nicht gelesen werden, weil die Datei beschädigt war.]',
};

export const chatSentences: Translated<typeof english.chatSentences> = {
  'chats.gone': () => ['Diesen Chat gibt es nicht mehr.', 'Beginne einen neuen.'],
  'chats.message-gone': () => 'Diese Nachricht gibt es nicht mehr.',
  'chats.answer-running': () => ['In diesem Chat wird noch eine Antwort generiert.', 'Stoppe sie zuerst.'],
  'chats.not-editable': () => 'Nur deine eigenen Nachrichten lassen sich bearbeiten.',
  'chats.no-question': () => [
    'Vor dieser Antwort gibt es keine Nachricht.',
    'Schreibe stattdessen eine neue Nachricht.',
  ],
  'chats.queued-gone': () =>
    'Diese Nachricht ist nicht mehr in der Warteschlange. Sie wurde gesendet oder zurückgenommen.',
  'chats.queue-full': ({ most }) => [
    `In einem Chat können höchstens ${count(most)} Nachrichten warten.`,
    'Warte, bis eine gesendet wurde, oder nimm eine zurück.',
  ],
  'chats.message-empty': () => ['Die Nachricht ist leer.', 'Schreibe zuerst etwas.'],
  'chats.message-too-long': ({ most }) => [
    `Die Nachricht ist zu lang. Höchstens ${count(most)} Zeichen lassen sich auf einmal senden.`,
    'Kürze sie.',
  ],
  'chats.too-many-parts': ({ most }) => [
    `Die Nachricht hat zu viele Teile. Höchstens ${count(most)} lassen sich auf einmal senden.`,
    'Sende sie in mehreren Nachrichten.',
  ],
  'chats.no-answer': () => 'Nur Antworten des Modells lassen sich so ändern und fortsetzen.',
  'chats.not-last': () => [
    'Nur die letzte Antwort eines Chats lässt sich fortsetzen.',
    'Zweige zuerst von dieser Antwort ab.',
  ],
  'chats.not-last-compared': () => [
    'Nur Antworten auf die letzte Nachricht eines Chats lassen sich vergleichen.',
    'Zweige zuerst von dieser Antwort ab.',
  ],
  'chats.nothing-to-compare': () => [
    'Diese Antwort hat keine andere Version.',
    'Lass das Modell zuerst noch einmal antworten.',
  ],
  'chats.nothing-to-continue': () => ['Diese Antwort ist leer.', 'Generiere sie stattdessen neu.'],
  'chats.deleted-below': () => [
    'Diese Nachricht folgt auf eine, die gelöscht ist.',
    'Stelle zuerst jene wieder her.',
  ],
  'chats.no-undo': () =>
    'Diese Nachrichten lassen sich nicht mehr wiederherstellen, weil sie endgültig gelöscht wurden.',
  'chats.fork-running': () => [
    'Diese Antwort wird noch generiert.',
    'Stoppe sie zuerst, oder zweige von einer früheren Nachricht ab.',
  ],
  'chats.title-empty': () => ['Der Titel ist leer.', 'Gib dem Chat einen Namen.'],
  'chats.title-too-long': ({ most }) => [
    'Der Titel ist zu lang.',
    `Kürze ihn auf höchstens ${count(most)} Zeichen.`,
  ],
  'chats.folder-gone': () => 'Diesen Ordner gibt es nicht mehr.',
  'chats.folder-name-empty': () => ['Der Name ist leer.', 'Gib dem Ordner einen Namen.'],
  'chats.folder-name-too-long': ({ most }) => [
    'Der Name ist zu lang.',
    `Kürze ihn auf höchstens ${count(most)} Zeichen.`,
  ],
  'chats.thinking-budget': ({ most }) =>
    `Das Budget fürs Nachdenken muss eine ganze Zahl von 0 bis ${count(most)} Token sein.`,
  'chats.purged': () =>
    'Dieser Chat kann nicht mehr wiederhergestellt werden, weil er endgültig gelöscht wurde.',
  'chats.not-deleted': () => 'Dieser Chat ist nicht mehr in der Liste der zuletzt gelöschten Chats.',
};
