/** The names of commands and of keys. A command's name says what it does, in menus and in the titles of buttons. */
export const commandWords = {
  newChat: 'New chat',
  renameChat: 'Rename',
  pinChat: 'Pin or unpin the chat',
  archiveChat: 'Archive or restore the chat',
  moveChat: 'Move the chat to a folder',
  newFolder: 'New folder',
  selectChats: 'Select chats',
  showChats: 'Show chats',
  hideChats: 'Hide chats',
  chooseModel: 'Model',
  settings: 'Settings',
  chatSettings: 'Chat settings',
  send: 'Send',
  queue: 'Queue message',
  editLast: 'Edit your last message',
  stopAnswer: 'Stop',
  closePane: 'Close',
  backToChat: 'Back to the chat',
} as const;

export const keyWords = {
  /** `text`: for example "Stop"; `keys`: for example "Esc". */
  withKeys: (text: string, keys: string): string => `${text} (${keys})`,
  names: { Escape: 'Esc', ArrowUp: '↑' } as Readonly<Record<string, string>>,
  mac: { mod: '⌘', shift: '⇧', between: '' },
  other: { mod: 'Ctrl', shift: 'Shift', between: '+' },
} as const;
