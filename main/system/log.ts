/** The log file: what happened and what failed, never the content of a chat. */
import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { say, sentenceOf } from '../shared/words/catalogue.ts';

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string, cause?: unknown): void;
  close(): void;
}

/** Beyond this size a new log begins, and one old log is kept. In bytes. */
const largestLog = 5 * 1024 * 1024;

/** The folder of the logs in a data folder. */
export const logFolder = (dataFolder: string): string => join(dataFolder, 'logs');

export const logPath = (dataFolder: string): string => join(logFolder(dataFolder), 'hearth.log');

/**
 * Opens `logs/hearth.log` in the data folder. A log that cannot be written never stops Hearth. `largest`: bytes after which a new one
 * begins.
 */
export const openLog = (dataFolder: string, largest = largestLog): Log => {
  const path = logPath(dataFolder);
  let file: number | null = null;
  let bytes = 0;
  const begin = (): void => {
    mkdirSync(logFolder(dataFolder), { recursive: true, mode: 0o700 });
    bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > largest) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    file = openSync(path, 'a', 0o600);
  };
  try {
    begin();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    console.error(sentenceOf(say('start.no-log', { path, reason })));
  }
  const write = (line: string): void => {
    if (file === null) return;
    try {
      bytes += writeSync(file, line);
      if (bytes <= largest) return;
      const full = file;
      begin();
      closeSync(full);
    } catch {
      // A full disk must not end a chat. A log that cannot be renamed continues.
      bytes = 0;
    }
  };
  return {
    ...logWith(write),
    close: () => {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
};

/** So many lines may wait for the disk; further ones are left out. */
const mostWaiting = 1000;

export interface AppendedLog extends Log {
  /** Resolves when everything is written. */
  written(): Promise<void>;
}

/**
 * The same file for a process beside the core: it never waits for the disk, opens the file for each line, and leaves it to the core to
 * begin a new one.
 */
export const appendToLog = (dataFolder: string): AppendedLog => {
  const path = logPath(dataFolder);
  let waiting = 0;
  let last = Promise.resolve();
  const append = async (line: string): Promise<void> => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await appendFile(path, line, { mode: 0o600 });
    } catch {
      // Nobody can be told.
    }
    waiting -= 1;
  };
  const write = (line: string): void => {
    if (waiting >= mostWaiting) return;
    waiting += 1;
    last = last.then(() => append(line));
  };
  return { ...logWith(write), close: () => undefined, written: () => last };
};

const logWith = (write: (line: string) => void): Pick<Log, 'info' | 'warn' | 'error'> => {
  const line = (level: string, text: string): void => write(`${new Date().toISOString()} ${level} ${text}\n`);
  return {
    info: (text) => line('info ', text),
    warn: (text) => line('warn ', text),
    error: (text, cause) => line('error', cause === undefined ? text : `${text}: ${detailsOf(cause)}`),
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

/**
 * An error with its place in the source, and with the code and facts of what the user is told. The message of a `SyntaxError` quotes
 * what was parsed, which can be the text of a chat, so it is left out.
 */
const detailsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  if (cause instanceof SyntaxError) return `SyntaxError\n${placesIn(cause)}`;
  return 'told' in cause ? `${JSON.stringify(cause.told)} ${cause.stack}` : String(cause.stack);
};

/** The lines of a stack without the message above them. */
const placesIn = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
