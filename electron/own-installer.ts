/** How this program was installed, and so what can replace it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramInstaller } from '../main/core/updates/open-updates.ts';
import { startedFile } from '../main/shell/portable.ts';

export interface OwnProgram {
  platform: NodeJS.Platform;
  arch: string;
  execPath: string;
  env: NodeJS.ProcessEnv;
  /** `process.resourcesPath`. */
  resources: string;
}

/**
 * `null` if nothing can: a portable program, or a folder that was unpacked by hand. electron-builder puts the kind of a Linux package into
 * `package-type`.
 */
export const installerOf = (program: OwnProgram): Omit<ProgramInstaller, 'install'> | null => {
  const { platform, arch, execPath, env, resources } = program;
  const as = (kind: ProgramInstaller['kind'], ownFile: string | null = null) => ({ kind, arch, ownFile });
  if (platform === 'darwin') return as('mac');
  if (platform === 'win32')
    return existsSync(join(execPath, '..', 'Uninstall Hearth.exe')) ? as('nsis') : null;
  if (platform !== 'linux') return null;
  const started = startedFile({ platform, execPath, env });
  if (started !== execPath) return as('appimage', started);
  try {
    const type = readFileSync(join(resources, 'package-type'), 'utf8').trim();
    return type === 'deb' || type === 'rpm' ? as(type) : null;
  } catch {
    return null;
  }
};
