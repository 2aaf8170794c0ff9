/** The places of states in memory: who uses which, and further ones while many turns run. */
import { isApiOwner } from '../../shared/engine/api-owner.ts';
import type { Hot, Place, PlaceUser } from './hot.ts';

/** How further places come and go. */
export interface MorePlaces {
  /** The most places, with those that are always there. */
  most: number;
  /** `null`: memory is short. */
  open: () => Promise<Place | null>;
  close: (place: Place) => Promise<void>;
  /** Whether a further place would fit into memory. */
  hasRoom: () => Promise<boolean>;
}

/** A turn that waits for a place looks after this many ms at the latest whether it was stopped. */
const waitingMs = 50;

export class Places {
  readonly all: Hot[];
  readonly #more: MorePlaces | null;
  /** The places that are always there. */
  readonly #usual: number;
  #line: Promise<unknown> = Promise.resolve();
  /** Turns of persons that wait for a place: no program takes one before them. */
  persons = 0;
  /** Turns that wait for a place. */
  #waiting: (() => void)[] = [];

  constructor(places: readonly Place[], more: MorePlaces | null) {
    this.all = places.map(emptyPlace);
    this.#usual = places.length;
    this.#more = more;
  }

  /** The most places, as far as memory allows. */
  get most(): number {
    return Math.max(this.all.length, this.#more?.most ?? 0);
  }

  /** The places that no running turn uses. */
  get unused(): Hot[] {
    return this.all.filter(({ user }) => user === null);
  }

  /** Runs `work` after what was given here before, so that no two turns choose one place. */
  inLine<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => undefined);
    return done;
  }

  /** `hot` belongs to a running turn now; `null`: to none. */
  use(hot: Hot, user: PlaceUser | null): void {
    hot.user = user?.turnId ?? null;
    hot.gate.seat = user?.seat ?? null;
    hot.guesser?.sit(hot.gate.seat);
  }

  /** The turn has ended, or has not begun: others may use its place. */
  release(turnId: string): void {
    for (const hot of this.all) if (hot.user === turnId) this.use(hot, null);
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Resolves when a place may be free, or soon. */
  released(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitingMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Adds a place; false if there are enough, or if memory is short. */
  async grow(): Promise<boolean> {
    if (this.#more === null || this.all.length >= this.#more.most) return false;
    const place = await this.#more.open();
    if (place === null) return false;
    this.all.push(emptyPlace(place));
    return true;
  }

  /**
   * Closes the places that were added and are not used: those of programs and the oldest first. `save` is called before, and tells whether
   * the state would take long to bring back: then its place stays while memory is not short.
   */
  async shrink(save: (hot: Hot) => Promise<boolean>): Promise<void> {
    const staying = new Set<Hot>();
    while (this.all.length > this.#usual) {
      const [oldest] = this.unused
        .filter((hot) => !staying.has(hot))
        .toSorted((a, b) => Number(isOfPerson(a)) - Number(isOfPerson(b)) || a.usedAt - b.usedAt);
      if (oldest === undefined) return;
      if ((await save(oldest)) && (await this.#more!.hasRoom())) {
        staying.add(oldest);
        continue;
      }
      const at = this.all.indexOf(oldest);
      const last = this.all.pop()!;
      if (last !== oldest) this.all[at] = last;
      // A draft model guesses only for the places that are always there.
      if (at < this.#usual && last !== oldest) {
        last.guesser = oldest.guesser;
        last.guesser?.sit(last.gate.seat);
      }
      await this.#more!.close(oldest);
    }
  }
}

/** Whether a person may wait for what is in `place`: it belongs to a chat, a draft or a document. */
export const isOfPerson = (place: Hot | undefined): boolean =>
  place !== undefined && place.chatId !== null && !isApiOwner(place.chatId);

const emptyPlace = (place: Place): Hot => ({
  ...place,
  user: null,
  chatId: null,
  spans: [],
  savedTokens: 0,
  shared: new Map(),
  usedAt: 0,
});
