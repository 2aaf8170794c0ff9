/** The shell as the core sees it: windows, dialogs and the system, in another process. */
import type { shellCalls } from '../shared/shell/calls.ts';
import type { Link } from '../shared/shell/link.ts';
import type { CoreOptions } from '../core/core-options.ts';
import type { UtilityPort } from '../system/utility-port.ts';

export type Shell = Link<typeof shellCalls, UtilityPort>;

/** What the core gets from the shell. */
export const fromShell = (
  shell: Shell,
  hasKeyStore: boolean,
): Pick<CoreOptions, 'pickModelFile' | 'pickFolder' | 'pickExportFile' | 'moveToBin' | 'keyStore'> => ({
  pickModelFile: () => shell.ask('pickModelFile', {}),
  pickFolder: () => shell.ask('pickFolder', {}),
  pickExportFile: (name, { name: format, extension }) =>
    shell.ask('pickExportFile', { name, format: { name: format, extension } }),
  moveToBin: (paths) => shell.ask('moveToBin', { paths }),
  keyStore: hasKeyStore
    ? {
        encrypt: async (text) => Buffer.from(await shell.ask('encrypt', { text }), 'base64'),
        decrypt: (bytes) => shell.ask('decrypt', { bytes: bytes.toString('base64') }),
      }
    : null,
});
