/**
 * The KV cache answers one question: which state should this prompt start from, and what will that cost? A state is hot (in a
 * context) or warm (a snapshot on disk), or there is none. The longest common prefix of tokens decides, across all chats; the
 * rest is prefilled. If two states serve, the one that will be ready sooner by the measured speeds of this machine is taken.
 */
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Reuse } from '../../shared/contract/message.ts';
import { isApiOwner } from '../../shared/engine/api-owner.ts';
import { ownedDocument } from '../../shared/engine/document-owner.ts';
import type { HeldChat, HeldDocuments } from '../../shared/engine/engine.ts';
import { documentsAtStart, type Prompt, type Span } from '../prompt/prompt.ts';
import type { Costs } from './costs.ts';
import { causeOf, isAllButLast, lastDocument, placeOf, sharesMessage } from './causes.ts';
import { heldDocuments, heldStates } from './held.ts';
import { GivingWay } from './giving-way.ts';
import { noChat, type Hot, type Place, type PlaceUser } from './hot.ts';
import { isOfPerson, Places, type MorePlaces } from './places.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import type { StopSign } from '../process/stop-sign.ts';

/** A state that can be prefilled sooner than this is not worth a file. */
const leastSavingMs = 50;

/** The disk is measured for a state that takes at least this long to process again. */
const leastTrialMs = 500;

/** A state is left in memory, if there is room for a further one, when it would take longer than this to bring back. */
const mostBringingBackMs = 2000;

/** A way to start: in the sequence `place`, from its own content or from a snapshot. */
interface Option {
  place: Hot;
  snapshot: Snapshot | null;
  /** Tokens that need not be processed. */
  reused: number;
  /** What it will take to bring back what another chat loses by it, in ms. */
  lossMs: number;
}

export interface Start {
  hot: Hot;
  /** Tokens of the prompt that need no evaluation. */
  cached: number;
  reuse: Reuse;
  /** Milliseconds that it took to save another chat's state, whose sequence was needed. */
  makeRoomMs: number;
}

