/** One step of the calibration: generates a model, and measures how fast decode or prefill goes through it. */
import { say } from '../../shared/words/catalogue.ts';
import { rmSync } from 'node:fs';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { isDiskFull } from '../../system/disk-full.ts';
import { decodeCost, prefillCost, shapeOf, type ModelShape } from '../../shared/speed/counts.ts';
import type { Told } from '../../shared/words/told.ts';
import type { ChosenBackend } from '../load/backend.ts';
import { byteVocabulary, generateLlama, type LlamaShape, type WeightType } from './generated-model.ts';
import { openContext } from '../load/context.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { post } from '../process/parent-port.ts';

/** llama.cpp's default batch, and one that keeps a large GPU busy. */
const largestBatch = { cpu: 512, gpu: 2048 };
const smallestBatch = 64;

/** The shortest repeat in ms, so that neither the resolution of the clock nor chance decides. */
const repeatMs = 50;
/** The most tokens of a repeat: few, so that the KV cache stays negligible. */
const mostTokens = 256;
const fewestRepeats = 2;

export type Phase = 'decode' | 'prefill';

interface Model {
  weights: WeightType;
  shape: LlamaShape;
  bytes: number;
}

/** The result of one model. */
export interface Measured {
  phase: Phase;
  model: Model;
  /** Bytes or floating-point operations per second, one value for each repeat. */
  rates: number[];
  /** The batch size in prefill. */
  batch: number;
}

/** Bytes per weight. */
const weightBytes: Record<WeightType, number> = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };

/**
 * The model to measure a phase with, of at most `bytes` bytes; throws `RefusedFile` if that is too little. It has few wide
 * layers, so that almost only the weights take time: for decode as many as `bytes` allow, for prefill two, which even a large
 * batch passes quickly. Proportions are Llama's: eight queries share a key, and the feed-forward part is three times as wide.
 */
export const modelFor = (phase: Phase, weights: WeightType, bytes: number): Model => {
  const layerBytes = (width: number, type: WeightType): number =>
    (2 + 2 / 8 + 3 * 3) * width ** 2 * weightBytes[type];
  const width = [4096, 2048, 1024, 512].find((one) => 2 * layerBytes(one, 'f16') <= bytes);
  if (width === undefined) throw new RefusedFile(say('measuring.no-memory'));
  const layers = phase === 'prefill' ? 2 : Math.floor(bytes / layerBytes(width, weights));
  const heads = width / 128;
  return {
    weights,
    bytes: layers * layerBytes(width, weights),
    shape: {
      layers,
      width,
      heads,
      kvHeads: Math.max(1, heads / 8),
      feedForward: 3 * width,
      contextLength: 4096,
    },
  };
};

interface Setup extends ChosenBackend {
  /** The folder for generated models. */
  path: string;
  threads: number;
}

/**
 * Generates `model` and measures one phase with it until about `until`, in ms of this process's clock. `onStep` gets the
 * current step. Throws `RefusedFile` with a sentence if memory or disk space is short.
 */
export const measure = async (
  { llama, backend, path, threads }: Setup,
  phase: Phase,
  model: Model,
  until: number,
  onStep: (step: Told) => void,
): Promise<Measured> => {
  const weights = weightsOf(model);
  onStep(say('measuring.generating', { weights }));
  write(path, model);
  const most = largestBatch[backend === 'cpu' ? 'cpu' : 'gpu'];
  const step = say(phase === 'decode' ? 'measuring.decoding-through' : 'measuring.prefilling-through', {
    weights,
  });
  const loaded = await llama
    .loadModel({ modelPath: path, gpuLayers: backend === 'cpu' ? 0 : 'max' })
    .catch(refuse);
  try {
    const context = await openContext(loaded, {
      contextSize: most + mostTokens,
      batchSize: most,
      threads,
    }).catch(refuse);
    // A mapped file stays until the process ends, however it ends; only Windows keeps its name.
    if (process.platform !== 'win32') remove(path);
    const sequence = context.getSequence();
    const { metadata, fullTensorInfo } = loaded.fileInfo;
    const shape = shapeOf(metadata, fullTensorInfo ?? [])!;
    onStep(step);
    const { batch, repeat } =
      phase === 'decode'
        ? await readyToDecode(sequence, shape)
        : await readyToPrefill(sequence, shape, most, until);
    const rates: number[] = [];
    while (rates.length < fewestRepeats || performance.now() < until) {
      rates.push(await repeat());
      onStep(step);
    }
    await context.dispose();
    return { phase, model, rates, batch };
  } finally {
    await loaded.dispose();
    remove(path);
  }
};

