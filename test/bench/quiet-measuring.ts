/** Benchmarks of models in engine processes of their own, without a word until they are done. */
import { llamaMeasureWork } from '../../main/core/engines/llama/measure-work.ts';
import { Measuring } from '../../main/core/measuring/measuring.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };

export const quietMeasuring = new Measuring({
  work: llamaMeasureWork({ spawn: () => spawnEngine(silent), lend: (work) => work(), log: silent }),
  alone: (work) => work(),
  onProgress: () => undefined,
});
