/**
 * The window's connection to the core: keeps a port open, applies what comes over it to the store, and offers the
 * actions that the window's parts call.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Chat, OpenedChat, Overflow } from '../../main/shared/contract/chats.ts';
import type { BenchmarkPlan } from '../../main/shared/contract/measuring.ts';
import type { Thinking } from '../../main/shared/contract/engine.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';
import { createClient, type AnyEvent, type Client } from '../../main/shared/rpc/client.ts';
import { keyRefused, type OpenPort, type WindowPort } from './connection.ts';
import { createDrafts } from './drafts.ts';
import { keepShownChat, keepTheme, shownChat } from './kept.ts';
import { createModelActions } from './model-actions.ts';
import { createPacer } from './pace.ts';
import { createReadAhead } from './read-ahead.ts';
import { sentenceOf } from './sentence.ts';
import { createTurnClock } from './turn-clock.ts';
import {
  choseChat,
  deletedChatsTold,
  draftGone,
  greeted,
  happened,
  opened,
  openFailed,
} from './transitions.ts';
import { initialState, type Page, type WindowState } from './window-state.ts';
import { frameWords } from '../words/frame.ts';

/** How long the notice of a deleted chat is shown, in ms; the core keeps the chat for 30 days. */
const undoMs = 8_000;

/** Told to the window when a message was sent here: the conversation goes to its end. */
export const sentHere = 'hearth:sent-here';

/** Where the draft of a chat that does not exist yet is kept. */
const newChatDraft = 'new';

const firstDelayMs = 250;
const longestDelayMs = 5_000;

export type Session = ReturnType<typeof createSession>;

