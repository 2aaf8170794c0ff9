/**
 * Titles of chats, written by the model in idle time after the first answer. Until then, and if the model cannot write one, the
 * title is the beginning of the question. A title is not worth an error message.
 */
import type { Emit } from '../../shared/contract/contract.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { modelTitle } from '../../shared/message/title.ts';
import type { Log } from '../../system/log.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { Prompts } from './prompts.ts';
import type { Store } from './store.ts';

/** Asked of the model behind the chat; not stored there. */
const titleRequest =
  'Write a title of at most six words for this conversation, in the language of my messages. Write only the title.';

/** Tokens; some languages take several for each character. */
const longestTitle = 40;

/** Milliseconds after an answer, in which the engine prepares the next message first. */
const quietMs = 700;

/** Milliseconds until another attempt, if the last one was interrupted or not possible at that time. */
const retryMs = 30_000;

/** Attempts for each chat. */
const mostAttempts = 3;

/** Chats that wait for a title; beyond that, those that have waited longest keep theirs. */
const mostWaiting = 20;

interface Dependencies {
  store: Store;
  engine: Engine;
  queue: EngineQueue;
  prompts: Prompts;
  settings: KeptSettings;
  isOnBattery: () => boolean;
  emit: Emit;
  log: Log;
}

export interface Titles {
  /** An answer in this chat has finished by itself. */
  answered(chatId: string): void;
  close(): void;
}

export const createTitles = ({
  store,
  engine,
  queue,
  prompts,
  settings,
  isOnBattery,
  emit,
  log,
}: Dependencies): Titles => {
  /** Attempts so far, by chat, in the order in which they were answered. */
  const waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void askAll(), ms);
    timer.unref();
  };

  /** Whether nobody waits for the engine, and idle work is allowed. */
  const isFree = (): boolean =>
    settings.now.modelTitles && engine.status.state === 'ready' && !queue.isBusy && !isOnBattery();

  const ask = async (chatId: string): Promise<void> => {
    const chat = store.chat(chatId);
    if (chat?.titledBy !== 'question') return void waiting.delete(chatId);
    const prompt = prompts.ofChat(chatId);
    if (prompt.messages.at(-1)?.role !== 'model') return void waiting.delete(chatId);
    const attempts = (waiting.get(chatId) ?? 0) + 1;
    if (attempts >= mostAttempts) waiting.delete(chatId);
    else waiting.set(chatId, attempts);
    const text = await engine.can.cache!.ask({
      chatId,
      ...prompt,
      question: titleRequest,
      mostTokens: longestTitle,
    });
    const title = text === null ? null : modelTitle(text);
    // The model would write the same again.
    if (text !== null) waiting.delete(chatId);
    if (title !== null && store.titleChat(chatId, title)) emit('chat.changed', { chat: store.chat(chatId)! });
  };

  const askAll = async (): Promise<void> => {
    if (isAsking || waiting.size === 0) return;
    isAsking = true;
    try {
      for (const chatId of waiting.keys()) {
        if (!isFree()) break;
        await ask(chatId);
      }
    } catch (error) {
      log.error('a chat was not given a title', error);
    } finally {
      isAsking = false;
    }
    if (waiting.size > 0) later(retryMs);
  };

  return {
    answered: (chatId) => {
      if (engine.can.cache !== null && store.chat(chatId)?.titledBy === 'question') {
        waiting.delete(chatId);
        waiting.set(chatId, 0);
        for (const oldest of [...waiting.keys()].slice(0, -mostWaiting)) waiting.delete(oldest);
      }
      if (waiting.size > 0) later(quietMs);
    },
    close: () => {
      clearTimeout(timer);
      waiting.clear();
    },
  };
};
