/**
 * The registry of commands. Titles of buttons, shortcuts and menus are made from these entries; the command of each page
 * is made from the page's own entry (renderer/pages.tsx).
 */
import type { Settings } from '../../main/shared/contract/settings.ts';
import { lastAnswer, lastAnswerText } from '../state/conversation.ts';
import { focusComposer } from '../state/focus-composer.ts';
import type { Session } from '../state/session.ts';
import { tellShell } from '../state/shell.ts';
import type { WindowState } from '../state/window-state.ts';
import { hasPane } from '../state/panes.ts';
import { listWords } from '../words/chat-list.ts';
import { thinkingSwitch } from '../state/thinking.ts';
import { commandWords as words, keyWords } from '../words/commands.ts';
import { keysText, type Keys } from './keys.ts';

export interface Command {
  /** In sentence case, from renderer/words. */
  name: string;
  /** Replaces the name in lists of commands, where nothing around it says what it refers to. */
  fullName?: string;
  keys: Keys | null;
  /** They run it as well, while no text field has the focus. */
  otherKeys?: Keys;
  /** True if it opens a dialog, which must not cover a question that waits for its answer. */
  isModal?: true;
  /** Where its keys work: in the whole window, or only in the message box. */
  where: 'window' | 'composer';
  /** At most one of the commands with the same keys applies in any state. `draft`: the text in the message box. */
  applies: (state: WindowState, draft: string) => boolean;
  /** Whether the palette offers it in this state; if absent, while it applies. */
  isListed?: (state: WindowState) => boolean;
  /**
   * `send` sends the text in the message box; `pressedAt`: the time stamp of the key press, in ms. Only commands whose keys
   * work in the message box get both.
   */
  run: (session: Session, send?: (pressedAt: number) => void, pressedAt?: number) => void;
}

const shownChat = ({ chats, shownChatId }: WindowState): WindowState['chats'][number] | undefined =>
  chats.find(({ id }) => id === shownChatId);

/** Hearth has windows of its own. */
const inShell = ({ app }: WindowState): boolean => app?.shell === 'window';

const always = (): boolean => true;
const never = (): boolean => false;
const isVisible = (id: string): boolean => document.getElementById(id)?.checkVisibility() === true;
/** True while a chat with messages is on screen. */
const showsChat = ({ page, shownChatId, messages }: WindowState): boolean =>
  page === 'chat' && shownChatId !== null && messages !== null && messages.length > 0;

/**
 * The id of the next older (1) or newer (-1) chat than the shown one, without archived chats; `undefined` if none. From a new
 * chat, the newest one is the next older.
 */
const neighbour = ({ chats, shownChatId }: WindowState, step: 1 | -1): string | undefined => {
  const listed = chats.filter(({ id, archivedAt }) => archivedAt === null || id === shownChatId);
  return listed[listed.findIndex(({ id }) => id === shownChatId) + step]?.id;
};

const toNeighbour =
  (step: 1 | -1): Command['run'] =>
  ({ store, showChat }) => {
    const chatId = neighbour(store.getState(), step);
    if (chatId !== undefined) showChat(chatId);
  };

/** A command that changes settings to these values, and applies while one of them has another. */
const switchSetting = (values: Partial<Settings>, name: string) =>
  ({
    name,
    keys: null,
    where: 'window',
    applies: ({ settings }) =>
      settings !== null &&
      Object.entries(values).some(([key, value]) => settings[key as keyof Settings] !== value),
    run: ({ changeSettings, tellProblem }) => void changeSettings(values).catch(tellProblem),
  }) satisfies Command;

const switchThinking = (on: boolean, name: string) =>
  ({
    name,
    keys: null,
    where: 'window',
    applies: (state) => state.page === 'chat' && thinkingSwitch(state) === !on,
    run: ({ changeThinking, tellProblem }) => void changeThinking({ on }).catch(tellProblem),
  }) satisfies Command;

const escape: Keys = { key: 'Escape' };

/** The bar of the search in the shown chat or page is open. */
const canFind = ({ isDrawerOpen, page, inChat, onPage }: WindowState): boolean =>
  !isDrawerOpen && (page === 'chat' ? inChat : onPage) !== null;

