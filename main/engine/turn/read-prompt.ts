/** The first part of a turn: finds what the KV cache holds of its prompt and processes the rest. */
import { say } from '../../shared/words/catalogue.ts';
import type { Token } from 'node-llama-cpp';
import type { Slice, TurnSetup } from '../../shared/contract/anatomy.ts';
import type { Timings } from '../../shared/contract/message.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { TurnRequest } from '../../shared/engine/request.ts';
import { endedEarly, type Trace } from '../../shared/engine/turn.ts';
import { msToPrefill } from '../../shared/speed/pace.ts';
import { noChat, type PlaceUser } from '../cache/hot.ts';
import { beginTurn, withBeginning } from './beginning.ts';
import { networkOfTurn } from './binding.ts';
import { callsOfTurn } from './calls.ts';
import { documentEnds, documentTokens, keepDocument } from './documents.ts';
import { headEnd, keepHead } from './heads.ts';
import { canGrow } from './full-context.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { noteWaited, type Decoding, type Ended } from './running-turn.ts';
import { prefill, prefillWhole } from './slices.ts';
import { allButLast, type Prompt } from '../prompt/prompt.ts';
import { areOfVocabulary } from '../prompt/vocabulary.ts';
import { shiftOut, shorten, type Shifted } from './shift.ts';
import { useThreads } from '../load/context.ts';
import { readSurroundings, surroundingsSince } from '../process/surroundings.ts';
import { rawAnswerTokens } from '../answer/raw-answer-tokens.ts';
import { RefusedFile } from '../process/refused-file.ts';
import type { Seat } from '../process/turnstile.ts';

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
  const user: PlaceUser = { turnId: turn.turnId, seat, hasTools };
  const start = await engine.cache.beginTurn(chatId, whole, user);
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
    // Tokens that were lost while a person went first are processed again.
    const total = Math.max(done, fresh.length);
    const { pace } = engine.cache.costs;
    const leftMs = pace === null ? null : msToPrefill(pace, cached + done, cached + total);
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
      !(await prefillWhole(engine, whole.tokens.slice(sequence.nextTokenIndex, end), { hot, user }, onSlice))
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
  const lastSlice = await prefill(engine, sequence, rest, { hot, user }, stop, onSlice);
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
    user,
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

/** Evaluates the last slice of a prompt but for its last token, which yields the first token of each answer. */
export const readAllButLast = async (state: Decoding): Promise<void> => {
  const rest = state.lastSlice.slice(0, -1);
  if (rest.length === 0) return;
  await readLast(state, rest);
  state.lastSlice = state.lastSlice.slice(-1);
};

/** Evaluates `tokens`, with which the prompt ends. */
export const readLast = async (
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
