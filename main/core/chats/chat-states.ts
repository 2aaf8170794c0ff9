/**
 * The KV states of chats as the window sees them: how soon each chat can answer, how much of a draft is processed, and the disk
 * space that snapshots take.
 */
import type { cacheCalls, ChatWarmth } from '../../shared/contract/cache.ts';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Log } from '../../system/log.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { Prompts } from './prompts.ts';
import { removeSnapshots, snapshotUsage } from './snapshot-files.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';
import { Warmth } from './warmth.ts';

interface Dependencies {
  store: Store;
  engine: Engine;
  turns: Turns;
  prompts: Prompts;
  settings: KeptSettings;
  /** The folder of snapshots. */
  snapshots: string;
  isOnBattery: () => boolean;
  /** Called when the model is used. */
  onUsed: () => void;
  emit: Emit;
  log: Log;
}

export interface ChatStates {
  /** The warmth of every chat. */
  warmth(): ChatWarmth[];
  /** A window shows the chat: restores its KV state, so that its next answer starts sooner. */
  lookAt(chatId: string): void;
  /** A window shows another version of the chat: estimates its prompt anew, and restores its KV state. */
  changed(chatId: string): void;
  /** The chat is gone: removes its KV states from memory and disk. */
  forget(chatId: string): void;
  calls: HandlersOf<typeof cacheCalls>;
}

export const watchChatStates = ({
  store,
  engine,
  turns,
  prompts,
  settings,
  snapshots,
  isOnBattery,
  onUsed,
  emit,
  log,
}: Dependencies): ChatStates => {
  const { cache } = engine.can;
  const warmth = new Warmth(store);
  const warmthOfAll = (): ChatWarmth[] => warmth.of(store.chats());
  const tellWarmth = (): void => emit('cache.changed', { warmth: warmthOfAll() });

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
      warmth.update(state);
      tellWarmth();
    },
    onCounted: (counted) => warmth.noteCount(counted),
    onDraft: (progress) => emit('draft.moved', progress),
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

  const lookAt = (chatId: string): void => {
    lookedAt = chatId;
    bringBack();
  };

  return {
    warmth: warmthOfAll,
    lookAt,
    changed: (chatId) => {
      warmth.changed(chatId);
      tellWarmth();
      lookAt(chatId);
    },
    forget: (chatId) => {
      cache?.forget(chatId);
      removeSnapshots(snapshots, (owner) => owner === chatId);
    },
    calls: {
      readDraft: ({ chatId, text }) => {
        if (!settings.now.typeAhead || isOnBattery() || turns.isBusy || text.trim() === '') return;
        onUsed();
        // The model is loaded now because the message will need it soon. If loading fails, the header shows why.
        engine.whenReady().catch(() => undefined);
        cache?.readDraft(chatId, prompts.ofChat(chatId), text);
      },
      dropDraft: () => cache?.dropDraft(),
      snapshotUsage: () => snapshotUsage(snapshots),
      clearSnapshots: () => {
        cache?.clear();
        removeSnapshots(snapshots);
        return snapshotUsage(snapshots);
      },
    },
  };
};
