/** Detects that nobody can read what Hearth does: no window has been connected for a while, or the machine sleeps. */

/** In ms. A reload takes a second, and a restart of the browser with its tabs up to about a minute. */
export const windowGraceMs = 60_000;

export interface OpenWindows {
  /** Must be called with the number of connected windows whenever it changes. */
  count(connected: number): void;
  /** The machine is about to sleep, or has woken up. */
  sleeps(isAsleep: boolean): void;
  close(): void;
}

/**
 * Calls `windowsAre` of all `rooms`: with `false` after `graceMs` without a window and before the machine sleeps, and with `true` as soon
 * as there is one again.
 */
export const watchWindows = (
  graceMs: number,
  rooms: readonly { windowsAre(areOpen: boolean): void }[],
): OpenWindows => {
  let isGone = false;
  let isAsleep = false;
  let areOpen = true;
  const changed = (): void => {
    const now = !isGone && !isAsleep;
    if (now === areOpen) return;
    areOpen = now;
    for (const room of rooms) room.windowsAre(areOpen);
  };
  const gone = (is: boolean): void => {
    isGone = is;
    changed();
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    count: (connected) => {
      clearTimeout(timer);
      if (connected === 0) {
        if (isGone) return;
        timer = setTimeout(() => gone(true), graceMs);
        timer.unref();
      } else gone(false);
    },
    sleeps: (is) => {
      isAsleep = is;
      changed();
    },
    close: () => clearTimeout(timer),
  };
};
