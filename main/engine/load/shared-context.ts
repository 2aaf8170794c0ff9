/**
 * A context with several sequences that are evaluated together: one pass over the weights yields a token of each. A sequence waits
 * until every other one that still runs asks for its next evaluation. node-llama-cpp's own queue would do the same with timers that
 * take the cores from ggml's threads (see context.ts).
 */
import { open, rm } from 'node:fs/promises';
import type { LlamaContext, LlamaContextOptions, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import { hasOneWorker, internalsOf, type Internals, type Take, type Wanted } from './context.ts';

/** An evaluation that a sequence waits for. */
interface Waiting {
  wanted: Wanted;
  take: Take;
  resolve: (taken: [position: number, taken: unknown][]) => void;
  reject: (error: unknown) => void;
}

/** What a sequence can take over from another one of its context. */
interface Forkable {
  _copyStateFromOtherSequence: (other: LlamaContextSequence, length: number) => Promise<boolean>;
}

export class SharedContext {
  readonly sequences: LlamaContextSequence[];
  readonly #context: LlamaContext;
  readonly #internals: Internals;
  #waiting: Waiting[] = [];
  /** The sequences for which an evaluation waits. */
  #running = 1;

  private constructor(context: LlamaContext, internals: Internals, sequences: LlamaContextSequence[]) {
    this.#context = context;
    this.#internals = internals;
    this.sequences = sequences;
    internals._decodeTokens = (wanted, take) =>
      new Promise((resolve, reject) => {
        this.#waiting.push({ wanted, take, resolve, reject });
        this.#evaluateIfAllWait();
      });
  }

  /** Opens one with `count` sequences; `null` if the library's internals have changed. Fails like `createContext` does. */
  static async open(
    model: LlamaModel,
    options: LlamaContextOptions,
    count: number,
  ): Promise<SharedContext | null> {
    const context = await model.createContext({ ...options, sequences: count });
    const internals = internalsOf(context);
    const sequences = Array.from({ length: count }, () => context.getSequence());
    const canFork = sequences.every(
      (sequence) => typeof (sequence as Partial<Forkable>)._copyStateFromOtherSequence === 'function',
    );
    if (internals !== null && canFork) return new SharedContext(context, internals, sequences);
    await context.dispose();
    return null;
  }

  /** From now on, each evaluation waits for this many sequences. */
  run(count: number): void {
    this.#running = count;
  }

  /** A sequence needs no further evaluation: the others no longer wait for it. */
  left(): void {
    this.#running -= 1;
    this.#evaluateIfAllWait();
  }

  /** Gives the first sequence the content of `source`, a sequence of a context that has only that one. `path`: for a temporary file. */
  async take(source: LlamaContextSequence, path: string): Promise<void> {
    const [first] = this.sequences;
    try {
      await source.saveStateToFile(path);
      await forSequences(path, source.nextTokenIndex, this.sequences.length);
      await first!.loadStateFromFile(path, { acceptRisk: true });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Gives every sequence the content of the first; false if the library could not. */
  async fork(): Promise<boolean> {
    const [first, ...others] = this.sequences;
    const length = first!.nextTokenIndex;
    for (const one of others)
      if (!(await (one as unknown as Forkable)._copyStateFromOtherSequence(first!, length))) return false;
    return true;
  }

  async dispose(): Promise<void> {
    await this.#context.dispose();
  }

  #evaluateIfAllWait(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#running) return;
    const all = this.#waiting;
    this.#waiting = [];
    void this.#evaluate(all).catch((error: unknown) => {
      for (const { reject } of all) reject(error);
    });
  }

  async #evaluate(all: readonly Waiting[]): Promise<void> {
    const guard = this.#internals._backendContextDisposeGuard.createPreventDisposalHandle();
    try {
      const taken = all.map((): [position: number, taken: unknown][] => []);
      const longest = Math.max(...all.map(({ wanted }) => wanted.tokens.length));
      // A longer input is evaluated in several batches.
      const share = Math.floor(this.#context.batchSize / all.length);
      for (let from = 0; from < longest; from += share) await this.#evaluateSlice(all, taken, from, share);
      for (const [index, { resolve }] of all.entries()) resolve(taken[index]!);
    } finally {
      guard.dispose();
    }
  }

  /** Evaluates the tokens `from` and the next ones, `share` of each sequence. */
  async #evaluateSlice(
    all: readonly Waiting[],
    taken: readonly [position: number, taken: unknown][][],
    from: number,
    share: number,
  ): Promise<void> {
    const { _ctx, _idealThreads } = this.#internals;
    const slices = all.flatMap(({ wanted, take }, index) => {
      const tokens = wanted.tokens.slice(from, from + share);
      const places = [...tokens.keys()].filter((place) => wanted.logits[from + place]);
      return tokens.length === 0 ? [] : [{ wanted, take, index, tokens, places }];
    });
    _ctx.initBatch(slices.reduce((sum, { tokens }) => sum + tokens.length, 0));
    const wanted = slices.flatMap(({ wanted: { sequenceId, firstTokenSequenceIndex }, ...slice }) => {
      const position = firstTokenSequenceIndex + from;
      const indexes = _ctx.addToBatch(
        sequenceId,
        position,
        Uint32Array.from(slice.tokens),
        Uint32Array.from(slice.places),
      );
      return slice.places.map((place, nth) => ({
        ...slice,
        at: position + place,
        batchIndex: indexes[nth]!,
      }));
    });
    _ctx.setThreads(_idealThreads);
    const evaluated = _ctx.decodeBatch();
    // With one worker, sampling runs after the evaluation without waking JavaScript in between.
    if (!hasOneWorker) await evaluated;
    const values = await Promise.all([
      ...wanted.map(({ take, batchIndex, at }) => take(batchIndex, at)),
      evaluated,
    ]);
    for (const [nth, { index, at }] of wanted.entries()) taken[index]!.push([at, values[nth]]);
    for (const {
      wanted: { firstTokenSequenceIndex, afterBatchAction },
      tokens,
    } of slices)
      await afterBatchAction?.(firstTokenSequenceIndex + from + tokens.length + 1);
  }
}

/** The first bytes of a state file of one sequence: magic, version, the number of tokens, and the tokens, 32 bits each. */
const headWords = 3;

/**
 * Makes a state of a context with one sequence one of a context with `count` of them. llama.cpp stores the number of sequences
 * behind the tokens, and after it the number of cells and the cells for each; it refuses a state with another number
 * (`llama_kv_cache::state_read`), although the cells of the first are the same. Throws if the file is not as expected.
 */
const forSequences = async (path: string, tokens: number, count: number): Promise<void> => {
  const file = await open(path, 'r+');
  try {
    const at = 4 * (headWords + tokens);
    const word = Buffer.alloc(4);
    await file.read(word, 0, 4, at);
    if (word.readUInt32LE() !== 1) throw new Error('the state file does not say that it has one sequence');
    word.writeUInt32LE(count);
    await file.write(word, 0, 4, at);
    const { size } = await file.stat();
    // No cells of the others.
    await file.write(Buffer.alloc(4 * (count - 1)), 0, 4 * (count - 1), size);
  } finally {
    await file.close();
  }
};
