/** What a model would take before a byte of it was fetched, from the size of its file alone. */
import type { Fit, MachineMemory } from '../contract/memory.ts';
import { roomOf } from './memory-room.ts';

/**
 * Keys and values of a token as f16, where nothing is known of a model: of Llama 3, Qwen 2.5 and 3 and Mistral from 0.6 to
 * 70 thousand million parameters, in Q4_K_M, they take 33 to 328 kB, which this meets within a factor of 2.5.
 */
const usualKvBytes = (bytes: number): number => Math.min(131_072, 40e-6 * bytes);

/** The engine with a vocabulary of some 150,000 tokens, and intermediate results for a width of 4096. */
const besides = 400e6;

/** In bytes, of RAM and the GPU's memory together. `kvBytesPerToken`: of all layers; `null` where it is not known. */
export const roughNeed = ({
  bytes,
  kvBytesPerToken,
  contextLength,
}: {
  bytes: number;
  kvBytesPerToken: number | null;
  contextLength: number;
}): number => bytes + (kvBytesPerToken ?? usualKvBytes(bytes)) * contextLength + besides;

/** Whether so many bytes find room here at all; how they lie between RAM and a GPU only the header tells. */
export const roughVerdict = (need: number, machine: MachineMemory): Fit['verdict'] => {
  const { ram, vram } = roomOf(machine);
  const hasOwn = machine.gpu !== null && !machine.gpu.isUnified;
  const room = ram + (hasOwn ? vram : 0);
  const all = machine.ramTotal + (hasOwn ? machine.gpu!.total : 0);
  if (need > room) return 'too-large';
  return room - need < 0.1 * all ? 'tight' : 'fits';
};
