/** Finds Electron's binary, fetching it on first use; the npm package brings only the code that fetches it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';

const packageFolder = join(root, 'node_modules', 'electron');

/** The path of the binary; `null` where it is not installed. */
export const installedElectron = () => {
  try {
    const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist');
    const path = join(folder, readFileSync(join(packageFolder, 'path.txt'), 'utf8'));
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
