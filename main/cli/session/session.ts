/** A connection to a core: of the Hearth that runs on a data folder, or of this process. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { connectControl, type ControlConnection } from '../../control/connect-control.ts';
import type { EventName, Events } from '../../shared/contract/contract.ts';
import { createClient, type AnyEvent, type Client } from '../../shared/rpc/client.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { version } from '../../system/paths.ts';
import { openOwnCore } from './own-core.ts';
import type { CliShell } from './shell.ts';
import type { Terminal } from './terminal.ts';

export interface Session extends Client {
  /** Whether the core is that of this process. */
  readonly isOwn: boolean;
  /** Calls `listener` for each event of that name; returns a function that ends this. */
  on<Name extends EventName>(name: Name, listener: (data: Events[Name]) => void): () => void;
  /** Calls `listener` when the connection is lost. */
  onLost(listener: () => void): void;
  /** An export, at the path that the core replied; `null` if it is not there. */
  download(path: string): Promise<Readable | null>;
  /** See `ControlConnection`. */
  post: ControlConnection['post'];
  /** Ends the connection, and the core if it is that of this process. */
  close(): Promise<void>;
}

/** The Hearth that runs on the folder; `null` if there is none, or if it does not listen yet. Throws `Refusal` if its version differs. */
export const openRunning = async (dataFolder: string): Promise<Session | null> => {
  const connection = await connectControl(dataFolder);
  if (connection === null) return null;
  if (connection.version !== version) {
    connection.port.close();
    throw new Refusal('cli.other-version', { running: connection.version, own: version });
  }
  const listeners = new Set<(event: AnyEvent) => void>();
  const client = createClient(connection.port, (event) => {
    for (const listener of listeners) listener(event);
  });
  return {
    ...client,
    isOwn: false,
    on: (name, listener) => {
      const hear = (event: AnyEvent): void => {
        if (event.name === name) listener(event.data as never);
      };
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    onLost: (listener) => connection.port.onClose(listener),
    download: connection.download,
    post: connection.post,
    close: () =>
      new Promise((resolve) => {
        connection.port.onClose(resolve);
        connection.port.close();
      }),
  };
};

export interface SessionOptions {
  dataFolder: string;
  shell: CliShell;
  terminal: Terminal;
}

/** A connection that was closed is gone within this time, in ms. */
const closingMs = 500;

/** Between two looks whether the Hearth that has claimed the folder listens, and for how long it is looked, in ms. */
const lookEveryMs = 100;
const lookForMs = 10_000;

/** Throws `Refusal` if the folder cannot be used. */
export const openSession = async (options: SessionOptions, stop: AbortSignal): Promise<Session> => {
  const endsAt = performance.now() + lookForMs;
  for (;;) {
    const running = await openRunning(options.dataFolder);
    if (running !== null) return running;
    try {
      return await startOwn(options);
    } catch (error) {
      // It is starting or ending.
      const isInUse = error instanceof Refusal && error.told.code === 'start.folder-in-use';
      if (!isInUse || performance.now() > endsAt || stop.aborted) throw error;
      await pause(lookEveryMs);
    }
  }
};

/** Other commands can use this core as well, over the same control socket as this one. */
const startOwn = async ({ dataFolder, shell, terminal }: SessionOptions): Promise<Session> => {
  let close = async (): Promise<void> => undefined;
  const own = await openOwnCore(
    dataFolder,
    shell,
    () => ({ loadsFirst: false }),
    () => void close(),
  );
  const session = await openRunning(dataFolder);
  if (session === null) {
    await own.close();
    throw new Refusal('cli.no-control', { folder: dataFolder });
  }
  ({ close } = session);
  return {
    ...session,
    isOwn: true,
    close: async () => {
      await session.close();
      const alone = own.control.whenAlone();
      const isAlone = await Promise.race([alone.then(() => true), pause(closingMs, false)]);
      if (!isAlone) terminal.note(cliWords.waitsForOthers);
      await alone;
      await own.close();
    },
  };
};
