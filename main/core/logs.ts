/** Handles the calls that show the log and crash reports. */
import { open } from 'node:fs/promises';
import type { HandlersOf } from '../shared/contract/call.ts';
import type { logsCalls, LogText } from '../shared/contract/logs.ts';
import { crashReports } from '../system/crash-reports.ts';
import { logPath } from '../system/log.ts';

/** The end of the log that a window gets, in bytes. */
const mostBytes = 512 * 1024;

export const createLogsCalls = ({ dataFolder }: { dataFolder: string }): HandlersOf<typeof logsCalls> => ({
  readLog: () => endOfLog(logPath(dataFolder)),
  crashReports: () => crashReports(dataFolder),
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
