/** Texts of the desktop shell: its menu and the system's dialogs. */
import { translatable } from '../language/language.ts';

export const desktopWords = translatable('desktopWords', {
  cannotStart: 'Hearth cannot start',
  /** The engine's process, as the system's list of processes names it. */
  engineProcess: 'Hearth engine',
  /** The process that reads a document. */
  readerProcess: 'Hearth reader',
  viewMenu: 'View',
  /** Electron's own names of these roles are English in every language. */
  roles: {
    fileMenu: 'File',
    editMenu: 'Edit',
    windowMenu: 'Window',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    togglefullscreen: 'Toggle full screen',
  },
  learnSpelling: 'Learn spelling',
  openModel: 'Open a model',
  ggufModels: 'GGUF models',
  exportChats: 'Export chats',
  chooseFolder: 'Choose a folder of models',
  stoppedTwice: {
    message: 'The window stopped working twice in a row.',
    detail: 'Your chats are saved. If the chat that was open is the cause, start a new one.',
    newChat: 'Start a new chat',
    tryAgain: 'Try again',
    quit: 'Quit Hearth',
  },
  notResponding: {
    message: 'The window is not responding.',
    detail:
      'You can wait, or reload it. Your chats are saved, and an answer that is being generated continues.',
    wait: 'Wait',
    reload: 'Reload',
  },
} as const);
