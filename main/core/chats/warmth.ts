/** How soon each chat answers, from what the engine holds and what the store knows. */
import type { ChatWarmth } from '../../shared/contract/cache.ts';
import type { Chat } from '../../shared/contract/chats.ts';
import { type CacheState, type Counted, emptyCache } from '../../shared/engine/engine.ts';
import { lengthOf, saysSomething } from '../../shared/message/parts.ts';
import type { Store } from './store.ts';

/** A message of the user of middling length, with the marks around it. */
const questionTokens = 40;

/** Of text whose tokens were never counted: English has about four characters a token. */
const charactersPerToken = 4;

export class Warmth {
  readonly #store: Store;
  /** Estimates for each chat as of its last change, since making one reads all of it. */
  readonly #estimates = new Map<string, { updatedAt: number; tokens: number; tipId: string | null }>();
  /** What the engine counted of chats, each up to a message, with the loaded model. */
  readonly #counted = new Map<string, Counted>();
  #cache: CacheState = emptyCache;

  constructor(store: Store) {
    this.#store = store;
  }

  update(cache: CacheState): void {
    this.#cache = cache;
  }

  noteCount(counted: Counted): void {
    this.#counted.set(counted.chatId, counted);
  }

  /** Another model, another system prompt: what was counted holds no longer. */
  forgetCounts(): void {
    this.#counted.clear();
  }

  /** Another version of the chat is shown. */
  changed(chatId: string): void {
    this.#estimates.delete(chatId);
  }

  /** Predicts from measured speeds: restoring the state, then prefill of what it lacks and of a question. */
  of(chats: Chat[]): ChatWarmth[] {
    const { prefillSpeed } = this.#cache;
    const held = new Map(this.#cache.chats.map((one) => [one.chatId, one]));
    return chats.map((chat) => {
      const state = held.get(chat.id);
      const estimate = this.#estimate(chat);
      const counted = this.#counted.get(chat.id);
      const isCounted = counted !== undefined && counted.tipId === estimate.tipId;
      const tokens = isCounted ? counted.tokens : estimate.tokens;
      const fresh = Math.max(0, tokens - (state?.tokens ?? 0)) + questionTokens;
      return {
        chatId: chat.id,
        temperature: state?.where ?? 'cold',
        waitMs:
          prefillSpeed === null ? null : Math.round((state?.restoreMs ?? 0) + (fresh * 1000) / prefillSpeed),
        tokens,
        isCounted,
      };
    });
  }

  /** What the prompt of a chat comes to, by its last measured answer and the text since, and the last message in it. */
  #estimate({ id, updatedAt, firstKeptId }: Chat): { tokens: number; tipId: string | null } {
    const known = this.#estimates.get(id);
    if (known?.updatedAt === updatedAt) return known;
    const path = this.#store.path(id);
    const from = Math.max(
      0,
      path.findIndex((message) => message.id === firstKeptId),
    );
    let tokens = 0;
    let tipId: string | null = null;
    for (const message of path.slice(from)) {
      const { role, timings } = message;
      // An answer that never began is no part of the prompt.
      if (role === 'model' && !saysSomething(message)) continue;
      tipId = message.id;
      // One that was stopped before its first token did not process all of the prompt.
      if (role === 'model' && timings !== null && timings.firstTokenMs !== null)
        tokens = timings.cachedTokens + timings.newTokens + (timings.writtenTokens ?? timings.decodeTokens);
      else tokens += Math.ceil(lengthOf(message) / charactersPerToken);
    }
    const estimate = { updatedAt, tokens, tipId };
    this.#estimates.set(id, estimate);
    return estimate;
  }
}