/** The selected text if it is part of a line: searches begin with it. */
const selectedLine = (): string => {
  const text = document.getSelection()?.toString().trim() ?? '';
  return text.length <= 200 && !text.includes('\n') ? text : '';
};

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
  newWindow: {
    name: words.newWindow,
    keys: null,
    where: 'window',
    applies: inShell,
    run: () => tellShell({ kind: 'new-window', chatId: null }),
  },
  chatInWindow: {
    name: words.chatInWindow,
    keys: null,
    where: 'window',
    applies: (state) => inShell(state) && state.shownChatId !== null,
    run: ({ store }) => tellShell({ kind: 'new-window', chatId: store.getState().shownChatId }),
  },
  chooseModel: {
    name: words.chooseModel,
    fullName: words.full.chooseModel,
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
  promptLibrary: {
    name: words.promptLibrary,
    keys: null,
    isModal: true,
    where: 'window',
    applies: always,
    run: ({ openPanel }) => openPanel('prompts'),
  },
  attach: {
    name: words.attach,
    fullName: words.full.attach,
    keys: { key: 'U', mod: true },
    where: 'window',
    applies: ({ page }) => page === 'chat',
    run: ({ togglePanel }) => togglePanel('attach'),
  },
  renameChat: {
    name: words.renameChat,
    fullName: words.full.renameChat,
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
  searchChats: {
    name: words.searchChats,
    keys: { key: 'F', mod: true, shift: true },
    where: 'window',
    applies: always,
    run: ({ openDrawer, signals }) => {
      // In a narrow window, the list of chats is hidden.
      const isSeen = document.getElementById('chat-search')?.checkVisibility({ visibilityProperty: true });
      const focus = (): void => signals.send('search', null);
      if (isSeen === true) focus();
      else {
        openDrawer(true);
        requestAnimationFrame(focus);
      }
    },
  },
  findInChat: {
    name: words.findInChat,
    keys: { key: 'F', mod: true },
    where: 'window',
    applies: ({ page, shownChatId }) => page === 'chat' && shownChatId !== null,
    run: ({ openFind }) => openFind(selectedLine()),
  },
  findOnPage: {
    name: words.findOnPage,
    keys: { key: 'F', mod: true },
    where: 'window',
    // A browser finds on pages by itself.
    applies: (state) => inShell(state) && state.page !== 'chat',
    run: ({ openFindOnPage }) => openFindOnPage(selectedLine()),
  },
  findNext: {
    name: words.findNext,
    keys: { key: 'F3' },
    where: 'window',
    applies: canFind,
    run: ({ signals }) => signals.send('find', 'next'),
  },
  findPrevious: {
    name: words.findPrevious,
    keys: { key: 'F3', shift: true },
    where: 'window',
    applies: canFind,
    run: ({ signals }) => signals.send('find', 'previous'),
  },
  closeFind: {
    name: words.closeFind,
    keys: escape,
    where: 'window',
    applies: canFind,
    run: ({ store, closeFind, closeFindOnPage }) =>
      store.getState().page === 'chat' ? closeFind() : closeFindOnPage(),
  },
  exportChat: {
    name: words.exportChat,
    keys: null,
    where: 'window',
    applies: ({ shownChatId }) => shownChatId !== null,
    run: ({ store, offerExport }) => {
      const { shownChatId } = store.getState();
      if (shownChatId !== null) offerExport([shownChatId]);
    },
  },
  printChat: {
    name: words.printChat,
    // Browsers print with Ctrl+P themselves.
    keys: null,
    where: 'window',
    applies: ({ shownChatId }) => shownChatId !== null,
    run: ({ store, printChat }) => {
      const { shownChatId } = store.getState();
      if (shownChatId !== null) void printChat(shownChatId);
    },
  },
  exportChats: {
    name: words.exportChats,
    keys: null,
    where: 'window',
    applies: ({ chats }) => chats.length > 0,
    run: ({ offerExport }) => offerExport(null),
  },
  importChats: {
    name: words.importChats,
    keys: null,
    where: 'window',
    applies: always,
    run: ({ openPanel }) => openPanel('transfer'),
  },
  showChats: {
    name: words.showChats,
    keys: null,
    where: 'window',
    applies: ({ isDrawerOpen }) => !isDrawerOpen,
    // In a wide window, the list is always on screen.
    isListed: ({ isDrawerOpen }) => !isDrawerOpen && isVisible('show-chats'),
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
    fullName: words.full.closePane,
    keys: escape,
    where: 'window',
    applies: (state) => !state.isDrawerOpen && hasPane(state) && !canFind(state),
    run: ({ closePane }) => closePane(),
  },
  backToChat: {
    name: words.backToChat,
    keys: escape,
    where: 'window',
    applies: (state) => !state.isDrawerOpen && state.page !== 'chat' && !hasPane(state) && !canFind(state),
    run: ({ showPage }) => showPage('chat'),
  },
  stopAnswer: {
    name: words.stopAnswer,
    fullName: words.full.stopAnswer,
    keys: escape,
    where: 'window',
    applies: (state) =>
      !state.isDrawerOpen &&
      state.page === 'chat' &&
      state.phase !== null &&
      state.shownChatId !== null &&
      !canFind(state),
    run: ({ store, stop }) => {
      const { shownChatId } = store.getState();
      if (shownChatId !== null) void stop(shownChatId);
    },
  },
  beginAnswer: {
    name: words.beginAnswer,
    keys: null,
    where: 'window',
    applies: ({ page }) => page === 'chat',
    run: ({ signals }) => signals.send('beginning', null),
  },
  showVersions: {
    name: words.showVersions,
    keys: null,
    where: 'window',
    applies: ({ page, shownChatId }) => page === 'chat' && shownChatId !== null,
    run: ({ openPanel }) => openPanel('tree'),
  },
  compare: {
    name: words.compare,
    keys: null,
    where: 'window',
    applies: ({ page }) => page === 'chat',
    run: ({ openPanel }) => openPanel('compare'),
  },
  sideBySide: {
    name: words.sideBySide,
    keys: null,
    where: 'window',
    applies: (state) =>
      state.page === 'chat' && state.comparison === null && (lastAnswer(state)?.versions.length ?? 0) > 1,
    run: ({ store, openComparison }) => {
      const last = lastAnswer(store.getState());
      if (last) void openComparison(last.id);
    },
  },
  continueAnswer: {
    name: words.continueAnswer,
    keys: null,
    where: 'window',
    applies: ({ page, phase, messages }) =>
      page === 'chat' && phase === null && messages?.at(-1)?.role === 'model',
    run: ({ store, continueAnswer }) => {
      const last = store.getState().messages?.at(-1);
      if (last) void continueAnswer(last.id, performance.now());
    },
  },
  forkChat: {
    name: words.forkChat,
    keys: null,
    where: 'window',
    applies: ({ page, phase, messages }) =>
      page === 'chat' && phase === null && messages !== null && messages.length > 0,
    run: ({ store, forkChat }) => {
      const last = store.getState().messages?.at(-1);
      if (last) void forkChat(last.id);
    },
  },
  send: {
    name: words.send,
    fullName: words.full.send,
    keys: { key: 'Enter' },
    where: 'composer',
    applies: ({ phase }) => phase === null,
    isListed: never,
    run: (_, send, pressedAt = performance.now()) => send?.(pressedAt),
  },
  queue: {
    name: words.queue,
    fullName: words.full.queue,
    keys: { key: 'Enter' },
    where: 'composer',
    applies: ({ phase }) => phase !== null,
    isListed: never,
    run: (_, send, pressedAt = performance.now()) => send?.(pressedAt),
  },
  editLast: {
    name: words.editLast,
    keys: { key: 'ArrowUp', mod: true },
    where: 'composer',
    applies: ({ phase }, draft) => phase === null && draft === '',
    isListed: (state) => showsChat(state) && state.phase === null,
    run: ({ editLast }) => editLast(),
  },
  copyLast: {
    name: words.copyLast,
    keys: null,
    where: 'window',
    applies: (state) => showsChat(state) && lastAnswerText(state) !== null,
    run: ({ copyLast }) => void copyLast(),
  },
  regenerate: {
    name: words.regenerate,
    keys: null,
    where: 'window',
    applies: (state) => showsChat(state) && lastAnswer(state) !== null,
    run: ({ store, regenerate }, _, pressedAt = performance.now()) => {
      const last = lastAnswer(store.getState());
      if (last !== null) void regenerate(last.id, pressedAt);
    },
  },
  toEnd: {
    name: words.toEnd,
    keys: null,
    where: 'window',
    applies: showsChat,
    run: ({ signals }) => signals.send('end', null),
  },
  nextChat: {
    name: words.nextChat,
    keys: null,
    where: 'window',
    applies: (state) => neighbour(state, 1) !== undefined,
    run: toNeighbour(1),
  },
  previousChat: {
    name: words.previousChat,
    keys: null,
    where: 'window',
    applies: (state) => neighbour(state, -1) !== undefined,
    run: toNeighbour(-1),
  },
  deleteChat: {
    name: words.deleteChat,
    keys: null,
    where: 'window',
    applies: ({ shownChatId }) => shownChatId !== null,
    run: ({ store, deleteChats }) => {
      const { shownChatId } = store.getState();
      if (shownChatId !== null) void deleteChats([shownChatId]).then(focusComposer);
    },
  },
  thinkingOn: switchThinking(true, words.thinkingOn),
  thinkingOff: switchThinking(false, words.thinkingOff),
  unloadModel: {
    name: words.unloadModel,
    keys: null,
    where: 'window',
    applies: ({ engine }) => engine?.state === 'ready' && engine.model !== null,
    run: ({ unloadModel, tellProblem }) => void unloadModel().catch(tellProblem),
  },
  cancelLoad: {
    name: words.cancelLoad,
    keys: null,
    where: 'window',
    applies: ({ engine }) => engine?.state === 'loading',
    run: ({ cancelLoad, tellProblem }) => void cancelLoad().catch(tellProblem),
  },
  restartEngine: {
    name: words.restartEngine,
    keys: null,
    where: 'window',
    applies: ({ engine }) => engine?.state === 'stopped',
    run: ({ attempt }) => void attempt('restartEngine', {}),
  },
  toGuide: {
    name: words.toGuide,
    keys: null,
    where: 'window',
    applies: ({ engine }) =>
      engine !== null && engine.state !== 'loading' && engine.model?.isStarter !== true,
    run: ({ openStarterModel, tellProblem }) => void openStarterModel().catch(tellProblem),
  },
  lightTheme: switchSetting({ theme: 'light' }, words.lightTheme),
  darkTheme: switchSetting({ theme: 'dark' }, words.darkTheme),
  systemTheme: switchSetting({ theme: 'system' }, words.systemTheme),
  offlineOn: switchSetting({ offline: true }, words.offlineOn),
  offlineOff: switchSetting({ offline: false }, words.offlineOff),
  shortcuts: {
    name: words.shortcuts,
    keys: { key: 'F1' },
    otherKeys: { key: '?' },
    isModal: true,
    where: 'window',
    applies: always,
    run: ({ togglePanel }) => togglePanel('shortcuts'),
  },
  saveReport: {
    name: words.saveReport,
    keys: null,
    where: 'window',
    applies: ({ connection }) => connection === 'open',
    run: ({ openPanel }) => openPanel('report'),
  },
  palette: {
    name: words.palette,
    keys: { key: 'K', mod: true },
    isModal: true,
    where: 'window',
    applies: always,
    isListed: never,
    run: ({ togglePanel }) => togglePanel('palette'),
  },
} satisfies Record<string, Command>;

/** The title of a button: `hint`, or the command's name, with its keys. */
export const titleOf = ({ name, keys }: Pick<Command, 'name' | 'keys'>, hint: string = name): string =>
  keys === null ? hint : keyWords.withKeys(hint, keysText(keys));
