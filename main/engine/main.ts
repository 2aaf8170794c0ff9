/**
 * The engine process: the only one that loads llama.cpp. The core starts it with the environment of
 * `core/engines/llama/environment.ts` and exchanges the messages of `shared/engine/protocol.ts` with it. Turns run
 * beside each other, in places of their own in the KV cache; all other work is done one piece at a time (process/line.ts). Turns come
 * first and interrupt work that is done in idle time.
 */
import type { Told } from '../shared/words/told.ts';
import { say } from '../shared/words/catalogue.ts';
import type { Thinking } from '../shared/contract/engine.ts';
import type { EngineMemory } from '../shared/engine/engine.ts';
import type { ToEngine } from '../shared/engine/protocol.ts';
import type { PromptMessage, TurnRequest } from '../shared/engine/request.ts';
import { endedEarly } from '../shared/engine/turn.ts';
import { noChat } from './cache/hot.ts';
import { benchmark } from './measure/benchmark.ts';
import { calibrate } from './measure/calibrate.ts';
import { askAside } from './turn/aside.ts';
import { countDocuments, weighDocuments } from './turn/documents.ts';
import { answerQuestion } from './turn/questions.ts';
import { bringBack, countChat, prepareAhead, prepareNext, readDraft, readHistory } from './turn/idle.ts';
import { Line } from './process/line.ts';
import { openTextModel, type TextModel } from './embed/text-model.ts';
import { inspect } from './load/inspect.ts';
import { probeMemory, returnedRam } from './load/own-memory.ts';
import { RefusedFile } from './process/refused-file.ts';
import { loadEngine } from './load-engine.ts';
import type { LoadedEngine } from './turn/loaded-engine.ts';
import { listen, post } from './process/parent-port.ts';
import { keptFrom, type Shifted } from './turn/shift.ts';
import { runTogether, type OneOfSeveral } from './turn/together.ts';
import type { Ended } from './turn/running-turn.ts';
import { runTurn } from './turn/turn.ts';
import type { StopSign } from './process/stop-sign.ts';

/** After this many ms without work, states in memory are saved. */
const quietMs = 1500;

/**
 * Large states are saved less often, so that a lively chat does not wear out the disk: the pause is this many times the time of
 * a save.
 */
const restForWriting = 10;

/** After this many ms without a turn, contexts that were added for turns beside each other are freed. */
const shrinkMs = 60_000;

/** Milliseconds that snapshots may take when the process ends. */
const lastSaveMs = 1200;

let engine: LoadedEngine | null = null;
/** The running turns and those that wait, by their ids, so that Stop finds them. */
const stops = new Map<string, StopSign>();
/** The embedding model or reranker of a process that has one. */
let textModel: TextModel | null = null;
let areWindowsOpen = true;
/** Another engine has the machine. */
let isHeld = false;
/** The restoring of the chat on screen, while it waits. */
let lookedAt: StopSign = { stopped: true };
let quiet: NodeJS.Timeout | undefined;
let resting: NodeJS.Timeout | undefined;

const problemOf = (error: unknown): Told => {
  if (error instanceof RefusedFile) return error.told;
  logError(error);
  return say('engine.failed');
};

const logError = (error: unknown): void =>
  post({
    kind: 'log',
    level: 'error',
    text: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });

const line = new Line(() => engine?.cache.beside ?? 1, logError);

const tellCache = (): void => {
  if (engine === null) return;
  const { cache } = engine;
  post({
    kind: 'cache',
    chats: cache.held(),
    documents: cache.heldDocuments(),
    key: cache.snapshots.key,
    pace: cache.costs.pace,
    bytesPerToken: cache.costs.bytesPerToken,
  });
};

/** Changes the cache after everything before it is done. */
const inLine = (change: (loaded: LoadedEngine) => Promise<void> | void): void =>
  line.alone(async () => {
    try {
      if (engine !== null) await change(engine);
    } finally {
      tellCache();
    }
  });

/** Runs `work` when nothing else runs, unless it is interrupted before; returns its stop sign. `onLeft`: it has ended, or will not begin. */
const whenIdle = (
  work: (loaded: LoadedEngine, stop: StopSign) => Promise<void>,
  onLeft?: () => void,
): StopSign =>
  line.idle(async (stop) => {
    if (engine === null) return;
    await work(engine, stop).catch(logError);
    tellCache();
  }, onLeft);