export const createSession = (openPort: OpenPort) => {
  const store: StoreApi<WindowState> = createStore(() => initialState);
  const update = (change: (state: WindowState) => WindowState): void => store.setState(change, true);
  let client: Client | null = null;
  let port: WindowPort | null = null;
  let isEnded = false;
  let nudge: () => void = () => undefined;

  const call: Client['call'] = (name, args) =>
    client?.call(name, args) ?? Promise.reject(new Error(frameWords.callDisconnected));

  const drafts = createDrafts((draft) => call('saveDraft', draft));

  // Tokens wait for the pacer; every other event is applied at once, after those that came before it.
  let pieces: AnyEvent[] = [];
  const pacer = createPacer(() => {
    const waiting = pieces;
    pieces = [];
    update((state) => waiting.reduce(happened, state));
    turnClock.drawn();
    closeGap();
  });
  const turnClock = createTurnClock({
    readClock: () => call('clock', {}),
    // Figures of a turn are no reason to disturb anyone.
    note: (painted) => void call('notePaint', painted).catch(() => undefined),
  });
  /** Runs a call that begins a turn, which was asked for at `pressedAt`, the time stamp of a key or click. */
  const begin = async <Begun extends { answerId: string; receivedAt: number }>(
    started: Promise<Begun>,
    pressedAt: number,
  ): Promise<Begun> => {
    const turn = await started;
    window.dispatchEvent(new Event(sentHere));
    turnClock.began(turn.answerId, pressedAt, turn.receivedAt);
    return turn;
  };
  const onEvent = (event: AnyEvent): void => {
    if (event.name === 'turn.wrote') {
      pieces.push(event);
      turnClock.arrived();
      pacer.request();
      return;
    }
    pacer.flush();
    if (event.name === 'draft.saved') return drafts.saved(event.data);
    update((state) => happened(state, event));
    // Of a chat that is not shown there is nothing to be painted.
    if (event.name === 'turn.finished' && event.data.chatId === store.getState().shownChatId)
      turnClock.finished(event.data.message.id, event.data.finishedAt);
    closeGap();
  };

  let opening: string | null = null;
  /** Asks for the shown chat as it is now; replaces what is on screen only when the reply is there. */
  const reopen = async (): Promise<void> => {
    const { shownChatId } = store.getState();
    if (shownChatId === null || opening === shownChatId) return;
    opening = shownChatId;
    try {
      const chat = await call('openChat', { chatId: shownChatId });
      // What came before the reply is part of it.
      pacer.flush();
      update((state) => opened(state, chat));
    } catch (error) {
      if (store.getState().connection === 'open')
        update((state) => openFailed(state, shownChatId, sentenceOf(error)));
    } finally {
      if (opening === shownChatId) opening = null;
    }
  };
  const closeGap = (): void => {
    if (store.getState().hasGap) void reopen();
  };

  const showChat = (chatId: string | null): void => {
    pacer.flush();
    opening = null;
    update((state) => choseChat(state, chatId));
    keepShownChat(chatId);
    void reopen();
  };

  const askDeletedChats = async (): Promise<void> => {
    try {
      const deletedChats = await call('deletedChats', {});
      update((state) => deletedChatsTold(state, deletedChats));
    } catch {
      // The next connection asks again.
    }
  };

  /** Connects, serves until the port closes, and says whether it ever opened. */
  const connectOnce = async (): Promise<boolean> => {
    let closed: Promise<void>;
    try {
      const newPort = await openPort();
      port = newPort;
      closed = new Promise((resolve) => newPort.onClose(resolve));
      client = createClient(newPort, onEvent);
      const welcome = await client.call('greet', {});
      const isFirst = store.getState().app === null;
      drafts.greeted(welcome.drafts);
      update((state) => greeted(state, welcome));
      turnClock.connected();
      models.refresh();
      void askDeletedChats();
      keepTheme(welcome.settings.theme);
      const kept = shownChat();
      if (isFirst && kept !== null && welcome.chats.some(({ id }) => id === kept)) showChat(kept);
      else void reopen();
    } catch {
      update((state) => ({ ...state, connection: afterLoss(state, port) }));
      return false;
    }
    await closed;
    pacer.flush();
    update((state) => ({ ...state, connection: afterLoss(state, port) }));
    return true;
  };

  const keepConnected = async (): Promise<void> => {
    let delay = firstDelayMs;
    while (!isEnded) {
      if (await connectOnce()) delay = firstDelayMs;
      client = null;
      if (isEnded || store.getState().connection === 'refused') return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delay);
        nudge = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      delay = Math.min(longestDelayMs, delay * 2);
    }
  };

  /** Runs a call whose refusal is shown beside the composer; says whether it went through. */
  const tryCall = async (work: () => Promise<unknown>): Promise<boolean> => {
    update((state) => (state.problem === null ? state : { ...state, problem: null }));
    try {
      await work();
      return true;
    } catch (error) {
      update((state) => ({ ...state, problem: sentenceOf(error) }));
      return false;
    }
  };

  const models = createModelActions({ call, get: () => store.getState(), update, tryCall });

  // Reading ahead only saves time: where it is refused, the message is read when it is sent.
  const readAhead = createReadAhead({
    read: (chatId, text) => void call('readDraft', { chatId, text }).catch(() => undefined),
    drop: () => void call('dropDraft', {}).catch(() => undefined),
  });
  /** Resolves when the window is connected, or was and is not any more. */
  const firstConnection = (): Promise<void> =>
    new Promise((resolve) => {
      if (store.getState().connection !== 'connecting') return resolve();
      const stop = store.subscribe(({ connection }) => {
        if (connection === 'connecting') return;
        stop();
        resolve();
      });
    });

  const forgetUndo = (chatId: string): void =>
    update((state) => ({ ...state, undo: withoutChat(state.undo, chatId) }));

  const show = (chat: OpenedChat): void => {
    pacer.flush();
    update((state) => opened(state, chat));
  };

  return {
    store,

    /** Returns what ends it. */
    start: (): (() => void) => {
      isEnded = false;
      void keepConnected();
      const wake = (): void => {
        if (!document.hidden) nudge();
      };
      window.addEventListener('online', wake);
      window.addEventListener('focus', wake);
      document.addEventListener('visibilitychange', wake);
      // Whoever goes to another window finds there what was typed here.
      window.addEventListener('blur', drafts.flush);
      window.addEventListener('pagehide', drafts.leave);
      return () => {
        isEnded = true;
        nudge();
        port?.close();
        window.removeEventListener('online', wake);
        window.removeEventListener('focus', wake);
        document.removeEventListener('visibilitychange', wake);
        window.removeEventListener('blur', drafts.flush);
        window.removeEventListener('pagehide', drafts.leave);
      };
    },

    showChat,
    reopen,

    /** Sends a message. Where that is refused, its text goes back into its draft, before what was typed since. */
    send: async (chatId: string | null, text: string, pressedAt: number): Promise<boolean> => {
      const place = chatId ?? newChatDraft;
      readAhead.sent();
      drafts.keep(place, '');
      const wentThrough = await tryCall(async () => {
        await firstConnection();
        const reply = await begin(call('startTurn', { chatId, text }), pressedAt);
        // The new chat is shown unless the person has gone elsewhere meanwhile.
        if (chatId !== null || store.getState().shownChatId !== null) return;
        drafts.keep(reply.chatId, drafts.of(place));
        drafts.keep(place, '');
        showChat(reply.chatId);
      });
      if (!wentThrough) drafts.keep(place, [text, drafts.of(place)].filter((part) => part !== '').join('\n'));
      return wentThrough;
    },
    stop: (chatId: string) => tryCall(() => call('stopTurn', { chatId })),
    regenerate: (messageId: string, pressedAt: number) =>
      tryCall(() => begin(call('regenerate', { messageId }), pressedAt)),
    edit: (messageId: string, text: string, pressedAt: number) =>
      tryCall(() => begin(call('editMessage', { messageId, text }), pressedAt)),
    selectVersion: (messageId: string) =>
      tryCall(async () => show(await call('selectVersion', { messageId }))),

    dismissNotice: (id: string) => tryCall(() => call('dismissNotice', { id })),

    renameChat: (chatId: string, title: string) => tryCall(() => call('renameChat', { chatId, title })),
    deleteChat: (chatId: string) =>
      tryCall(async () => {
        const chat = store.getState().chats.find(({ id }) => id === chatId);
        await call('deleteChat', { chatId });
        if (!chat) return;
        update((state) => ({ ...state, undo: [...withoutChat(state.undo, chatId), chat] }));
        setTimeout(() => forgetUndo(chatId), undoMs);
      }),
    /** Restores a deleted chat and shows it. */
    restoreChat: (chatId: string) =>
      tryCall(async () => {
        forgetUndo(chatId);
        await call('restoreChat', { chatId });
        showChat(chatId);
      }),
    purgeChat: (chatId: string) => tryCall(() => call('purgeChat', { chatId })),
    purgeDeletedChats: () => tryCall(() => call('purgeDeletedChats', {})),

    /** Rejects with a sentence if the core refuses it. */
    setThinking: async (chatId: string | null, thinking: Thinking): Promise<void> => {
      await call('setThinking', { chatId, thinking });
    },
    setOverflow: (chatId: string, overflow: Overflow) =>
      tryCall(() => call('setOverflow', { chatId, overflow })),
    continueFromSummary: (chatId: string) =>
      tryCall(async () => {
        const next = await call('continueFromSummary', { chatId });
        const { shownChatId, messages } = store.getState();
        if (shownChatId !== chatId) return;
        // The question that found no room for its answer goes along.
        const [question, answer] = messages?.slice(-2) ?? [];
        if (question?.role === 'user' && answer?.text === '') drafts.keep(next.chatId, question.text);
        showChat(next.chatId);
      }),

    ...models,
    setDraftModel: (path: string | null) => call('setDraftModel', { path }),
    pickModelFile: () => call('pickModelFile', {}),
    restartEngine: () => tryCall(() => call('restartEngine', {})),
    changeSettings: async (patch: Partial<Settings>): Promise<void> => {
      const settings = await call('changeSettings', patch);
      keepTheme(settings.theme);
      update((state) => ({ ...state, settings }));
    },

    showPage: (page: Page) => update((state) => ({ ...state, page })),
    chatWork: (messageId: string) => call('chatWork', { messageId }),
    turnAnatomy: (messageId: string) => call('turnAnatomy', { messageId }),
    ceilings: () => call('ceilings', {}),
    calibrate: () => call('calibrate', {}),
    benchmark: (path: string, plan: BenchmarkPlan) => call('benchmark', { path, plan }),
    tuneModel: () => call('tuneModel', {}),
    stopMeasuring: () => tryCall(() => call('stopMeasuring', {})),
    benchmarkRuns: () => call('benchmarkRuns', {}),
    deleteBenchmarkRun: (id: string) => call('deleteBenchmarkRun', { id }),
    statistics: (days: number) => call('statistics', { days }),
    misdatedAnswers: (days: number) => call('misdatedAnswers', { days }),

    snapshotUsage: () => call('snapshotUsage', {}),
    clearSnapshots: () => call('clearSnapshots', {}),

    dismissProblem: () => update((state) => ({ ...state, problem: null })),

    drafts,
    readAhead,
    /** The message that is being edited, or `null` once nobody types in it. */
    editing: (edited: WindowState['edited']) =>
      update((state) => (state.edited === null && edited === null ? state : { ...state, edited })),
    draftGone: () => update(draftGone),
  };
};

const withoutChat = (chats: readonly Chat[], chatId: string): Chat[] =>
  chats.filter(({ id }) => id !== chatId);

/** Before the first welcome there is nothing to be away from. */
const afterLoss = (state: WindowState, port: WindowPort | null): WindowState['connection'] =>
  port?.closeCode?.() === keyRefused ? 'refused' : state.app === null ? 'connecting' : 'away';
