/**
 * llama.cpp as an engine: keeps a process running that has the model loaded, and restarts it if it dies. llama.cpp can abort
 * its process (out of memory, a driver fault), so it never runs in this one.
 */
import { textWork, type OpenTextWork } from './text-work.ts';
import type { Told } from '../../../shared/words/told.ts';
import { say } from '../../../shared/words/catalogue.ts';
import type { Backend, EngineStatus, LoadedModel } from '../../../shared/contract/engine.ts';
import type { ModelFacts } from '../../../shared/contract/model.ts';
import type { AskedTurn, Engine, EngineCan, InspectedFile } from '../../../shared/engine/engine.ts';
import type { EngineConfig } from '../../../shared/engine/config.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { TurnRequest } from '../../../shared/engine/request.ts';
import { endedEarly, type TurnEnd, type TurnEvent } from '../../../shared/engine/turn.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { Holdable, MachineShares } from './machine-shares.ts';
import type { Log } from '../../../system/log.ts';
import { inspectFile } from './ask-process.ts';
import { LlamaChatStates } from './chat-states.ts';
import type { SpawnEngine } from './engine-process.ts';
import { GpuFaults, mayBeDriver } from './gpu-faults.ts';
import { LlamaProcess, startMs } from './llama-process.ts';
import { llamaMeasureWork } from './measure-work.ts';
import { LlamaMemory } from './memory-questions.ts';
import { LlamaPrompts } from './prompt-questions.ts';
import { RunningTurns } from './running-turns.ts';
import { StatusBoard } from './status-board.ts';

/** After this many crashes without a completed turn in between, the process is not restarted. */
const mostDeaths = 3;

const closing = say('engine.closing');

export class LlamaEngine implements Engine, Holdable {
  config: EngineConfig | null = null;
  readonly can: EngineCan;

  readonly #spawn: SpawnEngine;
  readonly #log: Log;
  readonly #onCrash: (how: string) => void;
  readonly #board = new StatusBoard();
  readonly #states: LlamaChatStates;
  readonly #memory: LlamaMemory;
  readonly #prompts: LlamaPrompts;
  readonly #texts: OpenTextWork;
  readonly #turns: RunningTurns;
  readonly #gpuFaults: GpuFaults;
  #process: LlamaProcess | null = null;
  /** What the newest process loads, and the note that is shown once it is loaded. */
  #loading: { config: EngineConfig; modelName: string; note: Told | null } | null = null;
  #deaths = 0;
  /** The backend on which the model was loaded last. */
  #backend: Backend | null = null;
  #architectures: ReadonlySet<string> | null = null;
  #cores: number | null = null;
  #beside = 1;
  #isClosed = false;
  readonly #shares: MachineShares | null;
  readonly #leaveShares: () => void;
  #isHeld = false;
  #onHeld: () => void = () => undefined;
  #areWindowsOpen = true;
  /** The note that tells that no turn makes progress, and the note that it replaced. */
  #quiet: { note: Told; before: Told | null } | null = null;

