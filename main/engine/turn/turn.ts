/** One turn: finds what the KV cache holds of the prompt, prefills the rest in slices, and decodes until the answer ends. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { availableParallelism } from 'node:os';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Slice, TurnSetup } from '../../shared/contract/anatomy.ts';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { Ending, Timings } from '../../shared/contract/message.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { PromptMessage, TurnRequest } from '../../shared/engine/request.ts';
import { endedEarly, type Trace, type TurnEnd } from '../../shared/engine/turn.ts';
import { progressGapMs, sendGapMs } from '../../shared/speed/rhythm.ts';
import type { Network } from '../../shared/grammar/network.ts';
import { noChat, type Hot } from '../cache/hot.ts';
import { beginTurn, withBeginning } from './beginning.ts';
import { boundTo, networkOfTurn } from './binding.ts';
import { callsOfTurn, type TurnCalls } from './calls.ts';
import { documentEnds, documentTokens, keepDocument } from './documents.ts';
import { headEnd, keepHead } from './heads.ts';
import { canGrow } from './full-context.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import {
  boundOf,
  filledContext,
  fullWhileUnread,
  reopenedThoughts,
  type Bound,
} from '../answer/answer-bounds.ts';
import { sampleTokens } from '../guess/guesser.ts';
import { allButLast, type Prompt } from '../prompt/prompt.ts';
import { areOfVocabulary } from '../prompt/vocabulary.ts';
import { LogitBias } from './logit-bias.ts';
import { Probabilities } from './probabilities.ts';
import { samplingOptions } from './sampling.ts';
import { shiftOut, shorten, type Shifted } from './shift.ts';
import { useThreads } from '../load/context.ts';
import { readSurroundings, surroundingsSince } from '../process/surroundings.ts';
import { rawAnswerTokens } from '../answer/raw-answer-tokens.ts';
import { WrittenAnswer } from '../answer/written-answer.ts';
import { RefusedFile } from '../process/refused-file.ts';
import type { StopSign } from '../process/stop-sign.ts';
import type { Seat } from '../process/turnstile.ts';

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
const smallestSlice = 64;

/** The same while an answer waits for each slice: a large model takes seconds for 64 tokens on the processor. */
const smallestBeside = 16;

export interface Ended extends TurnEnd {
  /** The answer as the next prompt will contain it; `null` if nothing was generated. */
  answer: PromptMessage | null;
  /** The turn was stopped while its prompt was processed, and asks for the rest of it to be processed (`ProgramTurn.finishesReading`). */
  unread?: { owner: string; prompt: Prompt };
}

/**
 * Runs `turn`, which came at `receivedAt` (ms of this process' clock), and tells its progress through `post`; resolves
 * with how it ended.
 */
export const runTurn = async (
  engine: LoadedEngine,
  turn: TurnRequest,
  stop: StopSign,
  post: (message: FromEngine) => void,
  receivedAt = performance.now(),
): Promise<Ended> => {
  const seat = engine.turnstile.enter(turn.program === undefined ? 'person' : 'program', stop);
  try {
    const begun = await readPrompt(engine, turn, seat, post, receivedAt);
    if ('ending' in begun) return begun;
    return turn.program?.readsOnly === true ? await readOnly(begun) : await decode(begun);
  } finally {
    engine.turnstile.leave(seat);
    engine.cache.release(turn.turnId);
  }
};

/** Processes the last slice of a prompt that nothing follows. */
const readOnly = async (state: Decoding): Promise<Ended> => {
  const { hot, lastSlice, timings, shifted } = state;
  await readLast(state, lastSlice);
  if (hot.sequence.needsCheckpoints) await hot.sequence.takeCheckpoint();
  return { ...endedEarly('finished'), answer: null, timings, trace: state.trace(), shifted };
};

/** Evaluates the last slice of a prompt but for its last token, which yields the first token of each answer. */
export const readAllButLast = async (state: Decoding): Promise<void> => {
  const rest = state.lastSlice.slice(0, -1);
  if (rest.length === 0) return;
  await readLast(state, rest);
  state.lastSlice = state.lastSlice.slice(-1);
};

const readLast = async (
  { engine, hot, timings, slices, prefillStart }: Decoding,
  tokens: Token[],
): Promise<void> => {
  useThreads(hot.sequence.context, engine.facts.threads.prefill);
  const startedAt = performance.now();
  await hot.sequence.evaluateWithoutGeneratingNewTokens(tokens);
  const endedAt = performance.now();
  slices.push({ tokens: tokens.length, ms: endedAt - startedAt });
  timings.newTokens += tokens.length;
  timings.prefillMs = endedAt - prefillStart;
};

