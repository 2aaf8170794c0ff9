/** Embedding models and rerankers, each in an engine process of its own that ends when it is not used for a while. */
import type { TextModelFile, TextWork } from '../../../shared/engine/engine.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { Log } from '../../../system/log.ts';
import type { EngineProcess, SpawnEngine } from './engine-process.ts';

/** A model that was not used for this long is unloaded, in ms. */
const idleMs = 60_000;

/** Time limits for loading and for one piece of work, in ms. */
const mostLoadMs = 120_000;
const workMs = 120_000;

/** The longest time that a timer of Node takes, in ms. */
const longestMs = 2 ** 31 - 1;

type Result = Extract<FromEngine, { kind: 'embedded' | 'ranked' }>;

interface Waiting {
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** One model in its process. */
class TextProcess {
  readonly #process: EngineProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened: Promise<void>;
  #isOpen = false;
  #works = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #onGone: () => void;

  constructor(spawn: SpawnEngine, { path, kind }: TextModelFile, log: Log, onGone: () => void) {
    this.#onGone = onGone;
    this.#process = spawn();
    this.#opened = new Promise((resolve, reject) => {
      const late = setTimeout(
        () => this.#fail(new Error(`it was not loaded within ${mostLoadMs / 1000} s`)),
        mostLoadMs,
      );
      this.#waiting.set(-1, { resolve: () => resolve(), reject, timer: late });
      this.#process.onMessage((message) => {
        if (message.kind === 'log') log[message.level](`text model: ${message.text}`);
        else if (message.kind === 'refused') this.#fail(Refusal.of(message.problem));
        else if (message.kind === 'text-model-opened') {
          clearTimeout(late);
          this.#waiting.delete(-1);
          this.#isOpen = true;
          resolve();
        } else if (message.kind === 'text-failed')
          this.#take(message.workId)?.reject(Refusal.of(message.problem));
        else if (message.kind === 'embedded' || message.kind === 'ranked')
          this.#take(message.workId)?.resolve(message);
      });
    });
    // Whoever asks learns of it.
    this.#opened.catch(() => undefined);
    this.#process.onExit((how) => this.#fail(new Error(`the process of a text model ended (${how})`)));
    this.#process.post({ kind: 'open-text-model', path, model: kind });
  }

  /** `keepMs`: see `TextWorkHow`. `loadMs`: the time that the work waited for the model. */
  async ask(
    work: (workId: number) => ToEngine,
    keepMs = idleMs,
  ): Promise<{ result: Result; loadMs: number }> {
    clearTimeout(this.#idle);
    const askedAt = performance.now();
    const wasOpen = this.#isOpen;
    await this.#opened;
    const loadMs = wasOpen ? 0 : performance.now() - askedAt;
    const workId = this.#works++;
    const result = await new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(new Error('a text model does not respond')), workMs);
      this.#waiting.set(workId, { resolve, reject, timer });
      this.#process.post(work(workId));
    }).finally(() => {
      if (this.#waiting.size > 0) return;
      clearTimeout(this.#idle);
      if (keepMs < Infinity) this.#idle = setTimeout(() => this.end(), Math.min(keepMs, longestMs)).unref();
    });
    return { result, loadMs };
  }

  end(): void {
    this.#fail(new Error('the text model was unloaded'));
  }

  #take(workId: number): Waiting | undefined {
    const waiting = this.#waiting.get(workId);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(workId);
    return waiting;
  }

  /** Ends the process and all work that waits for it. */
  #fail(error: Error): void {
    clearTimeout(this.#idle);
    this.#process.kill();
    this.#onGone();
    for (const workId of this.#waiting.keys()) this.#take(workId)?.reject(error);
  }
}

export interface OpenTextWork extends TextWork {
  close(): void;
}

export const textWork = (spawn: SpawnEngine, log: Log): OpenTextWork => {
  const processes = new Map<string, TextProcess>();
  const processOf = (file: TextModelFile): TextProcess => {
    const key = `${file.kind} ${file.path}`;
    const known = processes.get(key);
    if (known !== undefined) return known;
    const made = new TextProcess(spawn, file, log, () => {
      if (processes.get(key) === made) processes.delete(key);
    });
    processes.set(key, made);
    return made;
  };
  const other = (): Error => new Error('a text model answered something else');
  return {
    embed: async (path, texts, { refusesLong = false, keepMs } = {}) => {
      const { result, loadMs } = await processOf({ path, kind: 'embedding' }).ask(
        (workId) => ({ kind: 'embed', workId, texts, refusesLong }),
        keepMs,
      );
      if (result.kind !== 'embedded') throw other();
      const vectors = result.vectors.map((base64) => {
        const bytes = Buffer.from(base64, 'base64');
        return new Float32Array(Uint8Array.from(bytes).buffer);
      });
      return { vectors, tokens: result.tokens, loadMs };
    },
    rank: async (path, question, texts, { refusesLong = false } = {}) => {
      const { result } = await processOf({ path, kind: 'reranker' }).ask((workId) => ({
        kind: 'rank',
        workId,
        question,
        texts,
        refusesLong,
      }));
      if (result.kind !== 'ranked') throw other();
      return { scores: result.scores, tokens: result.tokens };
    },
    close: () => {
      for (const one of processes.values()) one.end();
    },
  };
};