  /**
   * `tickMs` is the time in ms between two checks of whether a process with a running turn still answers. `onCrash` is called with how a
   * process ended by itself. `shares`: the machine is shared with other engines. `gpuFaults`: what they have found of its GPUs.
   */
  constructor(
    spawn: SpawnEngine,
    log: Log,
    tickMs?: number,
    onCrash: (how: string) => void = () => undefined,
    shares: MachineShares | null = null,
    gpuFaults = new GpuFaults(),
  ) {
    this.#gpuFaults = gpuFaults;
    this.#shares = shares;
    this.#leaveShares = shares?.join(this) ?? (() => undefined);
    this.#spawn = spawn;
    this.#log = log;
    this.#onCrash = onCrash;
    const post = (message: ToEngine): void => this.#process?.post(message);
    const isReady = (): boolean => this.status.state === 'ready' && this.#process !== null;
    this.#states = new LlamaChatStates(post, isReady);
    this.#texts = textWork(spawn, log);
    this.#memory = new LlamaMemory(spawn, log, post, isReady, this.#gpuFaults);
    this.#prompts = new LlamaPrompts(post, isReady);
    this.#turns = new RunningTurns(
      {
        onHung: (why) => {
          log.error(`the engine hangs (${why}), so its process is ended`);
          this.#process?.giveUp();
        },
        onQuiet: (seconds) => {
          this.#quiet = { note: say('engine.no-progress', { seconds }), before: this.status.note };
          this.note(this.#quiet.note);
        },
        onMoved: () => {
          // A newer note stays, for example that the process crashed.
          if (this.#quiet?.note === this.status.note) this.note(this.#quiet!.before);
          this.#quiet = null;
        },
      },
      tickMs,
    );
    const architectures = (): ReadonlySet<string> | null => this.#architectures;
    const cores = (): number | null => this.#cores;
    const beside = (): number => (this.status.state === 'ready' ? this.#beside : 1);
    this.can = {
      cache: this.#states,
      memory: this.#memory,
      texts: this.#texts,
      together: { run: (turns) => this.#run(turns) },
      measure: llamaMeasureWork({ spawn, lend: (work) => this.#lend(work), log, gpuFaults: this.#gpuFaults }),
      draft: true,
      tune: true,
      get beside() {
        return beside();
      },
      givesWay: true,
      prompts: this.#prompts,
      images: false,
      tools: true,
      get architectures() {
        return architectures();
      },
      get cores() {
        return cores();
      },
    };
  }

  get status(): EngineStatus {
    return this.#board.now;
  }

  listen(listener: (status: EngineStatus) => void): void {
    this.#board.listen(listener);
  }

  inspect(file: InspectedFile): Promise<ModelFacts> {
    return inspectFile(this.#spawn, this.#log, file);
  }

  async load(config: EngineConfig, modelName: string, note: Told | null = null): Promise<void> {
    await this.#end();
    // A caller whose load was ended by closing may try to load another model.
    if (this.#isClosed) throw Refusal.of(closing);
    // Later starts with this configuration need not measure again.
    this.config = config.tunes === 'anew' ? { ...config, tunes: 'once' } : config;
    this.#deaths = 0;
    this.#memory.loadFailure = null;
    this.#start({ config, modelName, note });
    await this.whenReady();
  }

  async unload(note: Told | null = null): Promise<void> {
    const { modelName } = this.status;
    await this.#end();
    if (this.#isClosed || this.config === null) return;
    this.#states.lost();
    this.#board.rest('unloaded', modelName, note);
  }

  note(note: Told | null): void {
    this.#board.become({ note });
  }

  configure(config: EngineConfig): void {
    this.config = config;
  }

  cancelLoad(): void {
    const { state, modelName } = this.status;
    if (state !== 'loading' && state !== 'tuning') return;
    this.#process?.kill();
    this.#process = null;
    this.#board.rest('unloaded', modelName, say('engine.load-stopped', { name: modelName ?? '' }));
  }

  async whenReady(): Promise<void> {
    if (this.status.state === 'unloaded') this.#startAgain(null);
    while (this.status.state !== 'ready') {
      if (this.status.state === 'unloaded' || this.status.state === 'stopped')
        throw Refusal.of(this.status.note ?? say('engine.no-model'));
      await this.#board.changed();
    }
  }

  run(turn: TurnRequest, on: (event: TurnEvent) => void, stop: AbortSignal): Promise<TurnEnd> {
    return this.#run([{ turn, on, stop }])[0]!;
  }

  #run(turns: readonly AskedTurn[]): Promise<TurnEnd>[] {
    if (this.#process === null || this.status.state !== 'ready') {
      const end = endedEarly('failed', this.status.note ?? say('engine.no-model'));
      return turns.map(() => Promise.resolve(end));
    }
    const leaves = turns.map(({ turn: { program } }) =>
      this.#shares?.begin(this, program === undefined ? 'person' : 'program'),
    );
    return this.#turns
      .run(this.#process, turns)
      .map((ended, index) => ended.finally(() => leaves[index]?.()));
  }

  hold(): Promise<void> {
    this.#isHeld = true;
    const engine = this.#process;
    engine?.post({ kind: 'hold', isHeld: true });
    // One that is loading a model has no evaluation to wait for.
    if (engine === null || this.status.state !== 'ready') return Promise.resolve();
    return new Promise((resolve) => {
      this.#onHeld = resolve;
    });
  }

  release(): void {
    this.#isHeld = false;
    this.#process?.post({ kind: 'hold', isHeld: false });
  }

  windowsAre(areOpen: boolean): void {
    this.#areWindowsOpen = areOpen;
    this.#process?.post({ kind: 'windows', areOpen });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#leaveShares();
    this.#texts.close();
    this.#board.rest('stopped', this.status.modelName, closing);
    await this.#end();
  }

  /** Ends the process for `work`, which needs the machine for itself, and then restores the previous state. */
  async #lend<Result>(work: () => Promise<Result>): Promise<Result> {
    const { state, modelName, note } = this.status;
    await this.#end();
    if (this.#isClosed) throw Refusal.of(closing);
    this.#board.rest('measuring', modelName, null);
    try {
      return await work();
    } finally {
      // A model that was not loaded stays so: it may have failed to load.
      if (state !== 'unloaded' && state !== 'stopped') this.#startAgain(note);
      else if (!this.#isClosed) this.#board.rest(state, modelName, note);
    }
  }

  /** Starts a process with the last configuration; does nothing if there was none. */
  #startAgain(note: Told | null): void {
    if (this.config === null || this.#isClosed) return;
    this.#deaths = 0;
    this.#start({ config: this.config, modelName: this.status.modelName ?? '', note });
  }

  #start(
    loading: { config: EngineConfig; modelName: string; note: Told | null },
    state: 'loading' | 'restarting' = 'loading',
  ): void {
    this.#loading = loading;
    const sent = this.#gpuFaults.without(loading.config);
    this.#process = new LlamaProcess(this.#spawn, {
      onMessage: (message) => this.#receive(message),
      onExit: (how, backend) => {
        this.#onCrash(how);
        this.#states.lost();
        this.#prompts.left();
        if (backend === null || backend === 'cpu' || !mayBeDriver(how)) return this.#died(how);
        this.#log.error(`${backend} ended the engine (${how})`);
        this.#gpuFaults.endedLoading(backend, loading.config.modelPath);
        this.#start(loading, state);
      },
      onSilent: () => this.#isSilent(sent),
    });
    this.#board.become({
      state,
      modelName: loading.modelName,
      model: null,
      loadProgress: state === 'loading' ? 0 : null,
      note: null,
    });
    this.#onHeld();
    if (this.#isHeld) this.#process.post({ kind: 'hold', isHeld: true });
    if (!this.#areWindowsOpen) this.#process.post({ kind: 'windows', areOpen: false });
    this.#process.post({ kind: 'load', config: sent });
  }

  /** No backend has started in time: the model is loaded on the CPU, and automatic choice uses no GPU from then on. */
  #isSilent(config: EngineConfig): void {
    const { modelName } = this.#loading!;
    this.#log.error(`the engine did not start within ${startMs / 1000} s`);
    this.#process?.kill();
    this.#process = null;
    if (config.backend === 'cpu') return this.#board.rest('stopped', modelName, say('engine.not-starting'));
    this.#gpuFaults.isWithoutGpu = true;
    const note = say('engine.gpu-silent');
    this.#start({ config: { ...config, backend: 'cpu' }, modelName, note });
  }

  #died(how: string): void {
    const { config, modelName, note } = this.#loading!;
    this.#process = null;
    this.#onHeld();
    this.#deaths += 1;
    this.#log.error(`the engine died (${how}), ${this.#deaths} in a row`);
    if (this.status.state === 'loading') {
      this.#memory.loadFailure = 'crash';
      this.#gpuFaults.absolve();
      // Another attempt to load the model would crash as well.
      this.#board.rest('stopped', modelName, say('engine.crashed-loading', { name: modelName, how }));
    } else if (this.#deaths < mostDeaths || (mayBeDriver(how) && this.#leavesGpu()))
      this.#start({ config: this.config ?? config, modelName, note }, 'restarting');
    else {
      this.#gpuFaults.absolve();
      this.#board.rest(
        'stopped',
        modelName,
        say('engine.crashed-often', { name: modelName, times: mostDeaths }),
      );
    }
    // Comes last, so that code waiting for the end of the turn finds the new status.
    this.#turns.end(endedEarly('engine-lost', say('answer.engine-lost')));
  }

  /** Whether the model was used on a GPU, on which it will not be again: it crashed too often there, and may work elsewhere. */
  #leavesGpu(): boolean {
    const backend = this.#backend;
    if (backend === null || backend === 'cpu') return false;
    this.#gpuFaults.endedInUse(backend);
    this.#backend = null;
    this.#deaths = 0;
    return true;
  }

  #receive(message: FromEngine): void {
    this.#turns.receive(message);
    this.#states.receive(message);
    this.#memory.receive(message);
    this.#prompts.receive(message);
    switch (message.kind) {
      case 'loading':
        return this.#board.become({ loadProgress: message.progress });
      case 'tuning':
        return this.#board.become({ state: 'tuning', loadProgress: null });
      case 'loaded':
        this.#cores = message.cores;
        this.#beside = message.beside;
        if (message.architectures !== null) this.#architectures = new Set(message.architectures);
        this.#gpuFaults.isWithoutGpu ||= message.isWithoutGpu;
        this.#gpuFaults.loaded(message.model.backend);
        this.#backend = message.model.backend;
        this.#process?.clock.ask();
        return this.#board.become({
          state: 'ready',
          modelName: message.model.name,
          model: message.model satisfies LoadedModel,
          loadProgress: null,
          note: message.note ?? this.#loading!.note,
        });
      case 'load-failed': {
        const failed = this.#process;
        this.#memory.loadFailure = message.isMemory ? 'memory' : null;
        this.#process = null;
        failed?.kill();
        return this.#board.rest('stopped', this.#loading!.modelName, message.problem);
      }
      case 'held':
        return this.#onHeld();
      case 'ended':
        this.#deaths = 0;
        return;
      case 'log':
        return this.#log[message.level](`engine: ${message.text}`);
      default:
    }
  }

  async #end(): Promise<void> {
    const engine = this.#process;
    if (engine === null) return;
    this.#process = null;
    this.#onHeld();
    this.#turns.end(endedEarly('stopped'));
    this.#states.left();
    this.#prompts.left();
    await engine.shutDown();
  }
}
