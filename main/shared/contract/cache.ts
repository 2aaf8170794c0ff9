/** What the engine has read of each chat, in memory and on disk, and the reading of drafts. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import { call, id, longestText, nothing } from './call.ts';

/**
 * How soon a chat answers: hot, its KV state is in memory; warm, it is a snapshot on disk; cold, it has to be read
 * again from its start.
 */
export interface ChatWarmth {
  chatId: string;
  temperature: 'hot' | 'warm' | 'cold';
  /** What the next message will wait for what is there already, by this machine's measured speeds; `null` if unknown. */
  waitMs: number | null;
  /** Tokens of the chat on the path that is shown, as its next prompt will hold it. */
  tokens: number | null;
  /** The loaded model's tokenizer has counted them; otherwise they are an estimate. */
  isCounted: boolean;
}

/** How far the draft in the composer is read. */
export interface DraftProgress {
  chatId: string | null;
  /** The text that this is about. */
  draft: string;
  done: number;
  total: number;
  /** Tokens of the whole prompt that sending it would make. */
  promptTokens: number;
}

/** KV states on disk. */
export interface SnapshotUsage {
  bytes: number;
  count: number;
}

/** The calls of `calls` that belong here. */
export const cacheCalls = {
  /** The draft rests: read it ahead. Sending interrupts that; `draft.moved` tells how far it is. */
  readDraft: call<void>().takes(
    z.strictObject({ chatId: id.nullable(), text: z.string().max(longestText).transform(visible) }),
  ),
  /** The draft changed or is gone. */
  dropDraft: call<void>().takes(nothing),
  snapshotUsage: call<SnapshotUsage>().takes(nothing),
  /** Deletes every KV state on disk. */
  clearSnapshots: call<SnapshotUsage>().takes(nothing),
};

/** The events of `Events` that belong here. */
export interface CacheEvents {
  /** Of every chat, after each change of the KV cache. */
  'cache.changed': { warmth: ChatWarmth[] };
  'draft.moved': DraftProgress;
}
