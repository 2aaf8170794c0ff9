/** Prefill: the tokens of a prompt, evaluated in slices. */
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Slice } from '../../shared/contract/anatomy.ts';
import { useThreads } from '../load/context.ts';
import type { StopSign } from '../process/stop-sign.ts';
import type { Seat } from '../process/turnstile.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/**
 * Milliseconds that a slice of prefill should take. Stop, a person's turn beside that of a program, and a message that interrupts idle
 * work take effect between slices; larger slices are faster, by a quarter on two cores. For the user, a stopped turn ends before its
 * slice does. `beside`: an answer that is being written waits for each slice.
 */
const sliceMs = { person: 1200, program: 500, idle: 300, beside: 250 };

/**
 * Slices are multiples of this: the number of tokens that llama.cpp's attention on the processor takes at once
 * (GGML_FA_TILE_Q); other sizes are slower.
 */
export const smallestSlice = 64;

/** The same while an answer waits for each slice: a large model takes seconds for 64 tokens on the processor. */
const smallestBeside = 16;

/** Evaluates all of `fresh` for a turn; returns false if it was stopped before the end. */
export const prefillWhole = async (
  engine: LoadedEngine,
  sequence: LlamaContextSequence,
  fresh: Token[],
  seat: Seat,
  onSlice: (slice: Slice) => void,
): Promise<boolean> => {
  const rest = await prefill(engine, sequence, fresh, seat, seat.stop, onSlice);
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
 * same step. Returns `null` if it was stopped; evaluated tokens stay in the KV cache. `seat`: of the turn; `null` in idle time.
 */
export const prefill = async (
  engine: LoadedEngine,
  sequence: LlamaContextSequence,
  fresh: Token[],
  seat: Seat | null,
  stop: StopSign,
  onSlice: (slice: Slice) => void,
): Promise<Token[] | null> => {
  const largestSlice = sequence.context.batchSize;
  useThreads(sequence.context, engine.facts.threads.prefill);
  let done = 0;
  for (;;) {
    if (stop.stopped) return null;
    const isBeside = seat !== null && engine.turnstile.stalls(seat);
    const mostMs = isBeside ? sliceMs.beside : sliceMs[seat?.rank ?? 'idle'];
    const fitting = ((engine.cache.speeds.prefill ?? 0) * mostMs) / 1000;
    const unit = isBeside && fitting < smallestSlice ? smallestBeside : smallestSlice;
    const whole = Math.max(1, Math.floor(fitting / unit)) * unit;
    const left = fresh.length - done;
    // A short rest joins the last slice: small batches read all weights for few tokens.
    if (left < Math.min(whole + unit, largestSlice)) return fresh.slice(done);
    const size = Math.min(whole, largestSlice);
    const start = performance.now();
    const waited = seat?.waitedMs ?? 0;
    await sequence.evaluateWithoutGeneratingNewTokens(fresh.slice(done, done + size));
    const ms = performance.now() - start;
    const speed = (size * 1000) / (ms - ((seat?.waitedMs ?? 0) - waited));
    const known = engine.cache.speeds.prefill ?? speed;
    // A slice that was interrupted must not make the next ones small: small slices take up to 5 % more arithmetic. Very small ones
    // tell too little.
    if (size >= smallestSlice) engine.cache.speeds.prefill = speed > known ? speed : (speed + known) / 2;
    done += size;
    onSlice({ tokens: size, ms });
  }
};
