/** Detects that nobody can read what Hearth does, because no window has been connected for a while. */

/** In ms. A reload takes a second, and a restart of the browser with its tabs up to about a minute. */
export const windowGraceMs = 60_000;

export interface OpenWindows {
  /** Must be called with the number of connected windows whenever it changes. */
  count(connected: number): void;
  close(): void;
}

/**
 * Calls `windowsAre` of all `rooms`: with `false` after `graceMs` without a window, and with `true` as soon as there is one
 * again.
 */
export const watchWindows = (
  graceMs: number,
  rooms: readonly { windowsAre(areOpen: boolean): void }[],
): OpenWindows => {
  let areOpen = true;
  const change = (to: boolean): void => {
    areOpen = to;
    for (const room of rooms) room.windowsAre(to);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    count: (connected) => {
      clearTimeout(timer);
      if (connected === 0) {
        if (!areOpen) return;
        timer = setTimeout(() => change(false), graceMs);
        timer.unref();
      } else if (!areOpen) change(true);
    },
    close: () => clearTimeout(timer),
  };
};
