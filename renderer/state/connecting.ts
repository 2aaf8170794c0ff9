/** Keeps the window connected to the core: opens a port, and opens another after a growing pause whenever it is lost. */
import type { Welcome } from '../../main/shared/contract/app.ts';
import { createClient, type AnyEvent, type Client } from '../../main/shared/rpc/client.ts';
import { keyRefused, type OpenPort, type WindowPort } from './connection.ts';
import { frameWords } from '../words/frame.ts';

/** Pauses between two attempts, in ms: the first, which doubles after each failure, and the longest. */
const firstDelayMs = 250;
const longestDelayMs = 5_000;

interface Parts {
  openPort: OpenPort;
  onEvent: (event: AnyEvent) => void;
  /** The core has welcomed this window. */
  greeted: (welcome: Welcome) => void;
  /** The connection is lost or could not be opened; `isRefused`: Hearth does not accept the key of this tab. */
  lost: (isRefused: boolean) => void;
}

export const createConnecting = ({ openPort, onEvent, greeted, lost }: Parts) => {
  let client: Client | null = null;
  let port: WindowPort | null = null;
  let isEnded = false;
  let isRefused = false;
  let nudge: () => void = () => undefined;

  const close = (): void => {
    isRefused = port?.closeCode?.() === keyRefused;
    lost(isRefused);
  };

  /** Connects, serves until the port closes, and returns whether it ever opened. */
  const connectOnce = async (): Promise<boolean> => {
    let closed: Promise<void>;
    try {
      const newPort = await openPort();
      port = newPort;
      closed = new Promise((resolve) => newPort.onClose(resolve));
      client = createClient(newPort, onEvent);
      greeted(await client.call('greet', {}));
    } catch {
      close();
      return false;
    }
    await closed;
    close();
    return true;
  };

  const keepConnected = async (): Promise<void> => {
    let delay = firstDelayMs;
    while (!isEnded) {
      if (await connectOnce()) delay = firstDelayMs;
      client = null;
      if (isEnded || isRefused) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delay);
        nudge = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      delay = Math.min(longestDelayMs, delay * 2);
    }
  };

  const call: Client['call'] = (name, args) =>
    client?.call(name, args) ?? Promise.reject(new Error(frameWords.callDisconnected));

  return {
    call,
    start: (): void => {
      isEnded = false;
      void keepConnected();
    },
    /** Ends a pause between two attempts, so that the next one begins at once. */
    nudge: (): void => nudge(),
    end: (): void => {
      isEnded = true;
      nudge();
      port?.close();
    },
  };
};
