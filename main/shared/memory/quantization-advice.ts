/** Which of a model's quantizations is the best for this machine, and why. */
import type { Fit } from '../contract/memory.ts';
import { retyped } from './copies.ts';
import { say } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import type { MemoryShape } from './memory-shape.ts';
import {
  divergenceOf,
  goodEnough,
  hardlyWorse,
  isSlowOnProcessor,
  isUnquantized,
  muchWorse,
  typesOf,
} from '../model/quantization-quality.ts';
import { two } from '../speed/turn-record.ts';

interface Quantized {
  /** For example `Q4_K_M`; `null` where it is not known. */
  quantization: string | null;
  /** Bytes of the file. */
  bytes: number;
}

export interface QuantizationAdvice<File> {
  file: File;
  fit: Fit;
  why: Told;
}

/** Below so many tokens/s one reads faster than it writes. */
const slow = 5;

interface Candidate<File> {
  file: File;
  name: string;
  fit: Fit;
  divergence: number;
  /** All layers on the GPU, or on the processor where there is no GPU. */
  isWhole: boolean;
}

/**
 * The shape of one file of a model, as another of its files has it: from one header, all quantizations can be told.
 * Weights of all layers shrink alike, which the mixes of a quantization do not quite, and all matrices are taken for the
 * type that most of them have there (shared/model/quantization-quality.ts).
 */
export const resized = (model: MemoryShape, { bytes: fileBytes, quantization }: Quantized): MemoryShape => {
  const factor = fileBytes / model.cost.tensorBytes;
  const types = quantization === null ? null : typesOf(quantization);
  const matrices: Record<string, number> = {};
  for (const [kind, size] of Object.entries(model.matrices)) {
    const name = types === null ? kind : retyped(kind, types.matrices);
    matrices[name] = (matrices[name] ?? 0) + size * factor;
  }
  const weights = <Part extends { bytes: number; experts: { bytes: number }[] }>(part: Part): Part => ({
    ...part,
    bytes: part.bytes * factor,
    experts: part.experts.map((one) => ({ ...one, bytes: one.bytes * factor })),
  });
  return {
    ...model,
    layers: model.layers.map((layer) => ({
      ...layer,
      weights: layer.weights * factor,
      read: layer.read * factor,
    })),
    tables: model.tables * factor,
    output: model.output * factor,
    matrices,
    tied: model.tied && {
      kind: types === null ? model.tied.kind : retyped(model.tied.kind, types.output),
      bytes: model.tied.bytes * factor,
    },
    largestWeight: model.largestWeight * factor,
    cost: {
      ...model.cost,
      tensorBytes: fileBytes,
      rowBytes: model.cost.rowBytes * factor,
      body: weights(model.cost.body),
      output: weights(model.cost.output),
    },
  };
};

/**
 * The best of `files`: the one that keeps most of the model, up to Q6_K, of those that run whole on the GPU or the
 * processor with the context that is wanted. Rather with layers on both than below Q4, and rather Q4 than slow. `null`
 * where none fits or is known by name. `fitOf` tells how a file fits with `contextLength` tokens.
 */
export const adviseQuantization = <File extends Quantized>(
  files: readonly File[],
  fitOf: (file: File) => Fit,
  contextLength: number,
): QuantizationAdvice<File> | null => {
  const quantized = files.filter(({ quantization }) => quantization !== null && !isUnquantized(quantization));
  const all = (quantized.length > 0 ? quantized : files).flatMap((file): Candidate<File>[] => {
    const divergence = file.quantization === null ? null : divergenceOf(file.quantization);
    if (file.quantization === null || divergence === null) return [];
    const fit = fitOf(file);
    const isWhole = fit.machine.gpu === null || fit.gpuLayers === fit.layers;
    return [{ file, name: file.quantization, fit, divergence, isWhole }];
  });
  const fitting = all.filter(({ fit }) => fit.verdict !== 'too-large' && fit.contextLength >= contextLength);
  const quick = fitting.filter(
    ({ name, fit }) => !isSlowOnProcessor(name) || (fit.machine.gpu !== null && fit.gpuLayers === fit.layers),
  );
  const pool = (quick.length > 0 ? quick : fitting).toSorted(byQuality);
  const good = pool.filter(({ divergence }) => divergence <= hardlyWorse);
  const chosen =
    good.find(({ isWhole, fit }) => isWhole && fit.verdict === 'fits') ??
    good.find(({ isWhole }) => isWhole) ??
    // Layers on both are slow, and the fewer the smaller the file is.
    good.toSorted((one, other) => one.file.bytes - other.file.bytes)[0] ??
    pool[0];
  if (chosen === undefined) return null;
  const faster = quicker(chosen, good);
  const { file, fit } = faster ?? chosen;
  return { file, fit, why: faster ? speedWords(faster, chosen) : whyWords(chosen, all, contextLength) };
};

/** Best first; beyond what anyone notices, the smaller one. */
const byQuality = <File extends Quantized>(one: Candidate<File>, other: Candidate<File>): number => {
  const felt = ({ divergence }: Candidate<File>): number => Math.max(divergence, goodEnough);
  return felt(one) - felt(other) || one.file.bytes - other.file.bytes;
};

/** Where `chosen` would be slow, the best one that would not, or the fastest that is still good. */
const quicker = <File extends Quantized>(
  chosen: Candidate<File>,
  good: readonly Candidate<File>[],
): Candidate<File> | null => {
  const speedOf = ({ fit }: Candidate<File>): number => fit.decodeSpeed ?? Infinity;
  if (speedOf(chosen) >= slow) return null;
  const smaller = good.filter((one) => speedOf(one) > speedOf(chosen));
  const enough = smaller.find((one) => speedOf(one) >= slow);
  return enough ?? smaller.toSorted((one, other) => speedOf(other) - speedOf(one))[0] ?? null;
};

const speedWords = <File extends Quantized>(faster: Candidate<File>, slower: Candidate<File>): Told =>
  say('memory.best-is-faster', {
    name: faster.name,
    speed: two(faster.fit.decodeSpeed!),
    slower: slower.name,
    slowerSpeed: two(slower.fit.decodeSpeed!),
  });

const whyWords = <File extends Quantized>(
  chosen: Candidate<File>,
  all: readonly Candidate<File>[],
  contextLength: number,
): Told => {
  const { name, divergence, isWhole, fit, file } = chosen;
  const place = { name, isOnGpu: fit.machine.gpu !== null, contextLength };
  if (divergence > muchWorse) return say('memory.best-is-poor', { name });
  if (divergence > hardlyWorse) return say('memory.best-is-worse', { name });
  if (!isWhole)
    return say('memory.best-is-split', { name, gpuLayers: fit.gpuLayers, layers: fit.layers, contextLength });
  const better = all.filter((one) => one.divergence < divergence && one.file.bytes > file.bytes);
  if (divergence <= goodEnough || better.length === 0)
    return say('memory.best-is-enough', { ...place, size: file.bytes });
  return say('memory.best-is-largest', { ...place, isTight: fit.verdict === 'tight' });
};
