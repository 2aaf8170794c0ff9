/**
 * The desktop shell from start to end: windows on the core, which is another process (core-process.ts). The order of these steps
 * matters.
 */
import { app, dialog, powerMonitor, shell, type BrowserWindow } from 'electron';
import { englishSentenceOf, sentenceOf } from '../main/shared/words/catalogue.ts';
import { Refusal } from '../main/shared/rpc/refusal.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import type { CheckedInstaller } from '../main/core/updates/open-updates.ts';
import type { Told } from '../main/shared/words/told.ts';
import { catchWhatNothingCaught } from '../main/shell/last-resort.ts';
import { startProblem } from '../main/shell/start-problem.ts';
import { writeCrashReport } from '../main/system/crash-reports.ts';
import { appendToLog, logFolder } from '../main/system/log.ts';
import { systemLanguages } from '../main/system/system-languages.ts';
import { documentationFolder } from '../main/system/paths.ts';
import { namesCommand, runCommand } from './command.ts';
import { collectAsked } from './asked.ts';
import { openDesktop } from './desktop.ts';
import { allowNoConnections } from './connections.ts';
import { runCore } from './core-process.ts';
import { dataFolderFrom, keepDataIn } from './data.ts';
import { askAboutLostCore } from './lost-core.ts';
import { createAppMenu } from './menu.ts';
import { limitPages } from './page-limits.ts';
import { registerScheme, servePage } from './page.ts';
import { logLostProcesses } from './own-process.ts';
import { reportLostPages } from './recovery.ts';
import { openPorts } from './port.ts';
import { watchPower } from './power.ts';
import { closeBeforeQuit, closeInTime, quitWithSession, quitWithWindow } from './quit.ts';
import { shellHandlers } from './shell-calls.ts';
import { installUpdate, ownProgram, wentBack } from './updates.ts';
import { openWindows } from './windows.ts';

const start = async (): Promise<void> => {
  // Before Electron is ready, and so before the first `await`.
  const dataFolder = dataFolderFrom(process.argv);
  keepDataIn(dataFolder);
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  registerScheme();
  const takeAsked = collectAsked(args);
  allowNoConnections();
  app.enableSandbox();
  await app.whenReady();

  const log = appendToLog(dataFolder);
  limitPages();
  servePage();
  logLostProcesses(log);
  reportLostPages(dataFolder);
  const menu = createAppMenu({
    run: (id) => windows.tell({ kind: 'run', id }),
    zoom: (to) => windows.zoom(to),
    showDocumentation: () => void shell.openPath(documentationFolder),
    showLogFolder: () => void shell.openPath(logFolder(dataFolder)),
  });
  const prepare = (window: BrowserWindow): void => {
    quitWithWindow(window);
    openPorts(window, core);
  };
  const windows = openWindows({ log, prepare, onMenus: menu.show });
  const desktop = openDesktop({ windows, log, prepare });

  let hasOpened = false;
  const opened = (): void => {
    if (hasOpened) return;
    hasOpened = true;
    windows.start();
    takeAsked((asked) => windows.tell({ kind: 'asked', asked }));
    app.on('second-instance', () => windows.show());
    app.on('activate', () => windows.show());
  };
  let isInstalling = false;
  const install = (file: CheckedInstaller): Promise<void> =>
    installUpdate(
      {
        dataFolder,
        close: () => {
          isInstalling = true;
          return closeAll();
        },
        log,
      },
      file,
    );
  if (await wentBack({ dataFolder, close: log.written, log })) return;
  const core = runCore({
    opening: () => ({
      dataFolder,
      systemLanguages: systemLanguages(),
      isOnBattery: powerMonitor.isOnBatteryPower(),
      ...ownProgram(),
    }),
    handlers: shellHandlers({ dataFolder, windows, menu, desktop, opened, cannotStart: fail, install }),
    onLost: (how) => writeCrashReport(dataFolder, { part: 'core', how }),
    whenHopeless: () => askAboutLostCore(dataFolder),
    log,
  });
  watchPower(core);
  catchWhatNothingCaught({ log, onError: () => undefined, end: () => app.quit() });
  const close = async (): Promise<void> => {
    desktop.close();
    await core.close();
    await log.written();
  };
  const closeAll = (): Promise<void> => closeInTime(close, core.kill, log);
  closeBeforeQuit(closeAll);
  quitWithSession();
  // On macOS too: the windows are all there is, and a model should not stay in memory unseen. The installer of macOS closes all windows
  // and ends Hearth itself when it is ready.
  windows.onLastClosed(() => {
    if (!desktop.stays && !isInstalling) app.quit();
  });
};

/** Says in one sentence why Hearth cannot start, and ends. Only when Electron is ready. */
const fail = (told: Told): void => {
  console.error(englishSentenceOf(told));
  dialog.showErrorBox(desktopWords.cannotStart, sentenceOf(told));
  app.exit(1);
};

const args = process.argv.slice(app.isPackaged ? 1 : 2);
const begun = namesCommand(args) ? runCommand(args) : start();
begun.catch(async (error: unknown) => {
  const told = error instanceof Refusal ? error.told : startProblem(error, dataFolderFrom(process.argv));
  await app.whenReady();
  fail(told);
});
