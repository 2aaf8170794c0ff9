/**
 * Calibrations and benchmarks: each in an engine process of its own, one at a time, while the chats' engine makes way.
 * Stopping kills that process, so it takes effect at once whatever native code is at.
 */
import { randomUUID } from 'node:crypto';
import type {
  BenchmarkPlan,
  BenchmarkRun,
  Ceilings,
  MeasuringProgress,
} from '../../shared/contract/measuring.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { EngineConfig, FromEngine, ToEngine } from '../../shared/engine/protocol.ts';
import type { EngineProcess, SpawnEngine } from '../engines/llama/supervisor.ts';

interface Dependencies {
  spawn: SpawnEngine;
  /** Runs `work` while no turn runs and the chats' engine is not there. */
  alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  onProgress: (measuring: MeasuringProgress | null) => void;
  onLog: (message: Extract<FromEngine, { kind: 'log' }>) => void;
}

export class Measuring {
  readonly #deps: Dependencies;
  #isBusy = false;
  #isStopped = false;
  #process: EngineProcess | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * Resolves with the ceilings, and how many cores other programs kept busy meanwhile. Throws `Refusal` with a sentence if
   * it was stopped or is not possible.
   */
  async calibrate(
    request: Omit<Extract<ToEngine, { kind: 'calibrate' }>, 'kind'>,
  ): Promise<{ ceilings: Ceilings; otherCores: number }> {
    let calibrated: { ceilings: Ceilings; otherCores: number } | null = null;
    await this.#measure('calibration', { kind: 'calibrate', ...request }, (message) => {
      if (message.kind === 'calibrated') calibrated = message;
      return calibrated !== null;
    });
    if (calibrated === null) throw new Refusal('The measurement was stopped.');
    return calibrated;
  }

  /** Throws `Refusal` with a sentence where nothing was measured. */
  async benchmark(config: EngineConfig, plan: BenchmarkPlan): Promise<BenchmarkRun> {
    let run: BenchmarkRun | null = null;
    await this.#measure('benchmark', { kind: 'benchmark', config, plan }, (message) => {
      if (message.kind === 'benchmark-began')
        run = { id: randomUUID(), startedAt: Date.now(), ...message.about, isComplete: false, rows: [] };
      if (message.kind === 'measuring' && message.row !== null) run?.rows.push(message.row);
      if (message.kind !== 'benchmark-done') return false;
      if (run !== null) run.isComplete = true;
      return true;
    });
    // Assigned in the listener, which the compiler does not follow.
    const done = run as BenchmarkRun | null;
    if (done === null || done.rows.length === 0)
      throw new Refusal('The benchmark was stopped before anything was measured.');
    return done;
  }

  stop(): void {
    this.#isStopped = true;
    this.#process?.kill();
  }

  /** Resolves when `take` has seen the last message, or when it was stopped. */
  async #measure(
    what: MeasuringProgress['what'],
    request: ToEngine,
    take: (message: FromEngine) => boolean,
  ): Promise<void> {
    if (this.#isBusy) throw new Refusal('Something is being measured already: wait for it, or stop it.');
    this.#isBusy = true;
    this.#isStopped = false;
    const { onProgress, alone } = this.#deps;
    onProgress({ what, progress: 0, step: 'Waiting for the engine' });
    try {
      await alone(async () => {
        if (!this.#isStopped) await this.#run(what, request, take);
      });
    } finally {
      this.#isBusy = false;
      onProgress(null);
    }
  }

  #run(
    what: MeasuringProgress['what'],
    request: ToEngine,
    take: (message: FromEngine) => boolean,
  ): Promise<void> {
    const { spawn, onProgress, onLog } = this.#deps;
    const engine = spawn();
    this.#process = engine;
    return new Promise<void>((resolve, reject) => {
      engine.onMessage((message) => {
        if (message.kind === 'log') onLog(message);
        if (message.kind === 'measuring')
          onProgress({ what, progress: message.progress, step: message.step });
        if (message.kind === 'measuring-failed') reject(new Refusal(message.problem));
        else if (take(message)) resolve();
      });
      engine.onExit(() => {
        if (this.#isStopped) resolve();
        else
          reject(
            new Refusal('The engine ended while it measured: the details are in the log. Try it once more.'),
          );
      });
      engine.post(request);
    }).finally(() => {
      this.#process = null;
      engine.kill();
    });
  }
}
