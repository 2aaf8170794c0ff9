/**
 * Refuses to make an installer that could not start: electron-builder packs what is installed, and for another system or processor that
 * is neither an engine nor a database.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nativePackages } from './native-packages.mjs';

/** electron-builder's numbers of processors. */
const archs = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];

/**
 * @param {{ electronPlatformName: string, arch: number }} context as electron-builder gives it
 */
export default function beforePack({ electronPlatformName, arch }) {
  const target = `${electronPlatformName}-${archs[arch]}`;
  const wanted = nativePackages(electronPlatformName, archs[arch] ?? '');
  if (wanted === null)
    throw new Error(
      `Hearth cannot run on ${target}: a native part does not exist for it (docs/packaging.md).`,
    );
  const folder = fileURLToPath(new URL('../../node_modules/', import.meta.url));
  const missing = wanted.needed.filter((name) => !existsSync(folder + name));
  if (missing.length > 0)
    throw new Error(`${missing.join(' and ')} is not installed, so Hearth cannot be packed for ${target}.`);
}
