/** What fits, and what does not, with its figures. */
import type { Fit } from '../contract/memory.ts';
import { say } from '../words/catalogue.ts';
import type { Shortage } from '../words/memory.ts';
import type { Told } from '../words/told.ts';
import { keptFree, ramOf, roomOf, total, type Needs } from './memory-room.ts';

type Untold = Omit<Fit, 'words'>;

/** `isShortened`: the context is shorter than it would be with more memory. */
export const fitWords = (fit: Untold, isShortened: boolean): Told => {
  const { machine, gpuLayers, layers, verdict, contextLength } = fit;
  if (verdict === 'too-large') return say('memory.too-large', shortage(fit, fit));
  const { ramFree, ramReturned, gpu } = machine;
  return say('memory.fits', {
    isTight: verdict === 'tight',
    some: gpuLayers > 0 && gpuLayers < layers ? { gpuLayers, layers } : null,
    isWithoutGpu: gpu !== null && gpuLayers === 0,
    contextLength: isShortened ? contextLength : null,
    needsUnload:
      ramOf(fit, machine) > ramFree ||
      (gpu !== null && gpuLayers > 0 && total(fit.vram) > gpu.free - keptFree(gpu.total)),
    ram: { need: ramOf(fit, machine), free: ramFree + ramReturned },
    vram:
      gpu === null || gpu.isUnified || gpuLayers === 0
        ? null
        : { need: total(fit.vram), free: gpu.free + gpu.returned },
  });
};

/** By how much `needs` exceed the memory there is: RAM, or the GPU's if that alone is short. */
export const shortage = (needs: Needs, { machine }: Pick<Fit, 'machine'>): Shortage => {
  const { ramFree, ramReturned, gpu } = machine;
  const room = roomOf(machine);
  if (gpu !== null && total(needs.vram) > room.vram && ramOf(needs, machine) <= room.ram)
    return {
      where: 'gpu',
      need: total(needs.vram),
      free: gpu.free,
      returned: gpu.returned,
      kept: keptFree(gpu.total),
    };
  return {
    where: gpu !== null && !gpu.isUnified && total(needs.vram) > 0 ? 'ram' : 'only',
    need: ramOf(needs, machine),
    free: ramFree,
    returned: ramReturned,
    kept: 0,
  };
};
