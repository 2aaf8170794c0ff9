/** One turn: find what the KV cache holds of the prompt, prefill the rest in slices, decode until it ends. */
import { availableParallelism } from 'node:os';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Ending, Timings } from '../../contract/types.ts';
import { defaultTemperature, type FromEngine, type TurnRequest } from '../protocol.ts';
import { AnswerSplitter, type Piece } from './answer-splitter.ts';
import type { LoadedEngine } from './load.ts';
import { renderPrompt } from './prompt.ts';
import { leavesReasoningOpen } from './reasoning-marks.ts';

/** Below this much room for an answer a prompt is refused: an answer of a few words helps nobody. */
const leastAnswerTokens = 64;

/** How long a slice of prefill may take, so that Stop takes effect between slices. */
const sliceMs = 120;
const smallestSlice = 64;

/**
 * Tokens travel to the window in pieces of this many milliseconds. Where a model on the processor leaves fewer than two
 * logical cores, whatever draws takes its time from a thread that decodes, and all the others wait for that one: an
 * update costs about 8 ms over all threads of a browser that draws without a GPU (measured on two cores), so ten a
 * second would cost 8 % of decode.
 */
const flushMs = { fewCores: 400, enoughCores: 33 };

/** Prefill speed of this process so far, in tokens/s; sizes the next slice. */
let knownPrefillSpeed: number | null = null;

/** Set by Stop; looked at between slices and between tokens. */
export interface StopSign {
  stopped: boolean;
}

type Ended = Omit<Extract<FromEngine, { kind: 'ended' }>, 'kind' | 'turnId'>;

/** Runs `turn` and tells its progress through `post`; resolves with how it ended. */
export const runTurn = async (
  engine: LoadedEngine,
  turn: TurnRequest,
  stop: StopSign,
  post: (message: FromEngine) => void,
): Promise<Ended> => {
  const { sequence } = engine;
  const { tokens: prompt, ending: promptEnding } = renderPrompt(engine.model, engine.template, turn.messages);
  const limit = sequence.contextSize;
  const room = limit - prompt.length;
  if (room < Math.min(leastAnswerTokens, limit / 4)) return tooLong(prompt.length, limit);
  if (stop.stopped) return { ending: 'stopped', problem: null, timings: null, tokens: null };

  // The last prompt token is always evaluated: its logits yield the first token.
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
  const cached = sequence.nextTokenIndex;
  const fresh = prompt.slice(cached);
  post({ kind: 'prefill', turnId: turn.turnId, done: 0, total: fresh.length, cached });
  const timings: Timings = {
    cachedTokens: cached,
    newTokens: 0,
    prefillMs: 0,
    firstTokenMs: null,
    decodeTokens: 0,
    decodeMs: 0,
  };
  const prefillStart = performance.now();
  const lastSlice = await prefill(sequence, fresh, stop, (done) => {
    timings.newTokens = done;
    timings.prefillMs = performance.now() - prefillStart;
    post({ kind: 'prefill', turnId: turn.turnId, done, total: fresh.length, cached });
  });
  if (lastSlice === null) return { ending: 'stopped', problem: null, timings, tokens: null };

  const splitter = new AnswerSplitter(engine.reasoning, leavesReasoningOpen(engine.reasoning, promptEnding));
  return decode(engine, turn, stop, post, lastSlice, room, timings, prefillStart, splitter);
};

const tooLong = (tokens: number, limit: number): Ended => ({
  ending: 'context-full',
  problem:
    `This chat has grown to ${tokens.toLocaleString('en')} tokens and leaves no room for an answer in the context ` +
    `of ${limit.toLocaleString('en')}: start a new chat, shorten the message, or raise the context length in Settings.`,
  timings: null,
  tokens: null,
});

/**
 * Evaluates all of `fresh` but a last slice, which it returns: decode evaluates that one and samples the first token
 * in the same step. Returns `null` when stopped; what was evaluated stays in the KV cache.
 */
