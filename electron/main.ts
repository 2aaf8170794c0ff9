/** The desktop shell from start to end: one window on the core. The order of these steps matters. */
import { app, dialog, Menu, powerMonitor } from 'electron';
import { sentenceOf } from '../main/shared/words/catalogue.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import { openControl } from '../main/control/open-control.ts';
import { createCore } from '../main/core/core.ts';
import { claimDataFolder } from '../main/shell/data-folder.ts';
import { catchWhatNothingCaught } from '../main/shell/last-resort.ts';
import { openLog } from '../main/system/log.ts';
import { systemLanguages } from '../main/system/system-languages.ts';
import { starterModel, version } from '../main/system/paths.ts';
import { Refusal } from '../main/shared/rpc/refusal.ts';
import { startProblem } from '../main/shell/start-problem.ts';
import { namesCommand, runCommand } from './command.ts';
import { allowNoConnections } from './connections.ts';
import { dataFolderFrom, keepDataIn } from './data.ts';
import { moveToBin } from './bin.ts';
import { pickExportFile, pickFolder, pickModelFile } from './dialogs.ts';
import { keyStore } from './key-store.ts';
import { spawnEngine } from './engine-process.ts';
import { menu } from './menu.ts';
import { limitPages } from './page-limits.ts';
import { pageUrl, registerScheme, servePage } from './page.ts';
import { logLostProcesses } from './own-process.ts';
import { openPorts } from './port.ts';
import { closeBeforeQuit, quitWithSession } from './quit.ts';
import { spawnReader } from './reader-process.ts';
import { openWindow, show } from './window.ts';

const start = async (): Promise<void> => {
  // Before Electron is ready, and so before the first `await`.
  const dataFolder = dataFolderFrom(process.argv);
  keepDataIn(dataFolder);
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  const data = claimDataFolder(dataFolder);
  const log = openLog(data.path);
  registerScheme();
  allowNoConnections();
  app.enableSandbox();
  await app.whenReady();

  limitPages();
  servePage();
  logLostProcesses(log);
  const core = createCore({
    dataFolder: data.path,
    starterModel,
    version,
    shell: 'window',
    spawnEngine: () => spawnEngine(log),
    spawnReader: () => spawnReader(log),
    pickModelFile: () => pickModelFile(window),
    pickFolder: () => pickFolder(window),
    pickExportFile: (name, format) => pickExportFile(window, name, format),
    moveToBin,
    keyStore: keyStore(),
    systemLanguages: systemLanguages(),
    onLanguage: () => Menu.setApplicationMenu(menu()),
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
    await core.close();
    await (await control)?.close();
    lastResort.stop();
    data.release();
    log.close();
  }, log);

  Menu.setApplicationMenu(menu());
  const window = openWindow(log);
  quitWithSession(window);
  openPorts(window, core.connect);
  app.on('second-instance', () => show(window));
  // On macOS too: the window is all there is, and a model should not stay in memory unseen.
  app.on('window-all-closed', () => app.quit());
  // The window and the log show a failed load; nothing else can be done.
  window.loadURL(pageUrl()).catch((error: unknown) => log.error('the page was not loaded', error));
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
