/** Opens the chats and everything that belongs to them: turns, drafts, anatomies, KV states and recently deleted chats. */
import type { Welcome } from '../../shared/contract/app.ts';
import type { branchesCalls } from '../../shared/contract/branches.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { anatomyCalls } from '../../shared/contract/anatomy.ts';
import type { cacheCalls } from '../../shared/contract/cache.ts';
import type { chatSetupCalls } from '../../shared/contract/chat-setup.ts';
import type { documentsCalls } from '../../shared/contract/documents.ts';
import type { comparisonsCalls } from '../../shared/contract/comparisons.ts';
import type { chatsCalls } from '../../shared/contract/chats.ts';
import type { foldersCalls } from '../../shared/contract/folders.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { presetsCalls } from '../../shared/contract/presets.ts';
import type { promptLibraryCalls } from '../../shared/contract/prompt-library.ts';
import type { queueCalls } from '../../shared/contract/queue.ts';
import type { turnsCalls } from '../../shared/contract/turns.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Log } from '../../system/log.ts';
import { dropBackups } from '../database/backups.ts';
import { emptyLog } from '../database/live-copy.ts';
import type { Db } from '../database/connection.ts';
import { isApiOwner } from '../../shared/engine/api-owner.ts';
import { ownedDocument } from '../../shared/engine/document-owner.ts';
import type { Documents } from '../documents/open-documents.ts';
import type { Reserve } from '../database/reserve.ts';
import type { IdleUnload } from '../engines/idle-unload.ts';
import { watchLoadTimes } from '../engines/load-times.ts';
import type { ModelConfigs } from '../engines/model-configs.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { openAnatomies } from './anatomies.ts';
import { citationsIn } from './answer-citations.ts';
import { AnswerKeeper } from './answer-keeper.ts';
import { createBranchesCalls } from './branches.ts';
import { createComparisons, type ComparedModels } from './comparisons.ts';
import { createChatsCalls } from './calls.ts';
import { openChatSetups } from './chat-setups.ts';
import { watchChatStates } from './chat-states.ts';
import { createDeletedChats } from './deleted-chats.ts';
import { draftsIn } from './drafts.ts';
import { queuedMessagesIn } from './queued-messages.ts';
import { createTurnQueue } from './turn-queue.ts';
import { watchDocumentStates } from './document-states.ts';
import { createFolderCalls } from './folder-calls.ts';
import { foldersIn } from './folders.ts';
import { watchPresetStates } from './preset-states.ts';
import { openPromptLibrary } from './prompt-library.ts';
import { createPrompts } from './prompts.ts';
import { tellMerged, type MergedChats } from './merged.ts';
import { createPreparer, type Preparer } from './preparing.ts';
import { removeSnapshots } from './snapshot-files.ts';
import type { Store } from './store.ts';
import { createTitles } from './titles.ts';
import type { TurnsOptions } from './turn-run.ts';
import { Turns } from './turns.ts';

interface ChatsOptions {
  db: Db;
  store: Store;
  dataFolder: string;
  /** The folder of snapshots. */
  snapshots: string;
  /** Released if an answer cannot be stored because the disk is full. */
  reserve: Reserve;
  engine: Engine;
  queue: EngineQueue;
  settings: KeptSettings;
  configs: ModelConfigs;
  documents: Pick<Documents, 'library' | 'attached'>;
  isOnBattery: () => boolean;
  knowsPower: boolean;
  /** Tells the user something once. */
  tell: (told: Told) => void;
  /** Rows that cannot be read were left out. */
  onDamaged: () => void;
  presetRestMs: number;
  idle: IdleUnload;
  models: {
    /** Called when an answer of the model at `path` has ended. */
    answered(path: string): void;
  };
  /** The user removed all KV states from the disk. */
  onStatesCleared: () => void;
  /** Loads models for answers that are compared. */
  compared: ComparedModels & Pick<TurnsOptions, 'useModel' | 'ownModel'>;
  hasSlept: TurnsOptions['hasSlept'];
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  emit: Emit;
  log: Log;
}

