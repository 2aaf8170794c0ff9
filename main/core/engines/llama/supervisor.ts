/**
 * Keeps one engine process alive: starts it, loads the model, passes turns, and starts it again when it dies.
 * llama.cpp can abort its process (out of memory, a driver fault), which is why it never runs in this one.
 */
import type { Backend, EngineStatus, LoadedModel, Thinking } from '../../../shared/contract/engine.ts';
import type { Ending, Timings } from '../../../shared/contract/message.ts';
import type { Log } from '../../../system/log.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import { withoutNul } from '../../../shared/format/visible-text.ts';
import type { ModelShape } from '../../../shared/speed/counts.ts';
import { EngineClock } from './engine-clock.ts';
import { EngineWatch } from './engine-watch.ts';
import type {
  EngineMemory,
  EngineConfig,
  FromEngine,
  HeldChat,
  PromptMessage,
  ToEngine,
  Trace,
  TurnRequest,
} from '../../../shared/engine/protocol.ts';

/** A running engine process, however the shell started it. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** `how` tells the exit in words for the log. */
  onExit(listener: (how: string) => void): void;
  /** At once, whatever it does. */
  kill(): void;
}

export type SpawnEngine = () => EngineProcess;

export interface TurnListener {
  onPrefill(progress: { done: number; total: number; cached: number; leftMs: number | null }): void;
  onDecoded(progress: { tokens: number; ms: number }): void;
  onFirstToken(): void;
  onWrote(field: 'text' | 'reasoning', text: string): void;
  /** All text so far was thoughts: `reasoning` is all of them. */
  onRethought(reasoning: string): void;
}

export interface TurnEnd {
  ending: Ending;
  problem: string | null;
  timings: Timings | null;
  /** By this process' clock. */
  trace: Trace | null;
  tokens: number[] | null;
  /** Messages that were dropped to make room: all before `firstKeptId`. */
  shifted: { firstKeptId: string; dropped: number } | null;
}

/** What a chat's next answer is asked with. */
export interface PromptOf {
  messages: PromptMessage[];
  thinking: Thinking;
}

/** Of a turn that the engine told no figures of. */
const cutOff = (ending: Ending, problem: string | null): TurnEnd => ({
  ending,
  problem,
  timings: null,
  trace: null,
  tokens: null,
  shifted: null,
});

/** What the engine holds in its KV cache. */
export interface CacheState {
  chats: HeldChat[];
  /** Tokens/s; `null` until measured. */
  prefillSpeed: number | null;
  bytesPerToken: number;
}

const nothingHeld: CacheState = { chats: [], prefillSpeed: null, bytesPerToken: 0 };

/** How far a draft is read while it is typed. */
type DraftState = Omit<Extract<FromEngine, { kind: 'draft' }>, 'kind'>;

/** How many tokens a chat has. */
export type Counted = Omit<Extract<FromEngine, { kind: 'counted' }>, 'kind'>;

export interface SupervisorEvents {
  onStatus(status: EngineStatus): void;
  onCache(state: CacheState): void;
  onDraft(state: DraftState): void;
  onCounted(counted: Counted): void;
}

/** After this many deaths without a finished turn in between, the engine is not started again. */
const mostDeaths = 3;

const closing = 'Hearth is closing.';

/** An engine in the middle of a long evaluation answers after it. */
const memoryMs = 2000;

/** A backend is up within seconds; some drivers never answer. */
const startMs = 60_000;

/** How long a process may take to end by itself when asked. */
const shutDownMs = 1500;

export class Supervisor {
  status: EngineStatus = {
    state: 'starting',
    modelName: null,
    model: null,
    loadProgress: null,
    note: null,
  };
  /** Architectures that this llama.cpp supports; `null` until the first load. */
  architectures: ReadonlySet<string> | null = null;
  /** Physical cores, as the engine counts them; `null` until the first load. */
  cores: number | null = null;
  /** Why the last load failed: llama.cpp said that memory was short, or its process ended without a word. */
  loadFailure: 'memory' | 'crash' | null = null;
  /** What the loaded model costs; `null` where none is loaded, or its shape is not understood. */
  shape: ModelShape | null = null;

