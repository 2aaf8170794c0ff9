/**
 * Crash reports: small files that a person can read and send to the makers of Hearth. Hearth itself sends none. They name versions, the
 * system and places in Hearth's own code; no messages of errors, which can quote anything, and no paths.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, release, totalmem } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logFolder } from './log.ts';
import { packageRoot, version } from './paths.ts';

/** More reports than this are not kept; the oldest are removed. */
const mostReports = 20;
const longestReport = 64 * 1024;
const mostPlaces = 30;

export interface Crash {
  /** Which part of Hearth ended or failed. */
  part: 'core' | 'engine' | 'window';
  /** The exit code or the signal of a process, as the shell tells it. */
  how?: string;
  error?: unknown;
  /** Figures and names that Hearth has for itself: a backend, a context length. */
  facts?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface CrashReport {
  /** The name of the file. */
  name: string;
  text: string;
}

const nameOf = (at: Date, number: number): string =>
  `crash-${at.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}${number === 1 ? '' : `-${number}`}.json`;

const isReport = (name: string): boolean => /^crash-[\d-]+\.json$/.test(name);

/** Never throws: a report that cannot be written is left out. */
export const writeCrashReport = (
  dataFolder: string,
  { part, how, error, facts }: Crash,
  at = new Date(),
): void => {
  const report = {
    hearth: version,
    at: at.toISOString(),
    part,
    ...(how === undefined ? {} : { how: plain(how) }),
    ...(error === undefined ? {} : errorFacts(error)),
    ...(facts === undefined ? {} : { facts }),
    system: {
      platform: process.platform,
      arch: arch(),
      release: release(),
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      node: process.versions.node,
      electron: process.versions['electron'] ?? null,
    },
  };
  try {
    const folder = logFolder(dataFolder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const text = `${JSON.stringify(report, null, 2)}\n`;
    for (let number = 1; number <= mostReports; number++)
      try {
        writeFileSync(join(folder, nameOf(at, number)), text, { mode: 0o600, flag: 'wx' });
        break;
      } catch (taken) {
        if ((taken as NodeJS.ErrnoException).code !== 'EEXIST') throw taken;
      }
    for (const name of reportNames(dataFolder).slice(mostReports))
      rmSync(join(folder, name), { force: true });
  } catch {
    // The log has the error, too.
  }
};

/** The newest first. */
const reportNames = (dataFolder: string): string[] => {
  try {
    return readdirSync(logFolder(dataFolder)).filter(isReport).toSorted().toReversed();
  } catch {
    return [];
  }
};

/** The newest first. */
export const crashReports = (dataFolder: string): CrashReport[] =>
  reportNames(dataFolder).flatMap((name) => {
    const path = join(logFolder(dataFolder), name);
    try {
      return statSync(path).size > longestReport ? [] : [{ name, text: readFileSync(path, 'utf8') }];
    } catch {
      return [];
    }
  });

/** Its name, its code and its places in Hearth's code and Node's. */
const errorFacts = (error: unknown): { error: string; code?: string; places: string[] } => {
  if (!(error instanceof Error)) return { error: typeof error, places: [] };
  const { code } = error as NodeJS.ErrnoException;
  return {
    error: plain(error.constructor.name),
    ...(typeof code === 'string' ? { code: plain(code) } : {}),
    places: (error.stack ?? '')
      .split('\n')
      .flatMap((line) => placeIn(line) ?? [])
      .slice(0, mostPlaces),
  };
};

/** `null` if the line of a stack names no place in Hearth, in its packages or in Node. */
const placeIn = (line: string): string | null => {
  const [, called = '', where = ''] = /^\s+at (?:(.*?) \()?([^()]+:\d+:\d+)\)?$/.exec(line) ?? [];
  const place = /^node:[\w/]+:\d+:\d+$/.test(where) ? where : insideOf(where);
  return place === null ? null : `${called === '' ? '' : `${plain(called)} `}${place}`;
};

const insideOf = (where: string): string | null => {
  const [, file = '', at = ''] = /^(.*?)(:\d+:\d+)$/.exec(where) ?? [];
  const path = file.startsWith('file:') && URL.canParse(file) ? fileURLToPath(file) : file;
  return path.startsWith(packageRoot + sep)
    ? path
        .slice(packageRoot.length + 1)
        .split(sep)
        .join('/') + at
    : null;
};

/** Letters, digits and the characters of names in code. */
const plain = (text: string): string => text.replaceAll(/[^\w.<>$#[\] ()-]/g, '').slice(0, 100);
