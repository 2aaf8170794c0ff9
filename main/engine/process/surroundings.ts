/** What else happens on the machine while the engine works: other processes, and a processor that is too hot. */
import { cpus } from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';
import type { Surroundings } from '../../shared/contract/anatomy.ts';

/** The system counts in steps of up to 16 ms per core, so a shorter time says nothing. */
const leastMs = 400;

interface Reading {
  /** Busy time of all processes on all cores, and of this process alone, in ms. */
  busyMs: number;
  ownMs: number;
  throttled: number | null;
}

export const readSurroundings = (): Reading => {
  let busyMs = 0;
  for (const { times } of cpus()) busyMs += times.user + times.nice + times.sys + times.irq;
  const { user, system } = process.cpuUsage();
  return { busyMs, ownMs: (user + system) / 1000, throttled: throttleCount() };
};

export const surroundingsSince = (before: Reading, wallMs: number): Surroundings => {
  const now = readSurroundings();
  const otherMs = now.busyMs - before.busyMs - (now.ownMs - before.ownMs);
  return {
    otherCores: wallMs < leastMs ? null : Math.max(0, otherMs / wallMs),
    throttled: now.throttled === null || before.throttled === null ? null : now.throttled - before.throttled,
  };
};

const cpuFolder = '/sys/devices/system/cpu';

/** Linux on Intel counts how often each core and package was throttled by heat; no other system tells. */
const throttleFiles = (() => {
  try {
    return readdirSync(cpuFolder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => `${cpuFolder}/${name}/thermal_throttle/core_throttle_count`)
      .filter((path) => readCount(path) !== null);
  } catch {
    return [];
  }
})();

function readCount(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const throttleCount = (): number | null =>
  throttleFiles.length === 0 ? null : throttleFiles.reduce((sum, path) => sum + (readCount(path) ?? 0), 0);
