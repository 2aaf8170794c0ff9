/**
 * The life of a turn: store the question, wait for the engine, stream the answer, store it. One turn runs at a time; the
 * others wait in the engine's queue.
 */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Anatomy } from '../../shared/contract/anatomy.ts';
import type { AnswerPlan } from '../../shared/contract/comparisons.ts';
import { chatTexts } from '../../shared/words/chats.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Message } from '../../shared/contract/message.ts';
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
import { Together } from './together.ts';
import type { Store } from './store.ts';
import { summaryRequest } from './summary.ts';
import { continuedAnatomy, continuedTimings } from '../../shared/message/continued.ts';
import { appended, areSameParts, saysSomething, textParts, writtenText } from '../../shared/message/parts.ts';
import { titleOf } from '../../shared/message/title.ts';
import { anatomyOf } from './turn-anatomy.ts';

/** A running answer is stored at least this often. */
const saveMs = 500;

/** After Stop, a running turn ends for the user within this time in ms, even if the engine is still finishing a step. */
const stopMs = 150;

interface Running {
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
  answering: (chatId: string | null, plan?: AnswerPlan | null) => Answering;
  /** Loads the model at this path for an answer, unless it is loaded. Throws `Refusal` with the reason if it cannot be. */
  useModel: (path: string, stop: AbortSignal) => Promise<void>;
  /** Called when an answer of the loaded model has ended in this chat. */
  onEnd: (chatId: string) => void;
  /** Called when an answer in this chat has finished by itself. */
  onFinished: (chatId: string) => void;
  /** Called when the anatomy of an answer was stored after the answer had ended. */
  onLateAnatomy: (messageId: string) => void;
  emit: Emit;
  log: Log;
}

export class Turns {
  readonly #deps: TurnsOptions;
  /** The running and waiting turns, by answer. */
  readonly #running = new Map<string, Running>();
  /** The turns that the engine still works at, by answer. */
  readonly #runs = new Map<string, Promise<void>>();

  constructor(deps: TurnsOptions) {
    this.#deps = deps;
  }

  /** The progress of a chat's running answer; `null` if no answer runs or waits. */
  phase(chatId: string): TurnPhase | null {
    return this.#in(chatId)[0]?.phase ?? null;
  }

