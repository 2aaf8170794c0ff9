/**
 * `npm run bench -- ceilings`: what the calibration finds beside figures that know nothing of llama.cpp, a copy and a
 * read of large buffers by as many threads, all in one run on the processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ceilings } from '../../main/contract/lens-types.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import { memoryBandwidth } from './memory.ts';

/**
 * Decode's bandwidth as a share of a plain read's. More than a read can only be an error of either; less is what
 * llama.cpp loses to arithmetic, barriers and page tables.
 */
const band = { least: 0.7, most: 1.1 };

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'hearth-ceilings-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const calibrate = async (atMost?: { bytes: number; ms: number }): Promise<Ceilings & { tookMs: number }> => {
  const engine = spawnEngine(silent);
  const startedAt = performance.now();
  const ceilings = await new Promise<Ceilings>((resolve, reject) => {
    engine.onMessage((message) => {
      if (message.kind === 'calibrated') resolve(message.ceilings);
      if (message.kind === 'measuring-failed') reject(new Error(message.problem));
    });
    engine.onExit((how) => reject(new Error(`the engine ended: ${how}`)));
    engine.post({
      kind: 'calibrate',
      backend: 'cpu',
      threads: null,
      folder,
      ...(atMost === undefined ? {} : { atMost }),
    });
  });
  engine.kill();
  return { ...ceilings, tookMs: performance.now() - startedAt };
};

const giga = (value: number): string => (value / 1e9).toFixed(1);

const whole = await calibrate();
const { threads, bandwidthBytesPerS: decode } = whole;
console.log(
  `Calibration on ${whole.device}, ${threads} threads: ${(whole.tookMs / 1000).toFixed(1)} s\n` +
    `  memory   ${giga(decode)} GB/s: ${whole.bandwidthHow}\n` +
    `  compute  ${giga(whole.flopsPerS)} GFLOP/s: ${whole.flopsHow}`,
);

const copy = await memoryBandwidth('copy', threads);
const read = await memoryBandwidth('read', threads);
console.log(
  `Without llama.cpp, ${threads} threads\n` +
    `  copy     ${giga(copy)} GB/s read and written; decode reaches ${(decode / copy).toFixed(2)} of it\n` +
    `  read     ${giga(read)} GB/s; decode reaches ${(decode / read).toFixed(2)} of it`,
);

const small = await calibrate({ bytes: 13e6, ms: 3000 });
console.log(
  `With weights that the last cache may hold\n  memory   ${giga(small.bandwidthBytesPerS)} GB/s: ${small.bandwidthHow}`,
);

const ratio = decode / read;
const isGood = ratio >= band.least && ratio <= band.most && whole.tookMs < 20_000;
console.log(
  `\nDecode must reach ${band.least} to ${band.most} of a plain read, measured in under 20 s: ${isGood ? 'it does' : 'IT DOES NOT'}.`,
);
process.exit(isGood ? 0 : 1);
