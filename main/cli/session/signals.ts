/** Signals of a process that runs a command. */

export interface Signals {
  /** Aborted by the first signal that ends a program; the second one ends it at once. */
  stop: AbortSignal;
  /** Calls `listener` for SIGHUP, which ends a command otherwise. */
  onReload(listener: () => void): void;
}

/** As shells report a program that was ended by SIGINT. */
const interrupted = 130;

export const listenToSignals = (): Signals => {
  const stop = new AbortController();
  let reload: (() => void) | null = null;
  const end = (): void => {
    if (stop.signal.aborted) process.exit(interrupted);
    stop.abort();
  };
  // A reader that is gone, as behind `| head`.
  process.stdout.on('error', () => stop.abort());
  process.stderr.on('error', () => stop.abort());
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', () => (reload ?? end)());
  return {
    stop: stop.signal,
    onReload: (listener) => {
      reload = listener;
    },
  };
};
