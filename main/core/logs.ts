/** Handles the calls that show the log, crash reports, and the report about a problem. */
import { open } from 'node:fs/promises';
import type { HandlersOf } from '../shared/contract/call.ts';
import type { logsCalls, LogText } from '../shared/contract/logs.ts';
import type { Engine } from '../shared/engine/engine.ts';
import type { Release } from '../shared/updates/feed.ts';
import { crashReports } from '../system/crash-reports.ts';
import { logPath } from '../system/log.ts';
import { reportOf } from './report.ts';
import type { KeptSettings } from './settings/keep-settings.ts';

/** The end of the log that a window gets, in bytes. */
const mostBytes = 512 * 1024;

interface Dependencies {
  dataFolder: string;
  version: string;
  shell: string;
  home: string;
  engine: Pick<Engine, 'status'>;
  engineBuild: Release['engine'];
  settings: Pick<KeptSettings, 'now'>;
}

export const createLogsCalls = (deps: Dependencies): HandlersOf<typeof logsCalls> => ({
  readLog: () => endOfLog(logPath(deps.dataFolder)),
  crashReports: () => crashReports(deps.dataFolder),
  report: async () =>
    reportOf({
      ...deps,
      engine: deps.engineBuild,
      status: deps.engine.status,
      settings: deps.settings.now,
      log: (await endOfLog(logPath(deps.dataFolder))).text,
    }),
});

const endOfLog = async (path: string): Promise<LogText> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - mostBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const text = buffer.toString('utf8', 0, bytesRead);
      return { path, text: from === 0 ? text : text.slice(text.indexOf('\n') + 1), isCut: from > 0 };
    } finally {
      await file.close();
    }
  } catch {
    // No log could be opened; the terminal has said so.
    return { path, text: '', isCut: false };
  }
};
