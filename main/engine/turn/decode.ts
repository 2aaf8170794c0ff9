/** The second part of a turn: generates the answer token by token. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { availableParallelism } from 'node:os';
import type { Token } from 'node-llama-cpp';
import type { Slice } from '../../shared/contract/anatomy.ts';
import type { Ending } from '../../shared/contract/message.ts';
import { progressGapMs, sendGapMs } from '../../shared/speed/rhythm.ts';
import { boundTo } from './binding.ts';
import { canGrow } from './full-context.ts';
import { keepPrompt } from './heads.ts';
import { readAllButLast } from './read-prompt.ts';
import { noteWaited, type Decoding, type Ended } from './running-turn.ts';
import {
  boundOf,
  filledContext,
  fullWhileUnread,
  reopenedThoughts,
  type Bound,
} from '../answer/answer-bounds.ts';
import { sampleTokens } from '../guess/guesser.ts';
import { LogitBias } from './logit-bias.ts';
import { Probabilities } from './probabilities.ts';
import { samplingOptions } from './sampling.ts';
import { shiftOut, shorten } from './shift.ts';
import { isAskedToWait, letPersonGoFirst } from './person-first.ts';
import type { Span } from '../prompt/prompt.ts';
import { prefillWhole, smallestSlice } from './slices.ts';
import { useThreads } from '../load/context.ts';
import { WrittenAnswer } from '../answer/written-answer.ts';

/** Generates the answer. */
export const decode = async (state: Decoding): Promise<Ended> => {
  const { alternatives, sharesPrompt } = state.turn.program ?? {};
  // The same last token in another batch has slightly other logits, with which a seed would lead elsewhere.
  if (state.turn.sampling.seed !== null || sharesPrompt) await readAllButLast(state);
  if (sharesPrompt) await keepForOthers(state);
  if (alternatives === undefined) return writeAnswer(state, null);
  const probabilities = new Probabilities(state.engine.model, state.hot.sequence, alternatives);
  try {
    return await writeAnswer(state, probabilities);
  } finally {
    probabilities.end();
  }
};

/** Keeps the state of the prompt but for its last token, from which each answer begins. */
const keepForOthers = async ({ engine, turn, hot, prompt, lastSlice, post }: Decoding): Promise<void> => {
  const { sequence } = hot;
  if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
  const whole = { ...prompt, tokens: [...sequence.contextTokens, ...lastSlice], spans: hot.spans };
  if (await keepPrompt(engine, hot, whole)) post({ kind: 'kept', turnId: turn.turnId });
};

const writeAnswer = async (state: Decoding, probabilities: Probabilities | null): Promise<Ended> => {
  const { engine, turn, hot, user, stop, post, lastSlice, timings, prefillStart, slices, tokensAt } = state;
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
  let { prompt, shifted } = state;
  let room = facts.contextLength - prompt.tokens.length;
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
  const spansNow = (): Span[] => [
    ...prompt.spans,
    { messageId: turnId, kind: 'answer', end: sequence.nextTokenIndex },
  ];
  let hasPlace = true;
  /** Lets a person's turn go first; false: the turn was stopped meanwhile, and has no place. */
  const waitForPerson = async (): Promise<boolean> => {
    flush();
    hot.spans = spansNow();
    const lost = await letPersonGoFirst(engine, hot, user);
    const readAgain = ({ ms }: Slice): void => user.seat.waited(ms);
    const isWhole =
      lost !== null && (lost.length === 0 || (await prefillWhole(engine, lost, { hot, user }, readAgain)));
    hasPlace = hot.user === turnId;
    if (isWhole) useThreads(sequence.context, facts.threads.decode);
    return isWhole;
  };

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
        if (timings.newTokens >= smallestSlice && engine.cache.costs.pace === null)
          engine.cache.costs.prefilled({
            from: timings.cachedTokens,
            tokens: timings.newTokens,
            ms: timings.prefillMs - (user.seat.waitedMs - state.waitedBefore),
          });
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
      // Guesses that were right are in the cache before they are taken.
      const isAhead = sequence.nextTokenIndex >= context.length;
      if (!isAhead && isAskedToWait(engine, user) && !(await waitForPerson())) {
        ending = 'stopped';
        return;
      }
    }
  };

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
  noteWaited(timings, user.seat, state.waitedBefore);
  answer.finish(lastAt, bound !== null || (ending as Ending | null) !== 'finished');
  flush();
  const thoughts = answer.thoughts(firstAt);
  if (thoughts !== null) timings.thoughts = thoughts;
  if (hasPlace) hot.spans = spansNow();
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