export class KvCache {
  readonly #places: Places;
  /** How turns of programs give way to persons. */
  readonly way: GivingWay;
  readonly snapshots: Snapshots;
  readonly costs: Costs;
  budgetBytes: number;
  #clock = 0;
  #isDiskTried = false;
  /** Chats that were not saved, because a snapshot of another chat or of a document has most of them: what it has, by chat. */
  readonly #covered = new Map<string, Snapshot>();
  /** Documents that were deleted: work that had begun before may still process them, but their text must not reach the disk again. */
  readonly #forgotten = new Set<string>();
  constructor(
    places: readonly Place[],
    snapshots: Snapshots,
    costs: Costs,
    budgetBytes: number,
    more: MorePlaces | null = null,
  ) {
    this.#places = new Places(places, more);
    this.snapshots = snapshots;
    this.costs = costs;
    this.budgetBytes = budgetBytes;
    this.way = new GivingWay(this.#places, snapshots, {
      save: (hot) => this.#save(hot),
      saveDisplaced: (hot) => this.#saveDisplaced(hot),
    });
  }

  /** The states in memory. */
  get hot(): readonly Hot[] {
    return this.#places.all;
  }

  /** Turns that can run at once, each in a place of its own, as far as memory allows. */
  get beside(): number {
    return this.#places.most;
  }

  /**
   * As `begin`, for a turn that runs beside others: no other turn takes its place, saves over it or evicts it until `release`. Waits for
   * a place if all are used and memory allows no further one, for which programs give way to a person (`way`); `null`: the turn was
   * stopped meanwhile.
   */
  async beginTurn(chatId: string, prompt: Prompt, user: PlaceUser): Promise<Start | null> {
    const isPerson = user.seat.rank === 'person';
    const places = this.#places;
    let isWaiting = false;
    const wait = (waits: boolean): void => {
      if (isPerson && waits !== isWaiting) places.persons += waits ? 1 : -1;
      isWaiting = waits;
    };
    for (;;) {
      const start = await places.inLine(async () => {
        const isFree = places.unused.length > 0 && (isPerson || places.persons === 0);
        if (!isFree && !(await places.grow())) {
          wait(true);
          return null;
        }
        wait(false);
        return this.#begin(chatId, prompt, user);
      });
      if (start !== null) return start;
      if (user.seat.stop.stopped) {
        wait(false);
        return null;
      }
      await places.released();
    }
  }

  /** The turn has ended, or has not begun: others may use its place. */
  release(turnId: string): void {
    this.#places.release(turnId);
  }

  /** Changes the state of a chat in memory, unless there is none or a running turn uses it. */
  change(chatId: string, change: (hot: Hot) => Promise<void>): Promise<void> {
    return this.#places.inLine(async () => {
      const own = this.#places.unused.find((one) => one.chatId === chatId);
      if (own !== undefined) await change(own);
    });
  }

  /** Frees the places that were added and are not used, as far as what they hold can soon be brought back, or memory is short. */
  shrink(): Promise<void> {
    return this.#places.inLine(() =>
      this.#places.shrink(async (hot) => {
        await this.saveIfWorth(hot);
        const tokens = hot.chatId === null ? 0 : hot.sequence.nextTokenIndex;
        const isSaved = tokens <= hot.savedTokens;
        const backMs = isSaved
          ? this.costs.restoreMs(this.costs.bytesOf(tokens))
          : this.costs.prefillMs(0, tokens);
        return backMs > mostBringingBackMs;
      }),
    );
  }

  /** Brings the best state for `prompt` into a sequence and cuts off what does not match. `chatId`: see `noChat`. */
  begin(chatId: string, prompt: Prompt): Promise<Start> {
    return this.#places.inLine(() => this.#begin(chatId, prompt, null));
  }

  async #begin(chatId: string, prompt: Prompt, user: PlaceUser | null): Promise<Start> {
    // The last token is always evaluated: its logits yield the first token of the answer.
    const wanted = prompt.tokens.slice(0, -1);
    let restoreMs = 0;
    let makeRoomMs = 0;
    let before = this.#known(chatId, wanted);
    let from: Reuse['from'] = 'none';
    let hot: Hot | null = null;
    let source: { chatId: string | null; spans: Span[]; tokens: number } | null = null;

    let options = this.#options(chatId, wanted);
    // Programs leave the chats of a person in memory, and all turns what would take long to bring back, if memory allows.
    const [best] = options;
    const isLeft =
      user !== null &&
      best !== undefined &&
      (best.lossMs > mostBringingBackMs || (user.seat.rank === 'program' && isOfPerson(best.place)));
    if (isLeft && (await this.#places.grow())) options = this.#options(chatId, wanted);
    for (const { place, snapshot } of options) {
      const isDisplaced =
        place.chatId === chatId ? this.#losesMuch(place, wanted) : !isBegunDocument(place, wanted);
      if (isDisplaced || snapshot !== null) {
        const startedAt = performance.now();
        await this.#saveDisplaced(place);
        makeRoomMs += performance.now() - startedAt;
      }
      hot = place;
      // A checkpoint is followed by evaluations of what comes after it.
      hot.gate.seat = user?.seat ?? null;
      from = snapshot === null ? 'hot' : 'snapshot';
      source =
        snapshot === null
          ? { chatId: place.chatId, spans: place.spans, tokens: place.sequence.nextTokenIndex }
          : { ...snapshot, tokens: 0 };
      if (snapshot === null) break;
      const restored = await this.snapshots.restore(snapshot, place.sequence);
      if (restored !== null) {
        restoreMs = restored.ms;
        this.costs.restored(restored);
        place.spans = snapshot.spans;
        place.savedTokens = snapshot.chatId === chatId ? snapshot.tokens.length : 0;
        place.shared.clear();
        break;
      }
      if (snapshot.chatId === chatId) before = null;
      // Its previous content is lost too.
      await place.sequence.clearHistory();
      place.gate.seat = null;
      place.chatId = null;
      place.shared.clear();
      hot = null;
    }
    if (hot === null) throw new Error('there is no sequence to read into');
    const common = hot.sequence.compareContextTokens(wanted).firstDifferentIndex;
    const isDifferent = common < hot.sequence.nextTokenIndex && common < wanted.length;
    if (!canRewind(hot.sequence, common)) await hot.sequence.clearHistory();
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
    this.#places.use(hot, user);
    const isWhole = cached >= wanted.length;
    const isOthers = source !== null && isOther(source.chatId, chatId);
    const isFork = isOthers && sharesMessage(prompt.spans, cached);
    const documentId = isOthers && !isFork ? lastDocument(prompt.spans, cached) : null;
    return {
      hot,
      cached,
      makeRoomMs,
      reuse: {
        from: cached === 0 ? 'none' : from,
        restoreMs,
        ...(isWhole || ((isFork || documentId !== null) && isAllButLast(prompt.spans, cached))
          ? { cause: null, messageId: null }
          : causeOf(prompt.spans, cached, before, {
              lost: this.snapshots.lossOf(chatId),
              needsCheckpoints: hot.sequence.needsCheckpoints,
              hasIds: user?.seat.rank !== 'program',
            })),
        ...(isFork ? { chatId: source!.chatId! } : {}),
        ...(documentId === null ? {} : { documentId }),
        ...(isDifferent && user?.seat.rank === 'program'
          ? { differs: placeOf(prompt.spans, common, user.hasTools) }
          : {}),
      },
    };
  }

  /**
   * Whether more of the state in `place` is lost than is soon processed again, although it belongs to whoever asks: programs hold
   * several conversations under one name.
   */
  #losesMuch({ chatId, sequence }: Hot, wanted: Token[]): boolean {
    if (!isApiOwner(chatId)) return false;
    const kept = sequence.compareContextTokens(wanted).firstDifferentIndex;
    const held = sequence.nextTokenIndex;
    return this.costs.prefillMs(kept, held) > this.costs.saveMs(this.costs.bytesOf(held)) + leastSavingMs;
  }

  /** Brings a chat back into memory if a snapshot is its best state; processes no tokens. */
  async bringBack(chatId: string, history: Prompt): Promise<void> {
    const [best] = this.#options(chatId, history.tokens.slice(0, -1));
    if (best?.snapshot?.chatId === chatId) await this.begin(chatId, history);
  }

  /** Whether the state of a chat holds all of `prompt`, in memory or on disk. */
  holds(chatId: string, { tokens }: Prompt): boolean {
    const inMemory = this.hot.some(
      ({ chatId: own, shared, sequence }) =>
        (own === chatId || (shared.get(chatId) ?? 0) >= tokens.length) &&
        reusableOf(sequence, tokens) === tokens.length,
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

  /** Saves what is about to be lost, unless it takes less time to process what no snapshot has of it. */
  async #saveDisplaced(hot: Hot): Promise<void> {
    const { sequence, chatId } = hot;
    const held = sequence.contextTokens;
    let best: { snapshot: Snapshot; tokens: number } | null = null;
    for (const snapshot of sequence.needsCheckpoints ? [] : this.snapshots.all()) {
      const tokens = commonLength(snapshot.tokens, held);
      if (tokens > (best?.tokens ?? 0)) best = { snapshot, tokens };
    }
    if (
      best === null ||
      this.costs.prefillMs(best.tokens, held.length) >= this.costs.saveMs(this.costs.bytesOf(held.length))
    )
      return this.saveIfWorth(hot);
    const { snapshot, tokens } = best;
    if (chatId)
      this.#covered.set(chatId, { ...snapshot, chatId, tokens: snapshot.tokens.subarray(0, tokens) });
  }

  /** Saves a snapshot of `hot` if restoring it will cost less than processing it again. */
  async saveIfWorth(hot: Hot): Promise<void> {
    const tokens = hot.sequence.nextTokenIndex;
    const saving = (): number =>
      this.costs.prefillMs(0, tokens) - this.costs.restoreMs(this.costs.bytesOf(tokens));
    if (saving() < leastSavingMs && this.costs.prefillMs(0, tokens) >= leastTrialMs) await this.#tryDisk();
    if (saving() >= leastSavingMs) await this.#save(hot);
  }

  /**
   * Measures the disk once: a fast GPU processes a chat sooner than a disk of the assumed speed brings it back, and would never save a
   * state that tells the real speed.
   */
  async #tryDisk(): Promise<void> {
    if (this.#isDiskTried || this.budgetBytes === 0) return;
    this.#isDiskTried = true;
    const measured = await this.snapshots.tryDisk();
    if (measured === null) return;
    this.costs.saved({ bytes: measured.bytes, ms: measured.writeMs });
    this.costs.restored({ bytes: measured.bytes, ms: measured.readMs });
  }

  async #save(hot: Hot): Promise<void> {
    const { sequence, chatId } = hot;
    const tokens = sequence.nextTokenIndex;
    if (this.budgetBytes === 0 || !chatId || tokens <= hot.savedTokens || this.#holdsForgotten(hot.spans))
      return;
    const bytes = this.costs.bytesOf(tokens);
    if (bytes > this.budgetBytes) return;
    const saved = await this.snapshots.save(sequence, chatId, hot.spans, this.budgetBytes, bytes);
    if (saved === null) return;
    this.costs.bytesPerToken = saved.bytes / tokens;
    this.costs.saved(saved);
    hot.savedTokens = tokens;
  }

  /**
   * Saves a snapshot of `hot` under `owner` while an answer waits for it, if the disk is much faster than the model. The sequence
   * holds exactly `prompt`. Returns whether `owner` has it now.
   */
  keepAs(owner: string, hot: Hot, prompt: Prompt): Promise<boolean> {
    return this.#places.inLine(() => this.#keepAs(owner, hot, prompt));
  }

  async #keepAs(owner: string, hot: Hot, prompt: Prompt): Promise<boolean> {
    const { length } = prompt.tokens;
    const bytes = this.costs.bytesOf(length);
    if (this.budgetBytes === 0 || bytes > this.budgetBytes || this.#holdsForgotten(prompt.spans))
      return false;
    if (this.holds(owner, prompt)) return true;
    if (this.costs.saveMs(bytes) > this.costs.prefillMs(0, length) * mostSavingShare) return false;
    return (await this.snapshots.save(hot.sequence, owner, prompt.spans, this.budgetBytes, bytes)) !== null;
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
    return this.costs.saveMs(this.costs.bytesOf(Math.max(...tokens)));
  }

  /** See `heldStates`. */
  held(): HeldChat[] {
    const saved = [...this.snapshots.all()];
    const ids = new Set(saved.map(({ id }) => id));
    const covered = [...this.#covered.values()].filter(({ id }) => ids.has(id));
    return heldStates(this.hot, [...saved, ...covered], (bytes) => this.costs.restoreMs(bytes));
  }

  /** See `heldDocuments`. */
  heldDocuments(): HeldDocuments[] {
    return heldDocuments(this.hot, this.snapshots.all(), (bytes) => this.costs.restoreMs(bytes));
  }

  /** The documents with which states begin, each list in its order. */
  documentOrders(): string[][] {
    const all = [...this.hot, ...this.snapshots.all()].map(({ spans }) =>
      documentsAtStart(spans).map(({ documentId }) => documentId),
    );
    return all.filter(({ length }) => length > 0);
  }

  /**
   * What a prompt of the chat that begins with `tokens`, up to the end of a document, would start from; nothing is changed by it. At the
   * ends of documents are checkpoints. node-llama-cpp 3.22 uses them, but does not find them beforehand if there are later ones.
   */
  foresee(chatId: string, tokens: Token[]): { cached: number; where: 'hot' | 'warm'; restoreMs: number } {
    if (
      this.hot.some(
        ({ sequence }) => sequence.compareContextTokens(tokens).firstDifferentIndex >= tokens.length,
      )
    )
      return { cached: tokens.length, where: 'hot', restoreMs: 0 };
    const [best] = this.#options(chatId, tokens);
    const snapshot = best?.snapshot ?? null;
    return {
      cached: best?.reused ?? 0,
      where: snapshot === null ? 'hot' : 'warm',
      restoreMs: snapshot === null ? 0 : this.costs.restoreMs(snapshot.bytes),
    };
  }

  /** Drops the states of a chat that was deleted; of a document, all states that contain it. */
  async forget(chatId: string): Promise<void> {
    const documentId = ownedDocument(chatId);
    if (documentId !== null) this.#forgotten.add(documentId);
    const isGone = (state: { chatId: string | null; spans: readonly Span[] }): boolean =>
      state.chatId === chatId ||
      (documentId !== null && state.spans.some((span) => span.documentId === documentId));
    this.snapshots.forget(chatId, isGone);
    this.#covered.delete(chatId);
    for (const hot of this.hot) {
      hot.shared.delete(chatId);
      if (!isGone(hot)) continue;
      hot.chatId = null;
      hot.shared.clear();
      await hot.sequence.clearHistory();
    }
  }

  #holdsForgotten(spans: readonly Span[]): boolean {
    return spans.some(({ documentId }) => documentId !== undefined && this.#forgotten.has(documentId));
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

  /**
   * Ways to start, the cheapest first: from the content of a sequence, from a snapshot, or from nothing, which comes last. The
   * cost of a way is the time to process the rest, and later to bring back what it displaces of another chat.
   */
  #options(chatId: string, wanted: Token[]): Option[] {
    const free = this.#free(chatId, wanted);
    /** The future cost of what another chat loses in `hot` if `kept` of its tokens stay. */
    const lossAt = (hot: Hot, kept: number): number => {
      if ((hot.chatId === chatId && !this.#losesMuch(hot, wanted)) || !hot.chatId) return 0;
      const tokens = hot.sequence.nextTokenIndex;
      const bytes = this.costs.bytesOf(tokens);
      const isSaved = this.budgetBytes > 0 && bytes > 0;
      return Math.min(
        this.costs.prefillMs(kept, tokens),
        isSaved ? this.costs.saveMs(bytes) + this.costs.restoreMs(bytes) : Infinity,
      );
    };
    const options: { ms: number; option: Option }[] = [];
    const add = (place: Hot, snapshot: Snapshot | null, reused: number): void => {
      const lossMs = lossAt(place, snapshot === null ? reused : 0);
      const readyMs =
        (snapshot === null ? 0 : this.costs.restoreMs(snapshot.bytes)) +
        this.costs.prefillMs(reused, wanted.length);
      options.push({ ms: readyMs + lossMs, option: { place, snapshot, reused, lossMs } });
    };
    add(free, null, 0);
    for (const hot of this.#places.unused) {
      const reused = reusableOf(hot.sequence, wanted);
      if (reused > 0) add(hot, null, reused);
    }
    for (const snapshot of this.snapshots.all()) {
      if (snapshot.tokens.length > free.sequence.contextSize) continue;
      const common = commonLength(snapshot.tokens, wanted);
      // A restored state of a model with a sliding window or a recurrent state has no checkpoints to rewind to.
      const reused = free.sequence.needsCheckpoints && common < snapshot.tokens.length ? 0 : common;
      if (reused > 0) add(free, snapshot, reused);
    }
    return options.toSorted((a, b) => a.ms - b.ms).map(({ option }) => option);
  }

  /** The sequence that a new state replaces: this chat's own, an empty one, or the least recently used one. */
  #free(chatId: string, wanted: Token[]): Hot {
    const unused = this.#places.unused;
    // All are used by turns only while a draft is weighed, which changes nothing.
    const places = unused.length > 0 ? unused : this.hot;
    return (
      places.find((hot) => hot.chatId === chatId && !this.#losesMuch(hot, wanted)) ??
      places.find((hot) => hot.chatId === null) ??
      places.toSorted((a, b) => a.usedAt - b.usedAt)[0]!
    );
  }

  /** What was known about this chat before anything changed, for the explanation. */
  #known(chatId: string, wanted: Token[]): Span[] | null {
    const hot = this.#places.unused
      .filter((one) => one.chatId === chatId)
      .toSorted((a, b) => b.usedAt - a.usedAt)[0];
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
}

/** A chat whose state another one starts from counts as hot while this share of it stays. */
const leastShared = 0.5;

/** An answer may wait this much longer, as a share of its prefill, for a state that others can start from. */
const mostSavingShare = 0.05;

const isOther = (owner: string | null, chatId: string): owner is string =>
  owner !== null && owner !== noChat && owner !== chatId;

/** Whether `place` holds the beginning of a document that `wanted` continues: it is kept with the chat that reads the rest. */
const isBegunDocument = ({ chatId, spans, sequence }: Hot, wanted: Token[]): boolean =>
  ownedDocument(chatId) !== null &&
  sequence.nextTokenIndex < (spans.at(-1)?.end ?? 0) &&
  sequence.compareContextTokens(wanted).firstDifferentIndex === sequence.nextTokenIndex;

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
