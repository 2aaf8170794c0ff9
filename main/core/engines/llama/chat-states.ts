/** The KV states of chats, in an engine process and on disk. */
import {
  emptyCache,
  type Aside,
  type CacheState,
  type ChatStates,
  type ChatStatesEvents,
  type CountedText,
  type PreparedPrompt,
  type PromptOf,
  type Weighed,
  type WeighedRequest,
} from '../../../shared/engine/engine.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { Draft } from '../../../shared/engine/request.ts';

export class LlamaChatStates implements ChatStates {
  readonly #post: (message: ToEngine) => void;
  readonly #isReady: () => boolean;
  readonly #listeners: ChatStatesEvents[] = [];
  /** What waits for the answer to an aside, by its id. */
  readonly #asked = new Map<number, (text: string | null) => void>();
  #asides = 0;
  /** What waits for counted documents, by the id of the question. */
  readonly #counting = new Map<number, (tokens: number[] | null) => void>();
  #counts = 0;
  /** What waits for weighed documents, by the id of the question. */
  readonly #weighing = new Map<number, (weighed: Weighed | null) => void>();
  #weighs = 0;
  #now = emptyCache;
  /** The chats that the process prepares, or is to prepare. */
  readonly #preparing = new Set<string>();

  /** `post` sends a message to the running process, if any; `isReady` tells whether its model is loaded. */
  constructor(post: (message: ToEngine) => void, isReady: () => boolean) {
    this.#post = post;
    this.#isReady = isReady;
  }

  listen(events: ChatStatesEvents): void {
    this.#listeners.push(events);
  }

  lookAt(chatId: string, prompt: PromptOf): void {
    if (this.#isReady()) this.#post({ kind: 'look-at', chatId, ...prompt });
  }

  readDraft(chatId: string | null, prompt: PromptOf, draft: Draft): void {
    if (this.#isReady()) this.#post({ kind: 'type-ahead', chatId, ...prompt, draft });
  }

  ask(aside: Aside): Promise<string | null> {
    if (!this.#isReady()) return Promise.resolve(null);
    const asideId = this.#asides++;
    return new Promise((resolve) => {
      this.#asked.set(asideId, resolve);
      this.#post({ kind: 'ask', asideId, aside });
    });
  }

  prepare(chatId: string, prompt: PreparedPrompt): void {
    if (!this.#isReady()) return;
    this.#preparing.add(chatId);
    this.#post({ kind: 'prepare-chat', chatId, ...prompt });
  }

  stopPreparing(): void {
    // The engine then interrupts its idle-time work.
    if (this.#preparing.size > 0) this.#post({ kind: 'drop-draft' });
  }

  countDocuments(texts: readonly CountedText[]): Promise<number[] | null> {
    if (!this.#isReady()) return Promise.resolve(null);
    const countId = this.#counts++;
    return new Promise((resolve) => {
      this.#counting.set(countId, resolve);
      this.#post({ kind: 'count-documents', countId, texts });
    });
  }

  weighDocuments(request: WeighedRequest): Promise<Weighed | null> {
    if (!this.#isReady()) return Promise.resolve(null);
    const weighId = this.#weighs++;
    return new Promise((resolve) => {
      this.#weighing.set(weighId, resolve);
      this.#post({ kind: 'weigh-documents', weighId, request });
    });
  }

  dropDraft(): void {
    this.#post({ kind: 'drop-draft' });
  }

  forget(chatId: string): void {
    this.#post({ kind: 'forget-chat', chatId });
  }

  clear(): void {
    this.#post({ kind: 'clear-snapshots' });
  }

  setBudget(budgetBytes: number): void {
    this.#post({ kind: 'snapshot-budget', budgetBytes });
  }

  get now(): CacheState {
    return this.#now;
  }

  /** Handles a message of the process; ignores messages that are not about KV states. */
  receive(message: FromEngine): void {
    if (message.kind === 'aside') {
      this.#asked.get(message.asideId)?.(message.text);
      this.#asked.delete(message.asideId);
    }
    if (message.kind === 'documents-counted') {
      this.#counting.get(message.countId)?.(message.tokens);
      this.#counting.delete(message.countId);
    }
    if (message.kind === 'documents-weighed') {
      this.#weighing.get(message.weighId)?.(message.weighed);
      this.#weighing.delete(message.weighId);
    }
    if (message.kind === 'cache') {
      const { kind: _, ...state } = message;
      this.#now = state;
    }
    for (const listener of this.#listeners)
      if (message.kind === 'cache') listener.onCache(this.#now);
      else if (message.kind === 'counted') {
        const { kind: _, ...counted } = message;
        listener.onCounted(counted);
      } else if (message.kind === 'draft') {
        const { kind: _, ...progress } = message;
        listener.onDraft(progress);
      } else if (message.kind === 'preparing') {
        listener.onPreparing?.(message.chatId, message.done, message.total);
      } else if (message.kind === 'prepared') {
        this.#preparing.delete(message.chatId);
        listener.onPrepared?.(message.chatId, message.isDone ? 'done' : 'interrupted');
      }
  }

  /** The process ends, and answers nothing more. */
  left(): void {
    for (const resolve of this.#asked.values()) resolve(null);
    this.#asked.clear();
    for (const resolve of this.#counting.values()) resolve(null);
    this.#counting.clear();
    for (const resolve of this.#weighing.values()) resolve(null);
    this.#weighing.clear();
  }

  /** The process is gone with all of its KV states: reports an empty cache. */
  lost(): void {
    this.left();
    const chatIds = [...this.#preparing];
    this.#preparing.clear();
    this.#now = emptyCache;
    for (const listener of this.#listeners) {
      listener.onCache(emptyCache);
      for (const chatId of chatIds) listener.onPrepared?.(chatId, 'lost');
    }
  }
}