export interface Chats {
  turns: Turns;
  /** Processes chats in idle time. */
  preparing: Preparer;
  documentCalls: Pick<
    HandlersOf<typeof documentsCalls>,
    'documentCosts' | 'documentStates' | 'readAhead' | 'stopReadingAhead' | 'answerCitations'
  >;
  /** Documents are gone, with their text: the KV states of these chats, which have read them, go too. */
  documentsRemoved(documentIds: readonly string[], chatIds: readonly string[]): void;
  /** Messages were added to these chats other than by a turn. */
  grew(chatIds: readonly string[]): void;
  /**
   * Another machine has changed these chats and may have deleted some. `purge`: recently deleted ones that are to be deleted for
   * good. `kinds`: what else has changed.
   */
  merged(change: MergedChats): void;
  welcome(): Pick<Welcome, 'chats' | 'folders' | 'warmth' | 'running' | 'drafts' | 'queued'>;
  close(): void;
  calls: HandlersOf<
    typeof chatsCalls &
      typeof chatSetupCalls &
      typeof foldersCalls &
      typeof presetsCalls &
      typeof branchesCalls &
      typeof promptLibraryCalls &
      typeof turnsCalls &
      typeof comparisonsCalls &
      typeof queueCalls &
      typeof cacheCalls &
      typeof anatomyCalls
  >;
}

