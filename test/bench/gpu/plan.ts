/** What `npm run bench -- gpu` measures: the size of the model, the work for it, and the time for all of it. */
import type { Ceilings } from '../../../main/shared/contract/measuring.ts';
import type { LlamaShape } from '../../../main/engine/measure/generated-model.ts';
import { bytes as inBytes } from '../../../main/shared/format/figures.ts';

/** A model to generate. Shapes are those of Llama 3.1 8B, Llama 3.2 3B and 1B; the last two are for slow devices. */
export interface ModelSize {
  name: string;
  shape: LlamaShape;
  /** Tokens. */
  vocabulary: number;
}

/** The largest first. */
export const sizes: readonly ModelSize[] = [
  {
    name: '8B',
    shape: { layers: 32, width: 4096, heads: 32, kvHeads: 8, feedForward: 14_336, contextLength: 131_072 },
    vocabulary: 128_256,
  },
  {
    name: '3B',
    shape: { layers: 28, width: 3072, heads: 24, kvHeads: 8, feedForward: 8192, contextLength: 131_072 },
    vocabulary: 128_256,
  },
  {
    name: '1B',
    shape: { layers: 16, width: 2048, heads: 32, kvHeads: 8, feedForward: 8192, contextLength: 131_072 },
    vocabulary: 128_256,
  },
  {
    name: '134M',
    shape: { layers: 30, width: 576, heads: 9, kvHeads: 3, feedForward: 1536, contextLength: 8192 },
    vocabulary: 32_000,
  },
  {
    name: '9M',
    shape: { layers: 8, width: 256, heads: 4, kvHeads: 2, feedForward: 1024, contextLength: 8192 },
    vocabulary: 4096,
  },
];

/** Parameters of the matrices; the table of tokens is the output matrix too, and norms are next to nothing. */
export const parametersOf = ({ shape, vocabulary }: ModelSize): number => {
  const { layers, width, heads, kvHeads, feedForward } = shape;
  const attention = 2 * width * width + (2 * width * width * kvHeads) / heads;
  return layers * (attention + 3 * width * feedForward) + vocabulary * width;
};

/** Bytes of the file: Q4_0 has 18 bytes for 32 weights. */
export const fileBytesOf = (size: ModelSize): number => (parametersOf(size) * 18) / 32;

/** Bytes of the KV cache for a context of so many tokens, in f16. */
const kvBytesOf = ({ shape }: ModelSize, tokens: number): number =>
  (tokens * shape.layers * shape.kvHeads * 2 * 2 * shape.width) / shape.heads;

/** What is run with a model. */
export interface Work {
  promptLengths: number[];
  depths: number[];
  decodeTokens: number;
  repeats: number;
  /** Tokens of the first question of a chat. */
  chatTokens: number;
  answerTokens: number;
  contextLength: number;
}

const fullWork: Work = {
  promptLengths: [512, 4096],
  depths: [0, 4096],
  decodeTokens: 64,
  repeats: 3,
  chatTokens: 4000,
  answerTokens: 32,
  contextLength: 8192,
};
const smallWork: Work = {
  promptLengths: [128],
  depths: [0],
  decodeTokens: 16,
  repeats: 2,
  chatTokens: 300,
  answerTokens: 8,
  contextLength: 1024,
};

/** Models below a billion parameters are run on devices on which the full work would take too long. */
export const workFor = (size: ModelSize): Work => (parametersOf(size) >= 1e9 ? fullWork : smallWork);

/** What limits the size of the model; memory in bytes, speeds in bytes/s. */
export interface Room {
  gpuFree: number;
  ramFree: number;
  diskFree: number;
  writeSpeed: number;
  ceilings: Pick<Ceilings, 'bandwidthBytesPerS' | 'flopsPerS'>;
  leftMs: number;
}

/** What models reach of the ceilings at least: they have more, and smaller, matrices than the calibration. */
const reached = { flops: 0.25, bandwidth: 0.35 };
/** What compute buffers and the backend take beside weights and KV cache. */
const besideBytes = 1e9;
const diskReserve = 2e9;
/** Of the time left: an estimate can be wrong. */
const shareOfTime = 0.6;

