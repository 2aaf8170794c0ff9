/** A scripted user, who does over the contract what people do in the window, in an order drawn by a seed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Args, CallName, EventName, Events, Reply } from '../../main/shared/contract/contract.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import type { Told } from '../../main/shared/words/told.ts';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { pause } from './app.ts';
import { Ledger } from './ledger.ts';

/** Refusals of what the user did, and notes of a Hearth that quits: they say nothing of a fault. */
const usual = new Set([
  'answer.closed',
  'engine.closing',
  'library.closing',
  'network.closing',
  'chats.answer-running',
  'app.connection-lost',
]);

/** Codes that say no more than that something failed inside. */
const inside = new Set(['app.failed', 'app.caught']);
/** How answers end that a model does not end itself. */
const atLimits: ReadonlySet<string> = new Set(['context-full', 'too-long', 'repeating']);

export interface UserOptions {
  /** The user's own files are written here. */
  folder: string;
  random: () => number;
  /** A file on a hub that can be downloaded; `null`: no downloads. */
  download: { repository: string; file: string } | null;
}

export class User {
  readonly ledger = new Ledger();
  /** Sentences that refused what the user did, and notices. */
  readonly told = new Set<string>();
  /** What must never be told. */
  readonly faults: string[] = [];
  #window: TestWindow;
  readonly #options: UserOptions;
  #count = 0;
  #documents = 0;
  /** The text of a key of the local server, once one was made. */
  #key: string | null = null;

  constructor(window: TestWindow, options: UserOptions) {
    this.#window = window;
    this.#options = options;
    this.#listen();
  }

  /** Goes on in a new window, as after a restart. */
  reopen(window: TestWindow): void {
    this.#window = window;
    this.#listen();
  }

