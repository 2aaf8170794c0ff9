/**
 * The KV cache answers one question: which state should this prompt start from, and what will that cost? A state is hot (in a
 * context) or warm (a snapshot on disk), or there is none. The longest common prefix of tokens decides, across all chats; the
 * rest is prefilled. If two states serve, the one that will be ready sooner by the measured speeds of this machine is taken.
 */
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Reuse, ReuseCause } from '../../shared/contract/message.ts';
import type { HeldChat } from '../../shared/engine/engine.ts';
import type { Guesser } from '../guess/guesser.ts';
import type { Prompt, Span } from '../prompt/prompt.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import type { StopSign } from '../process/stop-sign.ts';
import type { Speeds } from './speeds.ts';

/** A context's only sequence, and its content. */
export interface Hot {
  sequence: LlamaContextSequence;
  /** `null` for models that cannot rewind guesses. */
  guesser: Guesser | null;
  /** `null` while it is empty. */
  chatId: string | null;
  spans: Span[];
  /** Tokens that a snapshot of this chat also holds. */
  savedTokens: number;
  /** Other chats that were here before, of which most is still here, and how many of its first tokens are theirs. */
  shared: Map<string, number>;
  usedAt: number;
}

/** Speeds until something was measured: cautious figures from a two-core machine. */
const assumed = { prefill: 200, restore: 500e6, save: 500e6 };

/** A state that can be prefilled sooner than this is not worth a file. */
const leastSavingMs = 50;

/** A way to start: in the sequence `place`, from its own content or from a snapshot. */
interface Option {
  place: Hot;
  snapshot: Snapshot | null;
}

export interface Start {
  hot: Hot;
  /** Tokens of the prompt that need no evaluation. */
  cached: number;
  reuse: Reuse;
  /** Milliseconds that it took to save another chat's state, whose sequence was needed. */
  makeRoomMs: number;
}

/** In place of a chat's id, for prompts that belong to no chat: their state stays in memory until its place is needed. */
export const noChat = '';

export class KvCache {
  readonly hot: Hot[];
  readonly snapshots: Snapshots;
  readonly speeds: Speeds;
  budgetBytes: number;
  #clock = 0;

  constructor(
    places: Pick<Hot, 'sequence' | 'guesser'>[],
    snapshots: Snapshots,
    speeds: Speeds,
    budgetBytes: number,
  ) {
    this.hot = places.map((place) => ({
      ...place,
      chatId: null,
      spans: [],
      savedTokens: 0,
      shared: new Map(),
      usedAt: 0,
    }));
    this.snapshots = snapshots;
    this.speeds = speeds;
    this.budgetBytes = budgetBytes;
  }

