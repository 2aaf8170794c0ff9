/** Predicts how soon each chat can answer, from the KV states that the engine has and from the stored messages. */
import { z } from 'zod';
import type { ChatWarmth } from '../../shared/contract/cache.ts';
import type { Chat } from '../../shared/contract/chats.ts';
import type { PresetState } from '../../shared/contract/presets.ts';
import { type CacheState, type Counted, emptyCache, type HeldChat } from '../../shared/engine/engine.ts';
import { charactersPerToken, lengthOf, saysSomething } from '../../shared/message/parts.ts';
import { contextTokens } from '../../shared/message/written.ts';
import { msToPrefill, type PrefillPace } from '../../shared/speed/pace.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import type { Beginning } from './prompts.ts';
import type { Store } from './store.ts';

/** Tokens of a user message of average length, with the marks of the template. */
const questionTokens = 40;

/** How long `of` may read messages for estimates that are not stored yet, in ms. */
const readingMs = 20;

/**
 * A measured speed replaces the one that predictions use only if it differs by more than this share. With every small change,
 * the predictions of all chats would change.
 */
const speedChange = 0.1;

/** About how long the prompt of a chat is, as of its last change. */
const estimateForm = z.object({
  updatedAt: z.number(),
  tokens: z.number(),
  /** The last message in the prompt. */
  tipId: z.string().nullable(),
});
type Estimate = z.infer<typeof estimateForm>;

/** What an estimate needs of a chat. */
type Known = Pick<Chat, 'id' | 'createdAt' | 'updatedAt' | 'firstKeptId' | 'forkedFrom'>;

/** What is known of the documents in chats. */
export interface DocumentsOfChats {
  /** The chats that have one of these documents. */
  chatsWith(documentIds: readonly string[]): string[];
  /** See `Prompts`. */
  beginning(chatId: string): Beginning;
}

const documentsIn = ({ documents }: CacheState): string =>
  JSON.stringify(documents.map(({ where, system, documents: held }) => [where, system, held]));

export class Warmth {
  readonly #store: Store;
  readonly #documentLength: AttachedDocuments['lengthOf'];
  /** The estimates of the chats that were asked for. They are stored with the chats, because making one reads messages. */
  readonly #estimates = new Map<string, Estimate>();
  /** Token counts of prompts by the loaded model's tokenizer, by chat id; each is valid up to one message. */
  readonly #counted = new Map<string, Counted>();
  /** Chats whose system prompt is another one than when the engine processed them last, so that nothing of them can be reused. */
  readonly #overtaken = new Set<string>();
  #cache: CacheState = emptyCache;
  #pace: PrefillPace | null = null;

  /** Chats with a document with which a state begins. */
  #withDocuments: ReadonlySet<string> = new Set();
  /** How the prompts of such chats begin, as of their last change. */
  readonly #beginnings = new Map<string, { updatedAt: number; beginning: Beginning }>();
  readonly #documents: DocumentsOfChats | null;

  /** `documentLength`: that of the documents in the prompt of a message, in UTF-16 code units. */
  constructor(
    store: Store,
    documentLength: AttachedDocuments['lengthOf'] = () => 0,
    documents: DocumentsOfChats | null = null,
  ) {
    this.#store = store;
    this.#documentLength = documentLength;
    this.#documents = documents;
  }

