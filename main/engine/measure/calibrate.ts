/**
 * Measures the limits of this machine with llama.cpp on the backend in use: decode through generated weights that exceed all
 * caches gives the bandwidth, and prefill in large batches the compute. docs/roofline.md has the method and its error.
 */
import { mkdirSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import type { Ceilings } from '../../shared/contract/measuring.ts';
import type { ToEngine } from '../../shared/engine/protocol.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { chooseBackend, physicalCores, type ChosenBackend } from '../load/backend.ts';
import { measure, modelFor, remove, weightsOf, type Measured, type Phase } from './calibration-step.ts';
import type { WeightType } from './generated-model.ts';
import { post } from '../process/parent-port.ts';
import { readSurroundings, surroundingsSince } from '../process/surroundings.ts';

/** Milliseconds for the whole calibration. A step that has begun by then is finished with as few repeats as possible. */
const usualMs = 13_000;

/**
 * Bytes of weights: several times the size of caches, which is up to 128 MB on desktops; a GPU reads that before a token has
 * really begun.
 */
const usualBytes = { cpu: 512e6, gpu: 2048e6 };

/**
 * The share of free memory for the weights: llama.cpp may keep a copy in another layout beside the file, and other programs
 * need memory too.
 */
const shareOfMemory = 1 / 4;

/**
 * Ordered by how likely each type is to be the fastest. Decode favours types whose unpacking needs little arithmetic per byte;
 * prefill favours those with the fastest kernels: 8-bit integers on processors; on GPUs 16-bit floats or, by several times with Vulkan on
 * an H200 (docs/gpu.md), quantized weights.
 */
const candidates = {
  cpu: [
    ['decode', 'q8_0'],
    ['prefill', 'q4_0'],
    ['decode', 'f16'],
    ['prefill', 'q8_0'],
    ['prefill', 'f16'],
  ],
  gpu: [
    ['decode', 'f16'],
    ['prefill', 'q4_0'],
    ['prefill', 'f16'],
    ['prefill', 'q8_0'],
    ['decode', 'q8_0'],
  ],
} as const satisfies Record<string, readonly (readonly [Phase, WeightType])[]>;

/** The number of types that are measured for each phase even if the time is over, so that the figure is right on slow machines too. */
const leastTypes = { cpu: { decode: 1, prefill: 1 }, gpu: { decode: 1, prefill: 2 } };

/** Throws `RefusedFile` with a sentence if nothing can be measured. */
export const calibrate = async ({
  backend,
  threads,
  folder,
  atMost,
  avoid,
}: Extract<ToEngine, { kind: 'calibrate' }>): Promise<void> => {
  const place = join(folder, 'calibration');
  // A calibration that was killed may have left it.
  remove(place);
  tell(0, say('measuring.starting'));
  const deadline = performance.now() + (atMost?.ms ?? usualMs);
  const chosen = await chooseBackend(backend, null, avoid);
  const { llama, device } = chosen;
  const kind = chosen.backend === 'cpu' ? 'cpu' : 'gpu';
  const measured: Measured[] = [];
  const usedThreads = threads ?? physicalCores(llama);
  const before = readSurroundings();
  const startedAt = performance.now();
  try {
    const bytes = Math.min(atMost?.bytes ?? usualBytes[kind], (await freeMemory(chosen)) * shareOfMemory);
    const setup = { ...chosen, path: join(place, 'weights.gguf'), threads: usedThreads };
    mkdirSync(place, { recursive: true });
    for (const [index, [phase, weights]] of candidates[kind].entries()) {
      const began = performance.now();
      const known = measured.filter((other) => other.phase === phase).length;
      if (began > deadline && known >= leastTypes[kind][phase]) continue;
      const until = began + Math.max(0, deadline - began) / (candidates[kind].length - index);
      const onStep = (step: Told): void => {
        const share = Math.min(1, (performance.now() - began) / (until - began || 1));
        tell((index + share) / candidates[kind].length, step);
      };
      measured.push(await measure(setup, phase, modelFor(phase, weights, bytes), until, onStep));
    }
  } finally {
    remove(place);
    await llama.dispose();
  }
  const { otherCores } = surroundingsSince(before, performance.now() - startedAt);
  // Comes last, since the core then ends this process.
  tell(1, say('measuring.done'));
  post({
    kind: 'calibrated',
    ceilings: {
      backend: chosen.backend,
      device,
      threads: usedThreads,
      ...ceilingsOf(measured),
      measuredAt: Date.now(),
    },
    otherCores: otherCores ?? 0,
  });
};

const tell = (progress: number, step: Told): void => post({ kind: 'measuring', progress, step, row: null });

/** The file is read through the page cache, so a GPU's model needs space in both memories. */
const freeMemory = async ({ llama, backend }: ChosenBackend): Promise<number> =>
  backend === 'cpu' ? freemem() : Math.min(freemem(), (await llama.getVramState()).free);

const ceilingsOf = (
  measured: Measured[],
): Pick<Ceilings, 'bandwidthBytesPerS' | 'flopsPerS' | 'bandwidthHow' | 'flopsHow'> => {
  const [decode, prefill] = (['decode', 'prefill'] as const).map((phase) =>
    measured.filter((one) => one.phase === phase).toSorted((a, b) => best(b) - best(a)),
  ) as [Measured[], Measured[]];
  return {
    bandwidthBytesPerS: best(decode[0]!),
    flopsPerS: best(prefill[0]!),
    bandwidthHow: say('measuring.bandwidth-how', fastestOf(decode)),
    flopsHow: say('measuring.compute-how', { ...fastestOf(prefill), batchSize: prefill[0]!.batch }),
  };
};

const best = ({ rates }: Measured): number => Math.max(...rates);

/** What was measured with the fastest type, which comes first, how much its runs differ, and what the others reached. */
const fastestOf = ([winner, ...others]: Measured[]) => {
  const most = best(winner!);
  const median = winner!.rates.toSorted((a, b) => b - a)[Math.floor(winner!.rates.length / 2)]!;
  return {
    weights: weightsOf(winner!.model),
    runs: winner!.rates.length,
    spread: 1 - median / most,
    others: others.map((other) => ({ type: weightsOf(other.model).type, share: best(other) / most })),
  };
};
