/** What the engine process knows about memory: its own, and the GPU's. */
import { readFileSync } from 'node:fs';
import type { Llama } from 'node-llama-cpp';
import type { Backend } from '../../shared/contract/engine.ts';
import type { EngineMemory } from '../../shared/engine/engine.ts';
import { chooseBackend } from './backend.ts';
import { copiesOf } from './copies.ts';

/** The backend that llama.cpp was started on. */
interface StartedOn {
  llama: Llama;
  backend: Backend;
  device: string;
}

/**
 * Bytes that the system gets back when this process ends. Linux already counts pages of files as free, including weights that
 * are mapped from their file; other systems count them as taken while they are in use.
 */
export const returnedRam = (): number => {
  try {
    const anonymous = /^Anonymous:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
    if (anonymous !== null) return Number(anonymous[1]) * 1024;
  } catch {
    // This system does not tell them apart.
  }
  return process.memoryUsage().rss;
};

/** Bytes that this process takes now; meaningful when the backend has started and no model is loaded. */
export const takenRam = (): number => process.memoryUsage().rss;

/**
 * `untilLoaded`: the result of `takenRam` before a model was loaded; `null` if it was not called. `kinds`: kinds of matrices to
 * check for copies by llama.cpp.
 */
export const engineMemory = async (
  { llama, backend, device }: StartedOn,
  untilLoaded: number | null,
  kinds: string[],
): Promise<EngineMemory> => ({
  ramReturned: returnedRam(),
  engine: untilLoaded,
  copies: backend === 'cpu' ? await copiesOf(llama, kinds) : null,
  gpu: backend === 'cpu' ? null : await gpuMemory(llama, backend, device),
});

const gpuMemory = async (llama: Llama, backend: Backend, device: string): Promise<EngineMemory['gpu']> => {
  const { total, free, unifiedSize } = await llama.getVramState();
  // What llama.cpp allocated: other programs may have taken or freed memory since the model was loaded. Some drivers do not
  // count it.
  const { gpuVram } = await llama.getLlamaMemoryUsage();
  return {
    name: device,
    backend,
    isUnified: unifiedSize > total / 2,
    total,
    free,
    returned: Math.min(gpuVram, total - free),
  };
};

/**
 * The same from a process that loads nothing, including the bytes that an engine takes here; starts `wanted`, or the best
 * backend.
 */
export const probeMemory = async (
  wanted: Backend | null,
  devices: number[] | null,
  kinds: string[] = [],
  avoid: readonly Backend[] = [],
): Promise<EngineMemory> => {
  const started = await chooseBackend(wanted, devices, avoid);
  try {
    return { ...(await engineMemory(started, takenRam(), kinds)), ramReturned: 0 };
  } finally {
    await started.llama.dispose();
  }
};
