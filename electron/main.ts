/** The desktop shell from start to end: windows on the core. The order of these steps matters. */
import { app, dialog, powerMonitor, shell, type BrowserWindow } from 'electron';
import { sentenceOf } from '../main/shared/words/catalogue.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { openControl } from '../main/control/open-control.ts';
import { createCore } from '../main/core/core.ts';
import { claimDataFolder } from '../main/shell/data-folder.ts';
import { catchWhatNothingCaught } from '../main/shell/last-resort.ts';
import { logFolder, openLog } from '../main/system/log.ts';
import { systemLanguages } from '../main/system/system-languages.ts';
import { documentationFolder, starterModel, version } from '../main/system/paths.ts';
import { Refusal } from '../main/shared/rpc/refusal.ts';
import { startProblem } from '../main/shell/start-problem.ts';
import { namesCommand, runCommand } from './command.ts';
import { collectAsked } from './asked.ts';
import { openDesktop, type Desktop } from './desktop.ts';
import { allowNoConnections } from './connections.ts';
import { dataFolderFrom, keepDataIn } from './data.ts';
import { moveToBin } from './bin.ts';
import { pickExportFile, pickFolder, pickModelFile } from './dialogs.ts';
import { keyStore } from './key-store.ts';
import { spawnEngine } from './engine-process.ts';
import { createAppMenu } from './menu.ts';
import { limitPages } from './page-limits.ts';
import { registerScheme, servePage } from './page.ts';
import { logLostProcesses } from './own-process.ts';
import { openPorts } from './port.ts';
import { closeBeforeQuit, quitWithSession, quitWithWindow } from './quit.ts';
import { spawnReader } from './reader-process.ts';
import { openWindows } from './windows.ts';

const start = async (): Promise<void> => {
  // Before Electron is ready, and so before the first `await`.
  const dataFolder = dataFolderFrom(process.argv);
  keepDataIn(dataFolder);
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  const data = claimDataFolder(dataFolder);
  const log = openLog(data.path);
  registerScheme();
  const takeAsked = collectAsked(args);
  allowNoConnections();
  app.enableSandbox();
  await app.whenReady();

  limitPages();
  servePage();
  logLostProcesses(log);
  let desktop: Desktop | null = null;
  const core = createCore({
    dataFolder: data.path,
    starterModel,
    version,
    shell: 'window',
    spawnEngine: () => spawnEngine(log),
    spawnReader: () => spawnReader(log),
    pickModelFile: () => pickModelFile(windows.current()),
    pickFolder: () => pickFolder(windows.current()),
    pickExportFile: (name, format) => pickExportFile(windows.current(), name, format),
    moveToBin,
    keyStore: keyStore(),
    systemLanguages: systemLanguages(),
    onLanguage: () => menu.again(),
    onDesktop: (news) => desktop?.hear(news),
    isOnBattery: () => powerMonitor.isOnBatteryPower(),
    log,
  });
  // Never rejects; the window does not wait for it.
  const control = openControl({
    dataFolder: data.path,
    version,
    connect: core.connect,
    download: core.download,
    answer: core.api.answer,
    log,
  });
  const lastResort = catchWhatNothingCaught({ log, onError: core.failed, end: () => app.quit() });
  closeBeforeQuit(async () => {
    desktop?.close();
    await core.close();
    await (await control)?.close();
    lastResort.stop();
    data.release();
    log.close();
  }, log);

  const menu = createAppMenu({
    run: (id) => windows.tell({ kind: 'run', id }),
    zoom: (to) => windows.zoom(to),
    showDocumentation: () => void shell.openPath(documentationFolder),
    showLogFolder: () => void shell.openPath(logFolder(data.path)),
  });
  const prepare = (window: BrowserWindow): void => {
    quitWithWindow(window);
    openPorts(window, core.connect);
  };
  const windows = openWindows({ log, prepare, onMenus: menu.show });
  desktop = openDesktop({ windows, log, prepare });
  quitWithSession();
  windows.start();
  takeAsked((asked) => windows.tell({ kind: 'asked', asked }));
  app.on('second-instance', () => windows.show());
  app.on('activate', () => windows.show());
  // On macOS too: the windows are all there is, and a model should not stay in memory unseen.
  windows.onLastClosed(() => {
    if (desktop?.stays !== true) app.quit();
  });
};

const args = process.argv.slice(app.isPackaged ? 1 : 2);
const begun = namesCommand(args) ? runCommand(args) : start();
begun.catch(async (error: unknown) => {
  const sentence = sentenceOf(
    error instanceof Refusal ? error.told : startProblem(error, dataFolderFrom(process.argv)),
  );
  console.error(error instanceof Refusal ? sentence : error);
  await app.whenReady();
  dialog.showErrorBox(desktopWords.cannotStart, sentence);
  app.exit(1);
});
