/** Tells when nobody can read what Hearth does: no window has been connected for a while. */

/** A reload takes a second, a restart of the browser with its tabs up to about a minute. */
export const windowGraceMs = 60_000;

export interface OpenWindows {
  /** Windows that are connected now. */
  count(connected: number): void;
  close(): void;
}

/** Calls `onChange` with `false` after `graceMs` without a window, and with `true` once there is one again. */
export const watchWindows = (graceMs: number, onChange: (areOpen: boolean) => void): OpenWindows => {
  let areOpen = true;
  let timer: NodeJS.Timeout | undefined;
  return {
    count: (connected) => {
      clearTimeout(timer);
      if (connected === 0) {
        if (!areOpen) return;
        timer = setTimeout(() => onChange((areOpen = false)), graceMs);
        timer.unref();
      } else if (!areOpen) onChange((areOpen = true));
    },
    close: () => clearTimeout(timer),
  };
};
