/**
 * The core in a process of its own, for the desktop application: Electron's main process starts it and has the windows, so that
 * nothing that the core does can stall them. The two speak the calls of shared/shell; pages and the engine have ports of their own.
 */
import { openControl } from '../control/open-control.ts';
import { createCore } from '../core/core.ts';
import type { CoreOptions } from '../core/core-options.ts';
import { coreCalls, type shellCalls } from '../shared/shell/calls.ts';
import { openLink, type LinkHandlers } from '../shared/shell/link.ts';
import { language } from '../shared/language/language.ts';
import { claimDataFolder } from '../shell/data-folder.ts';
import { catchWhatNothingCaught } from '../shell/last-resort.ts';
import { startProblem } from '../shell/start-problem.ts';
import { openLog, type Log } from '../system/log.ts';
import { starterModel, version } from '../system/paths.ts';
import { utilityParentPort, type UtilityPort } from '../system/utility-port.ts';
import { openChildren } from './children.ts';
import { pagePorts } from './page-port.ts';
import { fromShell, type Shell } from './shell.ts';

type Opening = Parameters<LinkHandlers<typeof coreCalls, UtilityPort>['open']>[0];

const runsAlone = 'this program is the core of the desktop application, which starts it';

/** Serves the shell until it closes the core. `more` takes the place of options; tests give a core another engine. */
export const runCore = (more: Partial<CoreOptions> = {}): void => {
  if (utilityParentPort === undefined) throw new Error(runsAlone);
  const parent = utilityParentPort;

  let log: Log | null = null;
  let opened: ReturnType<typeof open> | null = null;
  let isOnBattery = false;

  const open = ({ dataFolder, systemLanguages, program }: Opening) => {
    const data = claimDataFolder(dataFolder);
    const file = openLog(data.path);
    log = file;
    const core = createCore({
      dataFolder: data.path,
      starterModel,
      version,
      shell: 'window',
      ...fromShell(shell, program),
      spawnEngine: () => children.spawn('engine'),
      spawnReader: () => children.spawn('reader'),
      systemLanguages,
      onLanguage: () => shell.tell('languageChanged', { language: language() }),
      onDesktop: (news) => shell.tell('desktop', { news }),
      isOnBattery: () => isOnBattery,
      log: file,
      ...more,
    });
    // Never rejects; no window waits for it.
    const control = openControl({
      dataFolder: data.path,
      version,
      connect: core.connect,
      download: core.download,
      answer: core.api.answer,
      log: file,
    });
    catchWhatNothingCaught({ log: file, onError: core.failed, end: () => shell.tell('quit', {}) });
    return {
      connect: pagePorts(core.connect),
      sleeps: core.sleeps,
      close: async () => {
        await core.close();
        await (await control)?.close();
        data.release();
      },
    };
  };

  const shell: Shell = openLink<typeof coreCalls, typeof shellCalls, UtilityPort>({
    // Only Electron's main process can hand over ports.
    channel: {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => void parent.on('message', ({ data, ports }) => listener(data, ports)),
    },
    calls: coreCalls,
    handlers: {
      open: async (opening) => {
        try {
          ({ isOnBattery } = opening);
          opened = open(opening);
          shell.tell('opened', { language: language() });
        } catch (error) {
          log?.error('Hearth could not start', error);
          await shell.ask('cannotStart', { told: startProblem(error, opening.dataFolder) });
          process.exit(1);
        }
      },
      connect: ({ page }, [port]) => {
        if (port !== undefined) opened?.connect(page, port);
      },
      childStarted: ({ child }, [port]) => {
        if (port !== undefined) children.started(child, port);
      },
      childExited: ({ child, how }) => children.exited(child, how),
      powerChanged: (power) => {
        ({ isOnBattery } = power);
      },
      sleeps: ({ isAsleep }) => opened?.sleeps(isAsleep),
      close: async () => {
        try {
          await opened?.close();
        } catch (error) {
          log?.error('closing failed', error);
        }
        log?.close();
        process.exit(0);
      },
    },
    onError: (text, cause) => log?.error(text, cause),
  });
  const children = openChildren(shell);

  // The main process decides what a signal ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => shell.tell('quit', {}));
};