  /** Does one thing, and waits for the end of it. */
  async act(): Promise<void> {
    this.#count += 1;
    const { random, download } = this.#options;
    const acts: [number, () => Promise<void>][] = [
      [6, () => this.#ask()],
      [2, () => this.#again('regenerate')],
      [2, () => this.#again('edit')],
      [1, () => this.#fork()],
      [2, () => this.#rename()],
      [2, () => this.#deleteOrRestore()],
      [2, () => this.#draft()],
      [3, () => this.#setting()],
      [1, () => this.#folder()],
      [1, () => this.#prompt()],
      [2, () => this.addDocument()],
      [1, () => this.#search()],
      [1, () => this.#queue()],
      [2, () => this.#program()],
      [download === null ? 0 : 2, () => this.download()],
    ];
    let at = random() * acts.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of acts) {
      at -= weight;
      if (at < 0) return act();
    }
  }

  /**
   * Whether a new message is answered, or the next one if Hearth says why this one is not; waits for at most `ms` each time, as long
   * as the connection lasts, and then stops an answer that has begun.
   */
  async isAnswered(ms: number): Promise<boolean> {
    return (await this.#isAnsweredOnce(ms)) || (this.told.size > 0 && (await this.#isAnsweredOnce(ms)));
  }

  async #isAnsweredOnce(ms: number): Promise<boolean> {
    const text = this.#text('Are you there?');
    const begun = await this.#do('startTurn', { chatId: null, parts: textParts(text) }, []);
    if (begun === null) return false;
    this.ledger.messages.set(begun.messageId, { chatId: begun.chatId, role: 'user', text, seen: '' });
    const ending = (await this.#finished(begun.answerId, ms))?.ending ?? null;
    if (ending === 'finished') return true;
    // A model of random weights seldom ends by itself: text is an answer too.
    const wrote = this.#window.events.some(
      ({ name, data }) => name === 'turn.wrote' && data.messageId === begun.answerId,
    );
    if (ending === null && wrote) await this.#do('stopTurn', { chatId: begun.chatId }, []);
    return wrote && (ending === null || atLimits.has(ending));
  }

  /** Makes a call, and notes what it may have done if there is no reply. */
  async #do<Name extends CallName>(
    name: Name,
    args: Args<Name>,
    touches: string[],
  ): Promise<Reply<Name> | null> {
    const { doubtful } = this.ledger;
    for (const one of touches) doubtful.add(one);
    try {
      const reply = await this.#window.call(name, args);
      for (const one of touches) doubtful.delete(one);
      return reply;
    } catch (error) {
      const { told } = error as { told?: Told };
      if (told === undefined) throw error;
      if (inside.has(told.code)) this.faults.push(`${name}: ${sentenceOf(told)}`);
      this.#hear(told);
      return null;
    }
  }

  #hear(told: Told): void {
    if (!usual.has(told.code)) this.told.add(sentenceOf(told));
  }

  #listen(): void {
    const window = this.#window;
    const each = <Name extends EventName>(name: Name, listener: (data: Events[Name]) => void): void =>
      void window.next(name).then((data) => {
        listener(data);
        each(name, listener);
      });
    each('turn.wrote', ({ messageId, text, at }) => {
      const known = this.ledger.messages.get(messageId);
      if (known?.text === null) known.seen = known.seen.slice(0, at) + text;
    });
    each('turn.finished', ({ message }) => this.#note(message));
    each('turn.measured', ({ message }) => this.#note(message));
    each('notices.changed', ({ notices }) => {
      for (const { told } of notices) {
        this.told.add(sentenceOf(told));
        if (inside.has(told.code)) this.faults.push(`a notice: ${sentenceOf(told)}`);
      }
    });
    each('engine.changed', ({ engine }) => {
      if (engine.note !== null) this.#hear(engine.note);
    });
    void window.call('greet', {}).then(
      ({ notices }) => {
        for (const { told } of notices) this.told.add(sentenceOf(told));
      },
      () => undefined,
    );
  }

  #note(message: Events['turn.finished']['message']): void {
    if (message.problem !== null) {
      this.#hear(message.problem);
      if (inside.has(message.problem.code)) this.faults.push(`an answer: ${sentenceOf(message.problem)}`);
      // It is said to be in memory alone.
      if (message.problem.code.startsWith('answer.unsaved')) return;
    }
    this.ledger.note(message);
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#options.random() * items.length)];
  }

  #chat(isDeleted = false): string | undefined {
    return this.#pick([...this.ledger.chats].filter(([, chat]) => chat.isDeleted === isDeleted))?.[0];
  }

  #text(what: string): string {
    return `${what} (${this.#count}) ${'and more of it '.repeat(Math.floor(this.#options.random() * 30))}`.trim();
  }

  /** The end of an answer; `null` if the connection ends first, or nothing ends it within `ms`. */
  async #finished(answerId: string, ms = 60_000): Promise<Events['turn.finished']['message'] | null> {
    const window = this.#window;
    const end = window.next('turn.finished', ({ message }) => message.id === answerId);
    let isOver = false;
    const gone = new Promise<null>((resolve) => {
      window.port.onClose(() => resolve(null));
      const until = performance.now() + ms;
      const look = (): void => {
        if (isOver || performance.now() > until) resolve(null);
        else setTimeout(look, 100);
      };
      look();
    });
    // It may have ended before the reply came.
    const told = window.events.findLast(
      (event) => event.name === 'turn.finished' && event.data.message.id === answerId,
    );
    if (told?.name === 'turn.finished') return told.data.message;
    const message = await Promise.race([end.then(({ message: ended }) => ended), gone]);
    isOver = true;
    return message;
  }

  async #ask(): Promise<void> {
    const { ledger } = this;
    const chatId = this.#options.random() < 0.3 ? null : (this.#chat() ?? null);
    const text = this.#text('What is a cache?');
    const begun = await this.#do('startTurn', { chatId, parts: textParts(text) }, []);
    if (begun === null) return;
    ledger.messages.set(begun.messageId, { chatId: begun.chatId, role: 'user', text, seen: '' });
    await this.#answer(begun.chatId, begun.answerId);
    if (chatId === null) await this.#noteChat(begun.chatId);
  }

  async #answer(chatId: string, answerId: string): Promise<void> {
    const { messages } = this.ledger;
    messages.set(answerId, { chatId, role: 'model', text: null, seen: '' });
    // What was told before the reply came.
    for (const event of this.#window.events)
      if (event.name === 'turn.wrote' && event.data.messageId === answerId) {
        const known = messages.get(answerId)!;
        known.seen = known.seen.slice(0, event.data.at) + event.data.text;
      }
    if (this.#options.random() < 0.25) {
      await pause(this.#options.random() * 150);
      await this.#do('stopTurn', { chatId }, []);
    }
    const message = await this.#finished(answerId, 30_000);
    if (message !== null) this.#note(message);
    // People press Stop when nothing comes.
    else await this.#do('stopTurn', { chatId }, []);
  }

  async #noteChat(chatId: string): Promise<void> {
    const opened = await this.#do('openChat', { chatId }, []);
    if (opened !== null) this.ledger.chats.set(chatId, { title: opened.chat.title, isDeleted: false });
  }

  async #again(how: 'regenerate' | 'edit'): Promise<void> {
    const chatId = this.#chat();
    const opened = chatId === undefined ? null : await this.#do('openChat', { chatId }, []);
    const role = how === 'edit' ? 'user' : 'model';
    const message = opened?.messages.findLast((one) => one.role === role);
    if (message === undefined || chatId === undefined) return;
    if (how === 'regenerate') {
      const begun = await this.#do('regenerate', { messageId: message.id }, []);
      if (begun !== null) await this.#answer(chatId, begun.answerId);
      return;
    }
    const text = this.#text('Say it otherwise.');
    const begun = await this.#do('editMessage', { messageId: message.id, parts: textParts(text) }, []);
    if (begun === null) return;
    this.ledger.messages.set(begun.messageId, { chatId, role: 'user', text, seen: '' });
    await this.#answer(chatId, begun.answerId);
  }

  async #fork(): Promise<void> {
    const chatId = this.#chat();
    const opened = chatId === undefined ? null : await this.#do('openChat', { chatId }, []);
    const question = opened?.messages.find(({ role }) => role === 'user');
    const forked = question && (await this.#do('forkChat', { messageId: question.id }, []));
    if (forked) await this.#noteChat(forked.chatId);
  }

  async #rename(): Promise<void> {
    const chatId = this.#chat();
    if (chatId === undefined) return;
    const title = `Title ${this.#count}`;
    if ((await this.#do('renameChat', { chatId, title }, [`chat:${chatId}`])) === undefined)
      this.ledger.chats.set(chatId, { title, isDeleted: false });
  }

  async #deleteOrRestore(): Promise<void> {
    const isDeleted = this.#options.random() < 0.5;
    const chatId = this.#chat(isDeleted);
    const chat = chatId === undefined ? undefined : this.ledger.chats.get(chatId);
    if (chatId === undefined || chat === undefined) return;
    const name = isDeleted ? 'restoreChats' : 'deleteChats';
    if ((await this.#do(name, { chatIds: [chatId] }, [`chat:${chatId}`])) === undefined)
      this.ledger.chats.set(chatId, { ...chat, isDeleted: !isDeleted });
  }

  async #draft(): Promise<void> {
    const place = this.#options.random() < 0.5 ? 'new' : (this.#chat() ?? 'new');
    const text = this.#text('Not sent');
    if ((await this.#do('saveDraft', { place, text }, [`draft:${place}`])) === undefined)
      this.ledger.drafts.set(place, text);
  }

  async #setting(): Promise<void> {
    const temperature = Math.round(this.#options.random() * 100) / 100;
    const changed = await this.#do('changeSettings', { temperature }, ['setting:temperature']);
    if (changed !== null) this.ledger.settings.set('temperature', temperature);
  }

  async #folder(): Promise<void> {
    const folder = await this.#do('createFolder', { name: `Folder ${this.#count}` }, []);
    if (folder !== null) this.ledger.folders.set(folder.id, folder.name);
  }

  async #prompt(): Promise<void> {
    const name = `Prompt ${this.#count}`;
    const prompt = await this.#do('addPrompt', { name, text: this.#text('Translate:') }, []);
    if (prompt !== null) this.ledger.prompts.set(prompt.id, name);
  }

  /** Adds a new file to the library. */
  async addDocument(): Promise<void> {
    const name = `paper-${(this.#documents += 1)}.md`;
    const path = join(this.#options.folder, name);
    writeFileSync(path, `# Paper ${this.#count}\n\n${'It says that a cache keeps states. '.repeat(2000)}`);
    const added = await this.#do('addDocuments', { paths: [path], uploads: [] }, []);
    for (const document of added?.documents ?? []) this.ledger.documents.set(document.id, document.name);
    for (const told of added?.refused ?? []) this.told.add(sentenceOf(told));
  }

  async #search(): Promise<void> {
    await this.#do('searchChats', { query: 'cache', cursor: null }, []);
  }

  async #queue(): Promise<void> {
    const chatId = this.#chat();
    if (chatId !== undefined)
      await this.#do('queueMessage', { chatId, parts: textParts(this.#text('Then?')) }, []);
  }

  /** A program asks the local server, which is on if a port was set. */
  async #program(): Promise<void> {
    const status = await this.#do('apiStatus', {}, []);
    if (status === null || status.state !== 'on') return;
    const [model] = (await this.#do('apiModels', {}, [])) ?? [];
    if (this.#key === null) {
      const made = await this.#do(
        'createApiKey',
        { name: `Key ${this.#count}`, rights: ['ask'], days: null },
        [],
      );
      if (made === null) return;
      this.#key = made.text;
      this.ledger.keys.set(made.key.id, made.key.name);
    }
    try {
      const response = await fetch(`${status.addresses[0]}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.#key}` },
        body: JSON.stringify({
          model: model?.name ?? 'any',
          messages: [{ role: 'user', content: 'Hello' }],
          max_tokens: 8,
        }),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      if (/\n\s+at .*:\d+/.test(text)) this.faults.push(`a program got a stack trace: ${text.slice(0, 300)}`);
    } catch {
      // Hearth was killed, or does not answer: programs try again.
    }
  }

  /** Begins the download, or pauses or resumes it. */
  async download(): Promise<void> {
    if (this.#options.download === null) return;
    const { repository, file } = this.#options.download;
    const [download] = (await this.#do('downloads', {}, [])) ?? [];
    if (download === undefined) {
      const begun = await this.#do('startDownload', { repository, file }, []);
      if (begun !== null) this.ledger.downloads.set(begun.id, begun.target);
    } else if (download.state === 'running') await this.#do('pauseDownload', { id: download.id }, []);
    else if (download.state !== 'done') await this.#do('resumeDownload', { id: download.id }, []);
  }
}
