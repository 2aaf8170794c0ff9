/** What fits, and what does not, in one sentence with its figures. */
import type { Fit } from '../contract/memory.ts';
import { bytes, tokens } from '../format/figures.ts';
import { keptFree, ramOf, roomOf, total, type Needs } from './memory-room.ts';

type Told = Omit<Fit, 'words'>;

/** `isShortened`: the context is shorter than it would be with more memory. */
export const fitWords = (fit: Told, isShortened: boolean): string =>
  fit.verdict === 'too-large' ? `Does not fit: ${shortage(fit, fit)}.` : fitting(fit, isShortened);

const fitting = (fit: Told, isShortened: boolean): string => {
  const { machine, gpuLayers, layers, verdict, contextLength } = fit;
  const { ramFree, gpu } = machine;
  const needsReturned =
    ramOf(fit, machine) > ramFree ||
    (gpu !== null && gpuLayers > 0 && total(fit.vram) > gpu.free - keptFree(gpu.total));
  const how = [
    verdict === 'tight' ? 'Just fits' : 'Fits',
    ...(gpuLayers > 0 && gpuLayers < layers ? [`with ${gpuLayers} of ${layers} layers on the GPU`] : []),
    ...(gpu !== null && gpuLayers === 0 ? ['without the GPU'] : []),
    ...(isShortened ? [`with a context of ${tokens(contextLength)}`] : []),
    ...(needsReturned ? ['once the loaded model is unloaded'] : []),
  ];
  return `${how.join(' ')}: ${needed(fit)}.`;
};

/** For example "5.1 GB of 8 GB free on the GPU, and 0.6 GB of 12 GB in RAM". */
const needed = (fit: Told): string => {
  const { ramFree, ramReturned, gpu } = fit.machine;
  const ofFree = (need: number, free: number): string => `${bytes(need)} of ${bytes(free)} free`;
  const inRam = ofFree(ramOf(fit, fit.machine), ramFree + ramReturned);
  if (gpu === null || gpu.isUnified || fit.gpuLayers === 0) return inRam;
  return `${ofFree(total(fit.vram), gpu.free + gpu.returned)} on the GPU, and ${inRam} in RAM`;
};

/**
 * By how much `needs` exceed what there is: of RAM, or of the GPU where that alone is short. For example "it needs 21 GB,
 * and 12 GB are free, 3 GB more once the loaded model is unloaded".
 */
export const shortage = (needs: Needs, { machine }: Pick<Fit, 'machine'>): string => {
  const { ramFree, ramReturned, gpu } = machine;
  const more = (returned: number): string =>
    returned > 0 ? `, ${bytes(returned)} more once the loaded model is unloaded` : '';
  const room = roomOf(machine);
  if (gpu !== null && total(needs.vram) > room.vram && ramOf(needs, machine) <= room.ram)
    return `it needs ${bytes(total(needs.vram))} on the GPU, and ${bytes(gpu.free)} are free there${more(gpu.returned)}, of which ${bytes(keptFree(gpu.total))} stay with the driver`;
  const kind = gpu !== null && !gpu.isUnified && total(needs.vram) > 0 ? ' of RAM' : '';
  return `it needs ${bytes(ramOf(needs, machine))}${kind}, and ${bytes(ramFree)} are free${more(ramReturned)}`;
};
