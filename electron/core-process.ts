/**
 * The core's process from start to end: Electron's main process starts it, starts the processes that it wants, brings pages and the core
 * together, and starts it again if it is lost. Everything committed is in its database.
 */
import type { MessagePortMain } from 'electron';
import { shellCalls, type coreCalls } from '../main/shared/shell/calls.ts';
import { openLink, type Link, type LinkHandlers } from '../main/shared/shell/link.ts';
import type { Log } from '../main/system/log.ts';
import { forkProgram, forkWithPort, type ForkedProcess } from './own-process.ts';

type FromMain = Link<typeof coreCalls, MessagePortMain>;
type Opening = Parameters<LinkHandlers<typeof coreCalls, MessagePortMain>['open']>[0];

export interface CoreProcessOptions {
  /** What the core is opened with, asked for at each start. */
  opening: () => Opening;
  /** What the core may ask for, apart from its processes. */
  handlers: Omit<LinkHandlers<typeof shellCalls, MessagePortMain>, 'spawn' | 'kill'>;
  /** The core was lost; `how` it ended. */
  onLost: (how: string) => void;
  /** The core was lost too often: resolves when it shall be started again. */
  whenHopeless: () => Promise<void>;
  log: Log;
}

export interface CoreProcess {
  /** Lets the core serve a page over `port`. False while no core runs. */
  connect(page: number, port: MessagePortMain): boolean;
  tell: FromMain['tell'];
  /** Resolves when the core has stored everything and ended. */
  close(): Promise<void>;
  /** Ends the core and its processes at once. */
  kill(): void;
}

/** This many losses within `spanMs` are hopeless. */
const mostLosses = 3;
const spanMs = 60_000;

/** Starts the core. Only when Electron is ready. */
export const runCore = ({
  opening,
  handlers,
  onLost,
  whenHopeless,
  log,
}: CoreProcessOptions): CoreProcess => {
  let running: {
    link: FromMain;
    core: ForkedProcess;
    children: Map<number, ForkedProcess>;
    /** Those that were handed over to this core. */
    ports: MessagePortMain[];
  } | null = null;
  let losses: number[] = [];
  let onClosed: (() => void) | null = null;

  const start = (): void => {
    const core = forkProgram('core', log);
    const children = new Map<number, ForkedProcess>();
    const ports: MessagePortMain[] = [];
    const link: FromMain = openLink<typeof shellCalls, typeof coreCalls, MessagePortMain>({
      // A utility process cannot hand over ports.
      channel: {
        post: core.post,
        onMessage: (listener) => core.onMessage((message) => listener(message, [])),
      },
      calls: shellCalls,
      handlers: {
        ...handlers,
        cannotStart: (why) => {
          onClosed ??= () => undefined;
          return handlers.cannotStart(why, []);
        },
        spawn: ({ child, program }) => {
          const { forked, port } = forkWithPort(program, log);
          children.set(child, forked);
          forked.onExit((how) => {
            children.delete(child);
            link.tell('childExited', { child, how });
          });
          link.tell('childStarted', { child }, [port]);
        },
        kill: ({ child }) => children.get(child)?.kill(),
      },
      onError: (text, cause) => log.error(`core: ${text}`, cause),
    });
    core.onExit((how) => {
      link.lost();
      running = null;
      // A core that had already ended when it was given a port has not taken it, and a page would wait at the other end for good.
      for (const port of ports) port.close();
      for (const child of children.values()) child.kill();
      if (onClosed === null) lost(how);
      else onClosed();
    });
    running = { link, core, children, ports };
    link.tell('open', opening());
  };

  const lost = (how: string): void => {
    log.error(`the core is gone (${how})`);
    onLost(how);
    const now = performance.now();
    losses = [...losses.filter((at) => now - at < spanMs), now];
    if (losses.length < mostLosses) return start();
    losses = [];
    void whenHopeless().then(() => {
      if (onClosed === null) start();
    });
  };

  start();
  return {
    connect: (page, port) => {
      if (running === null) return false;
      running.ports.push(port);
      running.link.tell('connect', { page }, [port]);
      return true;
    },
    tell: (name, args, ports) => running?.link.tell(name, args, ports),
    close: () =>
      new Promise((resolve) => {
        onClosed = resolve;
        if (running === null) resolve();
        else running.link.tell('close', {});
      }),
    kill: () => {
      if (running === null) return;
      running.core.kill();
      for (const child of running.children.values()) child.kill();
    },
  };
};