  /** Brings the best state for `prompt` into a sequence and cuts off what does not match. `chatId`: see `noChat`. */
  async begin(chatId: string, prompt: Prompt): Promise<Start> {
    // The last token is always evaluated: its logits yield the first token of the answer.
    const wanted = prompt.tokens.slice(0, -1);
    let restoreMs = 0;
    let makeRoomMs = 0;
    let before = this.#known(chatId, wanted);
    let from: Reuse['from'] = 'none';
    let hot: Hot | null = null;
    let source: { chatId: string | null; spans: Span[]; tokens: number } | null = null;

    for (const { place, snapshot } of this.#options(chatId, wanted)) {
      if (place.chatId !== chatId || snapshot !== null) {
        const startedAt = performance.now();
        await this.saveIfWorth(place);
        makeRoomMs += performance.now() - startedAt;
      }
      hot = place;
      from = snapshot === null ? 'hot' : 'snapshot';
      source =
        snapshot === null
          ? { chatId: place.chatId, spans: place.spans, tokens: place.sequence.nextTokenIndex }
          : { ...snapshot, tokens: 0 };
      if (snapshot === null) break;
      const restored = await this.snapshots.restore(snapshot, place.sequence);
      if (restored !== null) {
        restoreMs = restored.ms;
        this.speeds.restore = (restored.bytes * 1000) / Math.max(restored.ms, 0.1);
        place.spans = snapshot.spans;
        place.savedTokens = snapshot.chatId === chatId ? snapshot.tokens.length : 0;
        place.shared.clear();
        break;
      }
      if (snapshot.chatId === chatId) before = null;
      // Its previous content is lost too.
      await place.sequence.clearHistory();
      place.chatId = null;
      place.shared.clear();
      hot = null;
    }
    if (hot === null) throw new Error('there is no sequence to read into');
    if (!canRewind(hot.sequence, hot.sequence.compareContextTokens(wanted).firstDifferentIndex))
      await hot.sequence.clearHistory();
    await hot.sequence.adaptStateToTokens(wanted, false);
    const cached = hot.sequence.nextTokenIndex;
    if (hot.chatId !== chatId) hot.savedTokens = from === 'snapshot' ? hot.savedTokens : 0;
    hot.savedTokens = Math.min(hot.savedTokens, cached);
    if (source !== null && isOther(source.chatId, chatId)) hot.shared.set(source.chatId, source.tokens);
    for (const [sharing, tokens] of hot.shared) {
      const kept = Math.min(tokens, cached);
      if (sharing === chatId || kept < tokens * leastShared) hot.shared.delete(sharing);
      else hot.shared.set(sharing, kept);
    }
    hot.chatId = chatId;
    hot.spans = prompt.spans;
    hot.usedAt = ++this.#clock;
    const isWhole = cached >= wanted.length;
    const isFork = source !== null && isOther(source.chatId, chatId) && sharesMessage(prompt.spans, cached);
    return {
      hot,
      cached,
      makeRoomMs,
      reuse: {
        from: cached === 0 ? 'none' : from,
        restoreMs,
        ...(isWhole || (isFork && isAllButLast(prompt.spans, cached))
          ? { cause: null, messageId: null }
          : this.#causeAt(chatId, prompt, cached, before)),
        ...(isFork ? { chatId: source!.chatId! } : {}),
      },
    };
  }

  /** Brings a chat back into memory if a snapshot is its best state; processes no tokens. */
  async bringBack(chatId: string, history: Prompt): Promise<void> {
    const [best] = this.#options(chatId, history.tokens.slice(0, -1));
    if (best?.snapshot?.chatId === chatId) await this.begin(chatId, history);
  }

  /** Whether the state of a chat holds all of `prompt`, in memory or on disk. */
  holds(chatId: string, { tokens }: Prompt): boolean {
    const inMemory = this.hot.some(
      ({ chatId: own, sequence }) => own === chatId && reusableOf(sequence, tokens) === tokens.length,
    );
    // A restored state may have no checkpoint to rewind to.
    const mustBeWhole = this.hot.some(({ sequence }) => sequence.needsCheckpoints);
    const onDisk = [...this.snapshots.all()].some(
      (one) =>
        one.chatId === chatId &&
        commonLength(one.tokens, tokens) === tokens.length &&
        (!mustBeWhole || one.tokens.length === tokens.length),
    );
    return inMemory || onDisk;
  }

  /** Saves a snapshot of `hot` if restoring it will cost less than processing it again. */
  async saveIfWorth(hot: Hot): Promise<void> {
    const { sequence, chatId } = hot;
    const tokens = sequence.nextTokenIndex;
    if (this.budgetBytes === 0 || !chatId || tokens <= hot.savedTokens) return;
    const bytes = tokens * this.bytesPerToken;
    if (this.#prefillMs(tokens) - this.#restoreMs(bytes) < leastSavingMs || bytes > this.budgetBytes) return;
    const saved = await this.snapshots.save(sequence, chatId, hot.spans, this.budgetBytes, bytes);
    if (saved === null) return;
    this.bytesPerToken = saved.bytes / tokens;
    this.speeds.save = (saved.bytes * 1000) / Math.max(saved.ms, 0.1);
    hot.savedTokens = tokens;
  }

  /** Saves every hot state that is worth it, the latest first, and seals the snapshots, until it is stopped. */
  async saveAll(stop: StopSign): Promise<void> {
    await this.snapshots.seal(stop);
    for (const hot of this.hot.toSorted((a, b) => b.usedAt - a.usedAt)) {
      if (stop.stopped) return;
      await this.saveIfWorth(hot);
      await this.snapshots.seal(stop);
    }
  }

  /** Milliseconds that saving the largest unsaved state will take. */
  get unsavedMs(): number {
    const tokens = this.hot.map((hot) =>
      hot.sequence.nextTokenIndex > hot.savedTokens ? hot.sequence.nextTokenIndex : 0,
    );
    return this.#saveMs(Math.max(...tokens) * this.bytesPerToken);
  }

  /** Every chat that has a state, and where. */
  held(): HeldChat[] {
    const chats = new Map<string, HeldChat>();
    for (const { chatId, tokens, bytes } of this.snapshots.all()) {
      const known = chats.get(chatId);
      if (known === undefined || known.tokens < tokens.length)
        chats.set(chatId, {
          chatId,
          where: 'warm',
          tokens: tokens.length,
          restoreMs: this.#restoreMs(bytes),
        });
    }
    for (const { shared } of this.hot)
      for (const [chatId, tokens] of shared)
        if ((chats.get(chatId)?.tokens ?? 0) <= tokens)
          chats.set(chatId, { chatId, where: 'hot', tokens, restoreMs: 0 });
    for (const { chatId, sequence } of this.hot)
      if (chatId !== null && chatId !== noChat)
        chats.set(chatId, { chatId, where: 'hot', tokens: sequence.nextTokenIndex, restoreMs: 0 });
    return [...chats.values()];
  }

  /** Drops the states of a chat that was deleted. */
  async forget(chatId: string): Promise<void> {
    this.snapshots.forget(chatId);
    for (const hot of this.hot) {
      hot.shared.delete(chatId);
      if (hot.chatId !== chatId) continue;
      hot.chatId = null;
      hot.shared.clear();
      await hot.sequence.clearHistory();
    }
  }

  /** Removes every snapshot of this model; hot states stay. */
  clearSnapshots(): void {
    this.snapshots.clear();
    for (const hot of this.hot) hot.savedTokens = 0;
  }

  /** Sets the most bytes that snapshots may take; the excess is removed at once. */
  async setBudget(budgetBytes: number): Promise<void> {
    this.budgetBytes = budgetBytes;
    await this.snapshots.keepWithin(budgetBytes);
    // A removed state may be worth a file again.
    for (const hot of this.hot) hot.savedTokens = 0;
  }

  /** Bytes of state per token, from the last snapshot; before that, a guess that lets the first snapshot happen. */
  bytesPerToken = 0;

  /**
   * Ways to start, the cheapest first: from the content of a sequence, from a snapshot, or from nothing, which comes last. The
   * cost of a way is the time to process the rest, and later to bring back what it displaces of another chat.
   */
  #options(chatId: string, wanted: Token[]): Option[] {
    const free = this.#free(chatId);
    /** The future cost of what another chat loses in `hot` if `kept` of its tokens stay. */
    const lossAt = (hot: Hot, kept: number): number => {
      if (hot.chatId === chatId || !hot.chatId) return 0;
      const tokens = hot.sequence.nextTokenIndex;
      const bytes = tokens * this.bytesPerToken;
      const isSaved = this.budgetBytes > 0 && bytes > 0;
      return Math.min(
        this.#prefillMs(tokens - kept),
        isSaved ? this.#saveMs(bytes) + this.#restoreMs(bytes) : Infinity,
      );
    };
    const options: { ms: number; option: Option }[] = [
      { ms: this.#prefillMs(wanted.length) + lossAt(free, 0), option: { place: free, snapshot: null } },
    ];
    for (const hot of this.hot) {
      const reused = reusableOf(hot.sequence, wanted);
      if (reused > 0)
        options.push({
          ms: this.#prefillMs(wanted.length - reused) + lossAt(hot, reused),
          option: { place: hot, snapshot: null },
        });
    }
    for (const snapshot of this.snapshots.all()) {
      if (snapshot.tokens.length > free.sequence.contextSize) continue;
      const common = commonLength(snapshot.tokens, wanted);
      // A restored state of a model with a sliding window or a recurrent state has no checkpoints to rewind to.
      const reused = free.sequence.needsCheckpoints && common < snapshot.tokens.length ? 0 : common;
      if (reused > 0)
        options.push({
          ms: this.#restoreMs(snapshot.bytes) + this.#prefillMs(wanted.length - reused) + lossAt(free, 0),
          option: { place: free, snapshot },
        });
    }
    return options.toSorted((a, b) => a.ms - b.ms).map(({ option }) => option);
  }

  /** The sequence that a new state replaces: this chat's own, an empty one, or the least recently used one. */
  #free(chatId: string): Hot {
    return (
      this.hot.find((hot) => hot.chatId === chatId) ??
      this.hot.find((hot) => hot.chatId === null) ??
      this.hot.toSorted((a, b) => a.usedAt - b.usedAt)[0]!
    );
  }

  #prefillMs(tokens: number): number {
    return (tokens * 1000) / (this.speeds.prefill ?? assumed.prefill);
  }

