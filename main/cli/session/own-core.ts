/** A core in this process, with its control socket, so that other commands can use it as well. */
import { openControl, type Control } from '../../control/open-control.ts';
import { createCore } from '../../core/core.ts';
import type { Core, CoreOptions } from '../../core/core-options.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { claimDataFolder } from '../../shell/data-folder.ts';
import { catchWhatNothingCaught } from '../../shell/last-resort.ts';
import { openLog, type Log } from '../../system/log.ts';
import { starterModel, version } from '../../system/paths.ts';
import { systemLanguages } from '../../system/system-languages.ts';
import type { CliShell } from './shell.ts';

export interface OwnCore {
  core: Core;
  control: Control;
  /** Begins a new log file where another program has moved the old one away. */
  reopenLog(): void;
  close(): Promise<void>;
}

/**
 * Throws `Refusal` if the folder is in use or cannot be used. `more`: called when the folder is claimed. `onTrouble`: called when nothing
 * but an end is left.
 */
export const openOwnCore = async (
  dataFolder: string,
  shell: CliShell,
  more: () => Pick<CoreOptions, 'loadsFirst' | 'api'>,
  onTrouble: () => void,
): Promise<OwnCore> => {
  const data = claimDataFolder(dataFolder);
  let file = openLog(data.path);
  const log: Log = {
    info: (text) => file.info(text),
    warn: (text) => file.warn(text),
    error: (text, cause) => file.error(text, cause),
    close: () => file.close(),
  };
  let core: Core | null = null;
  let control: Control | null = null;
  let stopCatching = (): void => undefined;
  const close = async (): Promise<void> => {
    await core?.close();
    await control?.close();
    stopCatching();
    data.release();
    log.close();
  };
  try {
    const opened = createCore({
      dataFolder: data.path,
      starterModel,
      version,
      shell: 'browser',
      spawnEngine: () => shell.spawnEngine(log),
      spawnReader: () => shell.spawnReader(log),
      moveToBin: shell.moveToBin,
      keyStore: shell.keyStore,
      ...(shell.isOnBattery === undefined ? {} : { isOnBattery: shell.isOnBattery }),
      systemLanguages: systemLanguages(),
      ...more(),
      log,
    });
    core = opened;
    ({ stop: stopCatching } = catchWhatNothingCaught({ log, onError: opened.failed, end: onTrouble }));
    control = await openControl({
      dataFolder: data.path,
      version,
      connect: opened.connect,
      download: opened.download,
      answer: opened.api.answer,
      log,
    });
    if (control === null) throw new Refusal('cli.no-control', { folder: data.path });
    return {
      core: opened,
      control,
      reopenLog: () => {
        file.close();
        file = openLog(data.path);
      },
      close,
    };
  } catch (error) {
    log.error('the command could not start a core', error);
    await close();
    throw error;
  }
};
