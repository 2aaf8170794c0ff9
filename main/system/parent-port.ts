/** A process's connection to the core that started it, the same under Electron's utilityProcess and Node's fork. */

/** The part of Electron's `process.parentPort` that Hearth uses. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** `To` are the messages to this process, `From` those that it posts. */
export const parentPort = <To, From>() => {
  const utilityPort = (process as { parentPort?: UtilityParentPort }).parentPort;
  return {
    post: (message: From): void => {
      if (utilityPort) utilityPort.postMessage(message);
      else process.send?.(message);
    },
    /** Calls `listener` for each message from the core. When the core is gone, this process ends. */
    listen: (listener: (message: To) => void): void => {
      if (utilityPort) {
        utilityPort.on('message', (event) => listener(event.data as To));
        return;
      }
      process.on('message', (message) => listener(message as To));
      process.on('disconnect', () => process.exit(0));
    },
  };
};