const write = (path: string, { weights, shape }: Model): void => {
  try {
    generateLlama(path, { shape, weights, vocabulary: byteVocabulary() });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw new RefusedFile(say('measuring.disk-full'), {
      cause: error,
    });
  }
};

const refuse = (error: unknown): never => {
  if (!/insufficient|not enough|memory|allocate/i.test(String(error))) throw error;
  throw new RefusedFile(say('measuring.no-memory'), {
    cause: error,
  });
};

/** Evaluates `prompt` in an empty cache, then `tokens` one by one; resolves with the ms that each of the two took. */
const run = async (
  sequence: LlamaContextSequence,
  prompt: Token[],
  tokens: number,
): Promise<{ prefillMs: number; decodeMs: number }> => {
  await sequence.clearHistory();
  const startedAt = performance.now();
  const answer = sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true });
  await answer.next();
  const firstAt = performance.now();
  for (let done = 0; done < tokens; done++) await answer.next();
  const endedAt = performance.now();
  await answer.return();
  // A full context makes room by itself, and that would take time within the measurement.
  if (sequence.nextTokenIndex !== prompt.length + tokens) throw new Error('the context was shifted');
  return { prefillMs: firstAt - startedAt, decodeMs: endedAt - firstAt };
};

const promptOf = (tokens: number): Token[] =>
  Array.from({ length: tokens }, (_, index) => (index % 256) as Token);

interface Ready {
  batch: number;
  /** Bytes or floating-point operations per second. */
  repeat: () => Promise<number>;
}

const readyToDecode = async (sequence: LlamaContextSequence, shape: ModelShape): Promise<Ready> => {
  // The first tokens bring the weights into memory.
  await run(sequence, promptOf(1), 1);
  const { decodeMs } = await run(sequence, promptOf(1), 2);
  const tokens = Math.min(mostTokens, Math.ceil(repeatMs / (decodeMs / 2)));
  const { bytes } = decodeCost(shape, { context: 1, tokens, kv: 'f16' });
  return {
    batch: 1,
    repeat: async () => (bytes * 1000) / (await run(sequence, promptOf(1), tokens)).decodeMs,
  };
};

const readyToPrefill = async (
  sequence: LlamaContextSequence,
  shape: ModelShape,
  most: number,
  until: number,
): Promise<Ready> => {
  await run(sequence, promptOf(smallestBatch), 0);
  const { prefillMs: probeMs } = await run(sequence, promptOf(smallestBatch), 0);
  // The largest batch that leaves time for one warm-up and two repeats.
  const fitting = (smallestBatch * (until - performance.now())) / 3 / probeMs;
  let batch = smallestBatch;
  while (batch * 2 <= Math.min(most, fitting)) batch *= 2;
  const prompt = promptOf(batch);
  const { flops } = prefillCost(shape, { cached: 0, slices: [batch], kv: 'f16' });
  const { prefillMs } = await run(sequence, prompt, 0);
  const times = Math.ceil(repeatMs / prefillMs);
  return {
    batch,
    repeat: async () => {
      let ms = 0;
      for (let done = 0; done < times; done++) ms += (await run(sequence, prompt, 0)).prefillMs;
      return (times * flops * 1000) / ms;
    },
  };
};

/** Removes a file or a folder. If the system still uses its content, the next calibration removes it. */
export const remove = (path: string): void => {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    post({ kind: 'log', level: 'warn', text: `${path} was not removed: ${String(error)}` });
  }
};

/** The weights of a model: their type as ggml names it, and their size in bytes. */
export const weightsOf = ({ weights, bytes }: Model): { type: string; bytes: number } => ({
  type: weights.toUpperCase(),
  bytes,
});
