import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../commands.ts';
import { count } from '../figures.ts';

export const commandWords: Translated<typeof english.commandWords> = {
  full: {
    renameChat: 'Diesen Chat umbenennen',
    chooseModel: 'Modell wechseln',
    send: 'Nachricht senden',
    queue: 'Nachricht einreihen, während eine Antwort läuft',
    stopAnswer: 'Antwort stoppen',
    closePane: 'Geöffnetes Modell schließen',
  },

  newChat: 'Neuer Chat',
  renameChat: 'Umbenennen',
  pinChat: 'Chat anheften oder lösen',
  archiveChat: 'Chat archivieren oder zurückholen',
  moveChat: 'Chat in einen Ordner verschieben',
  newFolder: 'Neuer Ordner',
  selectChats: 'Chats auswählen',
  searchChats: 'Chats durchsuchen',
  findInChat: 'In diesem Chat suchen',
  findNext: 'Nächster Treffer',
  findPrevious: 'Vorheriger Treffer',
  closeFind: 'Suche in diesem Chat schließen',
  exportChat: 'Chat exportieren',
  printChat: 'Chat drucken oder als PDF sichern',
  exportChats: 'Chats exportieren',
  importChats: 'Chats importieren',
  showChats: 'Chats einblenden',
  hideChats: 'Chats ausblenden',
  chooseModel: 'Modell',
  settings: 'Einstellungen',
  chatSettings: 'Chat-Einstellungen',
  send: 'Senden',
  queue: 'Nachricht einreihen',
  editLast: 'Deine letzte Nachricht bearbeiten',
  stopAnswer: 'Stopp',
  closePane: 'Schließen',
  backToChat: 'Zurück zum Chat',
  nextChat: 'Nächster älterer Chat',
  previousChat: 'Nächster neuerer Chat',
  deleteChat: 'Diesen Chat löschen',
  copyLast: 'Letzte Antwort kopieren',
  regenerate: 'Letzte Antwort neu generieren',
  toEnd: 'Zum Ende des Chats springen',
  thinkingOn: 'Nachdenken einschalten',
  thinkingOff: 'Nachdenken ausschalten',
  unloadModel: 'Modell entladen',
  cancelLoad: 'Laden des Modells abbrechen',
  restartEngine: 'Engine neu starten',
  toGuide: 'Zum Hearth guide wechseln',
  lightTheme: 'Helles Design verwenden',
  darkTheme: 'Dunkles Design verwenden',
  systemTheme: 'Design des Systems verwenden',
  offlineOn: 'Offline-Modus einschalten',
  offlineOff: 'Offline-Modus ausschalten',
  palette: 'Befehlspalette',
  shortcuts: 'Tastenkürzel',
  tab: (page, tab) => `${page}: ${tab}`,
};

export const keyWords: Translated<typeof english.keyWords> = {
  withKeys: (text, keys) => `${text} (${keys})`,
  names: { Enter: 'Eingabe', Escape: 'Esc', ArrowUp: '↑' },
  mac: { mod: '⌘', shift: '⇧', between: '' },
  other: { mod: 'Strg', shift: 'Umschalt', between: '+' },
};

export const paletteWords: Translated<typeof english.paletteWords> = {
  search: 'Befehle, Chats und Modelle durchsuchen',
  results: 'Befehle, Chats und Modelle',
  noMatch: 'Kein passender Befehl, Chat oder Modell.',
  found: (entries) => (entries === 1 ? '1 Ergebnis' : `${count(entries)} Ergebnisse`),
  chat: 'Chat',
  model: 'Modell laden',
};

export const shortcutWords: Translated<typeof english.shortcutWords> = {
  title: 'Tastenkürzel',
  window: 'Überall',
  composer: 'Im Nachrichtenfeld',
  more: (keys) => `${keys} zeigt alle Befehle, auch die ohne Tastenkürzel.`,
  either: ' oder ',
};
