/** Predicts how soon each chat can answer, from the KV states that the engine has and from the stored messages. */
import type { ChatWarmth } from '../../shared/contract/cache.ts';
import type { Chat } from '../../shared/contract/chats.ts';
import { type CacheState, type Counted, emptyCache } from '../../shared/engine/engine.ts';
import { lengthOf, saysSomething } from '../../shared/message/parts.ts';
import type { Store } from './store.ts';

/** Tokens of a user message of average length, with the marks of the template. */
const questionTokens = 40;

/** Estimate for uncounted text: about four characters per token in English. */
const charactersPerToken = 4;

export class Warmth {
  readonly #store: Store;
  /** An estimate for each chat as of its last change. It is kept because computing it reads the whole chat. */
  readonly #estimates = new Map<string, { updatedAt: number; tokens: number; tipId: string | null }>();
  /** Token counts of prompts by the loaded model's tokenizer, by chat id; each is valid up to one message. */
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

  /** Drops all counts: another model or another system prompt makes them wrong. */
  forgetCounts(): void {
    this.#counted.clear();
  }

  /** Another version of the chat is shown: drops its estimate. */
  changed(chatId: string): void {
    this.#estimates.delete(chatId);
  }

  /**
   * The warmth of `chats`. The wait is predicted from measured speeds: restoring the state, then prefill of the missing tokens
   * and of a question.
   */
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

  /**
   * Estimates the tokens of a chat's prompt from its last measured answer and the text since then. `tipId` is the last message
   * in the prompt.
   */
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
      // An empty answer is not part of the prompt.
      if (role === 'model' && !saysSomething(message)) continue;
      tipId = message.id;
      // An answer that was stopped before its first token did not process the whole prompt, so its counts are too low.
      if (role === 'model' && timings !== null && timings.firstTokenMs !== null)
        tokens = timings.cachedTokens + timings.newTokens + (timings.writtenTokens ?? timings.decodeTokens);
      else tokens += Math.ceil(lengthOf(message) / charactersPerToken);
    }
    const estimate = { updatedAt, tokens, tipId };
    this.#estimates.set(id, estimate);
    return estimate;
  }
}
