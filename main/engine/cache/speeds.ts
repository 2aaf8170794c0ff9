/** Measurements of a model on this machine, stored beside its snapshots for the next start. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Measured speeds of this machine with this model, `null` until measured; prefill in tokens/s at the beginning of a context, the others in bytes/s. */
export interface Speeds {
  prefill: number | null;
  restore: number | null;
  save: number | null;
}

/** Speeds until something was measured: cautious figures from a two-core machine. */
export const assumedSpeeds = { prefill: 200, restore: 500e6, save: 500e6 };

/** What was known before counts as a transfer of this many bytes. */
const knownBytes = 16e6;

/**
 * The speed in bytes/s after a transfer of `bytes` that took `ms`, when it was `before`. A faster transfer counts in full. A slower one
 * counts by its size: the time of a small one is mostly that of opening a file or of waiting for a busy disk, and with its speed every
 * larger state would seem too slow to save, and would never be saved and measured.
 */
export const afterTransfer = (before: number, bytes: number, ms: number): number =>
  Math.max(
    (bytes * 1000) / Math.max(ms, 0.1),
    ((knownBytes + bytes) * 1000) / ((knownBytes * 1000) / before + ms),
  );

const pathOf = (folder: string, digest: string): string => join(folder, `speeds-${digest.slice(0, 16)}`);

export const readSpeeds = (folder: string, digest: string): Speeds => {
  const known: Speeds = { prefill: null, restore: null, save: null };
  try {
    const stored = JSON.parse(readFileSync(pathOf(folder, digest), 'utf8')) as Partial<Speeds>;
    for (const name of ['prefill', 'restore', 'save'] as const) {
      const value = stored[name];
      if (typeof value === 'number' && value > 0) known[name] = value;
    }
    // A speed that rules out every transfer is never measured again, so each start gives it a better chance.
    for (const name of ['restore', 'save'] as const) {
      const value = known[name];
      if (value !== null && value < assumedSpeeds[name]) known[name] = Math.sqrt(value * assumedSpeeds[name]);
    }
  } catch {
    // Nothing was measured yet.
  }
  return known;
};

export const writeSpeeds = (folder: string, digest: string, speeds: Speeds): void => {
  try {
    writeFileSync(pathOf(folder, digest), JSON.stringify(speeds), { mode: 0o600 });
  } catch {
    // They will be measured again.
  }
};