/**
 * Finds what the KV cache holds of a turn's prompt and processes the rest but for a last slice, unless the turn ends before. The caller
 * releases the place in the cache.
 */
export const readPrompt = async (
  engine: LoadedEngine,
  turn: TurnRequest,
  seat: Seat,
  post: (message: FromEngine) => void,
  receivedAt: number,
): Promise<Decoding | Ended> => {
  const startedAt = performance.now();
  const { stop } = seat;
  const before = readSurroundings();
  const calls = callsOfTurn(engine, turn);
  const network = calls?.isWhole === true ? null : networkOfTurn(engine, turn);
  const { tokenBiases = [], rawPrompt } = turn.program ?? {};
  if (
    !areOfVocabulary(
      engine.model,
      tokenBiases.map(({ token }) => token),
    )
  )
    throw new RefusedFile(say('engine.no-such-token'));
  const { thinking, tokens: given, ...first } = beginTurn(engine, turn);
  let { prompt: rendered } = first;
  let { messages } = turn;
  const chatId = turn.chatId ?? noChat;
  const limit = engine.facts.contextLength;
  let shifted: Shifted | null = null;
  const needed = given.length + engine.facts.answerReserve;
  if (rendered.tokens.length + needed > limit) {
    const shorter =
      turn.overflow === 'shift' && rawPrompt === undefined
        ? shorten(engine, messages, rendered, limit, { ...turn, thinking }, given.length)
        : null;
    if (shorter === null) return tooLong(rendered.tokens.length + given.length, engine.facts);
    const longer = rendered;
    await engine.cache.change(chatId, async (own) => {
      await shiftOut(own.sequence, longer, shorter.prompt);
      own.spans = shorter.prompt.spans;
      own.shared.clear();
    });
    ({ messages, prompt: rendered } = shorter);
    shifted = { firstKeptId: shorter.firstKeptId, dropped: shorter.dropped };
  }
  const whole = withBeginning(rendered, given, turn.turnId);
  if (whole.tokens.length === 0) throw new RefusedFile(say('engine.prompt-empty'));
  if (stop.stopped) return { ...endedEarly('stopped'), answer: null, shifted };

  const tokenisedAt = performance.now();
  const hasTools = (turn.program?.tools?.tools.length ?? 0) > 0;
  const start = await engine.cache.beginTurn(chatId, whole, { turnId: turn.turnId, seat, hasTools });
  if (start === null) return { ...endedEarly('stopped'), answer: null, shifted };
  const { hot, cached, reuse, ...begun } = start;
  const { sequence } = hot;
  const fresh = whole.tokens.slice(cached);
  const documents = documentTokens(whole.spans, cached);
  const timings: Timings = {
    cachedTokens: cached,
    newTokens: 0,
    prefillMs: 0,
    firstTokenMs: null,
    decodeTokens: 0,
    writtenTokens: 0,
    decodeMs: 0,
    reuse,
    ...(documents === null ? {} : { documents }),
  };
  const tellPrefill = (done: number): void => {
    const total = fresh.length;
    const { prefill: speed } = engine.cache.speeds;
    const leftMs = speed === null ? null : ((total - done) * 1000) / speed;
    post({ kind: 'prefill', turnId: turn.turnId, done, total, cached, leftMs });
  };
  tellPrefill(0);
  let prefillStart = performance.now();
  const waitedBefore = seat.waitedMs;
  let { makeRoomMs } = begun;
  const slices: Slice[] = [];
  const tokensAt: number[] = [];
  hot.guesser?.begin(turn.speculative, stop);
  const trace = (): Trace => {
    const endedAt = performance.now();
    return {
      receivedAt,
      startedAt,
      tokenisedAt,
      makeRoomMs,
      restoreMs: reuse.restoreMs,
      foundAt: prefillStart,
      slices,
      tokensAt,
      endedAt,
      setup: setupOf(engine),
      shape: engine.shape,
      surroundings: surroundingsSince(before, endedAt - startedAt),
      speculation: hot.guesser?.result(timings) ?? null,
    };
  };
  const onSlice = (slice: Slice): void => {
    slices.push(slice);
    timings.newTokens += slice.tokens;
    timings.prefillMs = performance.now() - prefillStart;
    tellPrefill(timings.newTokens);
  };
  // A model that cannot rewind to the end of a document needs a checkpoint there, for other questions and chats about it; and for other
  // conversations of a program, at the end of the head that all of them have.
  for (const end of sequence.needsCheckpoints ? stableEnds(turn, whole) : []) {
    if (end <= cached || end >= whole.tokens.length) continue;
    if (
      !(await prefillWhole(engine, sequence, whole.tokens.slice(sequence.nextTokenIndex, end), seat, onSlice))
    )
      break;
    const savingAt = performance.now();
    await sequence.takeCheckpoint();
    if (turn.program === undefined) await keepDocument(engine, hot, whole, end);
    else await keepHead(engine, hot, whole, end);
    // That is no prefill, although the answer waits for it.
    const savingMs = performance.now() - savingAt;
    makeRoomMs += savingMs;
    prefillStart += savingMs;
  }
  const rest = whole.tokens.slice(sequence.nextTokenIndex);
  const lastSlice = await prefill(engine, sequence, rest, seat, stop, onSlice);
  if (lastSlice === null) {
    noteWaited(timings, seat, waitedBefore);
    const unread = turn.program?.finishesReading
      ? { unread: { owner: chatId, prompt: allButLast(whole) } }
      : {};
    return { ...endedEarly('stopped'), answer: null, timings, trace: trace(), shifted, ...unread };
  }

  return {
    engine: rawPrompt === undefined ? engine : { ...engine, answers: rawAnswerTokens(engine.model) },
    turn,
    hot,
    seat,
    waitedBefore,
    stop,
    post,
    messages,
    prompt: rendered,
    given,
    thinking,
    network,
    calls,
    shifted,
    lastSlice,
    timings,
    prefillStart,
    slices,
    tokensAt,
    trace,
  };
};