  #saveMs(bytes: number): number {
    return (bytes * 1000) / (this.speeds.save ?? assumed.save);
  }

  /** Until a state was restored, at least as fast as one was saved: the assumption alone would rule out a first try on a fast GPU. */
  #restoreMs(bytes: number): number {
    const { restore, save } = this.speeds;
    return (bytes * 1000) / (restore ?? Math.max(assumed.restore, save ?? 0));
  }

  /** What was known about this chat before anything changed, for the explanation. */
  #known(chatId: string, wanted: Token[]): Span[] | null {
    const hot = this.hot.find((one) => one.chatId === chatId);
    if (hot) return hot.spans;
    let best: Snapshot | null = null;
    for (const snapshot of this.snapshots.all())
      if (
        snapshot.chatId === chatId &&
        (best === null || commonLength(snapshot.tokens, wanted) > commonLength(best.tokens, wanted))
      )
        best = snapshot;
    return best?.spans ?? null;
  }

  /** Why no more than `cached` tokens were there, and in which message the difference began. */
  #causeAt(
    chatId: string,
    { spans }: Prompt,
    cached: number,
    before: Span[] | null,
  ): { cause: ReuseCause | null; messageId: string | null } {
    if (before === null) {
      // Its answers were once processed or generated by a model, but not by this engine process, and no file is left.
      const isOld = spans.some(({ kind }) => kind === 'answer');
      return { cause: this.snapshots.lossOf(chatId) ?? (isOld ? 'not-kept' : 'first-time'), messageId: null };
    }
    const missing = missingOf(spans, cached);
    const messageId = firstMessage(missing);
    if (missing[0]?.kind === 'system' || hasSystem(spans) !== hasSystem(before))
      return { cause: 'system-prompt', messageId: null };
    const first = firstMessage(spans);
    // The chat began with older messages, which the model no longer sees.
    if (first !== firstMessage(before) && before.some((span) => span.messageId === first))
      return { cause: 'dropped', messageId: null };
    // The template's own beginning differs, for example a date in it.
    if (missing.length === spans.length && first === firstMessage(before))
      return { cause: 'rewritten', messageId: null };
    if (messageId === null) return { cause: null, messageId: null };
    if (before.some((span) => span.messageId === messageId))
      return { cause: this.hot[0]!.sequence.needsCheckpoints ? 'window-slid' : 'rewritten', messageId };
    // What was here when this chat was processed last, after the same tokens; nothing if it ended here.
    const instead = firstMessage(missingOf(before, cached));
    const isLast = messageId === spans.findLast((span) => span.messageId !== null)!.messageId;
    if (instead === null) return isLast ? { cause: null, messageId: null } : { cause: 'not-kept', messageId };
    return { cause: isLast ? 'edited' : 'other-version', messageId };
  }
}

