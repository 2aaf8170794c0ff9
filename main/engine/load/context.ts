/**
 * Contexts with one sequence, the only kind that Hearth creates. Evaluations go straight to llama.cpp, and each has its own
 * number of threads, because prefill is limited by compute and decode by memory bandwidth. node-llama-cpp 3.22 offers neither.
 * It collects the evaluations of several sequences in a queue, and it fixes the number of threads when a context is created.
 * With one sequence, the queue does nothing useful, and its timers wake a thread while ggml's own threads use all cores: decode
 * took 3 to 5 % longer with it (134 million parameters, two cores, medians of 13 and 15 pairs). If the library's internals have
 * changed, contexts run as the library runs them.
 */
import type {
  LlamaContext,
  LlamaContextOptions,
  LlamaContextSequence,
  LlamaModel,
  Token,
} from 'node-llama-cpp';
import type { Gate } from '../process/turnstile.ts';

/** What a sequence asks of its context: `tokens` at these positions, and what `take` makes of the logits that are wanted. */
export interface Wanted {
  sequenceId: number;
  firstTokenSequenceIndex: number;
  tokens: number[];
  /** Where to sample; may be shorter than `tokens`, and have holes. */
  logits: (true | undefined)[];
  afterBatchAction?: (length: number) => void | Promise<void>;
}
export type Take = (batchIndex: number, position: number) => unknown;

/** The parts of the library's context, and of the addon below it, that are not public. */
export interface Internals {
  _decodeTokens: (wanted: Wanted, take: Take) => Promise<[position: number, taken: unknown][]>;
  _idealThreads: number;
  _freeReservedThreads: () => void;
  _backendContextDisposeGuard: { createPreventDisposalHandle: () => { dispose: () => void } };
  _ctx: {
    initBatch: (size: number) => void;
    /** Returns an index for each entry of `wanted`, which are indexes of `tokens`. */
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

/**
 * Creates a context that never runs two evaluations at once; fails like the library's own `createContext`. `gate`: evaluations wait
 * there for their turn among those of other contexts. Without it, they run at once.
 */
export const openContext = async (
  model: LlamaModel,
  options: Omit<LlamaContextOptions, 'sequences'>,
  gate?: Gate,
): Promise<LlamaContext> => {
  const context = await model.createContext(options);
  const internals = internalsOf(context);
  if (internals !== null)
    internals._decodeTokens = (wanted, take) => {
      const run = (): ReturnType<typeof evaluate> => evaluate(context, internals, wanted, take);
      return gate === undefined ? run() : gate.pass(wanted.tokens.length, run);
    };
  return context;
};

/** Whether evaluations of `context` can wait at a gate. */
export const canWait = (context: LlamaContext): boolean => internalsOf(context) !== null;

/** What a sequence does before and after it asks its context. */
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
 * Evaluates `tokens` with the logits of the last one and samples nothing, as llama-bench does. Without any logits, as in
 * `evaluateWithoutGeneratingNewTokens`, llama.cpp skips the output matrix and the last layer's feed-forward part, and a model
 * with 134 million parameters appears to decode 15 % faster than it does.
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

/** The library's values for a full or shared context, which does not occur during a measurement. */
const usual = { priority: 5, contextShift: { size: 1, strategy: 'eraseBeginning' } } as const;

/** Sets the number of threads for evaluations of `context` from the next one on. */
export const useThreads = (context: LlamaContext, threads: number): void => {
  const internals = internalsOf(context);
  if (internals === null || internals._idealThreads === threads) return;
  internals._idealThreads = threads;
  internals._freeReservedThreads();
};

/**
 * With one worker, requests run in their order, so sampling a token can be requested together with its evaluation. It then
 * begins without waking JavaScript in between, which saves 0.1 ms per token on two cores.
 */
export const hasOneWorker = process.env['UV_THREADPOOL_SIZE'] === '1';

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

/** What is not public of a context; `null` if it is not as known. */
export const internalsOf = (context: LlamaContext): Internals | null => {
  const { _decodeTokens, _idealThreads, _freeReservedThreads, _backendContextDisposeGuard, _ctx } =
    context as unknown as Partial<Internals>;
  const isAsKnown =
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
