/** Estimates the memory that a model takes from the size of its file alone, before a byte of it was downloaded. */
import type { Fit, MachineMemory } from '../contract/memory.ts';
import { roomOf } from './memory-room.ts';

/**
 * Bytes of keys and values per token in f16 for an unknown model: Llama 3, Qwen 2.5 and 3 and Mistral with 0.6 to 70 thousand
 * million parameters in Q4_K_M take 33 to 328 kB, which this formula matches within a factor of 2.5.
 */
const usualKvBytes = (bytes: number): number => Math.min(131_072, 40e-6 * bytes);

/** Bytes of the engine with a vocabulary of about 150,000 tokens, and of intermediate results for a width of 4096. */
const besides = 400e6;

/** Bytes of RAM and GPU memory together. `kvBytesPerToken` is for all layers; `null` if unknown. */
export const roughNeed = ({
  bytes,
  kvBytesPerToken,
  contextLength,
}: {
  bytes: number;
  kvBytesPerToken: number | null;
  contextLength: number;
}): number => bytes + (kvBytesPerToken ?? usualKvBytes(bytes)) * contextLength + besides;

/** Decides whether `need` bytes fit on this machine at all; only the header says how they divide between RAM and a GPU. */
export const roughVerdict = (need: number, machine: MachineMemory): Fit['verdict'] => {
  const { ram, vram } = roomOf(machine);
  const hasOwn = machine.gpu !== null && !machine.gpu.isUnified;
  const room = ram + (hasOwn ? vram : 0);
  const all = machine.ramTotal + (hasOwn ? machine.gpu!.total : 0);
  if (need > room) return 'too-large';
  return room - need < 0.1 * all ? 'tight' : 'fits';
};
