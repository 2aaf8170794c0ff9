/** The log file: what happened and what failed, never the content of a chat. */
import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { say, sentenceOf } from '../shared/words/catalogue.ts';

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string, cause?: unknown): void;
  close(): void;
}

/** Beyond this size a new log begins, and one old log is kept. */
const largestLog = 5 * 1024 * 1024;

/** The folder of the logs in a data folder. */
export const logFolder = (dataFolder: string): string => join(dataFolder, 'logs');

/** Opens `logs/hearth.log` in the data folder. A log that cannot be written never stops Hearth. */
export const openLog = (dataFolder: string): Log => {
  const folder = logFolder(dataFolder);
  const path = join(folder, 'hearth.log');
  let file: number | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(path, `${path}.1`);
    file = openSync(path, 'a', 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    console.error(sentenceOf(say('start.no-log', { path, reason })));
  }
  const write = (level: string, text: string): void => {
    if (file === null) return;
    try {
      writeSync(file, `${new Date().toISOString()} ${level} ${text}\n`);
    } catch {
      // A full disk must not end a chat.
    }
  };
  return {
    info: (text) => write('info ', text),
    warn: (text) => write('warn ', text),
    error: (text, cause) => write('error', cause === undefined ? text : `${text}: ${detailsOf(cause)}`),
    close: () => {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
};

/** Logs the output of another process line by line, each line after its `name`. */
export const logOutput = (log: Log, name: string, ...streams: (NodeJS.ReadableStream | null)[]): void => {
  for (const stream of streams)
    stream?.on('data', (data: Buffer) => {
      for (const line of data.toString('utf8').split('\n'))
        if (line.trim() !== '') log.warn(`${name}: ${line}`);
    });
};

/** An error with its place in the source, and with the code and facts of what the user is told. */
const detailsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return 'told' in cause ? `${JSON.stringify(cause.told)} ${cause.stack}` : String(cause.stack);
};
