/** What the engine process knows of memory: its own, and the GPU's. */
import { readFileSync } from 'node:fs';
import type { Llama } from 'node-llama-cpp';
import type { Backend } from '../../shared/contract/engine.ts';
import type { EngineMemory } from '../../shared/engine/protocol.ts';
import { chooseBackend } from './backend.ts';
import { copiesOf } from './copies.ts';

/** What llama.cpp was started on. */
interface StartedOn {
  llama: Llama;
  backend: Backend;
  device: string;
}

/**
 * What the system gets back when this process ends, in bytes. On Linux it counts pages of files as free already, weights
 * that are mapped from their file among them; elsewhere they count as taken while they are in use.
 */
export const returnedRam = (): number => {
  try {
    const anonymous = /^Anonymous:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
    if (anonymous !== null) return Number(anonymous[1]) * 1024;
  } catch {
    // Then the system does not tell them apart.
  }
  return process.memoryUsage().rss;
};

/** What this process takes now, in bytes; to be asked for when the backend is up and no model is loaded. */
export const takenRam = (): number => process.memoryUsage().rss;

/**
 * `untilLoaded`: what `takenRam` said before a model was loaded; `null` where nobody asked. `kinds`: of matrices, to be told
 * whether llama.cpp copies them.
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
  // What llama.cpp allocated: others may have come and gone since the model was loaded. Some drivers do not count it.
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

/** The same from a process that loads nothing, with what an engine takes here; starts `wanted`, or the best backend. */
export const probeMemory = async (
  wanted: Backend | null,
  devices: number[] | null,
  kinds: string[] = [],
): Promise<EngineMemory> => {
  const started = await chooseBackend(wanted, devices);
  try {
    return { ...(await engineMemory(started, takenRam(), kinds)), ramReturned: 0 };
  } finally {
    await started.llama.dispose();
  }
};
