/** Every change of the window's state, as pure functions from a state and news to a state. */
import type { Welcome } from '../../main/shared/contract/app.ts';
import type { Chat, DeletedChat, OpenedChat } from '../../main/shared/contract/chats.ts';
import type { Events } from '../../main/shared/contract/contract.ts';
import type { ChatSetup } from '../../main/shared/contract/chat-setup.ts';
import type { ChatWarmth } from '../../main/shared/contract/cache.ts';
import type { QueuedMessage } from '../../main/shared/contract/queue.ts';
import type { Folder } from '../../main/shared/contract/folders.ts';
import type { Ending, Message } from '../../main/shared/contract/message.ts';
import type { MessagePart } from '../../main/shared/contract/parts.ts';
import { areSameParts, withPiece } from '../../main/shared/message/parts.ts';
import type { AnyEvent } from '../../main/shared/rpc/client.ts';
import { apiRequestChanged } from './api-transitions.ts';
import { downloadChanged, downloadGone, libraryChanged, requestChanged } from './model-transitions.ts';
import { comparedHappened } from './comparison.ts';
import type { Live } from './conversation.ts';
import { documentsChanged } from './documents.ts';
import type { ChatSearch } from './search.ts';
import { pageShown } from './frame.ts';
import type { WindowState } from './window-state.ts';
import { frameWords } from '../words/frame.ts';

/** Takes the first reply of a connection. The screen stays as it is; a call opens the shown chat again. */
export const greeted = (state: WindowState, welcome: Welcome): WindowState => ({
  ...state,
  connection: 'open',
  app: welcome.app,
  engine: welcome.engine,
  settings: welcome.settings,
  chats: sorted(welcome.chats),
  folders: welcome.folders,
  // Without that of the last connection: the engine may have been started again, with nothing in memory.
  warmth: onlyWarmth(state.warmth, welcome.warmth),
  notices: welcome.notices,
  running: new Set(welcome.running),
  queued: welcome.queued.reduce(withQueued, new Map<string, readonly QueuedMessage[]>()),
  // A new connection may lead to a new engine, which has processed nothing.
  draft: null,
  // The settings of chats may have changed meanwhile.
  setups: new Map(),
  presets: null,
  savedPrompts: null,
  // The same applies to a measurement; its events report it again.
  measuring: null,
});

/** The connection is gone or could not be opened. Before the first welcome, the window still counts as connecting. */
export const lost = (state: WindowState, isRefused: boolean): WindowState => ({
  ...state,
  connection: isRefused ? 'refused' : state.app === null ? 'connecting' : 'away',
});

/** Shows another chat, or a new one with `null`. */
export const choseChat = (state: WindowState, chatId: string | null): WindowState => ({
  ...state,
  ...pageShown(state, 'chat'),
  shownChatId: chatId,
  messages: chatId === null ? [] : null,
  phase: null,
  live: null,
  comparison: null,
  draft: null,
  hasGap: false,
  openProblem: null,
  problem: null,
  inChat: null,
});

/** Takes the chat from the core, including the running answer. */
export const opened = (
  state: WindowState,
  { chat, messages, phase, comparison }: OpenedChat,
): WindowState => {
  if (state.shownChatId !== chat.id) return state;
  const last = messages.at(-1);
  return {
    ...state,
    messages: keepUnchanged(state.messages, messages),
    phase,
    live: last && last.ending === null && comparison === null ? liveOf(last) : null,
    comparison,
    running: marked(state.running, chat.id, phase !== null),
    hasGap: false,
    openProblem: null,
  };
};

export const openFailed = (state: WindowState, chatId: string, sentence: string): WindowState =>
  state.shownChatId === chatId ? { ...state, openProblem: sentence } : state;

