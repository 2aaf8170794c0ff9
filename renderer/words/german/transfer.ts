import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count } from '../figures.ts';
import type * as english from '../transfer.ts';

export const transferWords: Translated<typeof english.transferWords> = {
  title: 'Import und Export',

  import: {
    title: 'Chats importieren',
    about:
      'Aus ChatGPT, Claude, Open WebUI, LM Studio, Jan, llama.cpp oder Hearth. Wähle die Datei, die das Programm exportiert hat, auch eine ZIP-Datei, oder lege sie auf dem Fenster ab.',
    again: 'Chats, die schon hier sind, werden nicht doppelt importiert.',
    choose: 'Dateien wählen…',
    receiving: (file) => `${file} wird empfangen…`,
    running: (file, chats) =>
      file === ''
        ? 'Wird gelesen…'
        : `${file} wird gelesen: bisher ${chats === 1 ? '1 Chat' : `${count(chats)} Chats`}`,
    progress: 'Import',
    value: (done, total) => `${bytes(done)} von ${bytes(total)}`,
    stop: 'Stoppen',
    details: 'Details',
    show: 'Chat anzeigen',
    done: 'Fertig',
  },

  prepare: {
    offer: 'Hearth kann importierte Chats im Leerlauf verarbeiten, damit sie ohne Wartezeit antworten.',
    button: (chats) =>
      chats === 1 ? 'Den neuesten Chat verarbeiten' : `Die ${count(chats)} neuesten Chats verarbeiten`,
    left: (done, left) => `${count(done)} von ${count(done + left)} importierten Chats verarbeitet`,
    finished: (done) =>
      done === 1
        ? '1 importierter Chat ist verarbeitet.'
        : `${count(done)} importierte Chats sind verarbeitet.`,
    waitsFor: {
      model: 'Geht weiter, sobald ein Modell geladen ist.',
      power: 'Geht weiter, sobald dieser Rechner am Stromnetz ist.',
    },
    stop: 'Verarbeitung stoppen',
  },

  export: {
    title: (chats) =>
      typeof chats === 'string'
        ? `„${chats}“ exportieren`
        : chats === 1
          ? '1 Chat exportieren'
          : `${count(chats)} Chats exportieren`,
    all: 'Alle Chats exportieren',
    asked: 'Exportieren…',
    allAsked: 'Stattdessen alle Chats',
    none: 'Chats lassen sich exportieren, sobald es welche gibt.',
    about: {
      markdown: 'Zum Lesen und Bearbeiten als Text',
      html: 'Zum Lesen im Browser und zum Drucken',
      jsonl: 'Alles, auch Versionen und Messwerte; lässt sich wieder importieren',
    },
    print: 'Drucken oder als PDF sichern',
    printAbout: 'Alle Nachrichten des Chats',
    writing: 'Wird exportiert…',
    saved: (path) => `Exportiert nach ${path}`,
  },
};