  readonly #spawn: SpawnEngine;
  readonly #log: Log;
  readonly #events: SupervisorEvents;
  #process: EngineProcess | null = null;
  #config: EngineConfig | null = null;
  #deaths = 0;
  /** No GPU was found that works, so none is looked for until Hearth is started again. */
  #isWithoutGpu = false;
  /** The backend that the newest process is starting; `null` once it is up. */
  #starting: Backend | null = null;
  /** Backends whose driver ended a process while they started: left alone until Hearth is started again. */
  readonly #avoided = new Set<Backend>();
  #isClosed = false;
  #areWindowsOpen = true;
  #clock: EngineClock | null = null;
  readonly #watch: EngineWatch;
  /** What was shown before the running turn fell quiet. */
  #noteBefore: string | null = null;
  /** When the model that is loaded, or being loaded, began to load, and was loaded. */
  #loading = { from: 0, to: Infinity };
  #turn: { id: string; listener: TurnListener; end: (end: TurnEnd) => void } | null = null;
  /** Those who wait to be told of memory. */
  readonly #memoryAsked = new Set<(memory: EngineMemory) => void>();
  /** Those who wait for the next change of the status. */
  #waiting: (() => void)[] = [];

  /** `tickMs`: how often a process that runs a turn is asked whether it still answers. */
  constructor(spawn: SpawnEngine, log: Log, events: SupervisorEvents, tickMs?: number) {
    this.#spawn = spawn;
    this.#log = log;
    this.#events = events;
    this.#watch = new EngineWatch(
      {
        ask: () => this.#clock?.ask(),
        onHung: (why) => this.#giveUp(why),
        onQuiet: (seconds) => {
          this.#noteBefore = this.status.note;
          this.note(`The model has made no progress for ${seconds} s: wait, or stop the answer.`);
        },
        onMoved: () => this.note(this.#noteBefore),
      },
      tickMs,
    );
  }

  /** The configuration that is loaded, or was last. */
  get config(): EngineConfig | null {
    return this.#config;
  }

