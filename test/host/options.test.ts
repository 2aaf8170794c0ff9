import { describe, expect, it } from 'vitest';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { defaultDataFolder } from '../../main/shell/default-data-folder.ts';
import { hasDisplay } from '../../main/host/open-browser.ts';
import { parseOptions } from '../../main/host/options.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

describe('the start options', () => {
  it('are understood', () => {
    expect(parseOptions(['--web', '--no-open', '--port', '4321', '--data', '/tmp/x'])).toEqual({
      web: true,
      open: false,
      port: 4321,
      dataFolder: '/tmp/x',
      trace: null,
    });
    expect(parseOptions([])).toMatchObject({ web: false, open: true, port: null });
    expect(parseOptions(['--trace', '/tmp/trace'])).toMatchObject({ web: true, trace: '/tmp/trace' });
  });

  it.each([
    [['--port', 'x']],
    [['--port', '70000']],
    [['--port', '-1']],
    [['--port=']],
    [['--data=']],
    [['--trace=']],
    [['--nonsense']],
    [['extra']],
    [['--port']],
  ])('that are wrong are refused with the usage: %j', (args) => {
    expect(() => parseOptions(args)).toThrow(/Usage: npm start/);
  });
});

describe('the data folder', () => {
  it("is the platform's usual one", () => {
    expect(defaultDataFolder('linux', {})).toMatch(/\.local\/share\/hearth$/);
    expect(defaultDataFolder('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/hearth');
    expect(defaultDataFolder('darwin', {})).toMatch(/Library\/Application Support\/Hearth$/);
    expect(defaultDataFolder('win32', { APPDATA: '/roaming' })).toMatch(/Hearth$/);
  });

  it('serves one Hearth at a time', () => {
    const folder = temporaryFolder();
    const first = claimDataFolder(folder.path);
    expect(() => claimDataFolder(folder.path)).toThrow('Another Hearth is using');
    first.release();
    claimDataFolder(folder.path).release();
    folder.remove();
  });

  it('that cannot be made is refused in one sentence', () => {
    expect(() => claimDataFolder('/dev/null/hearth')).toThrow('Choose another folder with --data');
  });
});

describe('a display', () => {
  it('is looked for where there may be none', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });
});
