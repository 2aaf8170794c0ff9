/**
 * What is done with an error that nothing caught: in a timer or an event handler it would end Hearth with all running
 * answers. It is logged, the answers are stored, the user is told once, and Hearth runs on: its state is in the database, and
 * the engine is another process. Where errors come one after another, Hearth ends as it does when it is asked to.
 */
import type { Log } from '../system/log.ts';

/** More errors than these in `spanMs` end Hearth. */
const mostErrors = 20;
const spanMs = 60_000;

/** Errors that say no more than that a reader is gone: of the terminal's output, or of a connection. */
const harmless: readonly unknown[] = ['EPIPE', 'ECONNRESET'];

export interface LastResort {
  log: Log;
  /** Stores the running answers and tells the user. */
  onError: () => void;
  /** Ends Hearth. */
  end: () => void;
}

/** Handles each error that reaches the process, until `stop`. */
export const catchWhatNothingCaught = (options: LastResort): { stop: () => void } => {
  const handle = lastResort(options);
  process.on('uncaughtException', handle);
  process.on('unhandledRejection', handle);
  return {
    stop: () => {
      process.off('uncaughtException', handle);
      process.off('unhandledRejection', handle);
    },
  };
};

/** What handles one error after another. */
export const lastResort = ({ log, onError, end }: LastResort): ((error: unknown) => void) => {
  let times: number[] = [];
  return (error) => {
    log.error('nothing caught an error', error);
    if (harmless.includes((error as NodeJS.ErrnoException | null)?.code)) return;
    const now = performance.now();
    times = [...times.filter((time) => now - time < spanMs), now];
    try {
      onError();
    } catch (failed) {
      log.error('the running answers were not stored', failed);
    }
    if (times.length > mostErrors) end();
  };
};
