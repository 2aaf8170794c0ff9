import { count } from '../../main/shared/format/figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

/**
 * The names of commands and of keys. A command's name says what it does, in menus and in the titles of buttons; a name in
 * `full` replaces it in lists of commands, where nothing around it says what it refers to.
 */
export const commandWords = translatable('commandWords', {
  full: {
    renameChat: 'Rename this chat',
    chooseModel: 'Switch the model',
    send: 'Send the message',
    attach: 'Attach documents to the message',
    queue: 'Queue the message while an answer runs',
    stopAnswer: 'Stop the answer',
    closePane: 'Close the opened model',
  },

  newChat: 'New chat',
  newWindow: 'New window',
  chatInWindow: 'Open this chat in a new window',
  renameChat: 'Rename',
  pinChat: 'Pin or unpin the chat',
  archiveChat: 'Archive or restore the chat',
  moveChat: 'Move the chat to a folder',
  newFolder: 'New folder',
  selectChats: 'Select chats',
  searchChats: 'Search chats',
  findInChat: 'Find in this chat',
  findOnPage: 'Find on this page',
  findNext: 'Next match',
  findPrevious: 'Previous match',
  closeFind: 'Close the search in this chat or page',
  exportChat: 'Export chat',
  printChat: 'Print chat or save it as PDF',
  exportChats: 'Export chats',
  importChats: 'Import chats',
  showChats: 'Show chats',
  hideChats: 'Hide chats',
  chooseModel: 'Model',
  settings: 'Settings',
  chatSettings: 'Chat settings',
  promptLibrary: 'Prompt library',
  send: 'Send',
  attach: 'Attach',
  queue: 'Queue message',
  editLast: 'Edit your last message',
  stopAnswer: 'Stop',
  beginAnswer: 'Write how the answer begins',
  showVersions: 'Show all versions of this chat',
  compare: 'Compare answers',
  sideBySide: 'Show versions side by side',
  continueAnswer: 'Continue the last answer',
  forkChat: 'Fork this chat',
  closePane: 'Close',
  backToChat: 'Back to the chat',
  nextChat: 'Next older chat',
  previousChat: 'Next newer chat',
  deleteChat: 'Delete this chat',
  copyLast: 'Copy the last answer',
  regenerate: 'Regenerate the last answer',
  toEnd: 'Jump to the end of the chat',
  thinkingOn: 'Turn thinking on',
  thinkingOff: 'Turn thinking off',
  unloadModel: 'Unload the model',
  cancelLoad: 'Stop loading the model',
  restartEngine: 'Restart the engine',
  toGuide: 'Switch to the Hearth guide',
  lightTheme: 'Use the light theme',
  darkTheme: 'Use the dark theme',
  systemTheme: 'Use the theme of the system',
  offlineOn: 'Turn offline mode on',
  offlineOff: 'Turn offline mode off',
  palette: 'Command palette',
  shortcuts: 'Keyboard shortcuts',
  saveReport: 'Save report…',
  /** A tab of a page, for example "Models: Downloads". */
  tab: (page: string, tab: string): string => `${page}: ${tab}`,
} as const);

export const keyWords = translatable('keyWords', {
  /** `text`: for example "Stop"; `keys`: for example "Esc". */
  withKeys: (text: string, keys: string): string => `${text} (${keys})`,
  names: { Enter: 'Enter', Escape: 'Esc', ArrowUp: '↑' } as Readonly<Record<string, string>>,
  mac: { mod: '⌘', shift: '⇧', between: '' },
  other: { mod: 'Ctrl', shift: 'Shift', between: '+' },
} as const);

export const paletteWords = translatable('paletteWords', {
  search: 'Search commands, settings, chats and models',
  results: 'Commands, settings, chats and models',
  noMatch: 'No command, setting, chat or model matches.',
  /** Read to screen readers while one types. */
  found: (entries: number): string => (entries === 1 ? '1 result' : `${count(entries)} results`),
  setting: 'Setting',
  chat: 'Chat',
  model: 'Load model',
} as const);

export const shortcutWords = translatable('shortcutWords', {
  title: commandWords.shortcuts,
  window: 'Everywhere',
  composer: 'In the message box',
  /** `keys`: for example "Ctrl+K". */
  more: (keys: string): string => `${keys} lists all commands, also those without a shortcut.`,
  either: ' or ',
} as const);

/** The menus of the desktop shell that hold commands, and what they name otherwise than the palette. */
export const menuWords = translatable('menuWords', {
  file: 'File',
  edit: 'Edit',
  chat: 'Chat',
  view: 'View',
  model: 'Model',
  help: 'Help',
  offline: 'Offline mode',
  thinking: 'Thinking',
} as const);
