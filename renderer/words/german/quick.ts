import type { Translated } from '../../../main/shared/language/language.ts';
import { duration } from '../figures.ts';
import type * as english from '../quick.ts';

export const quickWords: Translated<typeof english.quickWords> = {
  title: 'Hearth: Schnellfenster',
  hide: 'Schnellfenster ausblenden',
  open: 'Im Hauptfenster öffnen',
  clipboard: 'Zwischenablage',
  clipboardHint: 'Den Text der Zwischenablage zur Frage hinzufügen',
  selection: 'Auswahl',
  selectionHint: 'Den in einem anderen Programm ausgewählten Text hinzufügen',
  nothing: 'Es gibt keinen Text zum Hinzufügen.',
  refused: 'Der Browser erlaubt Hearth nicht, die Zwischenablage zu lesen. Füge den Text stattdessen ein.',
  hint: 'Enter sendet. Deine Frage wird verarbeitet, während du tippst.',
  hintWithHide: 'Enter sendet, Esc blendet aus. Deine Frage wird verarbeitet, während du tippst.',
  later: (ms) =>
    `Die erste Antwort dauert etwa ${duration(Number(ms.toPrecision(2)))} länger: Zuerst werden die Anweisungen verarbeitet.`,
};
