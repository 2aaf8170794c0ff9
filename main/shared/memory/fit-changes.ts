/** What to change so that a model fits. */
import type { Fit, FitWish, MachineMemory } from '../contract/memory.ts';
import { say } from '../words/catalogue.ts';
import type { FitSettings } from '../words/memory.ts';
import type { Told } from '../words/told.ts';
import { shortage } from './fit-words.ts';
import { fitOf, leastContextLength, longestFitting } from './memory.ts';
import { cellPadding } from './memory-buffers.ts';
import { ramOf, total } from './memory-room.ts';
import type { MemoryShape } from './memory-shape.ts';

export interface FitChange {
  /** The settings with which it fits. */
  wish: FitWish;
  fit: Fit;
  /** What to set. */
  settings: FitSettings;
}

/**
 * The least change with which a model fits that does not: a shorter context, else a KV cache of 8 bits, with a shorter
 * context if need be, else fewer layers on the GPU, with both if need be. `null` where nothing helps but a smaller model
 * or free memory.
 */
export const whatWouldFit = (model: MemoryShape, wish: FitWish, machine: MachineMemory): FitChange | null => {
  const asked = fitOf(model, wish, machine, []).contextLength;
  // More than a model was trained for is never advised: it would write nonsense.
  const wanted = Math.min(asked, model.trainedContextLength || Infinity);
  const eightBits: FitWish = { ...wish, kvPrecision: 'q8_0' };
  const open: FitWish = { ...wish, gpuLayers: null };
  const both: FitWish = { ...eightBits, gpuLayers: null };
  const candidates = [
    () => (wanted < asked ? same(wish) : null),
    () => shorter(wish),
    () => same(eightBits),
    () => shorter(eightBits),
    () => (wish.gpuLayers === null ? null : same(open)),
    () => (wish.gpuLayers === null ? null : (shorter(open) ?? same(both) ?? shorter(both))),
  ];
  const same = (changed: FitWish): FitWish | null => {
    const tried = { ...changed, contextLength: wanted };
    return fitOf(model, tried, machine, []).verdict === 'too-large' ? null : tried;
  };
  const shorter = (changed: FitWish): FitWish | null => {
    if (wanted <= leastContextLength) return null;
    const found = longestFitting(model, changed, machine, wanted - cellPadding);
    return found && { ...changed, contextLength: rounded(found.contextLength) };
  };
  for (const candidate of candidates) {
    const found = candidate();
    if (found === null) continue;
    const fit = fitOf(model, found, machine, []);
    const fixed =
      wish.gpuLayers !== null && found.gpuLayers === null ? { ...found, gpuLayers: fit.gpuLayers } : found;
    return { wish: fixed, fit, settings: settingsOf(wish, asked, fixed, fit) };
  }
  return null;
};

/** People set thousands, and a little less leaves a little room. */
const rounded = (length: number): number => (length < 2048 ? length : Math.floor(length / 1024) * 1024);

const settingsOf = (wish: FitWish, wanted: number, changed: FitWish, fit: Fit): FitSettings => ({
  contextLength: fit.contextLength < wanted ? fit.contextLength : null,
  isEightBit: changed.kvPrecision !== wish.kvPrecision,
  gpuLayers: changed.gpuLayers === wish.gpuLayers ? null : changed.gpuLayers,
});

/** Why `name` is not loaded, and what to do. */
export const refusalFor = (name: string, fit: Fit, change: FitChange | null): Told => {
  const { machine } = fit;
  if (change === null) return say('memory.refused', { name, shortage: shortage(fit, fit), with: null });
  const isOnGpu = machine.gpu !== null && !machine.gpu.isUnified && total(fit.vram) > total(change.fit.vram);
  const need = isOnGpu ? total(change.fit.vram) : ramOf(change.fit, machine);
  return say('memory.refused', {
    name,
    shortage: shortage(fit, fit),
    with: { ...change.settings, need, isOnGpu },
  });
};
