/**
 * Runs calibrations and benchmarks, each in a process of its own. Stopping kills that process, so it takes effect whatever
 * native code is doing.
 */
import type { BenchmarkRun, Ceilings } from '../../../shared/contract/measuring.ts';
import type { MeasureProgress, MeasureWork } from '../../../shared/engine/engine.ts';
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { Log } from '../../../system/log.ts';
import type { SpawnEngine } from './engine-process.ts';
import { GpuFaults } from './gpu-faults.ts';

interface Dependencies {
  spawn: SpawnEngine;
  /** Ends the process that serves chats, runs `work`, and then starts that process again. */
  lend: <Result>(work: () => Promise<Result>) => Promise<Result>;
  log: Log;
  /** Remembers which backends do not work here; without it, each is used. */
  gpuFaults?: GpuFaults;
}

export const llamaMeasureWork = ({
  spawn,
  lend,
  log,
  gpuFaults = new GpuFaults(),
}: Dependencies): MeasureWork => {
  /**
   * Resolves when `take` returns true for a message, or when the measurement was stopped. Throws `Refusal` if it fails or if
   * the process ends.
   */
  const run = (
    request: ToEngine,
    onProgress: (progress: MeasureProgress) => void,
    stop: AbortSignal,
    take: (message: FromEngine) => boolean,
  ): Promise<void> => {
    const engine = spawn();
    const kill = (): void => engine.kill();
    stop.addEventListener('abort', kill, { once: true });
    return new Promise<void>((resolve, reject) => {
      engine.onMessage((message) => {
        if (message.kind === 'log') log[message.level](`engine, measuring: ${message.text}`);
        if (message.kind === 'measuring') onProgress({ progress: message.progress, step: message.step });
        if (message.kind === 'measuring-failed') reject(Refusal.of(message.problem));
        else if (take(message)) resolve();
      });
      engine.onExit(() => {
        if (stop.aborted) resolve();
        else reject(new Refusal('measuring.engine-ended'));
      });
      engine.post(request);
    }).finally(() => {
      stop.removeEventListener('abort', kill);
      engine.kill();
    });
  };

  const alone: typeof run = (request, onProgress, stop, take) =>
    lend(async () => {
      if (!stop.aborted) await run(request, onProgress, stop, take);
    });

  return {
    calibrate: async (request, onProgress, stop) => {
      let calibrated: { ceilings: Ceilings; otherCores: number } | null = null;
      await alone(
        { kind: 'calibrate', ...request, avoid: gpuFaults.avoidedFor(request.backend) },
        onProgress,
        stop,
        (message) => {
          if (message.kind === 'calibrated') calibrated = message;
          return calibrated !== null;
        },
      );
      return calibrated;
    },
    benchmark: async (config, plan, onProgress, stop) => {
      const done: { run: Omit<BenchmarkRun, 'id'> | null } = { run: null };
      await alone(
        { kind: 'benchmark', config: gpuFaults.without(config), plan },
        onProgress,
        stop,
        (message) => {
          if (message.kind === 'benchmark-began')
            done.run = { startedAt: Date.now(), ...message.about, isComplete: false, rows: [] };
          if (message.kind === 'measuring' && message.row !== null) done.run?.rows.push(message.row);
          if (message.kind !== 'benchmark-done') return false;
          if (done.run !== null) done.run.isComplete = true;
          return true;
        },
      );
      return done.run === null || done.run.rows.length === 0 ? null : done.run;
    },
  };
};
