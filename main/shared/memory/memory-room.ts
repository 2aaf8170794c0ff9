/** Compares the memory that a machine has with the memory that a model needs. */
import type { MachineMemory, MemoryNeed } from '../contract/memory.ts';

export interface Needs {
  ram: MemoryNeed;
  vram: MemoryNeed;
}

export const total = (need: MemoryNeed): number => need.weights + need.kvCache + need.compute + need.engine;

/**
 * A GPU's last bytes stay free for the driver and the display. node-llama-cpp keeps as many free (`defaultLlamaVramPadding`)
 * and would otherwise refuse the model.
 */
export const keptFree = (totalVram: number): number => Math.min(0.08 * totalVram, 1.6 * 1024 ** 3);

/** The memory in bytes that is free once the loaded model is unloaded. */
export const roomOf = ({ ramFree, ramReturned, gpu }: MachineMemory): { ram: number; vram: number } => ({
  ram: ramFree + ramReturned,
  vram: gpu === null ? 0 : Math.max(0, gpu.free + gpu.returned - keptFree(gpu.total)),
});

/** The part of `needs` that comes out of RAM; everything if the GPU has no memory of its own. */
export const ramOf = ({ ram, vram }: Needs, { gpu }: MachineMemory): number =>
  total(ram) + (gpu?.isUnified ? total(vram) : 0);

export const hasRoom = (needs: Needs, machine: MachineMemory): boolean => {
  const room = roomOf(machine);
  return ramOf(needs, machine) <= room.ram && total(needs.vram) <= room.vram;
};
