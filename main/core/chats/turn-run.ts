/** One turn from the engine's readiness to its stored answer. Stop ends it for the user before the engine has finished its step. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Anatomy } from '../../shared/contract/anatomy.ts';
import type { AnswerPlan } from '../../shared/contract/comparisons.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { ReadAgain, ReadAgainCause } from '../../shared/contract/documents.ts';
import type { Message, Timings } from '../../shared/contract/message.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import type { TurnPhase } from '../../shared/contract/turns.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Answering, PromptMessage, TurnRequest } from '../../shared/engine/request.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { Sampling } from '../../shared/settings/sampling.ts';
import { endedEarly, type TurnEnd, type TurnEvent } from '../../shared/engine/turn.ts';
import type { LoadTimes } from '../engines/load-times.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { AnswerKeeper } from './answer-keeper.ts';
import type { ChatSetups } from './chat-setups.ts';
import type { Prompts } from './prompts.ts';
import type { Together } from './together.ts';
import type { Store } from './store.ts';
import { continuedAnatomy, continuedTimings } from '../../shared/message/continued.ts';
import { appended, areSameParts, saysSomething } from '../../shared/message/parts.ts';
import { anatomyOf } from './turn-anatomy.ts';

/** A running answer is stored at least this often. */
const saveMs = 500;

/** After Stop, a running turn ends for the user within this time in ms, even if the engine is still finishing a step. */
const stopMs = 150;

/** A turn that runs or waits. */
export interface Running {
  answer: Message;
  phase: TurnPhase;
  /** When the call that started the turn was received, in ms of this process's monotonic clock. */
  receivedAt: number;
  /** The parts of the answer that were stored last. */
  stored: readonly MessagePart[];
  /** Ends the turn early; aborted by Stop and by `stopAll`. */
  stop: AbortController;
  /** Why the turn was ended early; `null` if the user stopped it. */
  whyStopped: Told | null;
  /** Whether the turn still waits in the engine's queue. */
  isQueued: boolean;
  /** One of several answers that are compared; `null` for any other. */
  plan: AnswerPlan | null;
  /** Its number among the answers of its model that are compared, from 0. */
  nth: number;
  /** The answer before it was continued, with its anatomy; `null` for a new one. */
  before: { answer: Message; anatomy: Anatomy | null } | null;
}

export interface TurnsOptions {
  store: Store;
  keeper: AnswerKeeper;
  prompts: Prompts;
  engine: Engine;
  queue: EngineQueue;
  loadTimes: LoadTimes;
  setups: Pick<ChatSetups, 'handOver' | 'handedOver' | 'copy'>;
  /** How the loaded model answers in a chat, or in a new one with `null`; its `thinking` is the choice that was made for it last. */
  answering: (
    chatId: string | null,
    plan?: (Pick<AnswerPlan, 'presetId'> & Partial<AnswerPlan>) | null,
  ) => Answering;
  /** Loads the model at this path for an answer, unless it is loaded. Throws `Refusal` with the reason if it cannot be. */
  useModel: (path: string, stop: AbortSignal) => Promise<void>;
  /** The user's own model, in whose place a request of another program may have put another one. */
  ownModel: {
    isAway: () => boolean;
    /** Loads it again; the turn must be alone in the queue then. */
    use: (stop: AbortSignal) => Promise<void>;
    /** A turn waits for it, as long as `isStill`. */
    want: (isStill: () => boolean) => void;
  };
  /** Whether the machine has slept since this time of the monotonic clock: the times of a turn may then contain the sleep. */
  hasSlept: (since: number) => boolean;
  /** Why the loaded model reads a document again; `null` if it reads it for the first time. */
  whyAgain: (documentId: string) => ReadAgainCause | null;
  /** Called when an answer of the loaded model has ended in this chat. */
  onEnd: (chatId: string) => void;
  /** Called when an answer in this chat has finished by itself. */
  onFinished: (chatId: string) => void;
  /** Called when the anatomy of an answer was stored after the answer had ended. */
  onLateAnatomy: (messageId: string) => void;
  emit: Emit;
  log: Log;
}

/** What its owner does with a running turn. */
export interface TurnOwner {
  /** Stores the running answer. Throws if the disk is full. */
  save: () => void;
  /** `finishedAt`: ms of this process's monotonic clock. */
  end: (message: Message, finishedAt: number) => void;
  change: () => void;
}

/**
 * Resolves when the engine is done with it. `together`: the turns that it runs with; `null`: none. `prompt`: in place of the chat's
 * own messages.
 */
