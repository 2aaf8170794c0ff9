/** The marker `portable`, and the file that the user starts. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portableDataFolder, startedFile, usualDataFolder } from '../../main/shell/portable.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

describe('the file that the user starts', () => {
  const linux = (execPath: string, env: NodeJS.ProcessEnv = {}): string =>
    startedFile({ platform: 'linux', execPath, env });

  it('is the program itself', () => {
    expect(linux('/opt/Hearth/hearth')).toBe('/opt/Hearth/hearth');
  });

  it('is the AppImage, whose content runs from a mount', () => {
    const env = { APPIMAGE: '/home/me/hearth.AppImage', APPDIR: '/tmp/.mount_hearthX' };
    expect(linux('/tmp/.mount_hearthX/hearth', env)).toBe('/home/me/hearth.AppImage');
  });

  it('is not the AppImage of another program that started this one', () => {
    const env = { APPIMAGE: '/home/me/terminal.AppImage', APPDIR: '/tmp/.mount_terminal' };
    expect(linux('/opt/Hearth/hearth', env)).toBe('/opt/Hearth/hearth');
    expect(linux('/tmp/.mount_terminal2/hearth', env)).toBe('/tmp/.mount_terminal2/hearth');
    expect(linux('/tmp/.mount_terminal/hearth', { ...env, APPIMAGE: 'hearth' })).toContain('.mount_terminal');
  });

  it('is the portable program of Windows, which unpacks itself for each run', () => {
    const env = { PORTABLE_EXECUTABLE_FILE: 'E:\\Hearth.exe', TEMP: 'C:\\Temp' };
    const at = (execPath: string): string => startedFile({ platform: 'win32', execPath, env });
    expect(at('C:\\Temp\\ns1\\app\\Hearth.exe')).toBe('E:\\Hearth.exe');
    expect(at('C:\\Programs\\Hearth\\Hearth.exe')).toBe('C:\\Programs\\Hearth\\Hearth.exe');
    expect(at('D:\\Temp\\Hearth.exe')).toBe('D:\\Temp\\Hearth.exe');
  });

  it('is the bundle on a Mac, so that nothing is written into it', () => {
    const execPath = '/Volumes/Stick/Hearth.app/Contents/MacOS/Hearth';
    expect(startedFile({ platform: 'darwin', execPath, env: {} })).toBe('/Volumes/Stick/Hearth.app');
  });
});

describe('the marker', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());
  const place = () => ({ platform: 'linux' as const, execPath: join(folder.path, 'hearth'), env: {} });

  it('keeps all data beside the program', () => {
    expect(portableDataFolder(place())).toBeNull();
    writeFileSync(join(folder.path, 'portable'), '');
    expect(portableDataFolder(place())).toBe(join(folder.path, 'data'));
    expect(usualDataFolder(place())).toBe(join(folder.path, 'data'));
  });

  it('is a plain file and nothing else, and its content does not matter', () => {
    mkdirSync(join(folder.path, 'portable'));
    expect(portableDataFolder(place())).toBeNull();
    const linked = temporaryFolder();
    writeFileSync(join(linked.path, 'elsewhere'), '');
    symlinkSync(join(linked.path, 'elsewhere'), join(linked.path, 'portable'));
    expect(portableDataFolder({ ...place(), execPath: join(linked.path, 'hearth') })).toBeNull();
    linked.remove();
  });

  it('does not let a link lead the data elsewhere', () => {
    writeFileSync(join(folder.path, 'portable'), '/etc');
    symlinkSync('/etc', join(folder.path, 'data'));
    expect(() => portableDataFolder(place())).toThrow('is a link');
  });

  it('does not exist for a checkout', () => {
    expect(usualDataFolder(null)).toMatch(/hearth$/i);
    expect(usualDataFolder()).toBe(usualDataFolder(null));
  });
});
