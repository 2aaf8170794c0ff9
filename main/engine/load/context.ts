/**
 * Contexts of one sequence, as Hearth makes them all: evaluations go straight to llama.cpp, and each has a number of
 * threads of its own, because prefill is limited by arithmetic and decode by memory.
 *
 * node-llama-cpp 3.22 offers neither. It collects what several sequences want evaluated in a queue, and it fixes the
 * number of threads when a context is made. With one sequence the queue is idle work, and its timers wake a thread where
 * ggml's own threads take all cores: decode took 3 to 5 % longer with it (134 million parameters, two cores, medians of 13
 * and 15 pairs). Where the library's insides have changed, contexts run as it runs them.
 */
import type {
  LlamaContext,
  LlamaContextOptions,
  LlamaContextSequence,
  LlamaModel,
  Token,
} from 'node-llama-cpp';

/** What a sequence asks its context for: `tokens` at these positions, and what `take` makes of the wanted logits. */
interface Wanted {
  sequenceId: number;
  firstTokenSequenceIndex: number;
  tokens: number[];
  /** Where to sample; may be shorter than `tokens`, and have holes. */
  logits: (true | undefined)[];
  afterBatchAction?: (length: number) => void | Promise<void>;
}
type Take = (batchIndex: number, position: number) => unknown;

/** The parts of the library's context, and of the addon's below it, that are its own affair. */
interface Internals {
  _decodeTokens: (wanted: Wanted, take: Take) => Promise<[position: number, taken: unknown][]>;
  _idealThreads: number;
  _freeReservedThreads: () => void;
  _backendContextDisposeGuard: { createPreventDisposalHandle: () => { dispose: () => void } };
  _ctx: {
    initBatch: (size: number) => void;
    /** Returns an index for each of `wanted`, which are indexes of `tokens`. */
    addToBatch: (
      sequenceId: number,
      position: number,
      tokens: Uint32Array,
      wanted: Uint32Array,
    ) => ArrayLike<number>;
    setThreads: (threads: number) => void;
    decodeBatch: () => Promise<void>;
  };
}

/** Makes a context that is never asked for two things at once; fails as the library's own `createContext` does. */
export const openContext = async (
  model: LlamaModel,
  options: Omit<LlamaContextOptions, 'sequences'>,
): Promise<LlamaContext> => {
  const context = await model.createContext(options);
  const internals = internalsOf(context);
  if (internals !== null)
    internals._decodeTokens = (wanted, take) => evaluate(context, internals, wanted, take);
  return context;
};

/** What a sequence does before it asks its context, and after it. */
interface SequenceInternals {
  _decodeTokens: (
    tokens: Token[],
    logits: (true | undefined)[],
    evaluationPriority: number,
    tokenMeter: LlamaContextSequence['tokenMeter'],
    contextShift: { size: number; strategy: 'eraseBeginning' },
    take: () => null,
  ) => Promise<unknown>;
}

/**
 * Evaluates `tokens` with the logits of the last one and samples nothing, as llama-bench does. Without any logits, as
 * `evaluateWithoutGeneratingNewTokens` has it, llama.cpp leaves out the output matrix and the last layer's feed-forward
 * part, and a model of 134 million parameters seems to decode 15 % faster than it does.
 */
export const evaluateUnsampled = async (sequence: LlamaContextSequence, tokens: Token[]): Promise<void> => {
  const logits: (true | undefined)[] = [];
  logits[tokens.length - 1] = true;
  await (sequence as unknown as SequenceInternals)._decodeTokens(
    tokens,
    logits,
    usual.priority,
    sequence.tokenMeter,
    usual.contextShift,
    () => null,
  );
};

/** As the library has it, were a context full or shared, which it is not while something is measured. */
const usual = { priority: 5, contextShift: { size: 1, strategy: 'eraseBeginning' } } as const;

/** Has evaluations of `context` use so many threads from the next one on. */
export const useThreads = (context: LlamaContext, threads: number): void => {
  const internals = internalsOf(context);
  if (internals === null || internals._idealThreads === threads) return;
  internals._idealThreads = threads;
  internals._freeReservedThreads();
};

/**
 * Then what is asked for is done in its order, and a token's sampling can be asked for with its evaluation: it begins
 * without waking JavaScript in between, which is 0.1 ms a token on two cores.
 */
const hasOneWorker = process.env['UV_THREADPOOL_SIZE'] === '1';

const evaluate = async (
  { batchSize }: LlamaContext,
  { _ctx, _idealThreads, _backendContextDisposeGuard }: Internals,
  { sequenceId, firstTokenSequenceIndex, tokens, logits, afterBatchAction }: Wanted,
  take: Take,
): Promise<[number, unknown][]> => {
  const taken: [number, unknown][] = [];
  const guard = _backendContextDisposeGuard.createPreventDisposalHandle();
  try {
    for (let from = 0; from < tokens.length; from += batchSize) {
      const batch = tokens.slice(from, from + batchSize);
      const position = firstTokenSequenceIndex + from;
      const places = [...batch.keys()].filter((place) => logits[from + place]);
      _ctx.initBatch(batch.length);
      const indexes = _ctx.addToBatch(
        sequenceId,
        position,
        Uint32Array.from(batch),
        Uint32Array.from(places),
      );
      _ctx.setThreads(_idealThreads);
      const evaluated = _ctx.decodeBatch();
      const isDecode = batch.length === 1 && places.length === 1;
      if (isDecode && hasOneWorker) {
        const [value] = await Promise.all([take(indexes[0]!, position), evaluated]);
        taken.push([position, value]);
      } else {
        await evaluated;
        for (const [nth, place] of places.entries())
          taken.push([position + place, await take(indexes[nth]!, position + place)]);
      }
      await afterBatchAction?.(position + batch.length + 1);
    }
  } finally {
    guard.dispose();
  }
  return taken;
};

const internalsOf = (context: LlamaContext): Internals | null => {
  const { _decodeTokens, _idealThreads, _freeReservedThreads, _backendContextDisposeGuard, _ctx } =
    context as unknown as Partial<Internals>;
  const isAsKnown =
    context.totalSequences === 1 &&
    typeof _idealThreads === 'number' &&
    typeof _backendContextDisposeGuard?.createPreventDisposalHandle === 'function' &&
    [
      _decodeTokens,
      _freeReservedThreads,
      _ctx?.initBatch,
      _ctx?.addToBatch,
      _ctx?.setThreads,
      _ctx?.decodeBatch,
    ].every((one) => typeof one === 'function');
  return isAsKnown ? (context as unknown as Internals) : null;
};