export const runTurn = async (
  deps: TurnsOptions,
  running: Running,
  together: Together | null,
  tell: TurnOwner,
  prompt?: () => PromptMessage[],
): Promise<void> => {
  const { store, engine, emit, log } = deps;
  const { answer, before, plan, nth } = running;
  let { receivedAt } = running;
  const begunAt = receivedAt;
  const stop = running.stop.signal;
  const { id, chatId } = answer;
  let isOver = false;
  let hasFailed = false;
  let firstTokenMs: number | null = null;
  const wasFinished = before?.answer.ending === 'finished';

  const move = (phase: TurnPhase): void => {
    if (isOver) return;
    running.phase = phase;
    emit('turn.moved', { chatId, messageId: id, phase });
  };
  const saver = setInterval(() => {
    try {
      tell.save();
    } catch (error) {
      // The running answer must stay in the window even if the disk is full.
      if (!hasFailed) log.error('the running answer could not be stored', error);
      hasFailed = true;
    }
  }, saveMs);

  const stoppedEnd = endedEarly('stopped');
  const outrun = aborted(stop).then(async () => {
    await new Promise((resolve) => setTimeout(resolve, stopMs));
    return stoppedEnd;
  });

  let postedAt = 0;
  let hasAsked = false;
  const ask = (turn: TurnRequest, on: (event: TurnEvent) => void): Promise<TurnEnd> => {
    hasAsked = true;
    return together === null ? engine.run(turn, on, stop) : together.run({ turn, on, stop });
  };
  const answering = async (): Promise<TurnEnd> => {
    if (plan === null || plan.modelPath === null) await deps.ownModel.use(stop);
    else await deps.useModel(plan.modelPath, stop);
    await engine.whenReady();
    if (stop.aborted) return stoppedEnd;
    // Nobody waits for the load of a model that is compared, nor for the answers before it.
    if (plan !== null) receivedAt = performance.now();
    answer.modelName = engine.status.modelName;
    postedAt = performance.now();
    const { systemPrompt, ...how } = deps.answering(chatId, plan);
    // A summary is free, whatever the answers of the chat are bound to.
    const responseFormat = prompt === undefined ? how.responseFormat : null;
    const bound = responseFormat === null || responseFormat.kind === 'text' ? undefined : responseFormat.kind;
    return ask(
      {
        turnId: id,
        chatId,
        messages: prompt?.() ?? deps.prompts.messagesTo(chatId, answer.parentId, systemPrompt),
        ...(saysSomething(answer) ? { beginning: deps.prompts.beginningOf(answer, wasFinished) } : {}),
        ...how,
        responseFormat,
        sampling: withSeedOf(nth, how.sampling),
        thinking: store.chat(chatId)?.thinking ?? how.thinking,
        // A summary of a chat that does not fit drops the oldest messages instead of failing.
        overflow: prompt !== undefined || store.chat(chatId)?.overflow === 'shift' ? 'shift' : 'stop',
      },
      (event) => {
        switch (event.kind) {
          case 'prefill': {
            const { kind: name, ...progress } = event;
            return move({ name, ...progress });
          }
          case 'first-token':
            firstTokenMs = performance.now() - receivedAt;
            return move({ name: 'decode' });
          case 'decoded':
            return move({ name: 'decode', tokens: event.tokens, ms: event.ms });
          case 'wrote': {
            const { parts, piece } = appended(answer.parts, event.part, event.text, bound);
            answer.parts = parts;
            if (!isOver) emit('turn.wrote', { chatId, messageId: id, ...piece });
            return;
          }
          case 'resumed': {
            const parts = event.parts.reduce<readonly MessagePart[]>(
              (known, { part, text }) => appended(known, part, text, bound).parts,
              [],
            );
            if (areSameParts(parts, answer.parts)) return;
            answer.parts = parts;
            if (!isOver) emit('turn.rethought', { chatId, messageId: id, parts });
            return;
          }
          case 'rethought':
            answer.parts = [{ kind: 'thoughts', text: event.thoughts }];
            if (!isOver) emit('turn.rethought', { chatId, messageId: id, parts: answer.parts });
        }
      },
    );
  };
  const asked = answering().finally(() => {
    if (!hasAsked) together?.left();
  });
  const whole = asked.catch((error: unknown): TurnEnd => {
    if (!(error instanceof Refusal)) log.error('a turn failed', error);
    const problem = error instanceof Refusal ? error.told : say('answer.failed');
    return endedEarly('failed', problem);
  });

  const end = await Promise.race([whole, outrun]);
  isOver = true;
  clearInterval(saver);
  /** Stores the answer with what the engine has reported about it so far. */
  const finish = ({ timings, trace, tokens, shifted, ending, problem }: TurnEnd): Message => {
    // It began when the answers before it had ended.
    if (trace !== null && together !== null && timings?.shared?.isAtOnce !== true)
      receivedAt = postedAt = trace.startedAt;
    // The engine's reading is used if there is one, so that the parts of the turn add up to this time.
    const firstAt = trace?.tokensAt[0];
    if (firstAt !== undefined) firstTokenMs = Math.max(0, firstAt - receivedAt);
    const { model } = engine.status;
    // No figures rather than wrong ones.
    const measured =
      timings === null || deps.hasSlept(begunAt)
        ? null
        : withReadAgain({ ...timings, firstTokenMs }, deps.whyAgain);
    const told = ending === 'stopped' ? running.whyStopped : problem;
    // Nothing came of continuing it, so it ends as it did before, unless there is something to tell.
    const isAsBefore =
      before !== null &&
      answer.parts === before.answer.parts &&
      (timings === null || timings.writtenTokens === 0);
    return deps.keeper.finish(
      {
        ...answer,
        ending: isAsBefore && (told === null || wasFinished) ? before.answer.ending! : ending,
        problem: isAsBefore ? (told ?? before.answer.problem) : told,
        timings:
          before === null
            ? measured
            : measured === null
              ? before.answer.timings
              : continuedTimings(before.answer.timings, measured),
      },
      // An answer whose model could not be loaded is by no model.
      isAsBefore ? 'as-before' : plan !== null && postedAt === 0 ? null : model && { model, tokens },
      // All that are compared answer the same prompt.
      prompt === undefined && plan === null ? (shifted?.firstKeptId ?? null) : null,
    );
  };
  const message = finish(end);
  const finishedAt = performance.now();
  tell.end(message, finishedAt);
  deps.onEnd(chatId);
  const saveAnatomy = (of: TurnEnd): void => {
    if (deps.hasSlept(begunAt)) return;
    const anatomy = anatomyOf(of, {
      receivedAt,
      postedAt,
      finishedAt,
      loadMs: deps.loadTimes.within(receivedAt, postedAt),
    });
    try {
      if (anatomy !== null)
        store.saveAnatomy(id, before ? continuedAnatomy(before.anatomy, anatomy) : anatomy);
    } catch (error) {
      log.error('the anatomy of a turn was not stored', error);
    }
  };
  saveAnatomy(end);
  tell.change();
  // If Stop came too late, the answer has finished, but the user does not expect another one now.
  // What follows a comparison depends on which answer the user keeps.
  if (message.ending === 'finished' && !stop.aborted && plan === null) deps.onFinished(chatId);
  // After Stop, the engine may still be finishing a step, and the next turn has to wait for it.
  const late = await whole;
  if (end !== stoppedEnd || late.timings === null || store.message(id) === null) return;
  // That step also yielded text, which is stored now: it must match the stored tokens, which go into the next prompt.
  const { ending, problem } = stoppedEnd;
  const measured = finish({ ...late, ending, problem });
  saveAnatomy(late);
  emit('turn.measured', { chatId, message: measured });
  deps.onLateAnatomy(id);
};

/** Says of the documents that were processed why, if they had been read before. Of a chat that lost its state, its own cause says it. */
const withReadAgain = (timings: Timings, whyAgain: TurnsOptions['whyAgain']): Timings => {
  const { documents, reuse } = timings;
  if (documents?.processed === undefined) return timings;
  const { processed, ...others } = documents;
  const isNew = reuse === undefined || reuse.cause === null || reuse.cause === 'first-time';
  const again = (isNew ? processed : []).flatMap((documentId): ReadAgain[] => {
    const cause = whyAgain(documentId);
    return cause === null ? [] : [{ documentId, cause }];
  });
  return { ...timings, documents: { ...others, ...(again.length === 0 ? {} : { again }) } };
};

/** Answers with a fixed seed that are compared have one seed after the other, or they would all be the same. */
const withSeedOf = (nth: number, sampling: Sampling): Sampling =>
  nth === 0 || sampling.seed === null ? sampling : { ...sampling, seed: sampling.seed + nth };

/** Resolves when `signal` aborts. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
