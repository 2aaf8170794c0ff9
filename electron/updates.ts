/** What the shell does for updates: it installs the file that the core has checked, and asks about a version that cannot start. */
import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { CheckedInstaller, ProgramInstaller } from '../main/core/updates/open-updates.ts';
import {
  keptInstaller,
  noteStart,
  openUpdateFolder,
  readRecord,
  writeRecord,
} from '../main/core/updates/record.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import type { Log } from '../main/system/log.ts';
import { version } from '../main/system/paths.ts';
import { prepareUpdater } from './install-update.ts';
import { installerOf } from './own-installer.ts';
import { relaunch, startArguments } from './relaunch.ts';

interface Options {
  dataFolder: string;
  /** Stores everything and ends the core, in a bounded time. */
  close: () => Promise<void>;
  log: Log;
}

type Own = Omit<ProgramInstaller, 'install'>;

/** How this program can be replaced; `null` if it cannot. */
const own = (): Own | null =>
  app.isPackaged
    ? installerOf({
        platform: process.platform,
        arch: process.arch,
        execPath: process.execPath,
        env: process.env,
        resources: process.resourcesPath,
      })
    : null;

/** The same for the core, as a part of what it is opened with. */
export const ownProgram = (): { program?: Own } => {
  const program = own();
  return program === null ? {} : { program };
};

/**
 * Rejects if the file cannot be installed; otherwise Hearth ends, and starts again as the other version. If the installer fails after the
 * core was closed, Hearth starts again as it is, and its core says so.
 */
export const installUpdate = async (
  { dataFolder, close, log }: Options,
  file: CheckedInstaller,
): Promise<void> => {
  const program = own();
  if (program === null) throw new Error('this program cannot be replaced');
  const updater = await prepareUpdater(
    program.kind,
    file,
    join(openUpdateFolder(dataFolder), 'installing'),
    {
      version,
      // Everything is closed by then.
      quit: () => app.exit(0),
      relaunch: () => relaunch(dataFolder),
      args: startArguments(dataFolder),
      onQuit: (handler) => void app.once('quit', (_event, code) => handler(code)),
    },
    log,
  );
  // The other version may start before this process has ended, and both need the data folder and the lock of the only instance.
  await close();
  app.releaseSingleInstanceLock();
  updater.once('error', (error: Error) => {
    log.error('the installer failed', error);
    bringBack(dataFolder, program);
    relaunch(dataFolder);
    app.exit(0);
  });
  updater.quitAndInstall(true, true);
};

/** electron-updater removes the file of an AppImage before the new one is at its place. */
const bringBack = (dataFolder: string, { ownFile }: Own): void => {
  const record = readRecord(dataFolder);
  const kept = record === null ? null : keptInstaller(dataFolder, record);
  if (ownFile === null || existsSync(ownFile) || kept === null) return;
  copyFileSync(kept, ownFile);
  chmodSync(ownFile, 0o755);
};

/**
 * Must be called when Electron is ready, and before the core opens. If this version was installed over another and has not come as far as
 * its self-test in several starts, asks whether to go back. True: the earlier version is being installed, and Hearth ends.
 */
export const wentBack = async (options: Options): Promise<boolean> => {
  const { dataFolder } = options;
  const record = own() === null ? null : noteStart(dataFolder, version);
  const path = record === null ? null : keptInstaller(dataFolder, record);
  if (record === null || path === null) return false;
  const texts = desktopWords.cannotStartTwice;
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: texts.message(version),
    detail: texts.detail(record.from),
    buttons: [texts.goBack, texts.tryAgain],
    defaultId: 0,
    cancelId: 1,
  });
  if (response !== 0) return false;
  writeRecord(dataFolder, { ...record, isGoingBack: true });
  const { bytes, sha512 } = record.kept;
  await installUpdate(options, { path, version: record.from, bytes, sha512, publishers: [] });
  return true;
};
