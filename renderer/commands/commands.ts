/**
 * The registry of commands. Titles of buttons, shortcuts and menus are made from these entries; the command of each page
 * is made from the page's own entry (renderer/pages.tsx).
 */
import { focusComposer } from '../state/focus-composer.ts';
import type { Session } from '../state/session.ts';
import type { WindowState } from '../state/window-state.ts';
import { hasPane } from '../state/panes.ts';
import { listWords } from '../words/chat-list.ts';
import { commandWords as words, keyWords } from '../words/commands.ts';
import { keysText, type Keys } from './keys.ts';

export interface Command {
  /** In sentence case, from renderer/words. */
  name: string;
  keys: Keys | null;
  /** Where its keys work: in the whole window, or only in the message box. */
  where: 'window' | 'composer';
  /** At most one of the commands with the same keys applies in any state. `draft`: the text in the message box. */
  applies: (state: WindowState, draft: string) => boolean;
  /**
   * `send` sends the text in the message box; `pressedAt`: the time stamp of the key press, in ms. Only commands whose keys
   * work in the message box get both.
   */
  run: (session: Session, send?: (pressedAt: number) => void, pressedAt?: number) => void;
}

const shownChat = ({ chats, shownChatId }: WindowState): WindowState['chats'][number] | undefined =>
  chats.find(({ id }) => id === shownChatId);

const always = (): boolean => true;
const escape: Keys = { key: 'Escape' };

export const commands = {
  newChat: {
    name: words.newChat,
    keys: { key: 'O', mod: true, shift: true },
    where: 'window',
    applies: always,
    run: ({ showChat }) => {
      showChat(null);
      focusComposer();
    },
  },
  chooseModel: {
    name: words.chooseModel,
    keys: { key: 'O', mod: true },
    where: 'window',
    applies: always,
    run: ({ togglePanel }) => togglePanel('model'),
  },
  settings: {
    name: words.settings,
    keys: null,
    where: 'window',
    applies: always,
    run: ({ togglePanel }) => togglePanel('settings'),
  },
  chatSettings: {
    name: words.chatSettings,
    keys: { key: 'S', mod: true, shift: true },
    where: 'window',
    applies: ({ page }) => page === 'chat',
    run: ({ togglePanel }) => togglePanel('chat'),
  },
  renameChat: {
    name: words.renameChat,
    keys: { key: 'F2' },
    where: 'window',
    applies: ({ shownChatId }) => shownChatId !== null,
    run: ({ store, rename }) => rename(store.getState().shownChatId),
  },
  pinChat: {
    name: words.pinChat,
    keys: null,
    where: 'window',
    applies: (state) => shownChat(state)?.archivedAt === null,
    run: ({ store, pinChats }) => {
      const chat = shownChat(store.getState());
      if (chat) void pinChats([chat.id], chat.pinnedAt === null);
    },
  },
  archiveChat: {
    name: words.archiveChat,
    keys: null,
    where: 'window',
    applies: (state) => shownChat(state) !== undefined,
    run: ({ store, archiveChats }) => {
      const chat = shownChat(store.getState());
      if (chat) void archiveChats([chat.id], chat.archivedAt === null);
    },
  },
  moveChat: {
    name: words.moveChat,
    keys: null,
    where: 'window',
    applies: (state) => shownChat(state)?.archivedAt === null,
    run: ({ store, chooseFolder }) => {
      const { shownChatId } = store.getState();
      if (shownChatId !== null) chooseFolder([shownChatId]);
    },
  },
  newFolder: {
    name: words.newFolder,
    keys: null,
    where: 'window',
    applies: always,
    run: ({ createFolder }) => void createFolder(listWords.folder.new),
  },
  selectChats: {
    name: words.selectChats,
    keys: null,
    where: 'window',
    applies: ({ chats }) => chats.length > 0,
    run: ({ store, select }) => {
      select(store.getState().selection === null ? new Set() : null);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.chat-open[tabindex="0"]')?.focus());
    },
  },
  showChats: {
    name: words.showChats,
    keys: null,
    where: 'window',
    applies: ({ isDrawerOpen }) => !isDrawerOpen,
    run: ({ openDrawer }) => {
      openDrawer(true);
      requestAnimationFrame(() => document.getElementById('new-chat')?.focus());
    },
  },
  hideChats: {
    name: words.hideChats,
    keys: escape,
    where: 'window',
    applies: ({ isDrawerOpen }) => isDrawerOpen,
    run: ({ openDrawer }) => openDrawer(false),
  },
  closePane: {
    name: words.closePane,
    keys: escape,
    where: 'window',
    applies: (state) => !state.isDrawerOpen && hasPane(state),
    run: ({ closePane }) => closePane(),
  },
  backToChat: {
    name: words.backToChat,
    keys: escape,
    where: 'window',
    applies: (state) => !state.isDrawerOpen && state.page !== 'chat' && !hasPane(state),
    run: ({ showPage }) => showPage('chat'),
  },
  stopAnswer: {
    name: words.stopAnswer,
    keys: escape,
    where: 'window',
    applies: ({ isDrawerOpen, page, phase, shownChatId }) =>
      !isDrawerOpen && page === 'chat' && phase !== null && shownChatId !== null,
    run: ({ store, stop }) => {
      const { shownChatId } = store.getState();
      if (shownChatId !== null) void stop(shownChatId);
    },
  },
  send: {
    name: words.send,
    keys: { key: 'Enter' },
    where: 'composer',
    applies: ({ phase }) => phase === null,
    run: (_, send, pressedAt = performance.now()) => send?.(pressedAt),
  },
  queue: {
    name: words.queue,
    keys: { key: 'Enter' },
    where: 'composer',
    applies: ({ phase }) => phase !== null,
    run: (_, send, pressedAt = performance.now()) => send?.(pressedAt),
  },
  editLast: {
    name: words.editLast,
    keys: { key: 'ArrowUp', mod: true },
    where: 'composer',
    applies: ({ phase }, draft) => phase === null && draft === '',
    run: ({ editLast }) => editLast(),
  },
} satisfies Record<string, Command>;

/** The title of a button: `hint`, or the command's name, with its keys. */
export const titleOf = ({ name, keys }: Pick<Command, 'name' | 'keys'>, hint: string = name): string =>
  keys === null ? hint : keyWords.withKeys(hint, keysText(keys));
