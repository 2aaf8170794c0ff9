/** An engine process as a shell gives it to the core. */
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';

/** A running engine process, however the shell started it. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** `how` tells the exit in words for the log. */
  onExit(listener: (how: string) => void): void;
  /** Ends the process at once, whatever it is doing. */
  kill(): void;
}

export type SpawnEngine = () => EngineProcess;