/** A chat whose state another one starts from counts as hot while this share of it stays. */
const leastShared = 0.5;

const isOther = (owner: string | null, chatId: string): owner is string =>
  owner !== null && owner !== noChat && owner !== chatId;

/** Whether the first `cached` tokens contain a whole message. */
const sharesMessage = (spans: readonly Span[], cached: number): boolean =>
  spans.some(({ messageId, end }) => messageId !== null && end <= cached);

/** Whether the first `cached` tokens contain all messages but the last. */
const isAllButLast = (spans: readonly Span[], cached: number): boolean =>
  missingOf(spans, cached).filter(({ messageId }) => messageId !== null).length <= 1;

/**
 * The spans that are not among the first `cached` tokens. The last token of an answer that was cut was never evaluated, so the
 * answer is there without it.
 */
const missingOf = (spans: readonly Span[], cached: number): Span[] =>
  spans.filter(({ end, kind }) => end > (kind === 'answer' ? cached + 1 : cached));

const hasSystem = (spans: readonly Span[]): boolean => spans.some(({ kind }) => kind === 'system');

const firstMessage = (spans: readonly Span[]): string | null =>
  spans.find(({ messageId }) => messageId !== null)?.messageId ?? null;

const commonLength = (held: ArrayLike<number>, wanted: ArrayLike<number>): number => {
  const most = Math.min(held.length, wanted.length);
  let length = 0;
  while (length < most && held[length] === wanted[length]) length += 1;
  return length;
};

/**
 * Tokens of `wanted` that `sequence` can keep: models with a sliding window or a recurrent state rewind only to checkpoints.
 */
const reusableOf = (sequence: LlamaContextSequence, wanted: Token[]): number => {
  const common = sequence.compareContextTokens(wanted).firstDifferentIndex;
  if (common === 0 || common >= sequence.nextTokenIndex) return common;
  if (!canRewind(sequence, common)) return 0;
  const again = sequence.getRestoreToPrefixIndexEvaluationSize(common - 1);
  return again < 0 ? common : Math.max(0, common - again);
};

/**
 * Whether rewinding to `length` tokens leaves the whole sliding window before them in place. node-llama-cpp 3.22 checks only
 * the last token, so it answers wrongly if that one is still there but others of its window are not
 * (test/engine/load/architectures.test.ts shows it).
 */
const canRewind = (sequence: LlamaContextSequence, length: number): boolean => {
  const swaSize = sequence.model.fileInsights.swaSize ?? null;
  if (swaSize === null || length === 0 || length >= sequence.nextTokenIndex) return true;
  const first = sequence.stateCellsStartIndex;
  return first >= length || first <= Math.max(0, length - swaSize + 1);
};
