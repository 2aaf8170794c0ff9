/**
 * Handles errors that nothing caught: in a timer or an event handler, such an error would end Hearth with all running answers.
 * It is logged, the answers are stored, the user is told once, and Hearth continues: its state is in the database, and the
 * engine is another process. If many errors follow each other, Hearth quits in the ordinary way.
 */
import type { Log } from '../system/log.ts';

/** More errors than this within `spanMs` end Hearth. */
const mostErrors = 20;
const spanMs = 60_000;

/** Errors that only say that a reader is gone: of the terminal's output, or of a connection. */
const harmless: readonly unknown[] = ['EPIPE', 'ECONNRESET'];

export interface LastResort {
  log: Log;
  /** Stores the running answers and tells the user. */
  onError: (error: unknown) => void;
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

/** Returns a function that handles one error after another. */
export const lastResort = ({ log, onError, end }: LastResort): ((error: unknown) => void) => {
  let times: number[] = [];
  return (error) => {
    log.error('nothing caught an error', error);
    if (harmless.includes((error as NodeJS.ErrnoException | null)?.code)) return;
    const now = performance.now();
    times = [...times.filter((time) => now - time < spanMs), now];
    try {
      onError(error);
    } catch (failed) {
      log.error('the running answers were not stored', failed);
    }
    if (times.length > mostErrors) end();
  };
};
