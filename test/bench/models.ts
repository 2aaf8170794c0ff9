/** `npm run bench -- --json`: what the benchmark page measures, without a window, on stdout. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { llamaMeasureWork } from '../../main/core/engines/llama/measure-work.ts';
import { Measuring } from '../../main/core/measuring/measuring.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import type { Log } from '../../main/system/log.ts';
import { starterModel } from '../../main/system/paths.ts';
import { Refusal } from '../../main/shared/rpc/refusal.ts';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { parseModelOptions, usage, type ModelOptions } from './model-options.ts';

/** Everything but the result goes to stderr, so that the result can be piped. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const log: Log = { info: () => undefined, warn: say, error: say, close: () => undefined };

/** Measures what `args` ask for and prints it; ends the process with 0, 1 after a refusal, 130 after Ctrl-C. */
export const benchModels = async (args: string[]): Promise<void> => {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  let options: ModelOptions;
  try {
    options = parseModelOptions(args);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
    process.exit(1);
  }
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
  let said = '';
  const measuring = new Measuring({
    work: llamaMeasureWork({
      spawn: () => spawnEngine(log),
      lend: (work) => work(),
      log: { ...log, info: say },
    }),
    alone: (work) => work(),
    onProgress: (progress) => {
      if (progress === null) return;
      const step = sentenceOf(progress.step);
      if (step === said) return;
      said = step;
      say(`${String(Math.round(progress.progress * 100)).padStart(3)}%  ${said}`);
    },
  });

  let isStopped = false;
  // The engine runs in a process group of its own, which Ctrl-C does not reach.
  const stop = (): void => {
    isStopped = true;
    measuring.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const runs: BenchmarkRun[] = [];
  let isRefused = false;
  for (const path of options.models.length === 0 ? [starterModel] : options.models) {
    if (isStopped) break;
    say(path);
    try {
      runs.push(
        await measuring.benchmark(
          {
            modelPath: resolve(path),
            title: null,
            isStarter: path === starterModel,
            backend: options.backend,
            devices: null,
            gpuLayers: null,
            memoryMap: null,
            chatTemplate: null,
            threads: options.threads,
            flashAttention: options.flashAttention,
            batchSize: null,
            tunes: 'once',
            draftModelPath: null,
            contextLength: null,
            kvPrecision: options.kvPrecision,
            sequences: 1,
            snapshots: { folder, budgetBytes: 0 },
          },
          options.plan,
        ),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      say(error.message);
      isRefused = true;
    }
  }
  rmSync(folder, { recursive: true, force: true });
  if (runs.length > 0) process.stdout.write(options.format.write(runs));
  process.exitCode = isStopped ? 130 : isRefused ? 1 : 0;
};