/** Notes how long the turn waited for evaluations of others since `before`, if that is worth telling. */
const noteWaited = (timings: Timings, seat: Seat, before: number): void => {
  const waited = Math.round(seat.waitedMs - before);
  if (waited > 0) timings.besideMs = waited;
};

/** Where a prompt of this turn that a model which cannot rewind may start from again ends. */
const stableEnds = (turn: TurnRequest, { spans }: Prompt): number[] =>
  turn.program === undefined ? documentEnds(spans) : headEnd(spans);

const setupOf = ({ facts, cores, kvPrecision }: LoadedEngine): TurnSetup => {
  const { backend, device, gpuLayers, layers, threads, flashAttention, draftModel } = facts;
  return { backend, device, gpuLayers, layers, threads, cores, kvPrecision, flashAttention, draftModel };
};

const tooLong = (tokens: number, facts: LoadedEngine['facts']): Ended => ({
  answer: null,
  ...endedEarly(
    'context-full',
    say('answer.prompt-too-long', {
      promptTokens: tokens,
      reserve: facts.answerReserve,
      contextLength: facts.contextLength,
      canGrow: canGrow(facts),
    }),
  ),
});

/** Evaluates all of `fresh` for a turn; returns false if it was stopped before the end. */
const prefillWhole = async (
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
const prefill = async (
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

/** A turn whose prompt is processed but for its last slice. */
export interface Decoding {
  engine: LoadedEngine;
  turn: TurnRequest;
  hot: Hot;
  seat: Seat;
  /** `Seat.waitedMs` when its prefill began. */
  waitedBefore: number;
  stop: StopSign;
  post: (message: FromEngine) => void;
  /** The content of the sequence, and the messages that it was made from; older messages may be dropped. */
  messages: PromptMessage[];
  prompt: Prompt;
  /** The tokens behind the prompt with which the answer begins. */
  given: Token[];
  thinking: Thinking;
  /** What the text is bound to; `null`: nothing. */
  network: Network | null;
  /** How it calls tools; `null`: none are offered. */
  calls: TurnCalls | null;
  shifted: Shifted | null;
  lastSlice: Token[];
  timings: Timings;
  prefillStart: number;
  slices: Slice[];
  tokensAt: number[];
  trace: () => Trace;
}

/** Generates the answer. */
export const decode = async (state: Decoding): Promise<Ended> => {
  const { alternatives } = state.turn.program ?? {};
  // The same last token in another batch has slightly other logits, with which a seed would lead elsewhere.
  if (state.turn.sampling.seed !== null) await readAllButLast(state);
  if (alternatives === undefined) return writeAnswer(state, null);
  const probabilities = new Probabilities(state.engine.model, state.hot.sequence, alternatives);
  try {
    return await writeAnswer(state, probabilities);
  } finally {
    probabilities.end();
  }
};

const writeAnswer = async (state: Decoding, probabilities: Probabilities | null): Promise<Ended> => {
  const { engine, turn, hot, stop, post, lastSlice, timings, prefillStart, slices, tokensAt } = state;
  const { sequence } = hot;
  const { facts } = engine;
  const { turnId } = turn;
  const left = facts.backend === 'cpu' ? availableParallelism() - facts.threads.decode : Infinity;
  const gapMs = sendGapMs(turn.program === undefined, left);
  let lastFlush = 0;
  let lastTold = 0;
  let firstAt = 0;
  let lastAt = 0;
  let ending: Ending | null = null;
  let bound: Bound | null = null;
  let room = facts.contextLength - state.prompt.tokens.length;
  const { calls } = state;
  // Parts of an answer with headers are bound as they are written, header and all.
  const isBound =
    state.network !== null || (calls?.isWhole === true && engine.answers.format.channels === null);
  const answer = new WrittenAnswer(
    engine.model,
    engine.answers,
    state.prompt.ending,
    turn.stopStrings,
    isBound,
    calls?.reading ?? null,
  );
  const biases = new LogitBias(engine.model, turn.sampling.logitBias ?? [], turn.program?.tokenBiases);
  if (turn.beginning !== undefined) post({ kind: 'resumed', turnId, parts: answer.resume(state.given) });
  const network = state.network ?? calls?.bound?.network ?? null;
  const grammar =
    network === null
      ? null
      : boundTo(engine, turn, network, answer, state.network === null ? calls?.bound?.scope : undefined);
  /** A bound answer ended within its thoughts. */
  let lacksText = false;
  const flush = (): void => {
    answer.flush(turnId, post);
    lastFlush = lastAt;
    if (lastAt - lastTold < progressGapMs) return;
    lastTold = lastAt;
    post({ kind: 'decoded', turnId, tokens: answer.sampled, ms: lastAt - firstAt });
  };
  const { budget } = turn.thinking;

  /** Evaluates `input` and samples until the answer ends, its thoughts have spent their budget, or the context is full. */
  const write = async (input: Token[]): Promise<void> => {
    const context = [...sequence.contextTokens, ...input];
    const { options, canGuess } = samplingOptions(
      turn.sampling,
      facts.recommended,
      context,
      facts.contextLength,
    );
    const { book } = engine;
    const { opening, ends } = engine.answers;
    // Many models would open their thoughts again at once, or end again an answer that they had finished.
    const never = [...(answer.closings > 0 && opening !== null ? [opening] : []), ...(calls?.never ?? [])];
    const notFirst = turn.beginning?.wasFinished === true && answer.sampled === 0 ? ends : [];
    const tokenBias =
      book === null ? biases.following(context, never, notFirst) : () => book.biasAfter(answer.tokens);
    const isExact = 'repeatPenalty' in options || 'dryRepeatPenalty' in options;
    if (grammar !== null)
      options.tokenBias = () =>
        grammar.restrict(typeof tokenBias === 'function' ? tokenBias() : tokenBias, answer, isExact);
    else if (tokenBias !== undefined) options.tokenBias = tokenBias;
    // Guesses are verified all at once, when the tokens before them are not yet penalised or part of the answer.
    const isFree = !biases.isContextual && book === null && grammar === null && probabilities === null;
    const guesser = canGuess && isFree ? hot.guesser : null;
    for await (const token of sampleTokens(sequence, input, context, options, guesser)) {
      lastAt = performance.now();
      tokensAt.push(lastAt);
      if (firstAt === 0) {
        firstAt = lastAt;
        slices.push({ tokens: lastSlice.length, ms: firstAt - prefillStart - timings.prefillMs });
        timings.newTokens += lastSlice.length;
        timings.prefillMs = firstAt - prefillStart;
        post({ kind: 'first-token', turnId });
        useThreads(sequence.context, facts.threads.decode);
        // Better than nothing: the slices of a longer prompt tell the speed well, but a few tokens take as long as one.
        if (timings.newTokens >= smallestSlice)
          engine.cache.speeds.prefill ??=
            (timings.newTokens * 1000) / (timings.prefillMs - (state.seat.waitedMs - state.waitedBefore));
        // Models with a sliding window or a recurrent state cannot rewind without a checkpoint at the boundary of the turn.
        if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
      } else timings.decodeTokens += 1;

      if (grammar !== null && grammar.problem !== null) {
        ending = 'failed';
        return;
      }
      if (answer.isEnd(token)) {
        lacksText = isBound && !answer.isInText && engine.answers.closing.length > 0;
        if (lacksText) return;
        ending = 'finished';
        return;
      }
      const part = answer.add(token, lastAt);
      if (probabilities !== null) post({ kind: 'token', turnId, ...probabilities.of(token, part) });
      grammar?.follow(token, answer);
      if (engine.book?.isWhole(answer.tokens) || answer.hasStopped || grammar?.isWhole) {
        ending = 'finished';
        return;
      }
      if (stop.stopped) {
        ending = 'stopped';
        return;
      }
      bound = boundOf(answer.tokens, turn.longestAnswer, facts.contextLength, answer.given);
      if (bound !== null) return;
      // The last sampled token is not in the context yet, and another one would not fit after it.
      if (answer.tokens.length >= room || answer.hasSpent(budget)) return;
      if (lastAt - lastFlush >= gapMs) flush();
    }
  };

  let { prompt, shifted } = state;
  let problem: Told | null = null;
  if (turn.beginning !== undefined && engine.book?.continues(answer.tokens) === false) {
    ending = 'failed';
    problem = say('answer.not-in-book');
  } else await write(answer.hasSpent(budget) ? [...lastSlice, ...answer.closeThoughts(lastAt)] : lastSlice);
  while (ending === null && bound === null) {
    const last = answer.tokens.at(-1)!;
    bound = reopenedThoughts(answer.closings, budget);
    if (bound !== null) break;
    if (lacksText) {
      lacksText = false;
      await write(answer.closeThoughts(lastAt));
      continue;
    }
    if (answer.hasSpent(budget) && answer.tokens.length + engine.answers.closing.length < room) {
      await write([last, ...answer.closeThoughts(lastAt)]);
      continue;
    }
    if (stop.isUnread === true && turn.overflow === 'shift') {
      bound = fullWhileUnread(facts.contextLength);
      break;
    }
    // The context is full within the answer: the same shift as before a turn, then on with the token that was not evaluated
    // yet.
    const shorter =
      turn.overflow === 'shift'
        ? shorten(engine, state.messages, prompt, facts.contextLength, { ...turn, thinking: state.thinking })
        : null;
    const held = sequence.nextTokenIndex;
    if (shorter !== null) {
      await shiftOut(sequence, prompt, shorter.prompt);
      hot.shared.clear();
    }
    if (shorter === null || sequence.nextTokenIndex === held) {
      if (turn.overflow === 'shift' && answer.sampled >= facts.contextLength / 2)
        bound = filledContext(facts.contextLength);
      else ending = 'context-full';
      break;
    }
    state.messages = shorter.messages;
    ({ prompt } = shorter);
    shifted = { firstKeptId: shorter.firstKeptId, dropped: shorter.dropped + (shifted?.dropped ?? 0) };
    room = facts.contextLength - prompt.tokens.length;
    await write([last]);
  }
  timings.decodeMs = lastAt - firstAt;
  timings.writtenTokens = answer.sampled;
  noteWaited(timings, state.seat, state.waitedBefore);
  answer.finish(lastAt, bound !== null || (ending as Ending | null) !== 'finished');
  flush();
  const thoughts = answer.thoughts(firstAt);
  if (thoughts !== null) timings.thoughts = thoughts;
  hot.spans = [...prompt.spans, { messageId: turnId, kind: 'answer', end: sequence.nextTokenIndex }];
  const { text, reasoning, knownTokens: tokens, stopString, calls: made } = answer;
  return {
    ending: bound?.ending ?? ending!,
    problem:
      bound !== null
        ? bound.problem
        : ending === 'context-full'
          ? say('answer.context-full', { contextLength: sequence.contextSize, canGrow: canGrow(facts) })
          : (grammar?.problem ?? problem),
    timings,
    trace: state.trace(),
    tokens,
    ...(stopString === null ? {} : { stopString }),
    ...(made.length === 0 ? {} : { calls: made }),
    answer:
      text === '' && reasoning === '' && made.length === 0
        ? null
        : {
            id: turnId,
            role: 'model',
            text,
            reasoning,
            tokens,
            ...(made.length === 0 ? {} : { calls: made }),
          },
    shifted,
  };
};
