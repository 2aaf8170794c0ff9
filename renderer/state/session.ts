/** Composes the window's half of Hearth: the connection, the state that events change, and the actions of each slice. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BegunTurn } from '../../main/shared/contract/turns.ts';
import type { Welcome } from '../../main/shared/contract/app.ts';
import type { OpenedChat } from '../../main/shared/contract/chats.ts';
import type { Args, CallName } from '../../main/shared/contract/contract.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';
import type { AnyEvent } from '../../main/shared/rpc/client.ts';
import { createApiActions } from './api-actions.ts';
import { createAskedActions } from './asked-actions.ts';
import type { Behind } from './behind.ts';
import { createChatSetupActions } from './chat-setups-actions.ts';
import { createChatActions } from './chats-actions.ts';
import { createConnecting } from './connecting.ts';
import type { OpenPort } from './connection.ts';
import { createComparisonActions } from './comparison-actions.ts';
import { createConversationActions } from './conversation-actions.ts';
import { createDocumentActions } from './documents-actions.ts';
import { createDrafts } from './drafts.ts';
import { createFrameActions } from './frame-actions.ts';
import { createHubActions } from './hub-actions.ts';
import { keepShownChat, keepTheme, shownChat, turnedGroups } from './kept.ts';
import { followLanguage } from './language.ts';
import { createLibraryActions } from './library-actions.ts';
import { createLoadingActions } from './loading-actions.ts';
import { createMeasuringActions } from './measuring-actions.ts';
import { createPacer } from './pace.ts';
import { createPromptActions } from './prompts-actions.ts';
import { createQuickActions } from './quick-actions.ts';
import { createReadAhead } from './read-ahead.ts';
import { sentenceOf } from './sentence.ts';
import { createSearchActions } from './search-actions.ts';
import { createSignals } from './signals.ts';
import { choseChat, deletedChatsTold, greeted, happened, lost, opened, openFailed } from './transitions.ts';
import { createTransferActions } from './transfer-actions.ts';
import { createTurnClock } from './turn-clock.ts';
import { newChatDraft } from './window-address.ts';
import { initialState, type WindowState } from './window-state.ts';

export type Session = ReturnType<typeof createSession>;

export const createSession = (openPort: OpenPort) => {
  // At once, so that what is typed before the first connection is typed into the chat that will be shown.
  const kept = shownChat();
  const store: StoreApi<WindowState> = createStore(() => ({
    ...(kept === null ? initialState : choseChat(initialState, kept)),
    turnedGroups: turnedGroups(),
  }));
  const get = store.getState;
  const update = (change: (state: WindowState) => WindowState): void => store.setState(change, true);
  const put = (patch: Partial<WindowState>): void => store.setState(patch);
  const signals = createSignals();

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
    if (event.name === 'settings.changed') followLanguage(event.data.settings.language);
    if (event.name === 'search.moved' && event.data.share === null && get().chatSearch.text !== '')
      search.searchAgain();
    // What applies to a chat may have changed with its preset.
    if (event.name === 'presets.changed')
      for (const chatId of get().setups.keys()) chatSetups.askSetup(chatId).catch(() => undefined);
    // A chat that is not shown is not painted.
    if (event.name === 'turn.finished' && event.data.chatId === get().shownChatId)
      turnClock.finished(event.data.message.id, event.data.finishedAt);
    closeGap();
  };
  const onGreeted = (welcome: Welcome): void => {
    const isFirst = get().app === null;
    drafts.greeted(welcome.drafts);
    update((state) => greeted(state, welcome));
    turnClock.connected();
    refresh();
    keepTheme(welcome.settings.theme);
    followLanguage(welcome.settings.language);
    const { shownChatId } = get();
    if (isFirst && shownChatId !== null && !welcome.chats.some(({ id }) => id === shownChatId)) {
      // It is not there any more.
      conversation.moveDraft(shownChatId, newChatDraft);
      void showChat(null);
    } else {
      if (isFirst && shownChatId !== null) keepShownChat(shownChatId);
      void reopen();
    }
  };
  const connecting = createConnecting({
    openPort,
    onEvent,
    greeted: onGreeted,
    lost: (isRefused) => {
      pacer.flush();
      update((state) => lost(state, isRefused));
    },
  });
  const { call } = connecting;
  const drafts = createDrafts((draft) => call('saveDraft', draft));

  // Tokens wait for the pacer; every other event is applied at once, after the events before it.
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
    // A lost paint time is not worth an error message.
    note: (painted) => void call('notePaint', painted).catch(() => undefined),
  });
  const begin = async <Begun extends BegunTurn>(
    started: Promise<Begun>,
    pressedAt: number,
  ): Promise<Begun> => {
    const turn = await started;
    signals.send('sent', null);
    turnClock.began(turn.answerId, pressedAt, turn.receivedAt);
    return turn;
  };

  let opening: string | null = null;
  /** Requests the current state of the shown chat and replaces the one on screen when the reply arrives. */
  const reopen = async (): Promise<void> => {
    const { shownChatId } = get();
    if (shownChatId === null || opening === shownChatId) return;
    opening = shownChatId;
    try {
      show(await call('openChat', { chatId: shownChatId }));
    } catch (error) {
      if (get().connection === 'open') update((state) => openFailed(state, shownChatId, sentenceOf(error)));
    } finally {
      if (opening === shownChatId) opening = null;
    }
  };
  const closeGap = (): void => {
    if (get().hasGap) void reopen();
  };
  const show = (chat: OpenedChat): void => {
    // The reply includes all events before it.
    pacer.flush();
    update((state) => opened(state, chat));
  };
  /** Resolves when the chat is on screen, or cannot be opened. */
  const showChat = (chatId: string | null): Promise<void> => {
    pacer.flush();
    opening = null;
    update((state) => choseChat(state, chatId));
    keepShownChat(chatId);
    return reopen();
  };

  const tryCall = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (get().problem !== null) put({ problem: null });
    try {
      await work();
      return true;
    } catch (error) {
      put({ problem: sentenceOf(error) });
      return false;
    }
  };
  const firstConnection = (): Promise<void> =>
    new Promise((resolve) => {
      if (get().connection !== 'connecting') return resolve();
      const stop = store.subscribe(({ connection }) => {
        if (connection === 'connecting') return;
        stop();
        resolve();
      });
    });

  // Processing drafts only saves time: if it is refused, the message is processed when it is sent.
  const readAhead = createReadAhead({
    read: (chatId, text, attached) => {
      const read = async (): Promise<void> =>
        call('readDraft', {
          chatId,
          text,
          attached: [...attached],
          presetId: chatId === null ? await quick.newChatPreset() : undefined,
        });
      read().catch(() => undefined);
    },
    drop: () => void call('dropDraft', {}).catch(() => undefined),
  });

  /** Resolves with true once the chat is shown with its messages, with false if another one is shown or it cannot be opened. */
  const whenOpened = (chatId: string): Promise<boolean> =>
    new Promise((resolve) => {
      let stop = (): void => undefined;
      const look = ({ shownChatId, openProblem, messages }: WindowState): boolean => {
        const isOver = shownChatId !== chatId || openProblem !== null || messages !== null;
        if (isOver) resolve(shownChatId === chatId && messages !== null);
        return isOver;
      };
      if (!look(get()))
        stop = store.subscribe((state) => {
          if (look(state)) stop();
        });
    });

  const behind: Behind = { call, get, update, put, tryCall, signals };
  const quick = createQuickActions(behind, drafts);
  const conversation = createConversationActions(behind, {
    drafts,
    readAhead,
    showChat,
    show,
    begin,
    firstConnection,
    newChatPreset: quick.newChatPreset,
  });
  const library = createLibraryActions(behind);
  const hub = createHubActions(behind);
  const search = createSearchActions(behind, { showChat, show, whenOpened });
  const transfer = createTransferActions({ ...behind, store }, showChat);
  const api = createApiActions(behind);
  const documents = createDocumentActions(behind, drafts, showChat);
  const loading = createLoadingActions(behind);
  const chatSetups = createChatSetupActions(behind, {
    showChat,
    askLibrary: library.askLibrary,
    load: loading.load,
  });
  /** After a new connection: requests downloads for the header, and everything else only if it was requested before. */
  const refresh = (): void => {
    const askDeletedChats = async (): Promise<void> => {
      const deletedChats = await call('deletedChats', {});
      update((state) => deletedChatsTold(state, deletedChats));
    };
    const asked = [askDeletedChats(), library.askDownloads(), library.askImports(), transfer.askTransfer()];
    if (get().library !== null) asked.push(library.askLibrary());
    if (get().requests !== null) asked.push(hub.askRequests());
    if (get().documents !== null) asked.push(documents.askDocuments());
    if (get().apiKeys !== null) asked.push(api.askApiKeys());
    if (get().apiRequests !== null) asked.push(api.askApiRequests());
    // If a request is refused, the part that shows its data asks again and says why.
    for (const one of asked) one.catch(() => undefined);
  };

  return {
    store,
    signals,
    drafts,
    readAhead,
    /** Calls the core. Rejects with a sentence if the core refuses it. */
    call,
    /** Calls the core and shows a refusal at the foot of the page; resolves with whether the call succeeded. */
    attempt: <Name extends CallName>(name: Name, args: Args<Name>): Promise<boolean> =>
      tryCall(() => call(name, args)),
    /** Shows the problem of an action that was started in a panel that is closed by now. */
    tellProblem: (error: unknown): void => put({ problem: sentenceOf(error) }),
    showChat,

    /** Connects; returns a function that disconnects. */
    start: (): (() => void) => {
      connecting.start();
      const wake = (): void => {
        if (!document.hidden) connecting.nudge();
      };
      window.addEventListener('online', wake);
      window.addEventListener('focus', wake);
      document.addEventListener('visibilitychange', wake);
      // Another window will show text typed in this one.
      window.addEventListener('blur', drafts.flush);
      window.addEventListener('pagehide', drafts.leave);
      return () => {
        connecting.end();
        window.removeEventListener('online', wake);
        window.removeEventListener('focus', wake);
        document.removeEventListener('visibilitychange', wake);
        window.removeEventListener('blur', drafts.flush);
        window.removeEventListener('pagehide', drafts.leave);
      };
    },
    changeSettings: async (patch: Partial<Settings>): Promise<void> => {
      const settings = await call('changeSettings', patch);
      keepTheme(settings.theme);
      put({ settings });
      followLanguage(settings.language);
    },

    ...createFrameActions(behind),
    ...createChatActions(behind, showChat),
    ...chatSetups,
    ...conversation,
    ...createComparisonActions(behind, { drafts, readAhead, showChat, show }),
    ...quick,
    ...loading,
    ...createAskedActions(behind, { drafts, showChat, openFile: loading.openFile }),
    ...createMeasuringActions(behind),
    ...library,
    ...createPromptActions(behind),
    ...search,
    ...hub,
    ...transfer,
    ...documents,
    ...api,
  };
};
