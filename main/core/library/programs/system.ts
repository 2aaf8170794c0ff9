/** Reads the settings and files that tell where other programs keep their models. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { posix, win32, type PlatformPath } from 'node:path';

/** The system on which other programs are looked for. Tests replace it. */
export interface System {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}

/** Node's path functions for the platform of `system`. */
export const pathFor = ({ platform }: System): PlatformPath => (platform === 'win32' ? win32 : posix);

/**
 * The folder that an environment variable names, with `~` expanded and quotes removed; `null` if it is not set to an absolute
 * path.
 */
export const folderFrom = (system: System, variable: string): string | null => {
  const value = system.env[variable]?.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (!value) return null;
  const path = /^~(?=$|[\\/])/.test(value) ? pathFor(system).join(system.home, value.slice(1)) : value;
  return isWholePath(system, path) ? path : null;
};

/** Whether a path is absolute. A relative one starts where that program was started, and Hearth cannot know where that is. */
export const isWholePath = (system: System, path: string): boolean => pathFor(system).isAbsolute(path);

/** The folder for application data. On Linux, `linuxVariable` names it, and the default is `linuxFolder` in the home folder. */
export const applicationData = (system: System, linuxVariable: string, linuxFolder: string): string => {
  const { join } = pathFor(system);
  if (system.platform === 'win32')
    return folderFrom(system, 'APPDATA') ?? join(system.home, 'AppData', 'Roaming');
  if (system.platform === 'darwin') return join(system.home, 'Library', 'Application Support');
  return folderFrom(system, linuxVariable) ?? join(system.home, linuxFolder);
};

/** Reads at most `mostBytes` of a text file of another program; an empty string if it cannot be read. */
export const readText = (path: string, mostBytes = 1024 * 1024): string => {
  try {
    const found = statSync(path);
    if (!found.isFile()) return '';
    const bytes = Buffer.alloc(Math.min(found.size, mostBytes));
    const file = openSync(path, 'r');
    try {
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
};

/** Reads a JSON file of another program; `null` if it cannot be read or parsed. */
export const readJson = (path: string, mostBytes?: number): unknown => {
  try {
    return JSON.parse(readText(path, mostBytes));
  } catch {
    return null;
  }
};
