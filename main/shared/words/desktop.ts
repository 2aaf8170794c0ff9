/** Texts of the desktop shell: its menu and the system's dialogs. */
import { bytes, count, percent, wholeSeconds } from '../format/figures.ts';
import { translatable } from '../language/language.ts';

export const desktopWords = translatable('desktopWords', {
  cannotStart: 'Hearth cannot start',
  /** The processes, as the system's list of processes names them: the core, */
  coreProcess: 'Hearth core',
  /** the engine, */
  engineProcess: 'Hearth engine',
  /** and what reads a document. */
  readerProcess: 'Hearth reader',
  /** The name of the application, at the left of the menu of macOS. */
  name: 'Hearth',
  /** The menus until a page has described its own. */
  menus: { file: 'File', edit: 'Edit', chat: 'Chat', view: 'View', model: 'Model', help: 'Help' },
  documentation: 'Documentation',
  logFolder: 'Show log folder',
  /** Electron's own names of these roles are English in every language. */
  roles: {
    about: 'About Hearth',
    services: 'Services',
    hide: 'Hide Hearth',
    hideOthers: 'Hide others',
    unhide: 'Show all',
    quit: 'Quit Hearth',
    close: 'Close window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    front: 'Bring all to front',
    windowMenu: 'Window',
    help: 'Help',
    pasteAndMatchStyle: 'Paste without formatting',
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
  /** Outside the windows: notifications and the menu of the icon in the notification area. */
  presence: {
    answered: 'The answer is complete',
    'answer-failed': 'The answer ended early',
    downloaded: 'A model is downloaded',
    'download-failed': 'A download failed',
    after: (ms: number): string => `After ${wholeSeconds(ms)}. Click to open the chat.`,
    noModel: 'No model in memory',
    inMemory: (model: string, size: number): string => `In memory: ${model} (${bytes(size)})`,
    loading: (share: number): string => `A model is being loaded: ${percent(share)}`,
    answering: (title: string): string => `Generating: ${title}`,
    reading: (title: string, share: number): string => `Processing: ${title} (${percent(share)})`,
    more: (chats: number): string =>
      chats === 1 ? '1 more answer waits' : `${count(chats)} more answers wait`,
    downloading: (models: number, done: number, all: number): string =>
      `${models === 1 ? 'Downloading a model' : `Downloading ${count(models)} models`}: ${bytes(done)} of ${bytes(all)}`,
    show: 'Show Hearth',
    newChat: 'New chat',
    quick: 'Quick window',
  },
  learnSpelling: 'Learn spelling',
  lookUp: 'Look up',
  copyLink: 'Copy link',
  copyImage: 'Copy image',
  openModel: 'Open a model',
  ggufModels: 'GGUF models',
  openBackup: 'Open a backup',
  backups: 'Backups of Hearth',
  exportChats: 'Export chats',
  chooseFolder: 'Choose a folder of models',
  saveFile: 'Save file',
  notSaved: 'The file was not saved',
  notSavedWhy: (path: string): string =>
    `Hearth could not write ${path}. Choose another folder, or free up disk space.`,
  cannotStartTwice: {
    message: (version: string): string => `Version ${version} of Hearth has not started properly.`,
    detail: (earlier: string): string =>
      `You can go back to version ${earlier}, which is still here. Your chats are kept.`,
    goBack: 'Go back',
    tryAgain: 'Try again',
  },
  stoppedTwice: {
    message: 'The window stopped working twice in a row.',
    detail: 'Your chats are saved. If the chat that was open is the cause, start a new one.',
    newChat: 'Start a new chat',
    tryAgain: 'Try again',
    quit: 'Quit Hearth',
  },
  coreLost: {
    message: 'Hearth stopped working three times within a minute; your chats are saved.',
    tryAgain: 'Try again',
    showLog: 'Show the log',
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
