/** The KV states of chats in memory and on disk, and the processing of drafts. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import { call, id, longestText, nothing } from './call.ts';
import { attachedDocuments } from './documents.ts';

/**
 * How soon a chat can answer. Its KV state is in memory (hot), in a snapshot on disk (warm) or nowhere (cold), in which case
 * the next message processes the whole prompt.
 */
export interface ChatWarmth {
  chatId: string;
  temperature: 'hot' | 'warm' | 'cold';
  /**
   * The predicted time in ms until the next answer begins, by measured speeds and for a message of average length; `null` if no
   * speed was measured.
   */
  waitMs: number | null;
  /** The same wait if nothing of the chat could be reused, as after a change of the system prompt; `null` if no speed was measured. */
  coldMs: number | null;
  /** Tokens of the path that is shown, as the next prompt will contain them. */
  tokens: number | null;
  /** Whether the loaded model's tokenizer has counted the tokens; otherwise they are an estimate. */
  isCounted: boolean;
}

/** How much of the draft in the composer is processed. */
export interface DraftProgress {
  chatId: string | null;
  /** The text of the draft when this was reported. */
  draft: string;
  done: number;
  total: number;
  /** Tokens of the whole prompt if the draft were sent. */
  promptTokens: number;
}

/** The number of snapshots on disk and their size. */
export interface SnapshotUsage {
  bytes: number;
  count: number;
}

/** The calls about KV states and drafts, which `calls` in contract.ts includes. */
export const cacheCalls = {
  /**
   * Processes a draft in advance, while the user is not typing: its whole documents, even if nothing is typed yet, and its text. Sending
   * interrupts this; `draft.moved` reports the progress.
   */
  readDraft: call<void>().takes(
    z.strictObject({
      chatId: id.nullable(),
      text: z.string().max(longestText).transform(visible),
      attached: attachedDocuments.optional(),
      /** As in `startTurn`. */
      presetId: id.nullish(),
    }),
  ),
  /** Stops processing the draft, because it has changed or is gone. */
  dropDraft: call<void>().takes(nothing),
  snapshotUsage: call<SnapshotUsage>().takes(nothing),
  /** Deletes all snapshots. */
  clearSnapshots: call<SnapshotUsage>().takes(nothing),
};

/** The events about KV states and drafts, which `Events` in contract.ts includes. */
export interface CacheEvents {
  /** The warmth of chats for which it may have changed; that of all others stays as it was told. */
  'cache.changed': { warmth: ChatWarmth[] };
  'draft.moved': DraftProgress;
}
