/**
 * What memory the engine process takes for a model under given settings, from the shape that its header tells
 * (`memory-shape.ts`), and whether this machine has it.
 *
 * It is what the process needs at the most while it is in use, with the context full: what is allocated and never touched
 * does not count on the processor, and does on a GPU, where all that is allocated is taken. All weights count, though those
 * that are mapped from the file could leave memory and be read again: an answer would wait for them. Weights that llama.cpp
 * copies (`copies.ts`) count as their copies, and those that the user wants mapped count with the pages behind the copies.
 */
import type { Ceilings } from '../contract/measuring.ts';
import type { Fit, FitWish, MachineMemory } from '../contract/memory.ts';
import { addedByCopies, mapsWeights } from './copies.ts';
import { decodeSpeed } from './decode-speed.ts';
import { fitWords } from './fit-words.ts';
import {
  cacheBytes,
  cellPadding,
  checkpointBytes,
  engineBytes,
  gpuBytes,
  hostBytes,
  processorBytes,
  setupOf,
  usualContextLength,
} from './memory-buffers.ts';
import { hasRoom, ramOf, roomOf, total, type Needs } from './memory-room.ts';
import type { LayerMemory, MemoryShape } from './memory-shape.ts';

/** All layers of a model as llama.cpp counts them for a GPU: the output layer is one more. */
export const layersOf = ({ layers }: MemoryShape): number => layers.length + 1;

/**
 * What it takes of RAM and of the GPU's memory, with `gpuLayers` layers on the GPU: the last ones, and the output layer
 * first of all (`i_gpu_start` in llama-model.cpp). `here`: bytes of an engine process before it loads a model, and what
 * llama.cpp copies on this processor, as far as they are known.
 */
export const memoryNeed = (
  model: MemoryShape,
  wish: FitWish,
  gpuLayers: number,
  here: Pick<MachineMemory, 'engine' | 'copies'> = { engine: null, copies: null },
): Needs => {
  const onGpu = Math.max(0, Math.min(layersOf(model), gpuLayers));
  const inRam = model.layers.slice(0, layersOf(model) - onGpu);
  const inVram = model.layers.slice(inRam.length);
  const setup = setupOf(model, wish);
  const weights = (layers: LayerMemory[]): number => layers.reduce((sum, one) => sum + one.weights, 0);
  const caches = (layers: LayerMemory[]): number =>
    layers.reduce((sum, one) => sum + cacheBytes(one, setup), 0);
  const { copies } = here;
  const copied = copies && addedByCopies(model, copies, wish.memoryMap ?? mapsWeights(model, copies));
  return {
    ram: {
      weights: model.tables + weights(inRam) + (onGpu > 0 ? 0 : model.output + (copied ?? 0)),
      kvCache: caches(inRam) + checkpointBytes(model, setup),
      compute: onGpu > 0 ? hostBytes(model, setup) : processorBytes(model, setup),
      engine: engineBytes(model, here.engine),
    },
    vram:
      onGpu > 0
        ? {
            weights: weights(inVram) + model.output + (model.tied?.bytes ?? 0),
            kvCache: caches(inVram),
            compute: gpuBytes(model, setup, inRam),
            engine: 0,
          }
        : { weights: 0, kvCache: 0, compute: 0, engine: 0 },
  };
};

/** Settings, as far as they are fixed, and whether they fit. */
interface Attempt {
  contextLength: number;
  gpuLayers: number;
  needs: Needs;
  fits: boolean;
}

/** With a context of so many tokens; where the layers on the GPU are left open, with as many as fit. */
const attempt = (
  model: MemoryShape,
  wish: FitWish,
  machine: MachineMemory,
  contextLength: number,
): Attempt => {
  const withLayers = (gpuLayers: number): Attempt => {
    const needs = memoryNeed(model, { ...wish, contextLength }, gpuLayers, machine);
    return { contextLength, gpuLayers, needs, fits: hasRoom(needs, machine) };
  };
  if (machine.gpu === null) return withLayers(0);
  if (wish.gpuLayers !== null) return withLayers(Math.min(wish.gpuLayers, layersOf(model)));
  const { vram } = roomOf(machine);
  for (let gpuLayers = layersOf(model); gpuLayers > 0; gpuLayers -= 1) {
    const one = withLayers(gpuLayers);
    if (total(one.needs.vram) <= vram) return one;
  }
  return withLayers(0);
};

/** No shorter context is chosen: a chat needs some room. */
export const leastContextLength = 1024;

/** The longest context up to `most` tokens that fits, or `null`. */
export const longestFitting = (
  model: MemoryShape,
  wish: FitWish,
  machine: MachineMemory,
  most: number,
): Attempt | null => {
  let found: Attempt | null = null;
  let low = Math.ceil(leastContextLength / cellPadding);
  let high = Math.floor(most / cellPadding);
  while (low <= high) {
    const middle = Math.ceil((low + high) / 2);
    const one = attempt(model, wish, machine, middle * cellPadding);
    if (one.fits) {
      found = one;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
};

/** Less than this share of the memory staying free is tight. */
const tightShare = 0.1;

/**
 * Whether a model fits, how, and how fast it will write. What `wish` leaves open is chosen as the engine does: a context
 * of 8192 tokens or what the model was trained for, shorter where memory is short, and as many layers on the GPU as fit
 * there. `ceilings`: those of this machine, as far as they were measured.
 */
export const fitOf = (
  model: MemoryShape,
  wish: FitWish,
  machine: MachineMemory,
  ceilings: readonly Ceilings[],
): Fit => {
  const wanted = wish.contextLength ?? usualContextLength(model);
  const first = attempt(model, wish, machine, wanted);
  const chosen =
    first.fits || wish.contextLength !== null
      ? first
      : (longestFitting(model, wish, machine, wanted - 1) ?? first);
  const { contextLength, gpuLayers, needs } = chosen;
  const fit = {
    contextLength,
    kvPrecision: wish.kvPrecision,
    ...needs,
    gpuLayers,
    layers: layersOf(model),
    machine,
    verdict: verdictOf(chosen, model, wish, machine),
    decodeSpeed: decodeSpeed(model, wish.kvPrecision, gpuLayers, machine, ceilings),
  };
  return { ...fit, words: fitWords(fit, contextLength < wanted) };
};

const verdictOf = (
  { needs, fits, gpuLayers }: Attempt,
  model: MemoryShape,
  wish: FitWish,
  machine: MachineMemory,
): Fit['verdict'] => {
  if (!fits) return 'too-large';
  const { ramTotal, ramFree, ramReturned, gpu } = machine;
  const isRamTight = ramFree + ramReturned - ramOf(needs, machine) < tightShare * ramTotal;
  // As many layers as fit fill a GPU on purpose.
  const fillsGpu = wish.gpuLayers === null && gpuLayers < layersOf(model);
  const isGpuTight =
    gpu !== null &&
    gpuLayers > 0 &&
    !fillsGpu &&
    gpu.free + gpu.returned - total(needs.vram) < tightShare * gpu.total;
  return isRamTight || isGpuTight ? 'tight' : 'fits';
};
