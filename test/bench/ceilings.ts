/**
 * `npm run bench -- ceilings`: what the calibration finds beside figures that know nothing of llama.cpp, a copy and a
 * read of large buffers by as many threads, all in one run on the processor.
 */
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ceilings } from '../../main/shared/contract/measuring.ts';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import { memoryBandwidth } from './bandwidth.ts';

/**
 * What decode reads in a second, as a share of what a copy reads and writes. Reading alone can be faster than a copy, for
 * which memory changes its direction, but not by much; decode loses to arithmetic, to threads that wait for each other
 * and to what a token costs beside its weights. Outside of this one of both is wrong, or something else ran.
 */
const band = { least: 0.7, most: 1.2 };

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'hearth-ceilings-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

interface Calibrated extends Ceilings {
  tookMs: number;
  /** Of a decoded token, in ms, and the weights that it reads, in bytes. */
  tokenMs: number;
  tokenBytes: number;
}

const calibrate = async (
  threads: number | null,
  atMost?: { bytes: number; ms: number },
): Promise<Calibrated> => {
  const engine = spawnEngine(silent);
  const startedAt = performance.now();
  const ceilings = await new Promise<Ceilings>((resolve, reject) => {
    engine.onMessage((message) => {
      if (message.kind === 'calibrated') resolve(message.ceilings);
      if (message.kind === 'measuring-failed') reject(new Error(sentenceOf(message.problem)));
    });
    engine.onExit((how) => reject(new Error(`the engine ended: ${how}`)));
    engine.post({
      kind: 'calibrate',
      backend: 'cpu',
      threads,
      folder,
      ...(atMost === undefined ? {} : { atMost }),
    });
  });
  engine.kill();
  const { bytes: tokenBytes } = ceilings.bandwidthHow.facts['weights'] as { bytes: number };
  return {
    ...ceilings,
    tookMs: performance.now() - startedAt,
    tokenMs: (tokenBytes * 1000) / ceilings.bandwidthBytesPerS,
    tokenBytes,
  };
};

const giga = (value: number): string => (value / 1e9).toFixed(1);
const mega = (value: number): string => (value / 1e6).toFixed(0);

const whole = await calibrate(null);
const { threads, bandwidthBytesPerS: decode } = whole;
console.log(
  `Calibration on ${whole.device}, ${threads} threads: ${(whole.tookMs / 1000).toFixed(1)} s\n` +
    `  memory   ${giga(decode)} GB/s: ${sentenceOf(whole.bandwidthHow)}\n` +
    `  compute  ${giga(whole.flopsPerS)} GFLOP/s: ${sentenceOf(whole.flopsHow)}`,
);

const copy = await memoryBandwidth('copy', threads);
const read = await memoryBandwidth('read', threads);
console.log(
  `Without llama.cpp, ${threads} threads\n` +
    `  copy     ${giga(copy)} GB/s read and written; decode reaches ${(decode / copy).toFixed(2)} of it\n` +
    `  read     ${giga(read)} GB/s; decode reaches ${(decode / read).toFixed(2)} of it`,
);

// One thread, since two take longer over so little than one.
const small = await calibrate(1, { bytes: 12e6, ms: 3000 });
console.log(
  `A token through ${mega(small.tokenBytes)} MB, which a cache holds, takes ${small.tokenMs.toFixed(2)} ms with one thread; through ` +
    `${mega(whole.tokenBytes)} MB ${whole.tokenMs.toFixed(1)} ms. So much at most is anything but reading: ` +
    `${((100 * small.tokenMs) / whole.tokenMs).toFixed(0)} %.`,
);

const ratio = decode / copy;
const isGood = ratio >= band.least && ratio <= band.most && whole.tookMs < 20_000;
console.log(
  `\nDecode must reach ${band.least} to ${band.most} of a copy, measured in under 20 s: ${isGood ? 'it does' : 'IT DOES NOT'}.`,
);
process.exit(isGood ? 0 : 1);
