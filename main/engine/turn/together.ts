/**
 * Several answers to one prompt. The prompt is processed once. If memory allows and it pays, its state is forked and all answers are
 * generated at once, because decode is limited by reading the weights, and one pass over them yields a token of each answer;
 * otherwise one after the other.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import { say } from '../../shared/words/catalogue.ts';
import type { SharedPrompt, Timings } from '../../shared/contract/message.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { TurnRequest } from '../../shared/engine/request.ts';
import type { Trace } from '../../shared/engine/turn.ts';
import { median } from '../../shared/speed/spread.ts';
import type { Hot } from '../cache/hot.ts';
import { evaluateUnsampled } from '../load/context.ts';
import type { SharedContext } from '../load/shared-context.ts';
import type { StopSign } from '../process/stop-sign.ts';
import { promptOf } from './asked-prompt.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { decode } from './decode.ts';
import { readAllButLast, readPrompt } from './read-prompt.ts';
import type { Decoding, Ended } from './running-turn.ts';
import { runTurn } from './turn.ts';

/** At least this much faster than one after the other, or it is not worth the memory. */
const leastGain = 1.1;

/** Pairs of evaluations, alone and together, that are measured; the first is not counted. */
const measuredPairs = 6;

/** Tokens of room for each answer that has no set maximum, as far as memory allows; the most is tried first. */
const answerRooms = [4096, 1024];

/** A shorter state is evaluated again as soon as it would be written and read. */
const leastStateTokens = 64;

/** One of the answers, with its own Stop. */
export interface OneOfSeveral {
  turn: TurnRequest;
  stop: StopSign;
}

/**
 * Runs `all`, at least two turns of one chat whose prompts are meant to be the same, and tells their progress through `post`; calls
 * `onEnd` for each as soon as it has ended. `receivedAt`: when they came, in ms of this process' clock.
 */
export const runTogether = async (
  engine: LoadedEngine,
  all: readonly OneOfSeveral[],
  post: (message: FromEngine) => void,
  receivedAt: number,
  onEnd: (one: OneOfSeveral, ended: Ended) => void,
): Promise<void> => {
  const [first, ...others] = all as readonly [OneOfSeveral, ...OneOfSeveral[]];
  /** `shared`: `null` if they do not have the same prompt; `begun`: the first one, whose prompt is processed. */
  const inTurn = async (shared: SharedPrompt | null, begun: Decoding | null = null): Promise<void> => {
    const end = (one: OneOfSeveral, ended: Ended): void => onEnd(one, withShared(ended, shared));
    if (begun !== null) {
      const ended = await decode(begun);
      // The others need its place.
      engine.cache.release(first.turn.turnId);
      end(first, ended);
    } else end(first, await runTurn(engine, first.turn, first.stop, post, receivedAt));
    for (const one of others) end(one, await runTurn(engine, one.turn, one.stop, post));
  };
  const because = (why: SharedPrompt['why'], gain: number | null = null): SharedPrompt => ({
    answers: all.length,
    isAtOnce: why === null,
    why,
    gain,
  });
  const promptTokens = lengthOfPrompt(engine, all);
  if (promptTokens === null) return inTurn(null);
  // Also models with listed answers, which take no time.
  if (engine.book !== null || engine.cache.hot[0]!.sequence.needsCheckpoints) return inTurn(because('model'));
  const known = engine.together.gains.get(all.length) ?? null;
  if (known !== null && known < leastGain) return inTurn(because('no-gain', known));
  const opened = await openFor(engine, promptTokens, all);
  if (opened === null) return inTurn(because('memory'));
  const { context, size } = opened;
  const seat = engine.turnstile.enter('person', stoppedWithAll(all));
  try {
    // Dropped messages would make their prompts differ.
    const begun = await readPrompt(
      engine,
      { ...first.turn, overflow: 'stop' },
      seat,
      tellingAll(all, post),
      receivedAt,
    );
    if ('ending' in begun) {
      if (begun.ending === 'context-full' && first.turn.overflow === 'shift') return await inTurn(null);
      for (const one of all) onEnd(one, begun);
      return undefined;
    }
    await readAllButLast(begun);
    const readUntil = performance.now();
    if (!(await forked(engine, begun, context))) return await inTurn(because('model'), begun);
    const gain = known ?? (await measureGain(context, begun.prompt.tokens.at(-1)!));
    engine.together.gains.set(all.length, gain);
    const forkMs = performance.now() - readUntil;
    if (gain < leastGain) {
      // The measurement is no part of the prefill.
      begun.prefillStart += forkMs;
      return await inTurn(because('no-gain', gain), begun);
    }
    context.run(all.length);
    await Promise.all(
      all.map(async (one, index) => {
        const state = stateOf(begun, one, context, index, { readUntil, forkMs, size });
        try {
          const ended = atEndOfRoom(await decode({ ...state, post }), size, engine);
          onEnd(one, withShared(ended, because(null, gain)));
        } finally {
          context.left();
        }
      }),
    );
    return undefined;
  } finally {
    engine.turnstile.leave(seat);
    engine.cache.release(first.turn.turnId);
    await context.dispose();
  }
};

/** Stopped once all of them are. */
const stoppedWithAll = (all: readonly OneOfSeveral[]): StopSign =>
  ({
    get stopped() {
      return all.every(({ stop }) => stop.stopped);
    },
  }) as StopSign;

/** Tells the progress of the shared prompt as that of each answer. */
const tellingAll =
  (all: readonly OneOfSeveral[], post: (message: FromEngine) => void) =>
  (message: FromEngine): void => {
    if (message.kind !== 'prefill') return post(message);
    for (const { turn } of all) post({ ...message, turnId: turn.turnId });
  };

