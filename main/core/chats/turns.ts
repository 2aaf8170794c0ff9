/**
 * The life of a turn: store the question, wait for the engine, stream the answer, store it. One turn runs at a time; the
 * others wait in the engine's queue.
 */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Message } from '../../shared/contract/message.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import type { TurnPhase } from '../../shared/contract/turns.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Answering, PromptMessage } from '../../shared/engine/request.ts';
import type { EngineQueue } from '../engines/queue.ts';
import { endedEarly, type TurnEnd } from '../../shared/engine/turn.ts';
import type { LoadTimes } from '../engines/load-times.ts';
import type { Log } from '../../system/log.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { AnswerKeeper } from './answer-keeper.ts';
import type { Prompts } from './prompts.ts';
import type { Store } from './store.ts';
import { summaryQuestion, summaryRequest } from './summary.ts';
import { appended, textOf, textParts } from '../../shared/message/parts.ts';
import { titleOf } from '../../shared/message/title.ts';
import { anatomyOf } from './turn-anatomy.ts';

/** A running answer is stored at least this often. */
const saveMs = 500;

/** A stopped turn is over for the user after this long, even if the engine still finishes a step. */
const stopMs = 150;

interface Running {
  answer: Message;
  phase: TurnPhase;
  /** When the call that began it came, in ms of this process' clock. */
  receivedAt: number;
  /** The parts of the answer as they were stored last. */
  stored: readonly MessagePart[];
  /** Cuts the turn short: for Stop, and for what outruns the engine. */
  stop: AbortController;
  /** Why it was cut short; `null` if that was the user's Stop. */
  whyStopped: Told | null;
}

interface Dependencies {
  store: Store;
  keeper: AnswerKeeper;
  prompts: Prompts;
  engine: Engine;
  queue: EngineQueue;
  loadTimes: LoadTimes;
  /** How the loaded model answers; `thinking` was chosen for it last. */
  answering: () => Answering;
  /** An answer of the loaded model ended. */
  onEnd: () => void;
  /** The anatomy of an answer was stored after its end. */
  onLateAnatomy: (messageId: string) => void;
  emit: Emit;
  log: Log;
}

export class Turns {
  readonly #deps: Dependencies;
  /** By chat. */
  readonly #running = new Map<string, Running>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Where the running answer of a chat stands; `null` where none runs. */
  phase(chatId: string): TurnPhase | null {
    return this.#running.get(chatId)?.phase ?? null;
  }

