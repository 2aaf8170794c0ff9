/** Finds Electron's binary, fetching it on first use; the npm package brings only the code that fetches it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';

const packageFolder = join(root, 'node_modules', 'electron');

/** `path.txt` is there once Electron was fetched. */
const nameOfBinary = () => {
  const path = join(packageFolder, 'path.txt');
  return existsSync(path) ? readFileSync(path, 'utf8') : 'electron';
};

/** The path of the binary; `null` where it is not installed. */
export const installedElectron = () => {
  try {
    const other = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
    // As Electron's own package finds it.
    const path =
      other === undefined
        ? join(packageFolder, 'dist', readFileSync(join(packageFolder, 'path.txt'), 'utf8'))
        : join(other, nameOfBinary());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
};

/** The path of the binary; `null` where it cannot be had. */
export const findElectron = () => {
  const installed = installedElectron();
  if (installed !== null || !existsSync(join(packageFolder, 'install.js'))) return installed;
  console.log('Fetching Electron (about 110 MB), once …');
  spawnSync(process.execPath, [join(packageFolder, 'install.js')], { stdio: 'ignore', timeout: 10 * 60_000 });
  return installedElectron();
};
