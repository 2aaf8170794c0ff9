/** Predicts how fast a model will generate, from the measured memory bandwidth of this machine. */
import type { Ceilings } from '../contract/measuring.ts';
import type { MachineMemory } from '../contract/memory.ts';
import type { KvPrecision } from '../contract/engine.ts';
import { decodeCost } from '../speed/counts.ts';
import type { MemoryShape } from './memory-shape.ts';

/**
 * The share of the measured bandwidth that decode reaches. Models with 0.6 and 1.5 billion parameters reached 60 to
 * 102 % (docs/advice.md, Near); smaller ones reach less, since their threads wait for each other.
 */
export const reached = 0.8;

/**
 * Predicts tokens/s with an empty context: each token reads all weights that it passes through, those on the GPU at the GPU's
 * bandwidth and the others at the processor's. Returns `null` if a ceiling that it needs was not measured.
 */
export const decodeSpeed = (
  model: MemoryShape,
  kv: KvPrecision,
  gpuLayers: number,
  { gpu }: MachineMemory,
  ceilings: readonly Ceilings[],
): number | null => {
  const { bytes } = decodeCost(model.cost, { context: 0, tokens: 1, kv });
  const inRam = model.layers.length + 1 - gpuLayers;
  const read = [...model.layers.map((layer) => layer.read), model.output + (model.tied?.bytes ?? 0)];
  const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);
  const ramShare = sum(read.slice(0, inRam)) / sum(read);
  const secondsFor = (share: number, backend: string | undefined): number => {
    if (share === 0) return 0;
    const bandwidth = ceilings.find((one) => one.backend === backend)?.bandwidthBytesPerS ?? 0;
    return (bytes * share) / (bandwidth * reached);
  };
  const seconds = secondsFor(ramShare, 'cpu') + secondsFor(1 - ramShare, gpu?.backend);
  return Number.isFinite(seconds) && seconds > 0 ? 1 / seconds : null;
};
