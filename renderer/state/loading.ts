/** The slice of the engine: which model is loaded or requested. */
import type { EngineStatus } from '../../main/shared/contract/engine.ts';

/** A model requested in this window: `problem` is `null` while it loads, and then the reason of a refusal. */
interface LoadAttempt {
  path: string;
  /** The load begins when the running answer is complete. */
  isWaiting: boolean;
  problem: string | null;
}

export interface LoadingState {
  engine: EngineStatus | null;
  /** The last model requested in this window, until it is loaded. */
  load: LoadAttempt | null;
  /** Requested while an answer is running: the user decides what happens to that answer. */
  interruption: 'switch' | 'unload' | null;
}

/** True while the refusal of a load is shown. */
export const wasRefused = ({ load }: LoadingState): boolean => load !== null && load.problem !== null;

export const loadingState: LoadingState = { engine: null, load: null, interruption: null };
