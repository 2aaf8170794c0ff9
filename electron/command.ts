/**
 * The command `hearth` in the installed application, whose program is Electron: `hearth run …` instead of a window. On Windows, a
 * program with windows has no output in a terminal.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, powerMonitor } from 'electron';
import { ownProgram } from '../main/shell/portable.ts';
import { moveToBin } from './bin.ts';
import { keyStore } from './key-store.ts';
import { spawnProcess } from './own-process.ts';

/** Whether the arguments are those of a command. */
export const namesCommand = (args: readonly string[]): boolean => /^[a-z]+$/.test(args[0] ?? '');

/** Must be called before Electron is ready; ends the process with the exit code of the command. */
export const runCommand = async (args: readonly string[]): Promise<void> => {
  // Chromium's own files; those of the data folder belong to the window, which may be open.
  const folder = mkdtempSync(join(tmpdir(), 'hearth-command-'));
  app.setPath('userData', folder);
  app.disableHardwareAcceleration();
  const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  if (process.platform === 'linux' && !hasDisplay) app.commandLine.appendSwitch('ozone-platform', 'headless');
  // Loaded here, because a start of the window does not need it.
  const [{ runCli }, { listenToSignals }] = await Promise.all([
    import('../main/cli/main.ts'),
    import('../main/cli/session/signals.ts'),
  ]);
  const signals = listenToSignals();
  await app.whenReady();
  app.dock?.hide();
  const code = await runCli(args, {
    shell: {
      program: [ownProgram()],
      spawnEngine: (log) => spawnProcess('engine', log),
      spawnReader: (log) => spawnProcess('reader', log),
      moveToBin,
      keyStore,
      isOnBattery: () => powerMonitor.isOnBatteryPower(),
    },
    streams: { input: process.stdin, output: process.stdout, errors: process.stderr, env: process.env },
    ...signals,
  });
  rmSync(folder, { recursive: true, force: true });
  app.exit(code);
};