/** Saves snapshots after a quiet period. */
const saveWhenQuiet = (): void => {
  clearTimeout(quiet);
  const rest = restForWriting * (engine?.cache.unsavedMs ?? 0);
  quiet = setTimeout(() => whenIdle(({ cache }, stop) => cache.saveAll(stop)), Math.max(quietMs, rest));
  quiet.unref();
  clearTimeout(resting);
  resting = setTimeout(() => whenIdle(({ cache }) => cache.shrink()), shrinkMs);
  resting.unref();
};

/** A turn has come: nothing is saved or freed until it is quiet again. */
const notQuiet = (): void => {
  clearTimeout(quiet);
  clearTimeout(resting);
};

const load = async ({ config }: Extract<ToEngine, { kind: 'load' }>): Promise<void> => {
  try {
    engine = await loadEngine(
      config,
      (progress) => post({ kind: 'loading', progress }),
      () => post({ kind: 'tuning' }),
    );
    if (isHeld) void engine.turnstile.hold();
    const { facts, note, cores, isWithoutGpu, architectures, cache } = engine;
    const { beside } = cache;
    post({ kind: 'loaded', model: facts, note, cores, beside, isWithoutGpu, architectures });
    tellCache();
  } catch (error) {
    const isMemory = error instanceof RefusedFile && error.isMemory;
    post({ kind: 'load-failed', problem: problemOf(error), isMemory });
  }
};

const turn = async (request: TurnRequest, stop: StopSign, receivedAt: number): Promise<void> => {
  let answer: PromptMessage | null = null;
  let isFinished = false;
  let shifted: Shifted | null = null;
  try {
    if (engine === null) throw new Error('a turn came before a model was loaded');
    const { answer: written, unread, ...ended } = await runTurn(engine, request, stop, post, receivedAt);
    answer = written;
    if (unread !== undefined) readOn(unread);
    shifted = ended.shifted;
    isFinished = ended.ending === 'finished';
    stops.delete(request.turnId);
    post({ kind: 'ended', turnId: request.turnId, ...ended });
  } catch (error) {
    stops.delete(request.turnId);
    post({ kind: 'ended', turnId: request.turnId, ...endedEarly('failed', problemOf(error)) });
  }
  const { chatId, thinking, program } = request;
  const messages = [...kept(request.messages, shifted), ...(answer === null ? [] : [answer])];
  const isChat = chatId !== null && program === undefined;
  if (isChat) tellCount(chatId, messages, thinking);
  tellCache();
  // The state of an answer that was cut is left as it is, so that it can be continued from its last token.
  // What a program sends next is not known: it may leave out thoughts, or put other tools in front.
  if (isChat && answer !== null && isFinished && areWindowsOpen)
    whenIdle((loaded, sign) => prepareNext(loaded, chatId, messages, thinking, sign));
  saveWhenQuiet();
};

/** Processes what is left of a prompt whose client has gone, when nothing else runs: it often asks the same again. */
const readOn = ({ owner, prompt }: NonNullable<Ended['unread']>): void => {
  line.later(owner, async (stop) => {
    // Another client may have sent the same meanwhile.
    if (engine !== null && engine.cache.foresee(owner, prompt.tokens).cached < prompt.tokens.length)
      await readHistory(engine, owner, prompt, stop);
    tellCache();
    return !stop.stopped;
  });
};

/** Several answers to one prompt. Which of them the chat continues with is not known yet, so none is prepared. */
const together = async (all: readonly OneOfSeveral[], receivedAt: number): Promise<void> => {
  const left = new Set(all);
  try {
    if (engine === null) throw new Error('turns came before a model was loaded');
    await runTogether(engine, all, post, receivedAt, (one, ended) => {
      const { turnId } = one.turn;
      const { answer: _, ...end } = ended;
      left.delete(one);
      stops.delete(turnId);
      post({ kind: 'ended', turnId, ...end });
    });
  } catch (error) {
    const problem = problemOf(error);
    for (const one of left) {
      const { turnId } = one.turn;
      stops.delete(turnId);
      post({ kind: 'ended', turnId, ...endedEarly('failed', problem) });
    }
  }
  tellCache();
  saveWhenQuiet();
};

/** If a prompt cannot be counted, the core estimates it. */
const tellCount = (chatId: string, messages: PromptMessage[], thinking: Thinking): void => {
  try {
    if (engine !== null) countChat(engine, chatId, messages, thinking, post);
  } catch (error) {
    // The template refuses these messages, and the turn itself has said so.
    if (!(error instanceof RefusedFile)) logError(error);
  }
};