export const happened = (state: WindowState, event: AnyEvent): WindowState => {
  const compared = state.comparison && comparedHappened(state.comparison, event);
  if (state.comparison !== null && compared !== undefined) return comparisonMoved(state, compared, event);
  switch (event.name) {
    case 'chat.changed':
      return { ...state, chats: withChats(state.chats, [event.data.chat]) };
    case 'chats.changed':
      return { ...state, chats: withChats(state.chats, event.data.chats) };
    case 'chats.came':
      return chatsCame(state, event.data.chats);
    case 'chats.deleted':
      return chatsDeleted(state, event.data.chatIds);
    case 'chat.reshaped':
      // The window opens the chat again, and shows it as it was until then.
      return state.shownChatId === event.data.chatId ? { ...state, hasGap: true } : state;
    case 'folders.changed':
      return foldersTold(state, event.data.folders);
    case 'chatSetup.changed':
      return setupTold(state, event.data);
    case 'presets.changed':
      return { ...state, presets: event.data };
    case 'presetStates.changed':
      return state.presets === null ? state : { ...state, presets: { ...state.presets, ...event.data } };
    case 'savedPrompts.changed':
      return { ...state, savedPrompts: event.data.prompts };
    case 'deletedChats.changed':
      return deletedChatsTold(state, event.data.deletedChats);
    case 'turn.started':
      return turnStarted(state, event.data);
    case 'turn.moved':
      return turnMoved(state, event.data);
    case 'turn.wrote':
      return turnWrote(state, event.data);
    case 'turn.rethought':
      return turnRethought(state, event.data);
    case 'turn.finished':
      return turnFinished(state, event.data);
    case 'turn.measured':
      return turnMeasured(state, event.data);
    case 'comparison.changed':
      return comparisonChanged(state, event.data);
    case 'queue.changed':
      return queueChanged(state, event.data);
    case 'engine.changed':
      return { ...state, engine: event.data.engine };
    case 'settings.changed':
      return { ...state, settings: event.data.settings };
    case 'search.moved':
      return { ...state, chatSearch: { ...state.chatSearch, share: event.data.share } };
    case 'documents.changed':
      return { ...state, documents: documentsChanged(state.documents, event.data.documents) };
    case 'documents.removed':
      return documentsRemoved(state, new Set(event.data.documentIds));
    case 'documentStates.changed':
      return { ...state, documentStateChanges: state.documentStateChanges + 1 };
    case 'readingAhead.changed':
      return { ...state, readingAhead: event.data.readingAhead };
    case 'cache.changed':
      return cacheChanged(state, event.data);
    case 'draft.saved':
      // Handled in state/drafts.ts.
      return state;
    case 'draft.moved':
      return { ...state, draft: event.data };
    case 'notices.changed':
      return { ...state, notices: event.data.notices };
    case 'measuring.moved':
      return { ...state, measuring: event.data.measuring };
    case 'library.changed':
      return libraryChanged(state, event.data.library);
    case 'imports.changed':
      return { ...state, imports: event.data.imports };
    case 'download.changed':
      return downloadChanged(state, event.data.download);
    case 'download.gone':
      return downloadGone(state, event.data.id);
    case 'import.changed':
      return { ...state, importing: event.data.state };
    case 'backup.changed':
      return { ...state, backup: event.data.state };
    case 'sync.changed':
      return { ...state, sync: event.data.sync };
    case 'preparing.changed':
      return { ...state, preparing: event.data.preparing };
    case 'api.changed':
      return { ...state, apiStatus: event.data.status };
    case 'apiKeys.changed':
      return { ...state, apiKeys: event.data.keys };
    case 'apiRequest.changed':
      return apiRequestChanged(state, event.data.request);
    case 'updates.changed':
      return { ...state, updates: event.data.updates };
    case 'request.changed':
      return requestChanged(state, event.data.request);
  }
};

/** Takes what the core told of one chat; nothing is kept of a chat that is not shown. */
export const setupTold = (
  state: WindowState,
  { chatId, setup }: Events['chatSetup.changed'],
): WindowState => {
  if (chatId !== null && chatId !== state.shownChatId) return state;
  const ofNewChat = state.setups.get(null);
  const setups = new Map<string | null, ChatSetup>(ofNewChat === undefined ? [] : [[null, ofNewChat]]);
  return { ...state, setups: setups.set(chatId, setup) };
};

/** The draft has left its field; its progress does not apply to the next one. */
export const draftGone = (state: WindowState): WindowState =>
  state.draft === null ? state : { ...state, draft: null };

/** The reader of a removed document closes. */
const documentsRemoved = (state: WindowState, gone: ReadonlySet<string>): WindowState => ({
  ...state,
  documents: state.documents?.filter(({ id }) => !gone.has(id)) ?? null,
  documentStates:
    state.documentStates?.filter(({ documentIds }) => !documentIds.some((id) => gone.has(id))) ?? null,
  shownDocument:
    state.shownDocument !== null && gone.has(state.shownDocument.documentId) ? null : state.shownDocument,
});

const cacheChanged = (state: WindowState, { warmth }: Events['cache.changed']): WindowState => {
  const next = warmthFrom(state.warmth, warmth);
  return next === state.warmth ? state : { ...state, warmth: next };
};

const chatsDeleted = (state: WindowState, chatIds: readonly string[]): WindowState => {
  const gone = new Set(chatIds);
  const remaining: WindowState = {
    ...state,
    chats: state.chats.filter(({ id }) => !gone.has(id)),
    chatSearch: withoutFound(state.chatSearch, gone),
    running: chatIds.reduce((running, chatId) => marked(running, chatId, false), state.running),
    selection: state.selection && new Set([...state.selection].filter((id) => !gone.has(id))),
  };
  // The page stays: a chat can be deleted while another page is open.
  return state.shownChatId !== null && gone.has(state.shownChatId)
    ? { ...choseChat(remaining, null), page: state.page }
    : remaining;
};