export const openChats = (options: ChatsOptions): Chats => {
  const { db, store, dataFolder, snapshots, reserve, engine, queue, settings, emit, log } = options;
  const anatomies = openAnatomies(store, emit);
  const { refuseIfGone } = options;
  const setups = openChatSetups({
    db,
    store,
    refuseIfGone,
    valuesWith: (inner) => options.configs.values(engine.config?.modelPath, inner),
    modelId: () => engine.status.model?.id ?? null,
    onPromptChange: (chatIds) => states.promptsChanged(chatIds),
    onPresetsChange: () => presetStates.presetsChanged(),
    presetStates: () => presetStates.now(),
    emit,
  });
  // Snapshots of deleted chats are removed at every start: if a chat is restored, its KV state can be computed again.
  const presetIds = new Set(setups.presets().map(({ id }) => id));
  removeSnapshots(snapshots, (owner) => {
    const documentId = ownedDocument(owner);
    if (documentId !== null) return options.documents.library.find(documentId) === null;
    return store.chat(owner) === null && !presetIds.has(owner) && !isApiOwner(owner);
  });
  const answering: TurnsOptions['answering'] = (chatId, plan = null) =>
    options.configs.answering(engine.config?.modelPath, [
      ...setups.scopesOf(chatId, plan?.presetId),
      plan?.settings ?? {},
    ]);
  const { attached } = options.documents;
  const prompts = createPrompts({ store, engine, answering, inPrompt: attached.inPrompt });
  const { before } = prompts;
  const titles = createTitles({
    store,
    engine,
    queue,
    prompts,
    settings,
    isOnBattery: options.isOnBattery,
    emit,
    log,
  });
  const turns = new Turns({
    store,
    engine,
    queue,
    loadTimes: watchLoadTimes(engine),
    keeper: new AnswerKeeper({ store, reserve, emit, log }),
    prompts,
    setups,
    answering,
    useModel: options.compared.useModel,
    ownModel: options.compared.ownModel,
    hasSlept: options.hasSlept,
    whyAgain: (documentId) => documents.whyAgain(documentId),
    onLateAnatomy: anatomies.onLate,
    onFinished: (chatId) => {
      turnQueue.afterAnswer(chatId);
      titles.answered(chatId);
    },
    onEnd: (chatId) => {
      states.answered(chatId);
      const { model } = engine.status;
      if (model !== null) options.models.answered(model.path);
      options.idle.used();
    },
    emit,
    log,
  });
  const states = watchChatStates({
    store,
    engine,
    turns,
    prompts,
    attached,
    chatsWith: options.documents.library.chatsWith,
    settings,
    snapshots,
    isOnBattery: options.isOnBattery,
    onUsed: options.idle.used,
    onCleared: () => {
      documents.cleared();
      options.onStatesCleared();
    },
    emit,
    log,
  });
  const deletedChats = createDeletedChats({
    store,
    forgetStates: states.forget,
    onPurged: () => {
      dropBackups(dataFolder);
      emptyLog(db);
    },
    onChange: (list) => emit('deletedChats.changed', { deletedChats: list }),
    log,
  });
  const drafts = draftsIn(db, options.onDamaged);
  const folders = foldersIn(db);
  const documents = watchDocumentStates({
    db,
    store,
    engine,
    queue,
    snapshots,
    attached,
    before,
    knowsPower: options.knowsPower,
    nameOf: (documentId) => options.documents.library.find(documentId)?.name ?? null,
    budget: () => settings.now.snapshotBudget,
    onUsed: options.idle.used,
    tell: options.tell,
    chatTokens: (chatId) => states.tokensOf(chatId),
    forget: states.forget,
    isOnBattery: options.isOnBattery,
    onEnd: states.lookAgain,
    emit,
    log,
  });
  const preparing = createPreparer({
    promptOf: (chatId) => (store.chat(chatId) === null ? null : prompts.ofChat(chatId)),
    engine,
    queue,
    isHeldBack: options.isOnBattery,
    onEnd: states.lookAgain,
    onChange: (state) => emit('preparing.changed', { preparing: state }),
    log,
  });
  const presetStates = watchPresetStates({
    presets: setups.presets,
    answering: ({ settings: values }) => options.configs.answering(engine.config?.modelPath, [values]),
    engine,
    queue,
    settings,
    states,
    isOnBattery: options.isOnBattery,
    onChange: (now) => emit('presetStates.changed', { states: now }),
    log,
    restMs: options.presetRestMs,
  });
  const promptLibrary = openPromptLibrary({ db, refuseIfGone, emit });
  const queued = queuedMessagesIn(db, options.onDamaged);
  const { complete } = attached;
  const turnQueue = createTurnQueue({ queued, store, turns, complete, before, refuseIfGone, emit, log });
  const comparisons = createComparisons({
    store,
    turns,
    engine,
    queue,
    models: options.compared,
    presetName: setups.presetName,
    complete,
    before,
    refuseIfGone,
    onKept: (chatId) => {
      turnQueue.afterAnswer(chatId);
      titles.answered(chatId);
      // The engine has not processed the kept answer in the state of the chat yet.
      if (!turns.isBusy && engine.status.state === 'ready' && !options.isOnBattery())
        engine.can.cache?.prepare(chatId, prompts.ofChat(chatId));
    },
    emit,
    log,
  });

  return {
    turns,
    preparing,
    documentCalls: {
      ...documents.calls,
      answerCitations: ({ messageId }) => {
        const message = store.message(messageId);
        if (message === null) throw new Refusal('chats.message-gone');
        return citationsIn(store.path(message.chatId, messageId), options.documents.library);
      },
    },
    documentsRemoved: documents.removed,
    grew: states.grew,
    merged: tellMerged({
      store,
      folders,
      turns,
      states,
      deletedChats,
      preparing,
      presets: setups.calls.presets,
      prompts: promptLibrary.savedPrompts,
      emit,
    }),
    welcome: () => {
      const chats = store.chats();
      return {
        chats,
        folders: folders.all(),
        warmth: states.warmth(chats),
        running: turns.runningChats,
        drafts: drafts.all(),
        queued: queued.all(),
      };
    },
    close: () => {
      comparisons.close();
      preparing.close();
      presetStates.close();
      documents.close();
      states.close();
      titles.close();
      deletedChats.close();
    },
    calls: {
      ...createChatsCalls({
        store,
        engine,
        turns,
        comparisons,
        states,
        deletedChats,
        drafts,
        settings,
        complete,
        before,
        refuseIfGone,
        emit,
      }),
      ...turnQueue.calls,
      ...comparisons.calls,
      ...setups.calls,
      ...promptLibrary,
      ...createFolderCalls({ store, folders, turns, deletedChats, emit }),
      ...createBranchesCalls({ store, turns, states, refuseIfGone, emit }),
      ...states.calls,
      ...anatomies.calls,
    },
  };
};
