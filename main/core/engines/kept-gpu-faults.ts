/**
 * Backends that ended the engine, kept for the next starts of Hearth: each of them would end it again, which takes seconds and leaves a
 * crash report. A new driver may mend a backend, so each is tried again after a week, with a new engine, and when the user chooses it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../../shared/contract/engine.ts';
import type { KeptGpuFaults } from '../../shared/engine/gpu-faults.ts';
import type { Log } from '../../system/log.ts';

const keptMs = 7 * 86_400_000;

interface Stored {
  build: string;
  /** When each faulty backend was found, in ms since the epoch. */
  foundAt: Partial<Record<Backend, number>>;
  working: Backend[];
}

/**
 * What the engine `build` has found, in a file in `folder`. If the file cannot be read, that is nothing; if it cannot be written, it is
 * kept until Hearth ends.
 */
export const keptGpuFaults = (folder: string, build: string, log: Log): KeptGpuFaults => {
  const path = join(folder, 'gpu-faults');
  let kept = storedIn(path, build);
  return {
    get faulty() {
      return new Set(faultyIn(kept).map(([backend]) => backend));
    },
    get working() {
      return new Set(kept.working);
    },
    keep: (faulty, working) => {
      const known = new Map(faultyIn(kept));
      const found = faulty.map((backend) => [backend, known.get(backend) ?? Date.now()]);
      const next: Stored = { build, foundAt: Object.fromEntries(found), working: [...working] };
      if (JSON.stringify(next) === JSON.stringify(kept)) return;
      kept = next;
      try {
        writeFileSync(path, JSON.stringify(kept), { mode: 0o600 });
      } catch (error) {
        log.warn(`the file of GPUs that do not work cannot be written: ${String(error)}`);
      }
    },
  };
};

const faultyIn = ({ foundAt }: Stored): [Backend, number][] =>
  (Object.entries(foundAt) as [Backend, number][]).filter(([, at]) => Math.abs(Date.now() - at) < keptMs);

const storedIn = (path: string, build: string): Stored => {
  const none: Stored = { build, foundAt: {}, working: [] };
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored;
    if (stored.build !== build) return none;
    const found = Object.entries(stored.foundAt).filter(
      ([name, at]) => isGpu(name) && typeof at === 'number',
    );
    return { build, foundAt: Object.fromEntries(found), working: stored.working.filter(isGpu) };
  } catch {
    return none;
  }
};

const isGpu = (name: string): boolean => ['cuda', 'vulkan', 'metal'].includes(name);
