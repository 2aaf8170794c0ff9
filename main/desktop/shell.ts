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
  hasKeyStore: boolean,
  program: Omit<ProgramInstaller, 'install'> | undefined,
): Pick<
  CoreOptions,
  'pickModelFile' | 'pickFolder' | 'pickExportFile' | 'moveToBin' | 'keyStore' | 'installer'
> => ({
  pickModelFile: () => shell.ask('pickModelFile', {}),
  pickFolder: () => shell.ask('pickFolder', {}),
  pickExportFile: (name, { name: format, extension }) =>
    shell.ask('pickExportFile', { name, format: { name: format, extension } }),
  moveToBin: (paths) => shell.ask('moveToBin', { paths }),
  installer:
    program === undefined ? null : { ...program, install: (file) => shell.ask('installUpdate', file) },
  keyStore: hasKeyStore
    ? {
        encrypt: async (text) => Buffer.from(await shell.ask('encrypt', { text }), 'base64'),
        decrypt: (bytes) => shell.ask('decrypt', { bytes: bytes.toString('base64') }),
      }
    : null,
});