/** The messages that were not dropped. */
const kept = (messages: PromptMessage[], shifted: Shifted | null): PromptMessage[] => {
  if (shifted === null) return messages;
  const first = messages.findIndex(({ id }) => id === shifted.firstKeptId);
  return keptFrom(messages, first);
};

/** Not in line: what a document costs is told while an answer is written. */
const tellDocuments = async ({
  countId,
  texts,
}: Extract<ToEngine, { kind: 'count-documents' }>): Promise<void> => {
  const tokens = engine === null ? null : await countDocuments(engine, texts).catch(logError);
  post({ kind: 'documents-counted', countId, tokens: tokens ?? null });
};

const tellWeighed = async ({
  weighId,
  request,
}: Extract<ToEngine, { kind: 'weigh-documents' }>): Promise<void> => {
  const weighed = engine === null ? null : await weighDocuments(engine, request).catch(logError);
  post({ kind: 'documents-weighed', weighId, weighed: weighed ?? null });
};

const tellOfPrompt = async ({
  askId,
  question,
}: Extract<ToEngine, { kind: 'ask-prompt' }>): Promise<void> => {
  try {
    if (engine === null) throw new RefusedFile(say('engine.no-model'));
    post({ kind: 'prompt-answered', askId, answer: await answerQuestion(engine, question) });
  } catch (error) {
    post({ kind: 'prompt-refused', askId, problem: problemOf(error) });
  }
};

const openTexts = async ({ path, model }: Extract<ToEngine, { kind: 'open-text-model' }>): Promise<void> => {
  try {
    textModel = await openTextModel(path, model);
    post({ kind: 'text-model-opened', dimensions: textModel.dimensions });
  } catch (error) {
    post({ kind: 'refused', problem: problemOf(error) });
  }
};

const workOnTexts = async (work: Extract<ToEngine, { kind: 'embed' | 'rank' }>): Promise<void> => {
  const { workId, refusesLong } = work;
  try {
    if (textModel === null) throw new Error('texts came before a model was opened');
    if (work.kind === 'rank')
      return post({
        kind: 'ranked',
        workId,
        ...(await textModel.rank(work.question, work.texts, refusesLong)),
      });
    const { vectors, tokens } = await textModel.embed(work.texts, refusesLong);
    post({
      kind: 'embedded',
      workId,
      tokens,
      vectors: vectors.map(({ buffer }) => Buffer.from(buffer).toString('base64')),
    });
  } catch (error) {
    post({ kind: 'text-failed', workId, problem: problemOf(error) });
  }
};

/** A process that measures does nothing else. */
const measure = (work: Promise<void>): void => {
  work.catch((error: unknown) => post({ kind: 'measuring-failed', problem: problemOf(error) }));
};

/** The memory of an engine that has not loaded anything yet. */
const ownMemory = async (): Promise<EngineMemory> => ({
  ramReturned: returnedRam(),
  engine: null,
  copies: null,
  gpu: null,
});

const tellMemory = async (memory: Promise<EngineMemory>): Promise<void> => {
  try {
    post({ kind: 'memory', memory: await memory });
  } catch (error) {
    logError(error);
    post({ kind: 'memory', memory: await ownMemory() });
  }
};

const hold = async (): Promise<void> => {
  await engine?.turnstile.hold();
  post({ kind: 'held' });
};

const shutDown = async (): Promise<void> => {
  for (const stop of stops.values()) stop.stopped = true;
  isHeld = false;
  engine?.turnstile.release();
  await line.close();
  if (engine !== null) {
    const stop: StopSign = { stopped: false };
    setTimeout(() => (stop.stopped = true), lastSaveMs).unref();
    await engine.cache.saveAll(stop).catch(logError);
    await engine.dispose();
  }
  process.exit(0);
};

const stopFor = ({ turnId }: TurnRequest): StopSign => {
  const stop: StopSign = { stopped: false, isUnread: !areWindowsOpen };
  stops.set(turnId, stop);
  return stop;
};

