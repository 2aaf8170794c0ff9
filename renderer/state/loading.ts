/** The slice of the engine: which model is loaded or was asked for. */
import type { EngineStatus } from '../../main/shared/contract/engine.ts';

/** A model that was asked for here: `problem` is `null` while it loads, then why it was refused. */
interface LoadAttempt {
  path: string;
  /** It begins when the running answer is complete. */
  isWaiting: boolean;
  problem: string | null;
}

export interface LoadingState {
  engine: EngineStatus | null;
  /** The last model that was asked for here, until it is loaded. */
  load: LoadAttempt | null;
  /** What was asked for while an answer is being written: the person decides what becomes of that. */
  interruption: 'switch' | 'unload' | null;
}

/** True if a load was refused and that is still shown. */
export const wasRefused = ({ load }: LoadingState): boolean => load !== null && load.problem !== null;

export const loadingState: LoadingState = { engine: null, load: null, interruption: null };
