/** Benchmarks of models in engine processes of their own, without a word until they are done. */
import { Measuring } from '../../main/core/measuring/measuring.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };

export const quietMeasuring = new Measuring({
  spawn: () => spawnEngine(silent),
  alone: (work) => work(),
  onProgress: () => undefined,
  onLog: () => undefined,
});
