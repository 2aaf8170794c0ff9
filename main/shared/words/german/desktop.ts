import type { Translated } from '../../language/language.ts';
import type * as english from '../desktop.ts';

export const desktopWords: Translated<typeof english.desktopWords> = {
  cannotStart: 'Hearth kann nicht starten',
  engineProcess: 'Hearth-Engine',
  readerProcess: 'Hearth-Leser',
  viewMenu: 'Darstellung',
  roles: {
    fileMenu: 'Datei',
    editMenu: 'Bearbeiten',
    windowMenu: 'Fenster',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    resetZoom: 'Originalgröße',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    togglefullscreen: 'Vollbild ein/aus',
  },
  learnSpelling: 'Schreibweise lernen',
  openModel: 'Modell öffnen',
  ggufModels: 'GGUF-Modelle',
  exportChats: 'Chats exportieren',
  chooseFolder: 'Ordner mit Modellen wählen',
  stoppedTwice: {
    message: 'Das Fenster ist zweimal hintereinander ausgefallen.',
    detail: 'Deine Chats sind gespeichert. Liegt es am geöffneten Chat, beginne einen neuen.',
    newChat: 'Neuen Chat beginnen',
    tryAgain: 'Erneut versuchen',
    quit: 'Hearth beenden',
  },
  notResponding: {
    message: 'Das Fenster reagiert nicht.',
    detail:
      'Du kannst warten oder es neu laden. Deine Chats sind gespeichert, und eine laufende Antwort wird fortgesetzt.',
    wait: 'Warten',
    reload: 'Neu laden',
  },
};
