/**
 * Processes chats and presets in idle time, so that the next message need not wait: one after another, behind everything that a person
 * waits for, never on battery power, and only while a model is loaded. Their states are kept like those of any chat.
 */
import type { Preparing } from '../../shared/contract/transfer.ts';
import type { Engine, PromptOf } from '../../shared/engine/engine.ts';
import type { Log } from '../../system/log.ts';
import type { EngineQueue } from '../engines/queue.ts';

/** The time between two checks of the power and the engine, in ms; also the pause after an interruption. */
const lookMs = 3_000;

/** A chat is left out after its processing has crashed the engine this often. */
const mostLosses = 2;

interface Dependencies {
  /** What is processed of a chat or preset; `null` if there is nothing. */
  promptOf: (id: string) => PromptOf | null;
  engine: Engine;
  queue: EngineQueue;
  /** Work must wait: on battery power, for example. */
  isHeldBack: () => boolean;
  /** Nothing is left, or it was stopped. */
  onEnd: () => void;
  onChange: (state: Preparing | null) => void;
  log: Log;
  lookMs?: number;
}

export interface Preparer {
  /** Adds chats or presets at the end of the queue. */
  add(ids: readonly string[]): void;
  /** Empties the queue and interrupts the running work. */
  stop(): void;
  /** The progress; `null` if nothing was added since the last stop. */
  readonly state: Preparing | null;
  close(): void;
}

export const createPreparer = (deps: Dependencies): Preparer => {
  const { promptOf, engine, queue, isHeldBack, onEnd, onChange, log } = deps;
  const { cache } = engine.can;
  let waiting: string[] = [];
  let running: string | null = null;
  let done = 0;
  let isAsked = false;
  let told = '';
  const losses = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  const left = (): number => waiting.length + (running === null ? 0 : 1);
  const waitsFor = (): Preparing['waitsFor'] =>
    left() === 0 ? null : engine.status.state !== 'ready' ? 'model' : isHeldBack() ? 'power' : null;
  const state = (): Preparing | null => (isAsked ? { left: left(), done, waitsFor: waitsFor() } : null);
  const tell = (): void => {
    const now = JSON.stringify(state());
    if (now === told) return;
    told = now;
    onChange(state());
  };

  const next = (): void => {
    if (running !== null && isHeldBack()) cache?.stopPreparing();
    while (running === null && waiting.length > 0 && waitsFor() === null && !queue.isBusy) {
      const chatId = waiting.shift()!;
      try {
        const prompt = promptOf(chatId);
        if (prompt === null) continue;
        running = chatId;
        cache?.prepare(chatId, prompt);
        if (cache === null) ended(chatId, 'done');
      } catch (error) {
        // The chat is damaged, or the database cannot be read: its next message will say so.
        log.error('a chat was not processed in idle time', error);
        running = null;
      }
    }
    tell();
  };

  const ended = (chatId: string, how: 'done' | 'interrupted' | 'lost'): void => {
    if (running !== chatId) return;
    running = null;
    if (how === 'done') done += 1;
    else {
      if (how === 'lost') losses.set(chatId, (losses.get(chatId) ?? 0) + 1);
      if ((losses.get(chatId) ?? 0) < mostLosses) waiting.unshift(chatId);
    }
    if (waiting.length === 0) {
      clearInterval(timer);
      timer = undefined;
      onEnd();
    }
    // After an interruption, the timer tries again.
    if (how === 'done' || waiting.length === 0) next();
    else tell();
  };
  cache?.listen({
    onCache: () => undefined,
    onDraft: () => undefined,
    onCounted: () => undefined,
    onPrepared: ended,
  });

  engine.listen(({ state: now }) => {
    // Not within the change itself, in which the engine is still occupied.
    if (now === 'ready' && timer !== undefined) setImmediate(next);
  });

  return {
    add: (ids) => {
      isAsked = true;
      const known = new Set([...waiting, running]);
      waiting.push(...ids.filter((id) => !known.has(id)));
      timer ??= setInterval(next, deps.lookMs ?? lookMs).unref();
      next();
    },
    stop: () => {
      waiting = [];
      isAsked = false;
      done = 0;
      clearInterval(timer);
      timer = undefined;
      if (running !== null) cache?.stopPreparing();
      running = null;
      onEnd();
      tell();
    },
    get state() {
      return state();
    },
    close: () => clearInterval(timer),
  };
};
