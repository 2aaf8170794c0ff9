/** Measurements of a model on this machine, stored beside its snapshots for the next start. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Speeds } from '../../shared/engine/config.ts';

/** Speeds until something was measured: cautious figures from a two-core machine. */
export const assumedSpeeds = { prefill: 200, restore: 500e6, save: 500e6 };

/** Up to this share of its cost, depth says little about a slice, and its time tells the speed. */
const shallowShare = 0.25;

/** `depth` until it is measured; on two cores and with a model of 134 million parameters it is about 3. */
export const assumedDepth = 2;

/** Bounds of `depth`, so that a slice beside other work says nothing absurd. */
const depthBounds = { least: 0.1, most: 20 };

/**
 * What is known after `tokens` tokens behind `from` others took `ms`; `growth` by arithmetic. Slices at the beginning of a context tell the
 * speed, later ones what depth costs. A slice that was interrupted must not make the next ones small: small slices take up to 5 % more
 * arithmetic.
 */
export const afterSlice = (
  { prefill, depth }: Pick<Speeds, 'prefill' | 'depth'>,
  growth: number,
  { from, tokens, ms }: { from: number; tokens: number; ms: number },
): Pick<Speeds, 'prefill' | 'depth'> => {
  const before = growth * (from + tokens / 2);
  const isShallow = from < tokens || before * (depth ?? assumedDepth) < shallowShare;
  if (prefill === null || isShallow) {
    const speed = (tokens * (1 + before * (depth ?? assumedDepth)) * 1000) / ms;
    return { prefill: prefill === null || speed > prefill ? speed : (speed + prefill) / 2, depth };
  }
  const found = ((ms * prefill) / 1000 / tokens - 1) / before;
  const bounded = Math.min(depthBounds.most, Math.max(depthBounds.least, found));
  return { prefill, depth: ((depth ?? bounded) + bounded) / 2 };
};

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
  const known: Speeds = { prefill: null, depth: null, restore: null, save: null };
  try {
    const stored = JSON.parse(readFileSync(pathOf(folder, digest), 'utf8')) as Partial<Speeds>;
    for (const name of ['prefill', 'depth', 'restore', 'save'] as const) {
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
