/**
 * Which file the user starts as Hearth, and the marker `portable` beside it: with it, all data goes to the folder `data` beside it
 * instead of the user's own folders, for example on a USB drive.
 */
import { lstatSync } from 'node:fs';
import { posix, resolve, win32 } from 'node:path';
import { Refusal } from '../shared/rpc/refusal.ts';
import { defaultDataFolder } from './default-data-folder.ts';

/** What a packaged program knows of itself. */
export interface ProgramPlace {
  platform: NodeJS.Platform;
  /** The program that runs; for an AppImage and a portable program of Windows, a temporary copy. */
  execPath: string;
  env: NodeJS.ProcessEnv;
}

/** The place of this process's program; `null` if it is a checkout, which Node or a plain Electron runs. */
const ownPlace = (): ProgramPlace | null => {
  const { versions, defaultApp } = process as NodeJS.Process & { defaultApp?: boolean };
  if (versions['electron'] === undefined || defaultApp === true) return null;
  return { platform: process.platform, execPath: process.execPath, env: process.env };
};

/**
 * The file or bundle that the user starts. The environment variables of AppImage and of electron-builder's portable programs reach
 * every program that is started from such a one, so they count only if this program is in the temporary folder that they name.
 */
export const startedFile = ({ platform, execPath, env }: ProgramPlace): string => {
  const { APPIMAGE: image, APPDIR: mount } = env;
  if (platform === 'linux' && image && mount && posix.isAbsolute(image) && isWithin(posix, execPath, mount))
    return image;
  const { PORTABLE_EXECUTABLE_FILE: portable, TEMP: temporary } = env;
  if (platform === 'win32' && portable && temporary && win32.isAbsolute(portable))
    return isWithin(win32, execPath, temporary) ? portable : execPath;
  // Nothing may be written into the bundle of a Mac: it would break its signature, and an update replaces it.
  const bundle = /^(.*?\.app)\/Contents\/MacOS\/[^/]+$/.exec(execPath);
  return platform === 'darwin' && bundle !== null ? bundle[1]! : execPath;
};

const isWithin = (path: typeof posix, file: string, folder: string): boolean => {
  const way = path.relative(folder, file);
  return way !== '' && !way.startsWith('..') && !path.isAbsolute(way);
};

/**
 * The folder `data` beside the program if there is a plain file `portable`; `null` if there is none. Throws `Refusal` if `data` is a
 * link, because it could lead anywhere, and a portable Hearth keeps to its folder.
 */
export const portableDataFolder = (place: ProgramPlace): string | null => {
  const { dirname, join } = place.platform === 'win32' ? win32 : posix;
  const folder = dirname(startedFile(place));
  if (lstatSync(join(folder, 'portable'), { throwIfNoEntry: false })?.isFile() !== true) return null;
  const data = join(folder, 'data');
  if (lstatSync(data, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw new Refusal('start.portable-link', { folder: data });
  return data;
};

/** The data folder without `--data`: that of a portable Hearth, or the platform's usual one. Throws as `portableDataFolder` does. */
export const usualDataFolder = (place: ProgramPlace | null = ownPlace()): string =>
  (place === null ? null : portableDataFolder(place)) ??
  resolve(defaultDataFolder(process.platform, process.env));

/** The program that another program or a service has to start to start this Hearth. */
export const ownProgram = (): string => {
  const place = ownPlace();
  // The program within a bundle is what can be started with arguments.
  return place === null || place.platform === 'darwin' ? process.execPath : startedFile(place);
};