listen((message) => {
  switch (message.kind) {
    case 'load':
      line.alone(() => load(message));
      break;
    case 'turn': {
      notQuiet();
      const stop = stopFor(message.turn);
      const receivedAt = performance.now();
      const { turnId, chatId, program } = message.turn;
      // What the client asks now is what counts.
      line.giveUp(chatId ?? noChat);
      line.turn(turnId, program === undefined, () => turn(message.turn, stop, receivedAt));
      break;
    }
    case 'turns': {
      line.interruptIdle();
      notQuiet();
      const receivedAt = performance.now();
      const all = message.turns.map((one) => ({ turn: one, stop: stopFor(one) }));
      line.alone(() => together(all, receivedAt));
      break;
    }
    case 'stop': {
      const { turnId } = message;
      const stop = stops.get(turnId);
      if (stop !== undefined) stop.stopped = true;
      if (line.leave(turnId)) {
        stops.delete(turnId);
        post({ kind: 'ended', turnId, ...endedEarly('stopped') });
      }
      break;
    }
    case 'windows':
      ({ areOpen: areWindowsOpen } = message);
      for (const stop of stops.values()) stop.isUnread = !areWindowsOpen;
      if (areWindowsOpen) break;
      // States in memory are still saved.
      line.interruptIdle();
      saveWhenQuiet();
      break;
    case 'hold':
      ({ isHeld } = message);
      if (isHeld) void hold();
      else engine?.turnstile.release();
      break;
    case 'look-at': {
      const { chatId, messages, thinking } = message;
      // If someone leafs through chats, the last one counts.
      lookedAt.stopped = true;
      lookedAt = whenIdle(async (loaded) => {
        tellCount(chatId, messages, thinking);
        await bringBack(loaded, chatId, messages, thinking);
      });
      saveWhenQuiet();
      break;
    }
    case 'prepare-chat': {
      const { kind: _, chatId, ...prompt } = message;
      let isDone = false;
      whenIdle(
        async (loaded, stop) => {
          // A document is read because somebody asked for it, also overnight without a window.
          if (!areWindowsOpen && prompt.upToDocument === undefined) return;
          tellCount(chatId, prompt.messages, prompt.thinking);
          await prepareAhead(loaded, chatId, prompt, stop, (done, total) =>
            post({ kind: 'preparing', chatId, done, total }),
          );
          isDone = !stop.stopped;
        },
        // Also if it was interrupted before it began.
        () => post({ kind: 'prepared', chatId, isDone }),
      );
      saveWhenQuiet();
      break;
    }
    case 'type-ahead': {
      const { chatId, messages, thinking, draft } = message;
      line.interruptIdle();
      whenIdle((loaded, stop) => readDraft(loaded, chatId, messages, thinking, draft, stop, post));
      saveWhenQuiet();
      break;
    }
    case 'ask': {
      const { asideId, aside } = message;
      let text: string | null = null;
      whenIdle(
        async (loaded, stop) => {
          if (areWindowsOpen) text = await askAside(loaded, aside, stop);
        },
        () => post({ kind: 'aside', asideId, text }),
      );
      saveWhenQuiet();
      break;
    }
    case 'count-documents':
      void tellDocuments(message);
      break;
    case 'weigh-documents':
      void tellWeighed(message);
      break;
    case 'ask-prompt':
      void tellOfPrompt(message);
      break;
    case 'drop-draft':
      line.interruptIdle();
      saveWhenQuiet();
      break;
    case 'forget-chat':
      inLine(({ cache }) => cache.forget(message.chatId));
      break;
    case 'snapshot-budget':
      inLine(({ cache }) => cache.setBudget(message.budgetBytes));
      break;
    case 'clear-snapshots':
      inLine(({ cache }) => cache.clearSnapshots());
      break;
    case 'inspect':
      inspect(message).then(
        (facts) => post({ kind: 'inspected', facts }),
        (error: unknown) => post({ kind: 'refused', problem: problemOf(error) }),
      );
      break;
    case 'open-text-model':
      line.alone(() => openTexts(message));
      break;
    case 'embed':
    case 'rank':
      line.alone(() => workOnTexts(message));
      break;
    case 'calibrate':
      measure(calibrate(message));
      break;
    case 'benchmark':
      measure(benchmark(message.config, message.plan));
      break;
    case 'memory':
      void tellMemory(engine === null ? ownMemory() : engine.memory(message.kinds));
      break;
    case 'probe-memory':
      void tellMemory(probeMemory(message.backend, message.devices, message.kinds, message.avoid));
      break;
    case 'clock':
      post({ kind: 'clock', sentAt: message.sentAt, now: performance.now() });
      break;
    case 'shut-down':
      void shutDown();
      break;
  }
});