  /** The ids of the chats in which an answer runs or waits. */
  get runningChats(): string[] {
    return [...this.#running.keys()];
  }

  /** Whether an answer runs or waits in any chat. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** `messages` with what is ahead of the store: the running answer as far as it is written, and what could not be stored. */
  withRunning(chatId: string, messages: Message[]): Message[] {
    const running = this.#running.get(chatId)?.answer;
    return messages.map((message) =>
      message.id === running?.id ? { ...running } : (this.#deps.keeper.unstored(message.id) ?? message),
    );
  }

  /** Of each call that begins a turn, `receivedAt` is when it came, in ms of this process' clock. */
  start(
    chatId: string | null,
    parts: readonly MessagePart[],
    receivedAt: number,
  ): { chatId: string; messageId: string; answerId: string } {
    const { store, emit } = this.#deps;
    this.#refuseIfBusy(chatId);
    const existing = chatId === null ? null : store.chat(chatId);
    if (chatId !== null && existing === null) throw new Refusal('chats.gone');
    const { chat, messages } = store.transaction(() => {
      const owner = existing ?? store.createChat(titleOf(textOf({ parts })), this.#deps.answering().thinking);
      return {
        chat: owner,
        messages: this.#addQuestion(owner.id, store.path(owner.id).at(-1)?.id ?? null, parts),
      };
    });
    emit('chat.changed', { chat: store.chat(chat.id)! });
    this.#begin(chat.id, messages, receivedAt);
    return { chatId: chat.id, messageId: messages[0].id, answerId: messages[1].id };
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
    this.#begin(message.chatId, messages, receivedAt);
    return { messageId: messages[0].id, answerId: messages[1].id };
  }

  /** Another version of an answer; given a question, its answer. */
  regenerate(messageId: string, receivedAt: number): { answerId: string } {
    const message = this.#find(messageId);
    const questionId = message.role === 'user' ? message.id : message.parentId;
    if (questionId === null) throw new Refusal('chats.no-question');
    this.#refuseIfBusy(message.chatId);
    const answer = this.#addAnswer(message.chatId, questionId);
    this.#begin(message.chatId, [answer], receivedAt);
    return { answerId: answer.id };
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
      const made = store.createChat(summaryQuestion(old.title));
      return {
        chat: made,
        messages: this.#addQuestion(made.id, null, textParts(summaryQuestion(old.title))),
      };
    });
    emit('chat.changed', { chat: store.chat(chat.id)! });
    this.#begin(chat.id, messages, receivedAt, () => {
      const prompt = this.#deps.prompts.ofChat(chatId).messages;
      // A question that found no room for its answer is asked anew; many templates take no two questions in a row.
      if (prompt.at(-1)?.role === 'user') prompt.pop();
      return [...prompt, request];
    });
    return { chatId: chat.id };
  }

  /** Stores every running answer as far as it is written. */
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
    this.#running.get(chatId)?.stop.abort();
  }

  /** Stops every turn for the reason `why`, a sentence for the user; resolves when all are stored. */
  async stopAll(why: Told): Promise<void> {
    for (const running of this.#running.values()) {
      running.whyStopped ??= why;
      running.stop.abort();
    }
    await this.#deps.queue.whenIdle();
  }

  #find(messageId: string): Message {
    const message = this.#deps.store.message(messageId);
    if (message === null) throw new Refusal('chats.message-gone');
    return message;
  }

  #refuseIfBusy(chatId: string | null): void {
    if (chatId !== null && this.#running.has(chatId)) throw new Refusal('chats.answer-running');
    const { state, note } = this.#deps.engine.status;
    if (state === 'stopped') throw Refusal.of(note ?? say('engine.no-model'));
  }

  #addQuestion(chatId: string, parentId: string | null, parts: readonly MessagePart[]): [Message, Message] {
    const question = this.#deps.store.addMessage({
      chatId,
      parentId,
      role: 'user',
      parts,
      modelName: null,
      ending: 'finished',
    });
    return [question, this.#addAnswer(chatId, question.id)];
  }

  #addAnswer(chatId: string, parentId: string): Message {
    return this.#deps.store.addMessage({
      chatId,
      parentId,
      role: 'model',
      parts: [],
      modelName: this.#deps.engine.status.modelName,
      ending: null,
    });
  }

  /** `prompt` where it is not made of the chat's own messages. */
  #begin(chatId: string, messages: Message[], receivedAt: number, prompt?: () => PromptMessage[]): void {
    const answer = messages.at(-1)!;
    const running: Running = {
      answer,
      phase: { name: 'waiting' },
      receivedAt,
      stored: answer.parts,
      stop: new AbortController(),
      whyStopped: null,
    };
    this.#running.set(chatId, running);
    // A copy: the running answer changes while this event may still be on its way.
    this.#deps.emit('turn.started', { chatId, messages: messages.map((message) => ({ ...message })) });
    const { queue, log } = this.#deps;
    queue
      .run('person', () => this.#run(running, prompt))
      // The answer is stored and told by then.
      .catch((error: unknown) => log.error('the figures of a turn were not stored', error));
  }

  async #run(running: Running, prompt?: () => PromptMessage[]): Promise<void> {
    const { store, engine, emit, log } = this.#deps;
    const { answer, receivedAt } = running;
    const stop = running.stop.signal;
    const { id, chatId } = answer;
    let isOver = false;
    let hasFailed = false;
    let firstTokenMs: number | null = null;

    const move = (phase: TurnPhase): void => {
      if (isOver) return;
      running.phase = phase;
      emit('turn.moved', { chatId, messageId: id, phase });
    };
    const saver = setInterval(() => {
      try {
        this.#save(running);
      } catch (error) {
        // A full disk must not take the running answer from the window.
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
    const answering = async (): Promise<TurnEnd> => {
      await engine.whenReady();
      if (stop.aborted) return stoppedEnd;
      answer.modelName = engine.status.modelName;
      postedAt = performance.now();
      const { systemPrompt, ...how } = this.#deps.answering();
      return engine.run(
        {
          turnId: id,
          chatId,
          messages: prompt?.() ?? this.#deps.prompts.messagesTo(chatId, answer.parentId, systemPrompt),
          ...how,
          thinking: store.chat(chatId)?.thinking ?? how.thinking,
          // A summary of what does not fit leaves out the oldest rather than nothing.
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
              const { parts, piece } = appended(answer.parts, event.part, event.text);
              answer.parts = parts;
              if (!isOver) emit('turn.wrote', { chatId, messageId: id, ...piece });
              return;
            }
            case 'rethought':
              answer.parts = [{ kind: 'thoughts', text: event.thoughts }];
              if (!isOver) emit('turn.rethought', { chatId, messageId: id, parts: answer.parts });
          }
        },
        stop,
      );
    };
    const whole = answering().catch((error: unknown): TurnEnd => {
      if (!(error instanceof Refusal)) log.error('a turn failed', error);
      const problem = error instanceof Refusal ? error.told : say('answer.failed');
      return endedEarly('failed', problem);
    });

    const end = await Promise.race([whole, outrun]);
    isOver = true;
    clearInterval(saver);
    /** Stores the answer with what the engine has told of it so far. */
    const finish = ({ timings, trace, tokens, shifted, ending, problem }: TurnEnd): Message => {
      // By the engine's clock where it is known, so that the parts of the turn add up to it.
      const firstAt = trace?.tokensAt[0];
      if (firstAt !== undefined) firstTokenMs = Math.max(0, firstAt - receivedAt);
      const { model } = engine.status;
      return this.#deps.keeper.finish(
        {
          ...answer,
          ending,
          problem: ending === 'stopped' ? running.whyStopped : problem,
          timings: timings && { ...timings, firstTokenMs },
        },
        model && { model, tokens },
        prompt === undefined ? (shifted?.firstKeptId ?? null) : null,
      );
    };
    const message = finish(end);
    this.#running.delete(chatId);
    const finishedAt = performance.now();
    emit('turn.finished', { chatId, message, finishedAt });
    this.#deps.onEnd();
    const saveAnatomy = (of: TurnEnd): void => {
      const anatomy = anatomyOf(of, {
        receivedAt,
        postedAt,
        finishedAt,
        loadMs: this.#deps.loadTimes.within(receivedAt, postedAt),
      });
      try {
        if (anatomy !== null) store.saveAnatomy(id, anatomy);
      } catch (error) {
        log.error('the anatomy of a turn was not stored', error);
      }
    };
    saveAnatomy(end);
    const chat = store.chat(chatId);
    if (chat) emit('chat.changed', { chat });
    // The engine may still be at the step that Stop outran; the next turn waits for it.
    const late = await whole;
    if (end !== stoppedEnd || late.timings === null || store.message(id) === null) return;
    // The step yielded text as well: without it, the tokens would be no part of the next prompt.
    const { ending, problem } = stoppedEnd;
    const measured = finish({ ...late, ending, problem });
    saveAnatomy(late);
    emit('turn.measured', { chatId, message: measured });
    this.#deps.onLateAnatomy(id);
  }
}

/** Resolves when `signal` aborts. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
