/**
 * The KV states of chats as the window sees them: how soon each chat can answer, how much of a draft is processed, and the disk
 * space that snapshots take.
 */
import type { cacheCalls, ChatWarmth } from '../../shared/contract/cache.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Chat } from '../../shared/contract/chats.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { ownedDocument } from '../../shared/engine/document-owner.ts';
import type { Log } from '../../system/log.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { Prompts } from './prompts.ts';
import { removeSnapshots, removeSnapshotsWith, snapshotUsage } from './snapshot-files.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';
import { Warmth } from './warmth.ts';

interface Dependencies {
  store: Store;
  engine: Engine;
  turns: Turns;
  prompts: Prompts;
  attached: Pick<AttachedDocuments, 'lengthOf' | 'draftOf' | 'inOrder'>;
  /** The chats that have one of these documents. */
  chatsWith: (documentIds: readonly string[]) => string[];
  settings: KeptSettings;
  /** The folder of snapshots. */
  snapshots: string;
  isOnBattery: () => boolean;
  /** Called when the model is used. */
  onUsed: () => void;
  /** The user removed all states from the disk. */
  onCleared: () => void;
  emit: Emit;
  log: Log;
}

export interface ChatStates {
  /** The warmth of the first of `chats`. That of the others is told by `cache.changed`, a few at a time. */
  warmth(chats: readonly Chat[]): ChatWarmth[];
  /** A window shows the chat: restores its KV state, so that its next answer starts sooner. */
  lookAt(chatId: string): void;
  /** See `Warmth`. */
  ofPreset: Warmth['ofPreset'];
  /** The tokens of a chat's prompt; an estimate until the model has counted them. 0 if the chat is gone. */
  tokensOf(chatId: string): number;
  /** Whether a draft was processed that was not sent yet: other work must not take its place in memory. */
  readonly hasDraft: boolean;
  /** Restores the chat that a window shows, if other work has taken its place in memory. */
  lookAgain(): void;
  /** Messages were added to these chats other than by a turn: estimates their prompts anew. */
  grew(chatIds: readonly string[]): void;
  /** A window shows another version of the chat: estimates its prompt anew, and restores its KV state. */
  changed(chatId: string): void;
  /** The chats have another system prompt from now on. */
  promptsChanged(chatIds: readonly string[]): void;
  /** An answer ended in the chat. */
  answered(chatId: string): void;
  /** The chats or documents (`documentOwner`) are gone: removes their KV states, and all that hold one of the documents. */
  forget(chatIds: readonly string[]): void;
  calls: HandlersOf<typeof cacheCalls>;
  close(): void;
}

/** The pause before more chats are told of, in ms: turns and windows come first. */
const pauseMs = 100;
/** The most chats that are told of in one go. A window shows fewer at once. */
const mostAtOnce = 100;