const withoutFound = (search: ChatSearch, deleted: ReadonlySet<string>): ChatSearch =>
  search.chats === null
    ? search
    : { ...search, chats: search.chats.filter(({ chatId }) => !deleted.has(chatId)) };

/** Several chats at once; if one of them is shown, it has other messages now. */
const chatsCame = (state: WindowState, come: readonly Chat[]): WindowState => {
  const isShown = come.some(({ id }) => id === state.shownChatId);
  return { ...state, chats: withChats(state.chats, come), hasGap: state.hasGap || isShown };
};

/** Drops the notice of deleted chats once none of them can be restored from it, in this window or another. */
export const deletedChatsTold = (state: WindowState, deletedChats: readonly DeletedChat[]): WindowState => {
  const deleted = new Set(deletedChats.map(({ id }) => id));
  return {
    ...state,
    deletedChats,
    undo: state.undo.filter(
      ({ folder, chats }) => folder !== null || chats.some(({ id }) => deleted.has(id)),
    ),
  };
};

/** Drops the notice of a folder that was restored. */
const foldersTold = (state: WindowState, folders: readonly Folder[]): WindowState => ({
  ...state,
  folders,
  undo: state.undo.filter(({ folder }) => folder === null || folders.every(({ id }) => id !== folder.id)),
});

const turnStarted = (state: WindowState, { chatId, messages }: Events['turn.started']): WindowState => {
  const running = marked(state.running, chatId, true);
  const first = messages[0];
  if (state.shownChatId !== chatId || state.messages === null || !first) return { ...state, running };
  const parent = state.messages.findIndex((message) => message.id === first.parentId);
  if (first.parentId !== null && parent === -1) return { ...state, running, hasGap: true };
  const answer = messages.at(-1)!;
  return {
    ...state,
    running,
    messages: [...state.messages.slice(0, parent + 1), ...messages],
    phase: { name: 'waiting' },
    live: liveOf(answer),
    comparison: null,
    draft: null,
    problem: null,
    announcement: '',
  };
};

const comparisonChanged = (
  state: WindowState,
  { chatId, comparison }: Events['comparison.changed'],
): WindowState => {
  if (state.shownChatId !== chatId || state.messages === null) return state;
  // Another version may end the path now.
  if (comparison === null) return { ...state, comparison, hasGap: state.comparison !== null || state.hasGap };
  return { ...state, comparison, live: null };
};

/** An event about one of the answers that are compared; `null`: another event was missed. */
const comparisonMoved = (
  state: WindowState,
  comparison: WindowState['comparison'],
  event: AnyEvent,
): WindowState => {
  if (comparison === null) return { ...state, hasGap: true };
  const next = { ...state, comparison };
  if (event.name === 'turn.measured') return turnMeasured(next, event.data);
  if (event.name !== 'turn.finished') return next;
  const { chatId, message } = event.data;
  const isOver = Object.keys(comparison.phases).length === 0;
  return {
    ...turnMeasured(next, event.data),
    ...(isOver ? { phase: null, running: marked(state.running, chatId, false) } : {}),
    announcement: announcementOf(message.ending),
  };
};

const turnMoved = (state: WindowState, { chatId, messageId, phase }: Events['turn.moved']): WindowState => {
  const running = marked(state.running, chatId, true);
  if (state.shownChatId !== chatId || state.messages === null)
    return running === state.running ? state : { ...state, running };
  if (state.live?.messageId !== messageId) return { ...state, running, hasGap: true };
  return { ...state, running, phase };
};

const turnWrote = (state: WindowState, event: Events['turn.wrote']): WindowState => {
  const running = marked(state.running, event.chatId, true);
  if (state.shownChatId !== event.chatId || state.messages === null)
    return running === state.running ? state : { ...state, running };
  const { live } = state;
  if (live?.messageId !== event.messageId) return { ...state, running, hasGap: true };
  const parts = withPiece(live.parts, event);
  if (parts === null) return { ...state, running, hasGap: true };
  if (parts === live.parts && running === state.running) return state;
  return {
    ...state,
    running,
    live: { messageId: live.messageId, parts, thoughtMs: thoughtMsOf(state, parts) },
  };
};

/** How long the running answer thought: the time at which its text begins. It is not known to a window that opens later. */
const thoughtMsOf = ({ live, phase }: WindowState, parts: readonly MessagePart[]): number | null => {
  const hasBegun = live?.parts.at(-1)?.kind === 'thoughts' && parts.at(-1)?.kind === 'text';
  return hasBegun && phase?.name === 'decode' ? (phase.ms ?? null) : (live?.thoughtMs ?? null);
};

