/** The engine process's connection to the core, the same under Electron's utilityProcess and Node's fork. */
import type { FromEngine, ToEngine } from '../../shared/engine/protocol.ts';

/** The part of Electron's `process.parentPort` that Hearth uses. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const utilityPort = (process as { parentPort?: UtilityParentPort }).parentPort;

export const post = (message: FromEngine): void => {
  if (utilityPort) utilityPort.postMessage(message);
  else process.send?.(message);
};

/** Calls `listener` for each message from the core. When the core is gone, this process ends. */
export const listen = (listener: (message: ToEngine) => void): void => {
  if (utilityPort) {
    utilityPort.on('message', (event) => listener(event.data as ToEngine));
    return;
  }
  process.on('message', (message) => listener(message as ToEngine));
  process.on('disconnect', () => process.exit(0));
};
