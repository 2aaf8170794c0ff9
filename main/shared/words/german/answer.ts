import { count, tokens } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../answer.ts';

export const answerSentences: Translated<typeof english.answerSentences> = {
  'answer.failed': () => ['In Hearth ist etwas schiefgegangen.', 'Die Einzelheiten stehen im Protokoll.'],
  'answer.interrupted': () => 'Hearth endete, während diese Antwort generiert wurde.',
  'answer.closed': () => 'Diese Antwort wurde gestoppt, weil Hearth beendet wurde.',
  'answer.model-switched': () => 'Diese Antwort wurde gestoppt, weil das Modell gewechselt wurde.',
  'answer.model-unloaded': () => 'Diese Antwort wurde gestoppt, weil das Modell entladen wurde.',
  'answer.engine-restarted': () => 'Diese Antwort wurde gestoppt, weil die Engine neu gestartet wurde.',
  'answer.engine-lost': () =>
    'Die Engine endete unerwartet, während sie diese Antwort generierte. Der bisherige Text bleibt erhalten.',
  'answer.prompt-too-long': ({ promptTokens, reserve, contextLength, canGrow }) => [
    `Dieser Chat ist auf ${tokens(promptTokens)} angewachsen und lässt im Kontext von ${count(contextLength)} weniger als ${count(reserve)} für eine Antwort.`,
    canGrow
      ? 'Beginne einen neuen Chat, kürze die Nachricht oder erhöhe die Kontextlänge in den Einstellungen.'
      : 'Beginne einen neuen Chat oder kürze die Nachricht. Für einen längeren Kontext wurde das Modell nicht trainiert.',
  ],
  'answer.context-full': ({ contextLength, canGrow }) => [
    `Die Antwort endet hier, weil der Kontext von ${tokens(contextLength)} voll ist.`,
    canGrow
      ? 'Beginne einen neuen Chat, oder erhöhe die Kontextlänge in den Einstellungen.'
      : 'Beginne einen neuen Chat. Für einen längeren Kontext wurde das Modell nicht trainiert.',
  ],
  'answer.unsaved-disk-full': () => [
    'Der Datenträger ist voll. Diese Antwort ist deshalb nur im Arbeitsspeicher.',
    'Schaffe etwas Platz, dann wird sie automatisch gespeichert.',
  ],
  'answer.unsaved-locked': () => [
    'Ein anderes Programm benutzt hearth.db. Diese Antwort ist deshalb nur im Arbeitsspeicher.',
    'Schließe dieses Programm, dann wird sie automatisch gespeichert.',
  ],
  'answer.unsaved': () => [
    'Hearth kann nicht in seinen Datenordner schreiben. Diese Antwort ist deshalb nur im Arbeitsspeicher.',
    'Prüfe, ob der Datenträger verbunden ist, dann wird die Antwort automatisch gespeichert.',
  ],
  'answer.no-room-together': ({ room }) => [
    `Diese Antwort hat ${tokens(room)} erreicht. Für mehr war neben den anderen Antworten kein Speicher frei.`,
    'Behalte sie und setze sie dann fort.',
  ],
  'answer.longest': ({ longest }) => `Diese Antwort hat die Höchstlänge von ${tokens(longest)} erreicht.`,
  'answer.repeats': ({ last, period }) =>
    `Diese Antwort wurde gestoppt, weil sie sich wiederholt: Ihre letzten ${tokens(last)} sind immer wieder dieselben ${tokens(period)}.`,
  'answer.filled-context': ({ contextLength }) =>
    `Diese Antwort wurde gestoppt, weil sie allein den Kontext von ${tokens(contextLength)} gefüllt hat.`,
  'answer.nobody-reads': ({ contextLength }) =>
    `Diese Antwort wurde gestoppt, weil kein Fenster von Hearth offen war, als der Kontext von ${tokens(contextLength)} voll war.`,
  'answer.not-in-book': () => [
    'Dieses Modell kennt nur seine eigenen Antworten, und keine davon setzt diesen Text fort.',
    'Wähle ein anderes Modell, um ihn fortzusetzen.',
  ],
  'answer.keeps-thinking': ({ budget }) =>
    `Diese Antwort wurde gestoppt, weil das Modell weiter nachdenkt, obwohl sein Budget von ${tokens(budget)} aufgebraucht ist.`,
  'answer.format-missed': () => [
    'Diese Antwort wurde gestoppt, weil ihr Anfang nicht zum Antwortformat des Chats passt.',
    'Ändere den Anfang, oder stelle das Antwortformat auf freien Text.',
  ],
  'answer.format-unspeakable': () => [
    'Diese Antwort wurde gestoppt, weil das Modell kein Token für das hat, was das Antwortformat als Nächstes verlangt.',
    'Lass im Antwortformat andere Zeichen zu, oder wechsle das Modell.',
  ],
  'answer.format-too-complex': () => [
    'Diese Antwort wurde gestoppt, weil sich ihre Grammatik auf zu viele Arten lesen lässt oder zu tief verschachtelt.',
    'Vereinfache die Grammatik in den Einstellungen des Chats.',
  ],
  'answer.tool-unknown': ({ name }) => `Ein Werkzeug namens ${name} wird nicht angeboten.`,
  'answer.tools-guide': () => [
    'Der Guide antwortet nur mit seinen eigenen Texten und kann deshalb keine Werkzeuge aufrufen.',
    'Wechsle das Modell.',
  ],
  'answer.format-guide': () => [
    'Der Guide antwortet nur mit seinen eigenen Texten und kann deshalb keinem Antwortformat folgen.',
    'Wechsle das Modell, oder stelle das Antwortformat dieses Chats auf freien Text.',
  ],
};
