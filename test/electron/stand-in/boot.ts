/** Boots the real electron/main.ts against the stand-in, and opens ports as the page does. */
import { vi } from 'vitest';
import type { Port } from '../../../main/rpc/port.ts';
import { standInElectron, type ElectronStandIn } from './electron.ts';
import type { Page } from './page.ts';

export interface BootOptions {
  dataFolder: string;
  isPackaged?: boolean;
  isDark?: boolean;
  /** Further words of the command line. */
  args?: string[];
}

export interface BootedApp {
  electron: ElectronStandIn;
  /** Waits for the page to be loaded. */
  page: () => Promise<Page>;
  /** A port to the core, opened by the page's own `renderer/connection.ts` through the preload. */
  openPort: () => Promise<Port>;
  /** A signal to the process. */
  signal: (name: NodeJS.Signals) => void;
  /** Quits as the menu does; tells how long that took and the exit code. */
  quit: () => Promise<{ ms: number; code: number }>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const bootApp = async (options: BootOptions): Promise<BootedApp> => {
  const electron = standInElectron(options);
  const ownListeners = new Map(signals.map((name) => [name, process.listeners(name)]));
  const addedListeners = (name: (typeof signals)[number]) =>
    process.listeners(name).filter((listener) => !ownListeners.get(name)!.includes(listener));

  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  const argv = process.argv;
  process.argv = ['electron', '.', '--data', options.dataFolder, ...(options.args ?? [])];
  try {
    await import('../../../electron/main.ts');
  } finally {
    process.argv = argv;
  }
  electron.becomeReady();
  void electron.exited.then(() => {
    for (const name of signals)
      for (const listener of addedListeners(name)) process.off(name, listener as () => void);
  });

  const page = async (): Promise<Page> => {
    await vi.waitFor(() => {
      if (!electron.seen.windows[0]?.webContents.page) throw new Error('no page was loaded');
    });
    return electron.seen.windows[0]!.webContents.page!;
  };

  return {
    electron,
    page,
    openPort: async () => {
      const { window } = await page();
      const { openPort } = await import('../../../renderer/connection.ts');
      vi.stubGlobal('window', window);
      vi.stubGlobal('location', window.location);
      try {
        return await openPort();
      } finally {
        vi.unstubAllGlobals();
      }
    },
    signal: (name) => {
      for (const listener of addedListeners(name as (typeof signals)[number]))
        (listener as (name: string) => void)(name);
    },
    quit: async () => {
      const startedAt = performance.now();
      electron.app.quit();
      const code = await electron.exited;
      return { ms: performance.now() - startedAt, code };
    },
  };
};
