/** electron-updater with the one file that the core has checked: a real AppImage updater replaces a script that acts as the program. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareUpdater } from '../../electron/install-update.ts';
import { installerOf } from '../../electron/own-installer.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { silentLog } from '../fixtures/electron/apps.ts';
import { replaceElectron } from '../fixtures/updates/no-electron.ts';
import { digest } from '../fixtures/updates/release-server.ts';

let folder: ReturnType<typeof temporaryFolder>;
replaceElectron({});
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  delete process.env['APPIMAGE'];
  folder.remove();
});

/** A program that notes that it was started. */
const programOf = (version: string): Buffer =>
  Buffer.from(`#!/bin/sh\necho ${version} > "${folder.path}/started"\n`);

describe.skipIf(process.platform !== 'linux')('an update of an AppImage', () => {
  const prepared = async (file: { sha512: string; bytes: number }, version = '0.2.0') => {
    const own = join(folder.path, 'hearth.AppImage');
    writeFileSync(own, programOf('0.1.0'));
    chmodSync(own, 0o755);
    process.env['APPIMAGE'] = own;
    const path = join(folder.path, `hearth-${version}`);
    writeFileSync(path, programOf(version));
    const updater = await prepareUpdater(
      'appimage',
      { path, version, publishers: [], ...file },
      join(folder.path, 'installing'),
      {
        version: '0.1.0',
        quit: () => undefined,
        relaunch: () => undefined,
        args: [],
        onQuit: () => undefined,
      },
      silentLog,
    );
    return { own, updater };
  };

  it.each([
    ['a newer version', '0.2.0'],
    ['the earlier one again', '0.0.9'],
  ])('replaces the program by %s and starts it, without a request', async (_what, version) => {
    const { own, updater } = await prepared(digest(programOf(version)), version);
    expect(updater.install!(true, false)).toBe(true);
    expect(readFileSync(own)).toEqual(programOf(version));
    expect(readFileSync(join(folder.path, 'started'), 'utf8').trim()).toBe(version);
  });

  it('refuses a file that is not the one that was checked', async () => {
    await expect(prepared(digest(Buffer.from('another')))).rejects.toThrow('has changed');
    expect(existsSync(join(folder.path, 'started'))).toBe(false);
  });
});

describe('how a program was installed', () => {
  const of = (platform: NodeJS.Platform, execPath: string, env: NodeJS.ProcessEnv = {}) =>
    installerOf({ platform, arch: 'x64', execPath, env, resources: join(folder.path, 'resources') });

  it('is known of a deb and an rpm by what electron-builder wrote into them', () => {
    mkdirSync(join(folder.path, 'resources'));
    const type = join(folder.path, 'resources/package-type');
    expect(of('linux', '/opt/Hearth/hearth')).toBeNull();
    for (const kind of ['deb', 'rpm']) {
      writeFileSync(type, kind);
      expect(of('linux', '/opt/Hearth/hearth')).toEqual({ kind, arch: 'x64', ownFile: null });
    }
    writeFileSync(type, 'pacman');
    expect(of('linux', '/opt/Hearth/hearth')).toBeNull();
  });

  it('is known of an AppImage, whose file is the program', () => {
    const env = { APPIMAGE: '/home/me/hearth.AppImage', APPDIR: '/tmp/.mount_x' };
    expect(of('linux', '/tmp/.mount_x/hearth', env)).toEqual({
      kind: 'appimage',
      arch: 'x64',
      ownFile: '/home/me/hearth.AppImage',
    });
  });

  it('is known on Windows by the uninstaller, which a portable program has not', () => {
    const path = join(folder.path, 'Hearth.exe');
    expect(of('win32', path)).toBeNull();
    writeFileSync(join(folder.path, 'Uninstall Hearth.exe'), '');
    expect(of('win32', path)).toMatchObject({ kind: 'nsis' });
  });

  it('is a bundle on a Mac', () => {
    expect(of('darwin', '/Applications/Hearth.app/Contents/MacOS/Hearth')).toMatchObject({ kind: 'mac' });
  });
});