  /** The progress of each answer of a chat that runs or waits, by its id. */
  phases(chatId: string): Record<string, TurnPhase> {
    return Object.fromEntries(this.#in(chatId).map(({ answer, phase }) => [answer.id, phase]));
  }

  #in(chatId: string): Running[] {
    return [...this.#running.values()].filter(({ answer }) => answer.chatId === chatId);
  }

  /** The ids of the chats in which an answer runs or waits. */
  get runningChats(): string[] {
    return [...new Set([...this.#running.values()].map(({ answer }) => answer.chatId))];
  }

  /** Whether an answer runs or waits in any chat. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** `messages` with everything that is newer than in the store: running answers, and answers that could not be stored. */
  withRunning(messages: Message[]): Message[] {
    return messages.map((message) => {
      const running = this.#running.get(message.id)?.answer;
      return running ? { ...running } : (this.#deps.keeper.unstored(message.id) ?? message);
    });
  }

  /**
   * Stores a question and starts a turn, in a new chat if `chatId` is `null`. For every call that starts a turn, `receivedAt`
   * is when the call was received, in ms of this process's monotonic clock. Throws `Refusal` if the chat is gone, if it has a
   * running answer, or if the engine has stopped. `queued`: the message waited until now; it keeps its id, and `take` removes it
   * from its queue in the same transaction.
   */
  start(
    chatId: string | null,
    parts: readonly MessagePart[],
    receivedAt: number,
    queued?: { id: string; take: () => void },
    beginning: string | null = null,
  ): { chatId: string; messageId: string; answerId: string } {
    const messages = this.#ask(chatId, parts, queued, beginning);
    const [question, answer] = messages;
    this.#begin(messages, receivedAt);
    return { chatId: question.chatId, messageId: question.id, answerId: answer.id };
  }

  /** Stores a question and an answer that has not begun, in a new chat if `chatId` is `null`. */
  #ask(
    chatId: string | null,
    parts: readonly MessagePart[],
    queued?: { id: string; take: () => void },
    beginning: string | null = null,
  ): [question: Message, answer: Message] {
    const { store, emit } = this.#deps;
    this.#refuseIfBusy(chatId);
    const existing = chatId === null ? null : store.chat(chatId);
    if (chatId !== null && existing === null) throw new Refusal('chats.gone');
    const { chat, messages } = store.transaction(() => {
      const owner =
        existing ?? store.createChat(titleOf(writtenText(parts)), this.#deps.answering(null).thinking);
      if (existing === null) this.#deps.setups.handOver(owner.id);
      queued?.take();
      const tip = store.tip(owner.id)?.id ?? null;
      return { chat: owner, messages: this.#addQuestion(owner.id, tip, parts, queued?.id, beginning) };
    });
    emit('chat.changed', { chat: store.chat(chat.id)! });
    if (existing === null) this.#deps.setups.handedOver();
    return messages;
  }

  edit(
    messageId: string,
    parts: readonly MessagePart[],
    receivedAt: number,
  ): { messageId: string; answerId: string } {
    const { store } = this.#deps;
    const message = this.#find(messageId);
    if (message.role !== 'user') throw new Refusal('chats.not-editable');
    this.#refuseIfBusy(message.chatId);
    const messages = store.transaction(() => this.#addQuestion(message.chatId, message.parentId, parts));
    this.#begin(messages, receivedAt);
    return { messageId: messages[0].id, answerId: messages[1].id };
  }

  /**
   * Starts another version of an answer; if `messageId` is a question, another version of its answer. Without `beginning`, it
   * begins as the answer `messageId` was told to.
   */
  regenerate(messageId: string, receivedAt: number, beginning?: string | null): { answerId: string } {
    const wanted = beginning === undefined ? (this.#find(messageId).beginning ?? null) : beginning;
    const answer = this.#addVersion(messageId, wanted);
    this.#begin([answer], receivedAt);
    return { answerId: answer.id };
  }

  /** Stores another version of an answer, or of the answer to a question, that has not begun; `beginning` as in `NewMessage`. */
  #addVersion(messageId: string, beginning: string | null): Message {
    const message = this.#find(messageId);
    const questionId = message.role === 'user' ? message.id : message.parentId;
    if (questionId === null) throw new Refusal('chats.no-question');
    this.#refuseIfBusy(message.chatId);
    return this.#addAnswer(message.chatId, questionId, beginning);
  }

  /**
   * Starts an answer for each of `plans`, one after the other: to a new question, or to the one of the message `messageId`. The
   * first of them ends the path that is shown. `nameOf` names the model at a path. Returns the answers.
   */
  compare(
    asked: { chatId: string | null; parts: readonly MessagePart[] } | { messageId: string },
    plans: readonly [AnswerPlan, ...AnswerPlan[]],
    nameOf: (path: string) => string,
    receivedAt: number,
  ): Message[] {
    const { store } = this.#deps;
    const begun: Message[] =
      'parts' in asked ? this.#ask(asked.chatId, asked.parts) : [this.#addVersion(asked.messageId, null)];
    const first = begun.at(-1)!;
    const { chatId, parentId } = first;
    const others = store.transaction(() => {
      const added = plans.slice(1).map(() => this.#addAnswer(chatId, parentId!));
      store.selectVersion(first);
      return added;
    });
    const answers = [first, ...others].map(({ id }, index): Message => {
      const { modelPath } = plans[index]!;
      // Read again: each has the others among its versions now.
      const answer = store.message(id)!;
      return modelPath === null ? answer : { ...answer, modelName: nameOf(modelPath) };
    });
    const turns = answers.map((answer, index) => {
      const plan = plans[index]!;
      const nth = plans.slice(0, index).filter(({ modelPath }) => modelPath === plan.modelPath).length;
      return this.#create(answer, receivedAt, { plan, nth });
    });
    this.#tellStart([...begun.slice(0, -1), answers[0]!]);
    // Each model has to be loaded in between.
    const areOfLoaded = plans.every(({ modelPath }) => modelPath === null);
    if (areOfLoaded && this.#deps.engine.can.together !== null) this.#enqueue(turns);
    else for (const running of turns) this.#enqueue([running]);
    return answers;
  }

  /** Continues the last answer of a chat from its last token. */
  async continueAnswer(messageId: string, receivedAt: number): Promise<{ answerId: string }> {
    const { store, keeper } = this.#deps;
    const { chatId } = this.#find(messageId);
    this.#refuseIfBusy(chatId);
    // The step that its Stop outran still yields text.
    await this.#runs.get(messageId);
    this.#refuseIfBusy(chatId);
    const answer = this.#find(messageId);
    if (answer.role !== 'model') throw new Refusal('chats.no-answer');
    if (store.path(chatId).at(-1)?.id !== messageId) throw new Refusal('chats.not-last');
    if (!saysSomething(answer)) throw new Refusal('chats.nothing-to-continue');
    const unstored = keeper.unstored(messageId);
    if (unstored?.problem) throw Refusal.of(unstored.problem);
    const anatomy = store.anatomy(messageId);
    store.reopenMessage(messageId);
    this.#begin([{ ...answer, ending: null, problem: null }], receivedAt, {
      before: { answer, anatomy },
    });
    return { answerId: messageId };
  }

  /** Starts a new chat whose first answer is the model's summary of `chatId`. */
  continueFromSummary(chatId: string, receivedAt: number): { chatId: string } {
    const { store, emit } = this.#deps;
    this.#refuseIfBusy(chatId);
    const old = store.chat(chatId);
    if (old === null) throw new Refusal('chats.gone');
    const request: PromptMessage = {
      id: null,
      role: 'user',
      text: summaryRequest,
      reasoning: '',
      tokens: null,
    };
    const { chat, messages } = store.transaction(() => {
      const title = chatTexts.summaryOf(old.title);
      // The title of the old chat names this one best.
      const made = store.createChat(title, null, 'user');
      this.#deps.setups.copy(chatId, made.id);
      return { chat: made, messages: this.#addQuestion(made.id, null, textParts(title)) };
    });
    emit('chat.changed', { chat: store.chat(chat.id)! });
    const prompt = (): PromptMessage[] => {
      const { messages: known } = this.#deps.prompts.ofChat(chatId);
      // An unanswered last question moves to the new chat as a draft. It is left out here, since many templates reject two
      // questions in a row.
      if (known.at(-1)?.role === 'user') known.pop();
      return [...known, request];
    };
    this.#begin(messages, receivedAt, { prompt });
    return { chatId: chat.id };
  }

  /** Stores the text that every running answer has so far. */
  saveAll(): void {
    for (const running of this.#running.values()) this.#save(running);
  }

  #save(running: Running): void {
    const { id, parts } = running.answer;
    if (running.stored === parts) return;
    this.#deps.keeper.save(id, parts, running.stored);
    running.stored = parts;
  }

  stop(chatId: string): void {
    // Those that wait end first, before the end of the one that runs lets the next one begin.
    for (const running of this.#in(chatId).toReversed()) this.#stop(running);
  }

  /** Stops every turn; the user is told `why`. Resolves when all answers are stored. */
  async stopAll(why: Told): Promise<void> {
    for (const running of this.#running.values()) {
      running.whyStopped ??= why;
      this.#stop(running);
    }
    await this.#deps.queue.whenIdle();
    this.#deps.keeper.storeAgain();
  }

  /** Ends a turn early: at once if it still waits in the queue, and otherwise within `stopMs`. */
  #stop(running: Running): void {
    running.stop.abort();
    if (!running.isQueued) return;
    running.isQueued = false;
    const { answer, whyStopped: problem, before } = running;
    this.#runs.delete(answer.id);
    const message =
      before === null
        ? this.#deps.keeper.finish({ ...answer, ending: 'stopped', problem, timings: null }, null, null)
        : this.#deps.keeper.finish(
            { ...before.answer, ending: before.answer.ending ?? 'stopped' },
            'as-before',
            null,
          );
    this.#tellEnd(message, performance.now());
    this.#tellChange(answer.chatId);
  }

  /** Forgets the running turn whose answer has ended as `message`, and tells the windows. */
  #tellEnd(message: Message, finishedAt: number): void {
    const { chatId, id } = message;
    this.#running.delete(id);
    this.#deps.emit('turn.finished', { chatId, message, finishedAt });
  }

  #tellChange(chatId: string): void {
    const chat = this.#deps.store.chat(chatId);
    if (chat) this.#deps.emit('chat.changed', { chat });
  }

  #find(messageId: string): Message {
    const message = this.#deps.store.message(messageId);
    if (message === null) throw new Refusal('chats.message-gone');
    return message;
  }

  #refuseIfBusy(chatId: string | null): void {
    if (chatId !== null && this.#in(chatId).length > 0) throw new Refusal('chats.answer-running');
    const { state, note } = this.#deps.engine.status;
    if (state === 'stopped') throw Refusal.of(note ?? say('engine.no-model'));
  }

  #addQuestion(
    chatId: string,
    parentId: string | null,
    parts: readonly MessagePart[],
    id?: string,
    beginning: string | null = null,
  ): [Message, Message] {
    const question = this.#deps.store.addMessage({
      id,
      chatId,
      parentId,
      role: 'user',
      parts,
      modelName: null,
      ending: 'finished',
    });
    return [question, this.#addAnswer(chatId, question.id, beginning)];
  }

  #addAnswer(chatId: string, parentId: string, beginning: string | null = null): Message {
    return this.#deps.store.addMessage({
      chatId,
      parentId,
      role: 'model',
      parts: beginning === null ? [] : textParts(beginning),
      beginning,
      modelName: this.#deps.engine.status.modelName,
      ending: null,
    });
  }

  /**
   * Queues the turn whose answer is the last of `messages`. `prompt` is given if it does not consist of the chat's own
   * messages; `before`: see `Running`.
   */
  #begin(
    messages: Message[],
    receivedAt: number,
    { prompt, before = null }: { prompt?: () => PromptMessage[]; before?: Running['before'] } = {},
  ): void {
    const running = this.#create(messages.at(-1)!, receivedAt, { before });
    this.#tellStart(messages);
    this.#enqueue([running], prompt);
  }

  #create(
    answer: Message,
    receivedAt: number,
    { before = null, plan = null, nth = 0 }: Partial<Pick<Running, 'before' | 'plan' | 'nth'>>,
  ): Running {
    const running: Running = {
      answer,
      phase: { name: 'waiting' },
      receivedAt,
      stored: answer.parts,
      stop: new AbortController(),
      whyStopped: null,
      isQueued: true,
      before,
      plan,
      nth,
    };
    this.#running.set(answer.id, running);
    return running;
  }

  #tellStart(messages: readonly Message[]): void {
    const { chatId } = messages[0]!;
    // The event gets copies, because the running answer may change before the event is sent.
    this.#deps.emit('turn.started', { chatId, messages: messages.map((message) => ({ ...message })) });
  }

  /** Queues one turn, or several with the same prompt as one piece of work. */
  #enqueue(all: readonly Running[], prompt?: () => PromptMessage[]): void {
    const { queue, engine, log } = this.#deps;
    const run = queue
      .run('person', async () => {
        // Those that were stopped while they waited have ended.
        const left = all.filter(({ isQueued }) => isQueued);
        for (const running of left) running.isQueued = false;
        const together = left.length > 1 ? new Together(engine, left.length) : null;
        await Promise.all(left.map((running) => this.#run(running, together, prompt)));
      })
      // By then, the answers are stored and sent to the windows.
      .catch((error: unknown) => log.error('the figures of a turn were not stored', error))
      .finally(() => {
        for (const { answer } of all) if (this.#runs.get(answer.id) === run) this.#runs.delete(answer.id);
      });
    for (const { answer } of all) this.#runs.set(answer.id, run);
  }

  /** `together`: the turns that it runs with; `null`: none. */
  async #run(running: Running, together: Together | null, prompt?: () => PromptMessage[]): Promise<void> {
    const { store, engine, emit, log } = this.#deps;
    const { answer, before, plan, nth } = running;
    let { receivedAt } = running;
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
        this.#save(running);
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
      if (plan !== null && plan.modelPath !== null) await this.#deps.useModel(plan.modelPath, stop);
      await engine.whenReady();
      if (stop.aborted) return stoppedEnd;
      // Nobody waits for the load of a model that is compared, nor for the answers before it.
      if (plan !== null) receivedAt = performance.now();
      answer.modelName = engine.status.modelName;
      postedAt = performance.now();
      const { systemPrompt, ...how } = this.#deps.answering(chatId, plan);
      // A summary is free, whatever the answers of the chat are bound to.
      const responseFormat = prompt === undefined ? how.responseFormat : null;
      const bound =
        responseFormat === null || responseFormat.kind === 'text' ? undefined : responseFormat.kind;
      return ask(
        {
          turnId: id,
          chatId,
          messages: prompt?.() ?? this.#deps.prompts.messagesTo(chatId, answer.parentId, systemPrompt),
          ...(saysSomething(answer)
            ? { beginning: this.#deps.prompts.beginningOf(answer, wasFinished) }
            : {}),
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
      const measured = timings && { ...timings, firstTokenMs };
      const told = ending === 'stopped' ? running.whyStopped : problem;
      // Nothing came of continuing it, so it ends as it did before, unless there is something to tell.
      const isAsBefore =
        before !== null &&
        answer.parts === before.answer.parts &&
        (timings === null || timings.writtenTokens === 0);
      return this.#deps.keeper.finish(
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
    this.#tellEnd(message, finishedAt);
    this.#deps.onEnd(chatId);
    const saveAnatomy = (of: TurnEnd): void => {
      const anatomy = anatomyOf(of, {
        receivedAt,
        postedAt,
        finishedAt,
        loadMs: this.#deps.loadTimes.within(receivedAt, postedAt),
      });
      try {
        if (anatomy !== null)
          store.saveAnatomy(id, before ? continuedAnatomy(before.anatomy, anatomy) : anatomy);
      } catch (error) {
        log.error('the anatomy of a turn was not stored', error);
      }
    };
    saveAnatomy(end);
    this.#tellChange(chatId);
    // If Stop came too late, the answer has finished, but the user does not expect another one now.
    // What follows a comparison depends on which answer the user keeps.
    if (message.ending === 'finished' && !stop.aborted && plan === null) this.#deps.onFinished(chatId);
    // After Stop, the engine may still be finishing a step, and the next turn has to wait for it.
    const late = await whole;
    if (end !== stoppedEnd || late.timings === null || store.message(id) === null) return;
    // That step also yielded text, which is stored now: it must match the stored tokens, which go into the next prompt.
    const { ending, problem } = stoppedEnd;
    const measured = finish({ ...late, ending, problem });
    saveAnatomy(late);
    emit('turn.measured', { chatId, message: measured });
    this.#deps.onLateAnatomy(id);
  }
}

/** Answers with a fixed seed that are compared have one seed after the other, or they would all be the same. */
const withSeedOf = (nth: number, sampling: Sampling): Sampling =>
  nth === 0 || sampling.seed === null ? sampling : { ...sampling, seed: sampling.seed + nth };

/** Resolves when `signal` aborts. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
