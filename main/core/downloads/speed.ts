/** The speed of a download over the last seconds. */

const windowMs = 5000;
const stepMs = 250;

export interface Speed {
  add: (bytes: number) => void;
  /** Bytes per second; `null` if nothing arrived. */
  now: () => number | null;
}

export const openSpeed = (): Speed => {
  /** The bytes of each step of the time window, oldest first. */
  let steps: { at: number; bytes: number }[] = [];
  let startedAt: number | null = null;
  const forget = (now: number): void => {
    steps = steps.filter(({ at }) => now - at < windowMs);
    if (steps.length === 0) startedAt = null;
  };
  return {
    add: (bytes) => {
      const now = performance.now();
      const last = steps.at(-1);
      if (last !== undefined && now - last.at < stepMs) last.bytes += bytes;
      else {
        forget(now);
        startedAt ??= now;
        steps.push({ at: now, bytes });
      }
    },
    now: () => {
      const now = performance.now();
      forget(now);
      if (startedAt === null) return null;
      const seconds = Math.max(stepMs, Math.min(windowMs, now - startedAt)) / 1000;
      return steps.reduce((sum, { bytes }) => sum + bytes, 0) / seconds;
    },
  };
};