  /**
   * Replaces the engine process by one with `config`. Resolves when its model is loaded; throws `Refusal` with the
   * reason when it is not, and leaves the engine stopped with that reason as its note. `note` is shown with the
   * loaded model: why it is this one.
   */
  async load(config: EngineConfig, modelName: string, note: string | null = null): Promise<void> {
    await this.#end();
    // Whoever waited for a load that closing cut short may try another one.
    if (this.#isClosed) throw new Refusal(closing);
    // Whatever starts it later need not measure again.
    this.#config = config.tunes === 'anew' ? { ...config, tunes: 'once' } : config;
    this.#deaths = 0;
    this.loadFailure = null;
    this.#start(config, modelName, 'loading', note);
    await this.whenReady();
  }

  /** Gives the model's memory back; the next turn loads it again. The caller sees to it that none runs. */
  async unload(note: string | null = null): Promise<void> {
    const { modelName } = this.status;
    await this.#end();
    if (this.#isClosed || this.#config === null) return;
    this.#events.onCache(nothingHeld);
    this.#rest('unloaded', modelName, note);
  }

  /** Shows `note` with the model, in whatever state it is; `null` shows none. */
  note(note: string | null): void {
    this.#setStatus({ ...this.status, note });
  }

  /** How the unloaded model is loaded next time. */
  configure(config: EngineConfig): void {
    this.#config = config;
  }

  /** Loads again what was unloaded; does nothing in any other state. */
  wake(): void {
    const { state, modelName } = this.status;
    if (state !== 'unloaded' || this.#config === null || this.#isClosed) return;
    this.#deaths = 0;
    this.#start(this.#config, modelName ?? '', 'loading', null);
  }

  /** Ends a load that is going on, which then fails with a `Refusal`; does nothing where none loads. */
  cancelLoad(): void {
    const { state, modelName } = this.status;
    if (state !== 'loading' && state !== 'tuning') return;
    this.#process?.kill();
    this.#process = null;
    this.#rest('unloaded', modelName, `Loading ${modelName} was stopped.`);
  }

  /** Ends the engine for `work`, which wants the machine for itself, and starts it again as it was. */
  async lend<Result>(work: () => Promise<Result>): Promise<Result> {
    const { modelName, note } = this.status;
    const wasUnloaded = this.status.state === 'unloaded';
    await this.#end();
    if (this.#isClosed) throw new Refusal(closing);
    this.#rest('measuring', modelName, null);
    try {
      return await work();
    } finally {
      if (wasUnloaded) await this.unload(note);
      else if (this.#config !== null && !this.#isClosed) {
        this.#deaths = 0;
        this.#start(this.#config, modelName ?? '', 'loading', note);
      }
    }
  }

  /** Resolves when turns can run; throws `Refusal` with the reason when the engine has stopped for good. */
  async whenReady(): Promise<void> {
    this.wake();
    while (this.status.state !== 'ready') {
      if (this.status.state === 'unloaded' || this.status.state === 'stopped')
        throw new Refusal(this.status.note ?? 'No model is loaded.');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** How much of the time between two readings of this process' clock the model was being loaded, in ms. */
  loadMsWithin(from: number, to: number): number {
    return Math.max(0, Math.min(to, this.#loading.to) - Math.max(from, this.#loading.from));
  }

  /** Starts the engine again after it stopped for good. */
  async restart(): Promise<void> {
    if (this.#config === null) throw new Refusal('No model is chosen: open one from the header.');
    await this.load(this.#config, this.status.modelName ?? '');
  }

  /** Runs one turn; the caller runs one at a time. Never rejects: whatever goes wrong is an ending. */
  async runTurn(request: TurnRequest, listener: TurnListener): Promise<TurnEnd> {
    const engine = this.#process;
    if (engine === null || this.status.state !== 'ready')
      return cutOff('failed', this.status.note ?? 'No model is loaded.');
    return new Promise((resolve) => {
      this.#turn = { id: request.turnId, listener, end: resolve };
      this.#clock?.ask();
      this.#watch.begin();
      engine.post({ kind: 'turn', turn: request });
    });
  }

  /** Brings a chat back into memory in idle time, where it is on disk; nothing happens where no model is loaded. */
  lookAt(chatId: string, prompt: PromptOf): void {
    if (this.status.state === 'ready') this.#process?.post({ kind: 'look-at', chatId, ...prompt });
  }

  /** Reads a draft in idle time; nothing happens where no model is loaded. */
  readDraft(chatId: string | null, prompt: PromptOf, draft: string): void {
    if (this.status.state === 'ready') this.#process?.post({ kind: 'type-ahead', chatId, ...prompt, draft });
  }

  /** Tells the engine, and each that is started later, whether a window is open. */
  windowsAre(areOpen: boolean): void {
    this.#areWindowsOpen = areOpen;
    this.#process?.post({ kind: 'windows', areOpen });
  }

  dropDraft(): void {
    this.#process?.post({ kind: 'drop-draft' });
  }

  /** Drops what is held of a chat in memory and on disk. */
  forgetChat(chatId: string): void {
    this.#process?.post({ kind: 'forget-chat', chatId });
  }

  /** Drops the loaded model's states on disk. */
  clearSnapshots(): void {
    this.#process?.post({ kind: 'clear-snapshots' });
  }

  setSnapshotBudget(budgetBytes: number): void {
    this.#process?.post({ kind: 'snapshot-budget', budgetBytes });
  }

  /**
   * What the engine and the GPU take and have, and whether llama.cpp copies matrices of `kinds` (shared/memory/copies.ts); `null`
   * if no model is loaded, or if the engine does not answer in time.
   */
  memory(kinds: string[] = []): Promise<EngineMemory | null> {
    if (this.status.state !== 'ready' || this.#process === null) return Promise.resolve(null);
    const engine = this.#process;
    return new Promise((resolve) => {
      const tell = (memory: EngineMemory | null): void => {
        clearTimeout(timer);
        this.#memoryAsked.delete(listen);
        resolve(memory);
      };
      const timer = setTimeout(() => tell(null), memoryMs);
      // Another question's answer may come first, which tells of other kinds.
      const listen = (memory: EngineMemory): void => {
        if (kinds.every((kind) => memory.copies === null || kind in memory.copies)) tell(memory);
      };
      this.#memoryAsked.add(listen);
      engine.post({ kind: 'memory', kinds });
    });
  }

  stopTurn(turnId: string): void {
    if (this.#turn?.id === turnId) this.#watch.stop();
    this.#process?.post({ kind: 'stop', turnId });
  }

  /** Ends the engine process for good; resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rest('stopped', this.status.modelName, closing);
    await this.#end();
  }

  #start(
    config: EngineConfig,
    modelName: string,
    state: 'loading' | 'restarting',
    note: string | null,
  ): void {
    const engine = this.#spawn();
    this.#process = engine;
    this.#clock = new EngineClock((message) => engine.post(message));
    this.#loading = { from: performance.now(), to: Infinity };
    this.#starting = null;
    this.shape = null;
    this.#setStatus({
      state,
      modelName,
      model: null,
      loadProgress: state === 'loading' ? 0 : null,
      note: null,
    });
    const isWithoutGpu = this.#isWithoutGpu && config.backend === null;
    const sent: EngineConfig = {
      ...config,
      ...(isWithoutGpu ? { backend: 'cpu' } : {}),
      ...(this.#avoided.size > 0 ? { avoid: [...this.#avoided] } : {}),
    };
    const starting = setTimeout(() => {
      if (this.#process === engine) this.#hung(sent, modelName);
    }, startMs);
    engine.onMessage((message) => {
      const isUp = message.kind !== 'log' && message.kind !== 'starting';
      if (isUp) clearTimeout(starting);
      if (this.#process !== engine) return;
      if (isUp) this.#starting = null;
      this.#watch.heard();
      this.#receive(message, modelName, note);
    });
    engine.onExit((how) => {
      clearTimeout(starting);
      if (this.#process !== engine) return;
      // What was hot died with it.
      this.#events.onCache(nothingHeld);
      if (this.#starting === null || this.#starting === 'cpu') this.#died(how, modelName, note);
      else {
        this.#log.error(`${this.#starting} ended the engine (${how})`);
        this.#avoided.add(this.#starting);
        this.#start(config, modelName, state, note);
      }
    });
    if (!this.#areWindowsOpen) engine.post({ kind: 'windows', areOpen: false });
    engine.post({ kind: 'load', config: sent });
  }

  /** Ends a process that hangs, as if it had died by itself. */
  #giveUp(why: string): void {
    this.#log.error(`the engine hangs (${why}), so its process is ended`);
    this.#watch.end();
    this.#process?.kill();
  }

  /** No backend came up: a GPU is left alone from then on. */
  #hung(config: EngineConfig, modelName: string): void {
    this.#log.error(`the engine did not start within ${startMs / 1000} s`);
    this.#process?.kill();
    this.#process = null;
    if (config.backend !== 'cpu') {
      this.#isWithoutGpu = true;
      const note = 'The driver of the GPU does not answer, so Hearth runs on the processor.';
      this.#start({ ...config, backend: 'cpu' }, modelName, 'loading', note);
    } else
      this.#rest(
        'stopped',
        modelName,
        'llama.cpp does not start: start the engine again, or this computer where that does not help.',
      );
  }

  #receive(message: FromEngine, modelName: string, note: string | null): void {
    const turn = this.#turn;
    switch (message.kind) {
      case 'starting':
        this.#starting = message.backend;
        break;
      case 'loading':
        this.#setStatus({ ...this.status, loadProgress: message.progress });
        break;
      case 'tuning':
        this.#setStatus({ ...this.status, state: 'tuning', loadProgress: null });
        break;
      case 'loaded':
        this.cores = message.cores;
        if (message.architectures !== null) this.architectures = new Set(message.architectures);
        this.#isWithoutGpu ||= message.isWithoutGpu;
        this.shape = message.shape;
        this.#loading.to = performance.now();
        this.#clock?.ask();
        this.#setStatus({
          state: 'ready',
          modelName: message.model.name,
          model: message.model satisfies LoadedModel,
          loadProgress: null,
          note: message.note ?? note,
        });
        break;
      case 'load-failed': {
        const failed = this.#process;
        this.loadFailure = message.isMemory ? 'memory' : null;
        this.#process = null;
        failed?.kill();
        this.#rest('stopped', modelName, message.problem);
        break;
      }
      case 'cache':
        this.#events.onCache({
          chats: message.chats,
          prefillSpeed: message.prefillSpeed,
          bytesPerToken: message.bytesPerToken,
        });
        break;
      case 'memory':
        for (const listen of this.#memoryAsked) listen(message.memory);
        break;
      case 'clock':
        this.#clock?.answered(message);
        break;
      case 'counted':
        this.#events.onCounted(message);
        break;
      case 'draft': {
        const { kind: _, ...state } = message;
        this.#events.onDraft(state);
        break;
      }
      case 'prefill':
        this.#watch.moved();
        if (turn?.id === message.turnId) {
          const { done, total, cached, leftMs } = message;
          turn.listener.onPrefill({ done, total, cached, leftMs });
        }
        break;
      case 'decoded':
        if (turn?.id === message.turnId) turn.listener.onDecoded({ tokens: message.tokens, ms: message.ms });
        break;
      case 'first-token':
        this.#watch.moved();
        if (turn?.id === message.turnId) turn.listener.onFirstToken();
        break;
      case 'wrote':
        this.#watch.moved();
        if (turn?.id === message.turnId) turn.listener.onWrote(message.field, withoutNul(message.text));
        break;
      case 'rethought':
        if (turn?.id === message.turnId) turn.listener.onRethought(withoutNul(message.reasoning));
        break;
      case 'ended':
        this.#deaths = 0;
        if (turn?.id === message.turnId)
          this.#endTurn({
            ...message,
            trace: message.trace && (this.#clock?.inOurTime(message.trace) ?? null),
          });
        break;
      case 'log':
        this.#writeLog(message);
        break;
      // Those of processes that load no chat's model.
      case 'inspected':
      case 'refused':
      case 'measuring':
      case 'calibrated':
      case 'benchmark-began':
      case 'benchmark-done':
      case 'measuring-failed':
        break;
    }
  }

  #died(how: string, modelName: string, note: string | null): void {
    const { state } = this.status;
    this.#process = null;
    this.#deaths += 1;
    this.#log.error(`the engine died (${how}), ${this.#deaths} in a row`);
    if (state === 'loading') {
      this.loadFailure = 'crash';
      // It would only die again.
      this.#rest(
        'stopped',
        modelName,
        `llama.cpp crashed while loading ${modelName} (${how}). Load it again; if that fails too, close other programs, or choose another file of this model.`,
      );
    } else if (this.#deaths < mostDeaths) this.#start(this.#config!, modelName, 'restarting', note);
    else
      this.#rest(
        'stopped',
        modelName,
        `The engine died ${mostDeaths} times in a row with ${modelName}, so Hearth no longer restarts it: ` +
          'open another model, lower the context length, or start the engine again.',
      );
    // Last, so that whoever waits for the turn's end finds the new status.
    this.#endTurn(
      cutOff(
        'engine-lost',
        'The engine stopped unexpectedly while it wrote this answer. What it had written is kept.',
      ),
    );
  }

  #endTurn(end: TurnEnd): void {
    this.#watch.end();
    const turn = this.#turn;
    this.#turn = null;
    if (turn === null) return;
    const { ending, problem, timings, trace, tokens, shifted } = end;
    turn.end({ ending, problem, timings, trace, tokens, shifted });
  }

  async #end(): Promise<void> {
    const engine = this.#process;
    if (engine === null) return;
    this.#process = null;
    this.#endTurn(cutOff('stopped', null));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => engine.kill(), shutDownMs);
      engine.onExit(() => {
        clearTimeout(timer);
        resolve();
      });
      engine.post({ kind: 'shut-down' });
    });
  }

  /** No model is loaded, nor on its way. */
  #rest(state: 'unloaded' | 'measuring' | 'stopped', modelName: string | null, note: string | null): void {
    this.#setStatus({ state, modelName, model: null, loadProgress: null, note });
  }

  #setStatus(status: EngineStatus): void {
    this.status = status;
    for (const resume of this.#waiting.splice(0)) resume();
    this.#events.onStatus(status);
  }

  #writeLog({ level, text }: Extract<FromEngine, { kind: 'log' }>): void {
    this.#log[level](`engine: ${text}`);
  }
}