  /** Takes over what the engine has. Returns the chats whose warmth may change by it; `null` if that of every chat may. */
  update(cache: CacheState): string[] | null {
    const before = this.#cache;
    this.#cache = cache;
    const ids = new Set([...before.chats, ...cache.chats].map(({ chatId }) => chatId));
    if (documentsIn(before) !== documentsIn(cache)) {
      const known = this.#withDocuments;
      const documentIds = cache.documents.flatMap(({ documents: held }) => held.map((one) => one.documentId));
      this.#withDocuments = new Set(this.#documents?.chatsWith([...new Set(documentIds)]));
      for (const id of [...known, ...this.#withDocuments]) ids.add(id);
    }
    return this.#takePace(cache.pace) ? null : [...ids];
  }

  noteCount(counted: Counted): void {
    this.#counted.set(counted.chatId, counted);
  }

  /** The chat has another system prompt from now on. */
  promptChanged(chatId: string): void {
    this.#overtaken.add(chatId);
    this.#counted.delete(chatId);
  }

  /** The engine has processed the prompt of the chat as it is now; returns whether that changes its warmth. */
  processed(chatId: string): boolean {
    return this.#overtaken.delete(chatId);
  }

  /** Drops all counts: another model or another system prompt makes them wrong. */
  forgetCounts(): void {
    this.#counted.clear();
  }

  /** Another version of the chat is shown: drops its estimate. */
  changed(chatId: string): void {
    this.#estimates.delete(chatId);
    this.#store.saveEstimate(chatId, null);
  }

  /**
   * The warmth of `chats`. The wait is predicted from measured speeds: restoring the state, then prefill of the missing tokens
   * and of a question. Chats whose messages would have to be read after `readingMs` are left out: ask for them again later. Those of
   * one chat are read in any case, so that each call gets further, however slow the machine is.
   */
  of(chats: readonly Known[]): ChatWarmth[] {
    const held = new Map(this.#cache.chats.map((one) => [one.chatId, one]));
    this.#readStored(chats);
    let until = Infinity;
    return chats.flatMap((chat) => {
      let estimate = this.#knownEstimate(chat);
      if (estimate === null) {
        if (performance.now() >= until) return [];
        until = Math.min(until, performance.now() + readingMs);
        estimate = this.#makeEstimate(chat);
      }
      // A fork that was not asked anything yet starts from the state of its original.
      const isUnasked = chat.forkedFrom !== null && chat.updatedAt === chat.createdAt;
      const holder = held.has(chat.id) || !isUnasked ? chat.id : chat.forkedFrom!.chatId;
      const own = this.#overtaken.has(holder) ? undefined : held.get(holder);
      const state = own ?? this.#documentState(chat);
      const counted = this.#counted.get(chat.id);
      const isCounted = counted !== undefined && counted.tipId === estimate.tipId;
      const tokens = isCounted ? counted.tokens : estimate.tokens;
      const fresh = Math.max(0, tokens - (state?.tokens ?? 0)) + questionTokens;
      return {
        chatId: chat.id,
        temperature: state?.where ?? 'cold',
        waitMs: this.#msUntil(state, fresh),
        coldMs: this.#msUntil(undefined, tokens + questionTokens),
        tokens,
        isCounted,
      };
    });
  }

  /**
   * How soon a new chat with this preset is past its system prompt, which has `characters`. `isProcessed`: the engine has processed it
   * as it is now, so that the state that it holds counts.
   */
  ofPreset(presetId: string, characters: number, isProcessed: boolean): PresetState {
    const state = isProcessed ? this.#cache.chats.find((one) => one.chatId === presetId) : undefined;
    const tokens = state?.tokens ?? Math.ceil(characters / charactersPerToken);
    return {
      presetId,
      isProcessed: state !== undefined,
      tokens,
      waitMs: this.#msUntil(state, state === undefined ? tokens : 0),
    };
  }

  /** The state of documents from which a chat starts that has none of its own. */
  #documentState({ id, updatedAt }: Known): HeldChat | undefined {
    if (this.#documents === null || !this.#withDocuments.has(id)) return undefined;
    let known = this.#beginnings.get(id);
    if (known?.updatedAt !== updatedAt || this.#overtaken.has(id)) {
      known = { updatedAt, beginning: this.#documents.beginning(id) };
      this.#beginnings.set(id, known);
    }
    const { system, documents } = known.beginning;
    let best: HeldChat | undefined;
    for (const { where, restoreMs, system: itsSystem, documents: held } of this.#cache.documents) {
      if (itsSystem !== system) continue;
      const other = held.findIndex(
        ({ documentId, version }, nth) =>
          documentId !== documents[nth]?.documentId || version !== documents[nth]?.version,
      );
      const shared = held.slice(0, other < 0 ? held.length : other);
      const tokens = shared.findLast(({ isStart }) => isStart)?.end ?? 0;
      if (tokens > (best?.tokens ?? 0)) best = { chatId: id, where, tokens, restoreMs };
    }
    return best;
  }

  /** Milliseconds until `state` is in memory and `fresh` more tokens are processed; `null` if the speed was not measured. */
  #msUntil(state: HeldChat | undefined, fresh: number): number | null {
    if (this.#pace === null) return null;
    const held = state?.tokens ?? 0;
    return Math.round((state?.restoreMs ?? 0) + msToPrefill(this.#pace, held, held + fresh));
  }

  /** Returns whether predictions change by it. */
  #takePace(pace: PrefillPace | null): boolean {
    const used = this.#pace;
    if (pace === used) return false;
    const isClose = (before: number, now: number): boolean => Math.abs(now / before - 1) <= speedChange;
    if (pace !== null && used !== null && pace.growth === used.growth && isClose(used.speed, pace.speed))
      return false;
    this.#pace = pace;
    return true;
  }

  #knownEstimate(chat: Known): Estimate | null {
    const known = this.#estimates.get(chat.id);
    return known?.updatedAt === chat.updatedAt ? known : null;
  }

  #makeEstimate(chat: Known): Estimate {
    const estimate = this.#estimate(chat);
    this.#estimates.set(chat.id, estimate);
    try {
      this.#store.saveEstimate(chat.id, estimate);
    } catch {
      // It is computed again at the next start. On a full disk, the window must still get the list of chats.
    }
    return estimate;
  }

  /** Takes over the stored estimates of chats that were not asked for before. */
  #readStored(chats: readonly Known[]): void {
    const ids = chats.flatMap(({ id }) => (this.#estimates.has(id) ? [] : [id]));
    if (ids.length === 0) return;
    for (const [id, stored] of this.#store.estimates(ids)) {
      const { data } = estimateForm.safeParse(stored);
      if (data !== undefined) this.#estimates.set(id, data);
    }
  }

  /** Estimates the tokens of a chat's prompt from its last measured answer and the text since then. */
  #estimate({ id, updatedAt, firstKeptId }: Known): Estimate {
    let tokens = 0;
    let tipId: string | null = null;
    for (const message of this.#store.backwards(id)) {
      const { role, timings } = message;
      // An empty answer is not part of the prompt.
      if (role === 'user' || saysSomething(message)) {
        tipId ??= message.id;
        // An answer that was stopped before its first token did not process the whole prompt, so its counts are too low.
        if (role === 'model' && timings !== null && timings.firstTokenMs !== null) {
          tokens += contextTokens(timings);
          break;
        }
        tokens += Math.ceil((lengthOf(message) + this.#documentLength(message.parts)) / charactersPerToken);
      }
      if (message.id === firstKeptId) break;
    }
    return { updatedAt, tokens, tipId };
  }
}
