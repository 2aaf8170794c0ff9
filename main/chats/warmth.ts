/** How soon each chat answers, from what the engine holds and what the store knows. */
import type { Chat, ChatWarmth } from '../contract/types.ts';
import type { CacheState } from '../engine/supervisor.ts';
import type { Store } from './store.ts';

/** A message of the user of middling length, with the marks around it. */
const questionTokens = 40;

/** Of text whose tokens were never counted: English has about four characters a token. */
const charactersPerToken = 4;

export class Warmth {
  readonly #store: Store;
  /** Tokens of each chat as of its last change, since counting reads all of it. */
  readonly #tokens = new Map<string, { updatedAt: number; tokens: number }>();
  #cache: CacheState = { chats: [], prefillSpeed: null, bytesPerToken: 0 };

  constructor(store: Store) {
    this.#store = store;
  }

  update(cache: CacheState): void {
    this.#cache = cache;
  }

  /** Predicts from measured speeds: restoring the state, then prefill of what it lacks and of a question. */
  of(chats: Chat[]): ChatWarmth[] {
    const { prefillSpeed } = this.#cache;
    const held = new Map(this.#cache.chats.map((one) => [one.chatId, one]));
    return chats.map((chat) => {
      const state = held.get(chat.id);
      const tokens = this.#count(chat);
      const fresh = Math.max(0, tokens - (state?.tokens ?? 0)) + questionTokens;
      return {
        chatId: chat.id,
        temperature: state?.where ?? 'cold',
        waitMs:
          prefillSpeed === null ? null : Math.round((state?.restoreMs ?? 0) + (fresh * 1000) / prefillSpeed),
        tokens,
      };
    });
  }

  /** What the prompt of a chat comes to, by its last measured answer and the text since. */
  #count({ id, updatedAt }: Chat): number {
    const known = this.#tokens.get(id);
    if (known?.updatedAt === updatedAt) return known.tokens;
    let tokens = 0;
    for (const { role, text, reasoning, timings } of this.#store.path(id)) {
      if (role === 'model' && timings !== null)
        tokens = timings.cachedTokens + timings.newTokens + timings.decodeTokens;
      else tokens += Math.ceil((text.length + reasoning.length) / charactersPerToken);
    }
    this.#tokens.set(id, { updatedAt, tokens });
    return tokens;
  }
}
