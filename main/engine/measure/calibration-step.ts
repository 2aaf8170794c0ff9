/** One step of the calibration: a generated model, and how fast decode or prefill goes through it. */
import { rmSync } from 'node:fs';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { isDiskFull } from '../../system/disk-full.ts';
import { decodeCost, prefillCost, shapeOf, type ModelShape } from '../../shared/speed/counts.ts';
import { thin } from '../../shared/format/figures.ts';
import type { ChosenBackend } from '../load/backend.ts';
import { byteVocabulary, generateLlama, type LlamaShape, type WeightType } from './generated-model.ts';
import { openContext } from '../load/context.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { post } from '../process/parent-port.ts';

/** llama.cpp's usual batch, and one that keeps a large GPU busy. */
const largestBatch = { cpu: 512, gpu: 2048 };
const smallestBatch = 64;

/** A repeat takes at least so long, so that neither the clock nor a moment of luck decides. */
const repeatMs = 50;
/** Tokens of a repeat: few, so that the KV cache stays next to nothing. */
const mostTokens = 256;
const fewestRepeats = 2;

export type Phase = 'decode' | 'prefill';

interface Model {
  weights: WeightType;
  shape: LlamaShape;
  bytes: number;
}

/** What one model reached. */
export interface Measured {
  phase: Phase;
  model: Model;
  /** Bytes or FLOPs in a second, one for each repeat. */
  rates: number[];
  /** Of prefill. */
  batch: number;
}

/** Bytes of a weight. */
const weightBytes: Record<WeightType, number> = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };

/**
 * The model to measure a phase with, of at most so many `bytes`: throws `RefusedFile` where that is too little. Few wide
 * layers, so that next to nothing but the weights takes time: for decode as many as `bytes` allow, for prefill
 * two, through which a large batch does not take long. Llama's proportions: eight queries share a key, and the
 * feed-forward part is three times as wide.
 */
export const modelFor = (phase: Phase, weights: WeightType, bytes: number): Model => {
  const layerBytes = (width: number, type: WeightType): number =>
    (2 + 2 / 8 + 3 * 3) * width ** 2 * weightBytes[type];
  const width = [4096, 2048, 1024, 512].find((one) => 2 * layerBytes(one, 'f16') <= bytes);
  if (width === undefined)
    throw new RefusedFile('There is too little free memory to measure with: close other programs first.');
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
  /** Where models are written. */
  path: string;
  threads: number;
}

/**
 * Generates `model` and measures one phase with it until about `until`, in ms of this process' clock; `onStep` gets what
 * is done, in words. Throws `RefusedFile` with a sentence where there is no room for it.
 */
export const measure = async (
  { llama, backend, path, threads }: Setup,
  phase: Phase,
  model: Model,
  until: number,
  onStep: (step: string) => void,
): Promise<Measured> => {
  onStep(`Generating ${inWords(model)}`);
  write(path, model);
  const most = largestBatch[backend === 'cpu' ? 'cpu' : 'gpu'];
  const step = `${phase === 'decode' ? 'Decode' : 'Prefill'} through ${inWords(model)}`;
  const loaded = await llama
    .loadModel({ modelPath: path, gpuLayers: backend === 'cpu' ? 0 : 'max' })
    .catch(refuse);
  try {
    const context = await openContext(loaded, {
      contextSize: most + mostTokens,
      batchSize: most,
      threads,
    }).catch(refuse);
    // What is mapped stays until the process ends, however it ends; only Windows keeps the file.
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
    throw new RefusedFile('The disk is too full to measure with generated models: free 1 GB and try again.', {
      cause: error,
    });
  }
};

const refuse = (error: unknown): never => {
  if (!/insufficient|not enough|memory|allocate/i.test(String(error))) throw error;
  throw new RefusedFile('There is too little free memory to measure with: close other programs first.', {
    cause: error,
  });
};

/** Evaluates `prompt` in an empty cache, then `tokens` one by one; resolves with the ms that each of both took. */
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
  // A context that is full makes room by itself, and that takes as long as what is measured.
  if (sequence.nextTokenIndex !== prompt.length + tokens) throw new Error('the context was shifted');
  return { prefillMs: firstAt - startedAt, decodeMs: endedAt - firstAt };
};

const promptOf = (tokens: number): Token[] =>
  Array.from({ length: tokens }, (_, index) => (index % 256) as Token);

interface Ready {
  batch: number;
  /** Bytes or FLOPs in a second. */
  repeat: () => Promise<number>;
}

const readyToDecode = async (sequence: LlamaContextSequence, shape: ModelShape): Promise<Ready> => {
  // The first tokens bring the weights in.
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
  // The largest that leaves time for one to warm up and two to count.
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

/** Removes a file or a folder. Where the system still holds what is in it, it goes with the next calibration. */
export const remove = (path: string): void => {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    post({ kind: 'log', level: 'warn', text: `${path} was not removed: ${String(error)}` });
  }
};

/** As ggml writes them. */
export const nameOf = ({ weights }: Model): string => weights.toUpperCase();

export const inWords = (model: Model): string =>
  `${nameOf(model)} weights of ${Math.round(model.bytes / 1e6)}${thin}MB`;
