/**
 * Installs a version with electron-updater, which knows the ways of each system: it replaces an AppImage, asks for the rights to install a
 * deb or rpm, compares the publisher of a Windows installer, and hands a zip to Squirrel.Mac, which checks its signature. It makes no
 * request: it gets the one file that the core has downloaded and checked, by a provider and an executor of ours.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AppUpdater } from 'electron-updater';
import type { CheckedInstaller, ProgramInstaller } from '../main/core/updates/open-updates.ts';
import type { Log } from '../main/system/log.ts';

type Kind = ProgramInstaller['kind'];

/** The extension by which electron-updater recognises each kind of file. */
const extensions: Record<Kind, string> = {
  appimage: 'AppImage',
  deb: 'deb',
  rpm: 'rpm',
  mac: 'zip',
  nsis: 'exe',
};

type Spawn = (program: string, args: string[], ...more: unknown[]) => Promise<boolean>;

/** What electron-updater asks of the app (its `AppAdapter`). */
export interface UpdatedApp {
  version: string;
  /** Ends the process at once. */
  quit: () => void;
  /** Starts the program again when this process has ended. */
  relaunch: () => void;
  /** What an AppImage gets when it is started again. */
  args: string[];
  onQuit: (handler: (exitCode: number) => void) => void;
}

/** Loaded only now: it loads Electron's network, which Hearth does not use. */
const loadUpdaters = async () => {
  const { default: updaters } = await import('electron-updater');
  return {
    appimage: updaters.AppImageUpdater,
    deb: updaters.DebUpdater,
    rpm: updaters.RpmUpdater,
    mac: updaters.MacUpdater,
    nsis: updaters.NsisUpdater,
  };
};

const digest = async (path: string): Promise<string> => {
  const hash = createHash('sha512');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('base64');
};

/**
 * Resolves with an updater that has the file and is ready to install it; `folder` is emptied by the caller once Hearth has started again.
 * Rejects if the file has changed since it was checked, or if electron-updater does not accept it.
 */
export const prepareUpdater = async (
  kind: Kind,
  file: CheckedInstaller,
  folder: string,
  { args, ...app }: UpdatedApp,
  log: Log,
): Promise<AppUpdater & { install?: (isSilent: boolean, runsAfter: boolean) => boolean }> => {
  const updaters = await loadUpdaters();
  const name = `hearth-${file.version}.${extensions[kind]}`;
  const info = {
    version: file.version,
    files: [{ url: name, sha512: file.sha512, size: file.bytes }],
    path: name,
    sha512: file.sha512,
    releaseDate: '',
  };
  class OneFile {
    readonly fileExtraDownloadHeaders = null;
    readonly isUseMultipleRangeRequest = false;
    setRequestHeaders(): void {}
    getLatestVersion = async (): Promise<typeof info> => info;
    resolveFiles = () => [{ url: new URL(name, pathToFileURL(`${folder}/`)), info: info.files[0]! }];
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = join(folder, 'app-update.yml');
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      provider: 'custom',
      updaterCacheDirName: 'installing',
      ...(file.publishers.length > 0 && { publisherName: file.publishers }),
    }),
  );
  const adapter = {
    ...app,
    name: 'hearth',
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
  };
  const Updater = updaters[kind] as unknown as new (options: object, app: object) => AppUpdater;
  const updater = new Updater({ provider: 'custom', updateProvider: OneFile }, adapter);
  const { spawnLog } = updater as AppUpdater & { spawnLog?: Spawn };
  const refuse = (): never => {
    throw new Error('an update makes no request');
  };
  Object.assign(updater, {
    logger: log,
    autoDownload: false,
    autoInstallOnAppQuit: false,
    autoRunAppAfterInstall: true,
    disableDifferentialDownload: true,
    disableWebInstaller: true,
    // An AppImage is started without arguments otherwise.
    ...(kind === 'appimage' && {
      spawnLog: (program: string, given: string[], ...more: unknown[]) =>
        spawnLog!.call(updater, program, [...given, ...args], ...more),
    }),
    // The core has decided that: an older version is only installed to go back to it.
    allowDowngrade: true,
    httpExecutor: {
      download: async (_url: URL, destination: string) => {
        await copyFile(file.path, destination);
        if ((await digest(destination)) !== file.sha512) throw new Error('the installer has changed');
        return destination;
      },
      downloadToBuffer: refuse,
      request: refuse,
      doApiRequest: refuse,
    },
  });
  // electron-updater also throws what it emits.
  updater.on('error', () => undefined);
  const found = await updater.checkForUpdates();
  if (found?.isUpdateAvailable !== true) throw new Error('electron-updater does not accept the version');
  await updater.downloadUpdate();
  return updater;
};