const withShared = (ended: Ended, shared: SharedPrompt | null): Ended => ({
  ...ended,
  timings: ended.timings && { ...ended.timings, ...(shared === null ? {} : { shared }) },
});

/** The length of the prompt in tokens, if all turns ask with the same tokens and none continues an answer; `null` otherwise. */
const lengthOfPrompt = (engine: LoadedEngine, all: readonly OneOfSeveral[]): number | null => {
  const prompts = all.map(({ turn }) =>
    turn.beginning === undefined ? promptOf(engine, turn).tokens : null,
  );
  const [first] = prompts;
  const isFirst = (prompt: Token[] | null): boolean =>
    prompt?.length === first?.length && prompt!.every((token, index) => token === first![index]);
  return first && prompts.every(isFirst) ? first.length : null;
};

/** A context for all answers, and the tokens that each of its sequences holds; `null` if memory is short. */
const openFor = async (
  { together, facts }: LoadedEngine,
  promptTokens: number,
  all: readonly OneOfSeveral[],
): Promise<{ context: SharedContext; size: number } | null> => {
  const set = all.map(({ turn }) => turn.longestAnswer);
  const longest = set.every((one) => one !== null) ? Math.max(...(set as number[])) : null;
  for (const room of longest === null ? answerRooms : [longest]) {
    const size = Math.min(facts.contextLength, promptTokens + room + 1);
    const context = await together.open(all.length, size).catch(() => null);
    // llama.cpp may round the size up.
    if (context !== null) return { context, size };
  }
  return null;
};

/** Gives every sequence of `context` the processed prompt; false if that is not possible. */
const forked = async (
  { together }: LoadedEngine,
  { hot: { sequence }, prompt }: Decoding,
  context: SharedContext,
): Promise<boolean> => {
  const tokens = prompt.tokens.slice(0, -1);
  const [target] = context.sequences;
  try {
    if (tokens.length >= leastStateTokens)
      await context.take(sequence, join(together.folder, `together.${randomUUID()}.tmp`));
  } catch {
    // The state cannot be written, for example because the disk is full.
    await target!.clearHistory();
  }
  context.run(1);
  const held = target!.nextTokenIndex;
  if (held < tokens.length && tokens.length > 0)
    await target!.evaluateWithoutGeneratingNewTokens(tokens.slice(held));
  return context.fork();
};

/**
 * How much faster a token of each sequence is at once than one after the other: the median of pairs of evaluations. `token`: any
 * token, which is removed again.
 */
const measureGain = async (context: SharedContext, token: Token): Promise<number> => {
  const { sequences } = context;
  const [first] = sequences;
  const start = first!.nextTokenIndex;
  const timed = async (those: typeof sequences): Promise<number> => {
    context.run(those.length);
    const startedAt = performance.now();
    await Promise.all(those.map((one) => evaluateUnsampled(one, [token])));
    return performance.now() - startedAt;
  };
  const gains: number[] = [];
  for (let pair = 0; pair < measuredPairs; pair += 1) {
    const alone = await timed([first!]);
    const atOnce = await timed(sequences);
    if (pair > 0) gains.push((sequences.length * alone) / atOnce);
  }
  for (const one of sequences) await one.eraseContextTokenRanges([{ start, end: one.nextTokenIndex }]);
  // More can only be other work on this machine.
  return Math.min(sequences.length, median(gains));
};

/** Where the turn of one of the answers is once its sequence holds the prompt. */
const stateOf = (
  begun: Decoding,
  { turn, stop }: OneOfSeveral,
  context: SharedContext,
  index: number,
  { readUntil, forkMs, size }: { readUntil: number; forkMs: number; size: number },
): Decoding => {
  const hot: Hot = {
    ...begun.hot,
    sequence: context.sequences[index]!,
    guesser: null,
    spans: [],
    shared: new Map(),
  };
  // The room for an answer is that of its sequence.
  const engine = { ...begun.engine, facts: { ...begun.engine.facts, contextLength: size } };
  const isFirst = index === 0;
  const { documents } = begun.timings;
  const timings: Timings = isFirst
    ? begun.timings
    : {
        ...begun.timings,
        cachedTokens: begun.prompt.tokens.length - 1,
        newTokens: 0,
        prefillMs: 0,
        reuse: { from: 'hot', restoreMs: forkMs, cause: null, messageId: null },
        ...(documents === undefined ? {} : { documents: { ...documents, cachedTokens: documents.tokens } }),
      };
  const slices = isFirst ? begun.slices : [];
  const tokensAt: number[] = [];
  const foundAt = readUntil + forkMs;
  const trace = (): Trace => {
    const own = { ...begun.trace(), speculation: null };
    return isFirst
      ? // The time of the fork comes before the prefill, to which it does not belong.
        { ...own, makeRoomMs: own.makeRoomMs + forkMs, foundAt: own.foundAt + forkMs, tokensAt }
      : {
          ...own,
          startedAt: readUntil,
          tokenisedAt: readUntil,
          makeRoomMs: 0,
          restoreMs: forkMs,
          foundAt,
          slices,
          tokensAt,
        };
  };
  return {
    ...begun,
    engine,
    turn: { ...turn, overflow: 'stop' },
    stop,
    hot,
    timings,
    prefillStart: isFirst ? begun.prefillStart + forkMs : foundAt,
    slices,
    tokensAt,
    trace,
  };
};

/** An answer that has filled its sequence, which is smaller than the context of the chat, is only too long. */
const atEndOfRoom = (ended: Ended, size: number, { facts }: LoadedEngine): Ended =>
  ended.ending === 'context-full' && size < facts.contextLength
    ? {
        ...ended,
        ending: 'too-long',
        problem: say('answer.no-room-together', { room: ended.timings?.writtenTokens ?? 0 }),
      }
    : ended;
