/** Prefill: the tokens of a prompt, evaluated in slices. */
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Slice } from '../../shared/contract/anatomy.ts';
import { useThreads } from '../load/context.ts';
import type { StopSign } from '../process/stop-sign.ts';
import type { Hot, PlaceUser } from '../cache/hot.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { isAskedToWait, letPersonGoFirst } from './person-first.ts';

/**
 * Milliseconds that a slice of prefill should take. Stop, a person's turn beside that of a program, and a message that interrupts idle
 * work take effect between slices; larger slices are faster, on two cores by a quarter at the beginning of a chat and by half after 3,500
 * tokens. For the user, a stopped turn ends before its slice does. `beside`: an answer that is being written waits for each slice.
 */
const sliceMs = { person: 1200, program: 1000, idle: 300, beside: 250 };

/**
 * Slices are multiples of this: the number of tokens that llama.cpp's attention on the processor takes at once
 * (GGML_FA_TILE_Q); other sizes are slower.
 */
export const smallestSlice = 64;

/** The same while an answer waits for each slice: a large model takes seconds for 64 tokens on the processor. */
const smallestBeside = 16;

/** The turn that processes its prompt. */
interface Reading {
  hot: Hot;
  user: PlaceUser;
}

/** Evaluates all of `fresh` for a turn; returns false if it was stopped before the end. */
export const prefillWhole = async (
  engine: LoadedEngine,
  fresh: Token[],
  reading: Reading,
  onSlice: (slice: Slice) => void,
): Promise<boolean> => {
  const { sequence } = reading.hot;
  const rest = await prefill(engine, sequence, fresh, reading, reading.user.seat.stop, onSlice);
  if (rest === null) return false;
  if (rest.length === 0) return true;
  const startedAt = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens(rest);
  onSlice({ tokens: rest.length, ms: performance.now() - startedAt });
  return true;
};

/** Evaluates all of `fresh` into `sequence` in idle time, in slices; returns false if it was stopped before the end. */
export const prefillInIdle = async (
  engine: LoadedEngine,
  sequence: LlamaContextSequence,
  fresh: Token[],
  stop: StopSign,
  onProgress: (done: number) => void = () => undefined,
): Promise<boolean> => {
  let done = 0;
  const rest = await prefill(engine, sequence, fresh, null, stop, (slice) =>
    onProgress((done += slice.tokens)),
  );
  if (rest === null) return false;
  if (rest.length > 0) await sequence.evaluateWithoutGeneratingNewTokens(rest);
  onProgress(fresh.length);
  return true;
};

/**
 * Evaluates all of `fresh` except a last slice, which it returns: decode evaluates that one and samples the first token in the
 * same step. Returns `null` if it was stopped; evaluated tokens stay in the KV cache. `reading`: `null` in idle time. A program's turn
 * lets a person's turn go first between two slices.
 */
export const prefill = async (
  engine: LoadedEngine,
  sequence: LlamaContextSequence,
  fresh: Token[],
  reading: Reading | null,
  stop: StopSign,
  onSlice: (slice: Slice) => void,
): Promise<Token[] | null> => {
  const largestSlice = sequence.context.batchSize;
  const seat = reading?.user.seat ?? null;
  useThreads(sequence.context, engine.facts.threads.prefill);
  let left = fresh;
  for (;;) {
    if (stop.stopped) return null;
    if (reading !== null && isAskedToWait(engine, reading.user)) {
      const lost = await letPersonGoFirst(engine, reading.hot, reading.user);
      if (lost === null) return null;
      left = [...lost, ...left];
      useThreads(sequence.context, engine.facts.threads.prefill);
    }
    const isBeside = seat !== null && engine.turnstile.stalls(seat);
    const mostMs = isBeside ? sliceMs.beside : sliceMs[seat?.rank ?? 'idle'];
    const { costs } = engine.cache;
    const from = sequence.nextTokenIndex;
    const fitting = ((costs.speeds.prefill ?? 0) * mostMs) / 1000 / (1 + costs.growth * from);
    const unit = isBeside && fitting < smallestSlice ? smallestBeside : smallestSlice;
    const whole = Math.max(1, Math.floor(fitting / unit)) * unit;
    // A short rest joins the last slice: small batches read all weights for few tokens.
    if (left.length < Math.min(whole + unit, largestSlice)) return left;
    const size = Math.min(whole, largestSlice);
    const start = performance.now();
    const waited = seat?.waitedMs ?? 0;
    await sequence.evaluateWithoutGeneratingNewTokens(left.slice(0, size));
    const ms = performance.now() - start;
    // Very small ones tell too little.
    if (size >= smallestSlice)
      costs.prefilled({ from, tokens: size, ms: ms - ((seat?.waitedMs ?? 0) - waited) });
    left = left.slice(size);
    onSlice({ tokens: size, ms });
  }
};
