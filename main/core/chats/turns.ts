/**
 * The turns of all chats: each stores its question and waits in the engine's queue until turn-run.ts runs it. One turn of a chat
 * runs at a time, except for answers to one prompt; requests of other programs may run beside it.
 */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { AnswerPlan } from '../../shared/contract/comparisons.ts';
import { chatTexts } from '../../shared/words/chats.ts';
import type { Message } from '../../shared/contract/message.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import type { TurnPhase } from '../../shared/contract/turns.ts';
import type { PromptMessage } from '../../shared/engine/request.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { Together } from './together.ts';
import { runTurn, type Running, type TurnOwner, type TurnsOptions } from './turn-run.ts';
import { summaryRequest } from './summary.ts';
import { saysSomething, textParts, writtenText } from '../../shared/message/parts.ts';
import { titleOf } from '../../shared/message/title.ts';

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
   * from its queue in the same transaction. `presetId`: a new chat has this preset in place of the chosen one.
   */
  start(
    chatId: string | null,
    parts: readonly MessagePart[],
    receivedAt: number,
    queued?: { id: string; take: () => void },
    beginning: string | null = null,
    presetId: string | null = null,
  ): { chatId: string; messageId: string; answerId: string } {
    const messages = this.#ask(chatId, parts, queued, beginning, presetId);
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
    presetId: string | null = null,
  ): [question: Message, answer: Message] {
    const { store, emit } = this.#deps;
    this.#refuseIfBusy(chatId);
    const existing = chatId === null ? null : store.chat(chatId);
    if (chatId !== null && existing === null) throw new Refusal('chats.gone');
    const { chat, messages } = store.transaction(() => {
      const owner =
        existing ??
        store.createChat(titleOf(writtenText(parts)), this.#deps.answering(null, { presetId }).thinking);
      if (existing === null) this.#deps.setups.handOver(owner.id, presetId);
      queued?.take();
      const tip = store.tip(owner.id)?.id ?? null;
      return { chat: owner, messages: this.#addQuestion(owner.id, tip, parts, queued?.id, beginning) };
    });
    emit('chat.changed', { chat: store.chat(chat.id)! });
    if (existing === null && presetId === null) this.#deps.setups.handedOver();
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
    asked: ({ chatId: string | null; parts: readonly MessagePart[] } | { messageId: string }) & {
      beginning: string | null;
    },
    plans: readonly [AnswerPlan, ...AnswerPlan[]],
    nameOf: (path: string) => string,
    receivedAt: number,
  ): Message[] {
    const { store } = this.#deps;
    const { beginning } = asked;
    const begun: Message[] =
      'parts' in asked
        ? this.#ask(asked.chatId, asked.parts, undefined, beginning)
        : [this.#addVersion(asked.messageId, beginning)];
    const first = begun.at(-1)!;
    const { chatId, parentId } = first;
    const others = store.transaction(() => {
      const added = plans.slice(1).map(() => this.#addAnswer(chatId, parentId!, beginning));
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
    const work = async (): Promise<void> => {
      // Those that were stopped while they waited have ended.
      const left = all.filter(({ isQueued }) => isQueued);
      for (const running of left) running.isQueued = false;
      const together = left.length > 1 ? new Together(engine, left.length) : null;
      await Promise.all(
        left.map((running) => runTurn(this.#deps, running, together, this.#ownerOf(running), prompt)),
      );
    };
    // Answers that are compared may load another model, or fork the state of their prompt.
    const isCompared = all.some(({ plan }) => plan !== null);
    const { ownModel } = this.#deps;
    const share = async (): Promise<void> => {
      let isAway = false;
      await queue.share('person', () => {
        isAway = ownModel.isAway();
        return isAway ? Promise.resolve() : work();
      });
      // Loading it would end the requests of programs that run beside.
      if (isAway) await queue.run('person', work, { isFirst: true });
    };
    ownModel.want(() => all.some(({ isQueued }) => isQueued));
    const isAway = ownModel.isAway();
    const run = (isCompared || isAway ? queue.run('person', work, { isFirst: isAway }) : share())
      // By then, the answers are stored and sent to the windows.
      .catch((error: unknown) => log.error('the figures of a turn were not stored', error))
      .finally(() => {
        for (const { answer } of all) if (this.#runs.get(answer.id) === run) this.#runs.delete(answer.id);
      });
    for (const { answer } of all) this.#runs.set(answer.id, run);
  }

  #ownerOf(running: Running): TurnOwner {
    return {
      save: () => this.#save(running),
      end: (message, finishedAt) => this.#tellEnd(message, finishedAt),
      change: () => this.#tellChange(running.answer.chatId),
    };
  }
}
