/** A process of Hearth's own beside the core: the engine, or a reader of documents. */

/** A running process, however the shell started it. `To` and `From` are its messages. */
export interface OwnProcess<To, From> {
  post(message: To): void;
  onMessage(listener: (message: From) => void): void;
  /** Calls `listener` when the process has exited, immediately if it already has. `how` describes the exit for the log. */
  onExit(listener: (how: string) => void): void;
  /** Kills the process immediately, whatever it does. */
  kill(): void;
}
