/** An engine process as a shell gives it to the core. */
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';

/** A running engine process, however the shell started it. */
export interface EngineProcess {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** `how` tells the exit in words for the log. */
  onExit(listener: (how: string) => void): void;
  /** At once, whatever it does. */
  kill(): void;
}

export type SpawnEngine = () => EngineProcess;
