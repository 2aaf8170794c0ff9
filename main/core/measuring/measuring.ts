/**
 * Runs calibrations and benchmarks, one at a time and while no turn runs; the engine unloads its model for them. Also answers
 * with stored measurements and with the statistics over all turns.
 */
import { randomUUID } from 'node:crypto';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type {
  BenchmarkPlan,
  BenchmarkRun,
  Ceilings,
  MeasuringProgress,
  measuringCalls,
} from '../../shared/contract/measuring.ts';
import type { CalibrateRequest, Engine, MeasureProgress, MeasureWork } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { bestOf, notTaken } from '../../shared/speed/best-ceilings.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { MeasurementStore } from './measurement-store.ts';

interface Dependencies {
  /** `null` if the engine cannot measure. */
  work: MeasureWork | null;
  /** Runs `work` while no turn runs. */
  alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Called with `null` when the measurement is over. */
  onProgress: (measuring: MeasuringProgress | null) => void;
}

/** Runs one measurement at a time. A second one is refused with `measuring.busy`. */
export class Measuring {
  readonly #deps: Dependencies;
  #running: AbortController | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * Resolves with the ceilings, and with the number of cores that other programs kept busy meanwhile. Throws `Refusal` if it
   * was stopped or is not possible.
   */
  async calibrate(request: CalibrateRequest): Promise<{ ceilings: Ceilings; otherCores: number }> {
    const calibrated = await this.#measure('calibration', (work, onProgress, stop) =>
      work.calibrate(request, onProgress, stop),
    );
    if (calibrated === null) throw new Refusal('measuring.stopped');
    return calibrated;
  }

  /** Throws `Refusal` if nothing was measured. */
  async benchmark(config: EngineConfig, plan: BenchmarkPlan): Promise<BenchmarkRun> {
    const run = await this.#measure('benchmark', (work, onProgress, stop) =>
      work.benchmark(config, plan, onProgress, stop),
    );
    if (run === null) throw new Refusal('measuring.stopped-early');
    return { id: randomUUID(), ...run };
  }

  stop(): void {
    this.#running?.abort();
  }

  async #measure<Measured>(
    what: MeasuringProgress['what'],
    measure: (
      work: MeasureWork,
      onProgress: (progress: MeasureProgress) => void,
      stop: AbortSignal,
    ) => Promise<Measured | null>,
  ): Promise<Measured | null> {
    const { work, alone, onProgress } = this.#deps;
    if (work === null) throw new Refusal('measuring.not-possible');
    if (this.#running !== null) throw new Refusal('measuring.busy');
    const running = new AbortController();
    this.#running = running;
    onProgress({ what, progress: 0, step: say('measuring.waiting') });
    try {
      return await alone(async () =>
        running.signal.aborted
          ? null
          : measure(work, (progress) => onProgress({ what, ...progress }), running.signal),
      );
    } finally {
      this.#running = null;
      onProgress(null);
    }
  }
}

interface MeasuringOptions {
  engine: Engine;
  queue: EngineQueue;
  measurements: MeasurementStore;
  settings: KeptSettings;
  dataFolder: string;
  configFor: (path: string) => EngineConfig;
  /** Frees the machine of models beside the user's. */
  freeMachine: () => Promise<void>;
  emit: Emit;
}

/** Opens the measurements of the core, with the calls about them. */
export const openMeasuring = ({
  engine,
  queue,
  measurements,
  settings,
  dataFolder,
  configFor,
  freeMachine,
  emit,
}: MeasuringOptions): {
  /** If no window is open, stops the measurement; what has been measured so far is kept. */
  windowsAre(areOpen: boolean): void;
  close(): void;
  calls: Omit<HandlersOf<typeof measuringCalls>, 'tuneModel'>;
} => {
  const measuring = new Measuring({
    work: engine.can.measure,
    alone: (work) =>
      queue.run('measuring', async () => {
        await freeMachine();
        return work();
      }),
    onProgress: (progress) => emit('measuring.moved', { measuring: progress }),
  });
  const stop = (): void => measuring.stop();
  return {
    windowsAre: (areOpen) => {
      if (!areOpen) stop();
    },
    close: stop,
    calls: {
      ceilings: () => {
        const { model } = engine.status;
        return model && measurements.ceilings(model.backend, model.device);
      },
      calibrate: async () => {
        const { backend, threads } = settings.now;
        const { ceilings, otherCores } = await measuring.calibrate({ backend, threads, folder: dataFolder });
        const problem = notTaken(otherCores);
        if (problem !== null) throw Refusal.of(problem);
        const best = bestOf(measurements.ceilings(ceilings.backend, ceilings.device), ceilings);
        measurements.saveCeilings(best);
        return best;
      },
      benchmark: async ({ path, plan }) => {
        const run = await measuring.benchmark(configFor(path), plan);
        measurements.saveBenchmarkRun(run);
        return run;
      },
      stopMeasuring: stop,
      benchmarkRuns: () => measurements.benchmarkRuns(),
      deleteBenchmarkRun: ({ id }) => measurements.deleteBenchmarkRun(id),
      statistics: ({ days }) => measurements.statistics(days),
      misdatedAnswers: ({ days }) => measurements.misdatedAnswers(days),
    },
  };
};