const turnRethought = (state: WindowState, { messageId, parts }: Events['turn.rethought']): WindowState =>
  // A window that shows another chat, or lacks this answer, requests all of it.
  state.live?.messageId === messageId ? { ...state, live: { ...state.live, parts, thoughtMs: null } } : state;

const turnFinished = (state: WindowState, { chatId, message }: Events['turn.finished']): WindowState => {
  const running = marked(state.running, chatId, false);
  if (state.shownChatId !== chatId || state.messages === null)
    return running === state.running ? state : { ...state, running };
  if (!state.messages.some(({ id }) => id === message.id)) return { ...state, running, hasGap: true };
  return {
    ...state,
    running,
    messages: state.messages.map((known) => (known.id === message.id ? message : known)),
    phase: null,
    live: null,
    announcement: announcementOf(message.ending),
  };
};

const turnMeasured = (state: WindowState, { message }: { message: Message }): WindowState =>
  state.messages?.some(({ id }) => id === message.id) === true
    ? {
        ...state,
        messages: state.messages.map((known) => (known.id === message.id ? message : known)),
      }
    : state;

/** Adds a message behind those of its chat. */
const withQueued = (
  known: Map<string, readonly QueuedMessage[]>,
  message: QueuedMessage,
): Map<string, readonly QueuedMessage[]> =>
  known.set(message.chatId, [...(known.get(message.chatId) ?? []), message]);

const queueChanged = (state: WindowState, { chatId, queued }: Events['queue.changed']): WindowState => {
  const next = new Map(state.queued);
  if (queued.length > 0) next.set(chatId, queued);
  else next.delete(chatId);
  return { ...state, queued: next };
};

const announcementOf = (ending: Ending | null): string =>
  ending === 'finished'
    ? frameWords.answerFinished
    : ending === 'stopped'
      ? frameWords.answerStopped
      : frameWords.answerCutShort;

const liveOf = ({ id, parts }: Message): Live => ({ messageId: id, parts, thoughtMs: null });

/** Returns the same set if nothing changes, so that nothing is redrawn. */
const marked = (running: ReadonlySet<string>, chatId: string, isRunning: boolean): ReadonlySet<string> => {
  if (running.has(chatId) === isRunning) return running;
  const next = new Set(running);
  if (isRunning) next.add(chatId);
  else next.delete(chatId);
  return next;
};

const withChats = (chats: readonly Chat[], changed: readonly Chat[]): Chat[] => {
  const ids = new Set(changed.map(({ id }) => id));
  return sorted([...chats.filter(({ id }) => !ids.has(id)), ...changed]);
};

const sorted = (chats: readonly Chat[]): Chat[] => chats.toSorted((a, b) => b.updatedAt - a.updatedAt);

/** The warmth that is told and no other, with the known object of each chat whose warmth did not change. */
const onlyWarmth = (
  known: ReadonlyMap<string, ChatWarmth>,
  told: readonly ChatWarmth[],
): ReadonlyMap<string, ChatWarmth> =>
  new Map(
    told.map((warmth) => {
      const old = known.get(warmth.chatId);
      return [warmth.chatId, old !== undefined && isSameWarmth(old, warmth) ? old : warmth];
    }),
  );

/** The known warmth and what is told, with the known objects where nothing changed, and the same map if nothing did. */
const warmthFrom = (
  known: ReadonlyMap<string, ChatWarmth>,
  told: readonly ChatWarmth[],
): ReadonlyMap<string, ChatWarmth> => {
  const changed = told.filter((warmth) => {
    const old = known.get(warmth.chatId);
    return old === undefined || !isSameWarmth(old, warmth);
  });
  return changed.length === 0
    ? known
    : new Map([...known, ...changed.map((warmth) => [warmth.chatId, warmth] as const)]);
};

const isSameWarmth = (a: ChatWarmth, b: ChatWarmth): boolean =>
  a.temperature === b.temperature &&
  a.waitMs === b.waitMs &&
  a.coldMs === b.coldMs &&
  a.tokens === b.tokens &&
  a.isCounted === b.isCounted;

/** Keeps the object of each message that did not change, so that it is not redrawn. */
const keepUnchanged = (known: readonly Message[] | null, next: readonly Message[]): readonly Message[] => {
  const byId = new Map(known?.map((message) => [message.id, message]));
  return next.map((message) => {
    const old = byId.get(message.id);
    return old &&
      areSameParts(old.parts, message.parts) &&
      old.ending === message.ending &&
      old.modelName === message.modelName &&
      old.modelId === message.modelId &&
      old.versions.join() === message.versions.join()
      ? old
      : message;
  });
};
