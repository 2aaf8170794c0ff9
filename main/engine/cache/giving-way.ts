/**
 * How a program's turn lets a person's turn have its place, and continues afterwards. A person does not wait for the end of a program's
 * answer, even if memory allows only one place: between two tokens, or two slices of its prompt, the program's turn has its state
 * saved, waits until the place is free again, and has the state restored.
 */
import type { Token } from 'node-llama-cpp';
import type { Span } from '../prompt/prompt.ts';
import type { Hot, PlaceUser } from './hot.ts';
import type { Places } from './places.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

/** What the cache does for a turn that gives way. */
interface Keeping {
  /** Saves the state, if the user allows that at all, although it may not be worth it. */
  save(hot: Hot): Promise<void>;
  /** Saves what is displaced, if it is worth it. */
  saveDisplaced(hot: Hot): Promise<void>;
}

/** What a turn had in its place. */
interface Left {
  chatId: string | null;
  spans: Span[];
  tokens: Token[];
}

export class GivingWay {
  readonly #places: Places;
  readonly #snapshots: Snapshots;
  readonly #keeping: Keeping;

  constructor(places: Places, snapshots: Snapshots, keeping: Keeping) {
    this.#places = places;
    this.#snapshots = snapshots;
    this.#keeping = keeping;
  }

  /** Whether a person's turn waits for a place. */
  get isAsked(): boolean {
    return this.#places.persons > this.#places.unused.length;
  }

  /**
   * Lets a person's turn have the place of `user`, a program's turn between two evaluations; resolves when it has its place back, at once
   * if another turn gave way. Tokens that `hot` lacks afterwards could not be saved, and are to be evaluated again. `null`: the turn was
   * stopped meanwhile, and has no place.
   */
  async give(hot: Hot, user: PlaceUser): Promise<Token[] | null> {
    const left = await this.#places.inLine(() => this.#leave(hot));
    if (left === null) return [];
    const leftAt = performance.now();
    this.#places.release(user.turnId);
    try {
      for (;;) {
        await this.#places.released();
        if (user.seat.stop.stopped) return null;
        const isBack = await this.#places.inLine(() => this.#comeBack(hot, user, left));
        if (isBack) return left.tokens.slice(hot.sequence.nextTokenIndex);
      }
    } finally {
      user.seat.waited(performance.now() - leftAt);
    }
  }

  /** `null`: no person's turn waits any more. */
  async #leave(hot: Hot): Promise<Left | null> {
    if (!this.isAsked) return null;
    const left = { chatId: hot.chatId, spans: hot.spans, tokens: [...hot.sequence.contextTokens] };
    await this.#keeping.save(hot);
    return left;
  }

  /** False: the place is used. */
  async #comeBack(hot: Hot, user: PlaceUser, { chatId, spans, tokens }: Left): Promise<boolean> {
    if (hot.user !== null || this.#places.persons > 0) return false;
    const { sequence } = hot;
    const isUntouched =
      hot.chatId === chatId &&
      sequence.nextTokenIndex === tokens.length &&
      sequence.compareContextTokens(tokens).firstDifferentIndex === tokens.length;
    // A checkpoint is followed by evaluations of what comes after it.
    this.#places.use(hot, user);
    if (isUntouched) return true;
    await this.#keeping.saveDisplaced(hot);
    const snapshot = this.#saved(chatId, tokens);
    const restored = snapshot === null ? null : await this.#snapshots.restore(snapshot, sequence);
    if (restored === null) {
      // Nothing of what another turn left can be of use: it begins with another prompt.
      await sequence.clearHistory();
      hot.savedTokens = 0;
    } else hot.savedTokens = tokens.length;
    hot.chatId = chatId;
    hot.spans = spans;
    hot.shared.clear();
    return true;
  }

  /** The snapshot that holds exactly these tokens. */
  #saved(chatId: string | null, tokens: Token[]): Snapshot | null {
    for (const one of this.#snapshots.all())
      if (
        one.chatId === chatId &&
        one.tokens.length === tokens.length &&
        tokens.every((token, index) => token === one.tokens[index])
      )
        return one;
    return null;
  }
}
