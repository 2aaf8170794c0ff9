/** Measurements of a model on this machine, stored beside its snapshots for the next start. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The latest measured speeds of this machine with this model; prefill in tokens/s, the others in bytes/s. */
export interface Speeds {
  prefill: number | null;
  restore: number | null;
  save: number | null;
}

const pathOf = (folder: string, digest: string): string => join(folder, `speeds-${digest.slice(0, 16)}`);

export const readSpeeds = (folder: string, digest: string): Speeds => {
  const known: Speeds = { prefill: null, restore: null, save: null };
  try {
    const stored = JSON.parse(readFileSync(pathOf(folder, digest), 'utf8')) as Partial<Speeds>;
    for (const name of ['prefill', 'restore', 'save'] as const) {
      const value = stored[name];
      if (typeof value === 'number' && value > 0) known[name] = value;
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
