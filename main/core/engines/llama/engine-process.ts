/** The interface of an engine process, which the shell starts for the core. */
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';

/** A running engine process, however the shell started it. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Calls `listener` when the process has exited, immediately if it already has. `how` describes the exit for the log. */
  onExit(listener: (how: string) => void): void;
  /** Kills the process immediately, even in the middle of a turn. */
  kill(): void;
}

export type SpawnEngine = () => EngineProcess;
