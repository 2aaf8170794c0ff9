/** What decides where other programs keep their models. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { posix, win32, type PlatformPath } from 'node:path';

export interface System {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}

/** Paths as `system` writes them. */
export const pathFor = ({ platform }: System): PlatformPath => (platform === 'win32' ? win32 : posix);

/** A folder named by a variable, where that is set to a whole path; `~` and quotes as people write them. */
export const folderFrom = (system: System, variable: string): string | null => {
  const value = system.env[variable]?.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (!value) return null;
  const path = /^~(?=$|[\\/])/.test(value) ? pathFor(system).join(system.home, value.slice(1)) : value;
  return isWholePath(system, path) ? path : null;
};

/** What begins elsewhere than at the root is meant from where that program was started, and nobody knows where. */
export const isWholePath = (system: System, path: string): boolean => pathFor(system).isAbsolute(path);

/** Where applications keep what the user does not see; on Linux, `linuxFolder` of the home folder. */
export const applicationData = (system: System, linuxVariable: string, linuxFolder: string): string => {
  const { join } = pathFor(system);
  if (system.platform === 'win32')
    return folderFrom(system, 'APPDATA') ?? join(system.home, 'AppData', 'Roaming');
  if (system.platform === 'darwin') return join(system.home, 'Library', 'Application Support');
  return folderFrom(system, linuxVariable) ?? join(system.home, linuxFolder);
};

/** A small text of another program; empty where it cannot be read, and cut off where it is longer. */
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

/** JSON of another program; `null` where it cannot be read. */
export const readJson = (path: string, mostBytes?: number): unknown => {
  try {
    return JSON.parse(readText(path, mostBytes));
  } catch {
    return null;
  }
};