/** About how long all steps take with a model, in ms. */
const estimatedMs = (size: ModelSize, { ceilings, writeSpeed }: Room): number => {
  const { promptLengths, depths, decodeTokens, repeats, chatTokens, answerTokens } = workFor(size);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  // The benchmark, llama-bench, and a cold chat beside a short one, each once more for what is not foreseen.
  const prefilled = 2 * (repeats * sum(promptLengths) + sum(depths)) + 3 * chatTokens;
  const decoded = 2 * repeats * depths.length * decodeTokens + 8 * answerTokens;
  const bytes = fileBytesOf(size);
  const seconds =
    (prefilled * 2 * parametersOf(size)) / (reached.flops * ceilings.flopsPerS) +
    (decoded * bytes) / (reached.bandwidth * ceilings.bandwidthBytesPerS) +
    // It is written once and loaded five times.
    (bytes * 3.5) / writeSpeed;
  return 1000 * seconds;
};

/** Why a size is too large for this machine, as a clause; `null` if it is not. */
const tooLarge = (size: ModelSize, room: Room): string | null => {
  const bytes = fileBytesOf(size);
  const onGpu = bytes + kvBytesOf(size, workFor(size).contextLength) + besideBytes;
  if (onGpu > room.gpuFree)
    return `needs ${inBytes(onGpu)} of GPU memory, and ${inBytes(room.gpuFree)} are free`;
  if (2 * bytes > room.ramFree)
    return `needs ${inBytes(2 * bytes)} of RAM, and ${inBytes(room.ramFree)} are free`;
  if (bytes + diskReserve > room.diskFree)
    return `needs ${inBytes(bytes + diskReserve)} of disk space, and ${inBytes(room.diskFree)} are free`;
  const ms = estimatedMs(size, room);
  return ms > shareOfTime * room.leftMs
    ? `would take about ${Math.round(ms / 1000)} s of the ${Math.round(room.leftMs / 1000)} s that are left`
    : null;
};

/** The largest model that memory, disk and time allow, and why not a larger one, as a sentence. */
export const chooseSize = (room: Room): { size: ModelSize; why: string } => {
  let why = 'It is the largest of the list, and memory, disk and time allow it.';
  for (const size of sizes) {
    const problem = tooLarge(size, room);
    if (problem === null) return { size, why };
    why = `The next larger, ${size.name}, ${problem}.`;
  }
  return { size: sizes.at(-1)!, why: 'It is the smallest of the list, and even that may not fit the time.' };
};

export interface LeftOut {
  step: string;
  why: string;
}

/** The time for everything: steps run one after another, and what does not fit is left out and listed. */
export class TimeBudget {
  readonly leftOut: LeftOut[] = [];
  readonly #endsAt: number;
  readonly #now: () => number;
  readonly #onLate: () => void;

  /** `onLate` ends what a step that was too slow has left running. `now`: a clock in ms. */
  constructor(budgetMs: number, onLate: () => void, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#endsAt = now() + budgetMs;
    this.#onLate = onLate;
  }

  get leftMs(): number {
    return Math.max(0, this.#endsAt - this.#now());
  }

  /**
   * Runs `work`, which gets the ms that it may take at most. Resolves with `null`, and lists the step as left out, if less
   * than `leastMs` are left, if it takes longer than `mostMs` or than what is left, or if it fails.
   */
  async step<Result>(
    step: string,
    { leastMs, mostMs }: { leastMs: number; mostMs: number },
    work: (ms: number) => Promise<Result>,
  ): Promise<Result | null> {
    const ms = Math.min(mostMs, this.leftMs);
    if (ms < leastMs) {
      this.leftOut.push({
        step,
        why: `${Math.round(ms / 1000)} s were left, and it takes at least ${Math.round(leastMs / 1000)} s`,
      });
      return null;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`it was ended after ${Math.round(ms / 1000)} s`));
      }, ms);
    });
    const working = work(ms);
    try {
      return await Promise.race([working, late]);
    } catch (error) {
      this.leftOut.push({
        step,
        why: error instanceof Error ? error.message.split('\n')[0]! : String(error),
      });
      this.#onLate();
      // It fails when what it waits for is ended, and nobody asks any more.
      working.catch(() => undefined);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