export const watchChatStates = ({
  store,
  engine,
  turns,
  prompts,
  attached,
  chatsWith,
  settings,
  snapshots,
  isOnBattery,
  onUsed,
  onCleared,
  emit,
  log,
}: Dependencies): ChatStates => {
  const { cache } = engine.can;
  const warmth = new Warmth(store, attached.lengthOf, { chatsWith, beginning: prompts.beginning });
  /** Chats whose warmth is still to be told, for which messages may have to be read. */
  const waiting = new Set<string>();
  let reading: NodeJS.Timeout | null = null;
  const readOn = (): void => {
    if (waiting.size === 0 || reading !== null) return;
    reading = setTimeout(() => {
      reading = null;
      const next = [...waiting].slice(0, mostAtOnce);
      for (const id of next) waiting.delete(id);
      try {
        tellOf(next);
      } catch (error) {
        log.error('the length of chats was not estimated', error);
      }
    }, pauseMs).unref();
  };
  const warmthOf = (chats: readonly Chat[]): ChatWarmth[] => {
    const told = warmth.of(chats.slice(0, mostAtOnce));
    const known = new Set(told.map(({ chatId }) => chatId));
    for (const { id } of chats) if (!known.has(id)) waiting.add(id);
    readOn();
    return told;
  };
  const tell = (chats: readonly Chat[]): void => {
    const told = warmthOf(chats);
    if (told.length > 0) emit('cache.changed', { warmth: told });
  };
  const tellOf = (chatIds: readonly string[] | null): void =>
    tell(chatIds === null ? store.chats() : store.chatsOf(chatIds));

  const nowProcessed = (chatId: string): void => {
    if (warmth.processed(chatId)) tellOf([chatId]);
  };

  /** The chat that a window opened last. */
  let lookedAt: string | null = null;
  const bringBack = (): void => {
    try {
      if (lookedAt === null || turns.isBusy || store.chat(lookedAt) === null) return;
      cache?.lookAt(lookedAt, prompts.ofChat(lookedAt));
    } catch (error) {
      log.error('the chat that is looked at was not brought back', error);
    }
  };

  cache?.listen({
    onCache: (state) => {
      tellOf(warmth.update(state));
    },
    onCounted: (counted) => {
      warmth.noteCount(counted);
      tellOf([counted.chatId]);
    },
    onDraft: (progress) => {
      const { chatId, done, total } = progress;
      if (chatId !== null && done === total) nowProcessed(chatId);
      emit('draft.moved', progress);
    },
  });
  engine.listen(({ state }) => {
    if (state !== 'ready') return;
    warmth.forgetCounts();
    bringBack();
  });
  settings.onChange((now, before) => {
    if (before.snapshotBudget !== now.snapshotBudget) cache?.setBudget(now.snapshotBudget);
    if (!now.typeAhead) cache?.dropDraft();
    if (before.systemPrompt !== now.systemPrompt) warmth.forgetCounts();
  });

  let hasDraft = false;
  /** The number of changes to drafts. */
  let drafts = 0;
  const lookAt = (chatId: string): void => {
    lookedAt = chatId;
    // Reading a long chat for its prompt must not keep the window waiting for the chat itself.
    setImmediate(bringBack);
  };

  return {
    close: () => {
      if (reading !== null) clearTimeout(reading);
      waiting.clear();
    },
    warmth: warmthOf,
    lookAt,
    changed: (chatId) => {
      warmth.changed(chatId);
      tellOf([chatId]);
      lookAt(chatId);
    },
    lookAgain: bringBack,
    tokensOf: (chatId) => warmth.of(store.chatsOf([chatId]))[0]?.tokens ?? 0,
    ofPreset: (...preset) => warmth.ofPreset(...preset),
    get hasDraft() {
      return hasDraft;
    },
    grew: (chatIds) => {
      for (const chatId of chatIds) warmth.changed(chatId);
      tellOf(chatIds);
    },
    promptsChanged: (chatIds) => {
      // A draft that is being processed follows the earlier prompt.
      cache?.dropDraft();
      for (const chatId of chatIds) warmth.promptChanged(chatId);
      tellOf(chatIds);
    },
    answered: (chatId) => {
      hasDraft = false;
      nowProcessed(chatId);
    },
    forget: (chatIds) => {
      for (const chatId of chatIds) cache?.forget(chatId);
      const gone = new Set(chatIds);
      removeSnapshots(snapshots, (owner) => gone.has(owner));
      const documentIds = chatIds.flatMap((owner) => ownedDocument(owner) ?? []);
      if (documentIds.length > 0) removeSnapshotsWith(snapshots, documentIds);
    },
    calls: {
      readDraft: async ({ chatId, text, attached: documents = [], presetId }) => {
        const isEmpty = text.trim() === '' && documents.every(({ mode }) => mode !== 'whole');
        if (!settings.now.typeAhead || isOnBattery() || turns.isBusy || isEmpty) return;
        hasDraft = true;
        onUsed();
        // The model is loaded now because the message will need it soon. If loading fails, the header shows why.
        engine.whenReady().catch(() => undefined);
        const own = ++drafts;
        const ordered =
          documents.length > 1 ? await attached.inOrder(prompts.before(chatId), documents) : documents;
        // Meanwhile the draft may have changed, or may have been sent.
        if (own !== drafts || turns.isBusy) return;
        cache?.readDraft(chatId, prompts.ofChat(chatId, presetId), attached.draftOf(ordered, text));
      },
      dropDraft: () => {
        hasDraft = false;
        drafts += 1;
        cache?.dropDraft();
      },
      snapshotUsage: () => snapshotUsage(snapshots),
      clearSnapshots: () => {
        cache?.clear();
        removeSnapshots(snapshots);
        onCleared();
        return snapshotUsage(snapshots);
      },
    },
  };
};
