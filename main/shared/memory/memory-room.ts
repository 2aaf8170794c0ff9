/** What a machine has for a model, and whether that is enough. */
import type { MachineMemory, MemoryNeed } from '../contract/memory.ts';

export interface Needs {
  ram: MemoryNeed;
  vram: MemoryNeed;
}

export const total = (need: MemoryNeed): number => need.weights + need.kvCache + need.compute + need.engine;

/**
 * A GPU's last bytes stay free for the driver and the display, as node-llama-cpp keeps them (`defaultLlamaVramPadding`),
 * which would refuse the model else.
 */
export const keptFree = (totalVram: number): number => Math.min(0.08 * totalVram, 1.6 * 1024 ** 3);

/** What there is once the loaded model is unloaded, in bytes. */
export const roomOf = ({ ramFree, ramReturned, gpu }: MachineMemory): { ram: number; vram: number } => ({
  ram: ramFree + ramReturned,
  vram: gpu === null ? 0 : Math.max(0, gpu.free + gpu.returned - keptFree(gpu.total)),
});

/** What of `needs` comes out of RAM: of a GPU that has no memory of its own, all. */
export const ramOf = ({ ram, vram }: Needs, { gpu }: MachineMemory): number =>
  total(ram) + (gpu?.isUnified ? total(vram) : 0);

export const hasRoom = (needs: Needs, machine: MachineMemory): boolean => {
  const room = roomOf(machine);
  return ramOf(needs, machine) <= room.ram && total(needs.vram) <= room.vram;
};
