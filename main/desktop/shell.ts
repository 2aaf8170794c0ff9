/** The shell as the core sees it: windows, dialogs and the system, in another process. */
import type { shellCalls } from '../shared/shell/calls.ts';
import type { Link } from '../shared/shell/link.ts';
import type { CoreOptions } from '../core/core-options.ts';
import type { ProgramInstaller } from '../core/updates/open-updates.ts';
import type { UtilityPort } from '../system/utility-port.ts';

export type Shell = Link<typeof shellCalls, UtilityPort>;

/** What the core gets from the shell. */
export const fromShell = (
  shell: Shell,
  program: Omit<ProgramInstaller, 'install'> | undefined,
): Pick<
  CoreOptions,
  | 'pickModelFile'
  | 'pickFolder'
  | 'pickBackup'
  | 'pickExportFile'
  | 'moveToBin'
  | 'keyStore'
  | 'installer'
  | 'restart'
> => ({
  pickModelFile: () => shell.ask('pickModelFile', {}),
  pickFolder: () => shell.ask('pickFolder', {}),
  pickBackup: () => shell.ask('pickBackup', {}),
  restart: () => shell.ask('restart', {}),
  pickExportFile: (name, { name: format, extension }) =>
    shell.ask('pickExportFile', { name, format: { name: format, extension } }),
  moveToBin: (paths) => shell.ask('moveToBin', { paths }),
  installer:
    program === undefined ? null : { ...program, install: (file) => shell.ask('installUpdate', file) },
  keyStore: {
    encrypt: async (text) => {
      const bytes = await shell.ask('encrypt', { text });
      return bytes === null ? null : Buffer.from(bytes, 'base64');
    },
    decrypt: (bytes) => shell.ask('decrypt', { bytes: bytes.toString('base64') }),
  },
});