const prefill = async (
  sequence: LlamaContextSequence,
  fresh: Token[],
  stop: StopSign,
  onProgress: (done: number) => void,
): Promise<Token[] | null> => {
  const largestSlice = sequence.context.batchSize;
  let done = 0;
  for (;;) {
    if (stop.stopped) return null;
    const fitting = Math.round(((knownPrefillSpeed ?? 0) * sliceMs) / 1000);
    const size = Math.min(Math.max(fitting, smallestSlice), largestSlice);
    // A short rest joins the last slice: small batches read all weights for few tokens.
    if (fresh.length - done <= Math.min(size * 1.5, largestSlice)) return fresh.slice(done);
    const start = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(fresh.slice(done, done + size));
    knownPrefillSpeed = (size * 1000) / (performance.now() - start);
    done += size;
    onProgress(done);
  }
};

const decode = async (
  { model, sequence, reasoning, recommendedTemperature, facts }: LoadedEngine,
  { turnId, temperature }: TurnRequest,
  stop: StopSign,
  post: (message: FromEngine) => void,
  lastSlice: Token[],
  room: number,
  timings: Timings,
  prefillStart: number,
  splitter: AnswerSplitter,
): Promise<Ended> => {
  const left = facts.backend === 'cpu' ? availableParallelism() - facts.threads : Infinity;
  const gapMs = left < 2 ? flushMs.fewCores : flushMs.enoughCores;
  const sampled: Token[] = [];
  /** Tokens whose bytes do not make whole characters yet. */
  let partial: Token[] = [];
  let pending: Piece[] = [];
  let lastFlush = 0;
  let firstAt = 0;
  let lastAt = 0;
  let ending: Ending = 'context-full';

  const take = (pieces: Piece[]): void => {
    for (const piece of pieces) {
      const last = pending.at(-1);
      if (last?.field === piece.field) last.text += piece.text;
      else pending.push(piece);
    }
  };
  const flush = (): void => {
    for (const piece of pending) post({ kind: 'wrote', turnId, ...piece });
    pending = [];
    lastFlush = lastAt;
  };

  const answer = sequence.evaluate(lastSlice, {
    temperature: temperature ?? recommendedTemperature ?? defaultTemperature,
    minP: 0.05,
    topK: 40,
    topP: 0.95,
    yieldEogToken: true,
  });
  for await (const token of answer) {
    lastAt = performance.now();
    if (firstAt === 0) {
      firstAt = lastAt;
      timings.newTokens += lastSlice.length;
      timings.prefillMs = firstAt - prefillStart;
      post({ kind: 'first-token', turnId });
      // Sliding-window and recurrent models cannot rewind without a checkpoint at the turn's boundary.
      if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
    } else timings.decodeTokens += 1;

    if (model.isEogToken(token)) {
      ending = 'finished';
      break;
    }
    sampled.push(token);
    partial.push(token);
    const text = visibleText(model, partial, sampled, reasoning);
    if (text !== null) {
      partial = [];
      take(splitter.push(text));
    }
    if (stop.stopped) {
      ending = 'stopped';
      break;
    }
    // The last sampled token is not in the context yet; one more would not fit behind it.
    if (sampled.length >= room) break;
    if (lastAt - lastFlush >= gapMs) flush();
  }
  timings.decodeMs = lastAt - firstAt;
  if (partial.length > 0) take(splitter.push(model.detokenize(partial, false)));
  take(splitter.finish());
  flush();
  return {
    ending,
    problem:
      ending === 'context-full'
        ? `The answer ends here because the context of ${sequence.contextSize.toLocaleString('en')} tokens is full: start a new chat, or raise the context length in Settings.`
        : null,
    timings,
    tokens: splitter.isPlain ? sampled : null,
  };
};

/** The text of `partial`, or `null` while its last character lacks bytes. Special tokens show only where they are marks. */
const visibleText = (
  model: LoadedEngine['model'],
  partial: Token[],
  sampled: Token[],
  marks: LoadedEngine['reasoning'],
): string | null => {
  const only = partial.length === 1 ? partial[0] : undefined;
  if (only !== undefined && model.isSpecialToken(only)) {
    const name = model.detokenize([only], true);
    return marks !== null && [marks.open, marks.close, ...marks.drop].some((mark) => mark.includes(name))
      ? name
      : '';
  }
  const text = model.detokenize(partial, false, sampled.slice(0, -partial.length).slice(-8));
  // A character has at most 4 bytes, so at most 4 tokens; beyond that the bytes are simply not text.
  return text.endsWith('\uFFFD') && partial.length < 4 ? null : text;
};
