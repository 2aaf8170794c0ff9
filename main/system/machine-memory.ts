/**
 * The memory that this machine has for a model now: RAM as the core sees it, and what the engine reports about itself and the
 * GPU.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { MachineMemory } from '../shared/contract/memory.ts';
import type { EngineMemory } from '../shared/engine/engine.ts';

/** `engine`: the report of the running engine, or of one that was started for it; `null` if there is none. */
export const machineMemory = async (engine: EngineMemory | null): Promise<MachineMemory> => ({
  ...(await ramNow()),
  ...(engine ?? { ramReturned: 0, engine: null, copies: null, gpu: null }),
});

/** RAM in bytes: the most that this process may use, and how much of it is free or would be freed on demand. */
export const ramNow = async (): Promise<{ ramTotal: number; ramFree: number }> => {
  const free = process.platform === 'darwin' ? await freeOnMac() : freemem();
  const limit = process.constrainedMemory();
  // Without a limit, it is 0 or larger than any memory.
  if (limit <= 0 || limit >= totalmem()) return { ramTotal: totalmem(), ramFree: free };
  // Node counts files that the group read as taken, although they are dropped when memory is needed.
  const inGroup = process.availableMemory() + (await cachedInGroup());
  return { ramTotal: limit, ramFree: Math.min(free, inGroup, limit) };
};

/** macOS keeps little memory free and reclaims inactive pages; if vm_stat fails, this is what macOS calls free. */
const freeOnMac = async (): Promise<number> => {
  try {
    const { stdout } = await promisify(execFile)('/usr/bin/vm_stat', { timeout: 2000 });
    return freeByVmStat(stdout) ?? freemem();
  } catch {
    return freemem();
  }
};

/** Free, speculative and inactive pages in the output of vm_stat, in bytes; `null` if it does not tell. */
export const freeByVmStat = (output: string): number | null => {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(output)?.[1] ?? Number.NaN);
  const pages = ['free', 'speculative', 'inactive'].map((kind) =>
    Number(new RegExp(`^Pages ${kind}:\\s+(\\d+)`, 'm').exec(output)?.[1] ?? Number.NaN),
  );
  const bytes = pageBytes * pages.reduce((sum, count) => sum + count, 0);
  return Number.isFinite(bytes) ? bytes : null;
};

/** Bytes of files that the control group of this process holds in memory; 0 if unknown. */
const cachedInGroup = async (): Promise<number> => {
  const groups = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  for (const path of statFiles(groups)) {
    const stat = await readFile(path, 'utf8').catch(() => null);
    if (stat !== null) return cachedByStat(stat);
  }
  return 0;
};

/**
 * Possible paths of the memory statistics of a process, from its /proc/<pid>/cgroup, for both versions of control groups. In a
 * container, the group is often the root of the mounted tree.
 */
export const statFiles = (groups: string): string[] => {
  const pathOf = (line: RegExp): string | undefined => line.exec(groups)?.[1]?.replace(/\/$/, '');
  const second = pathOf(/^0::(\/.*)$/m);
  const first = pathOf(/^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:(\/.*)$/m);
  return [
    ...(first === undefined ? [] : [`/sys/fs/cgroup/memory${first}/memory.stat`]),
    ...(second === undefined ? [] : [`/sys/fs/cgroup${second}/memory.stat`]),
    '/sys/fs/cgroup/memory.stat',
    '/sys/fs/cgroup/memory/memory.stat',
  ];
};

/** Bytes of files in a memory.stat. For version 1 these are the totals, which include child groups. */
export const cachedByStat = (stat: string): number => {
  const sum = (names: RegExp): number =>
    [...stat.matchAll(names)].reduce((all, [, bytes]) => all + Number(bytes), 0);
  return sum(/^total_(?:in)?active_file (\d+)$/gm) || sum(/^(?:in)?active_file (\d+)$/gm);
};
