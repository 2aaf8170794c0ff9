/** From the command line to the first window: what happens before Electron is ready, what ends it, a second start. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { eventually } from '../fixtures/host/host-process.ts';
import { bootForEachTest } from '../fixtures/electron/apps.ts';

const { boot, dataFolder } = bootForEachTest();

describe('the boot', () => {
  it('does before Electron is ready what must be done then, and the rest after it', async () => {
    const { electron } = await boot();
    const { calls } = electron.seen;
    const ready = calls.indexOf('ready');
    expect(calls.slice(0, ready)).toEqual(['protocol.registerSchemesAsPrivileged', 'app.enableSandbox']);
    // The window opens when the core has opened the data.
    await eventually(() => calls.includes('utilityProcess.fork') && calls.includes('BrowserWindow'));
    expect(calls.indexOf('protocol.handle')).toBeLessThan(calls.indexOf('BrowserWindow'));
    expect(electron.seen.schemes).toEqual([
      { scheme: 'hearth', privileges: { standard: true, secure: true } },
    ]);
    expect(electron.seen.errors).toEqual([]);
  });

  it("keeps Chromium's own files in the data folder", async () => {
    const { electron } = await boot();
    expect(electron.seen.chromiumFolder).toBe(join(dataFolder(), 'electron'));
  });

  it("leaves nothing of Chromium's network", async () => {
    const { electron, page } = await boot();
    await page();
    expect(electron.seen.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
    expect(electron.seen.switches.has('no-proxy-server')).toBe(true);
    // Elsewhere, the checker would download dictionaries.
    expect(electron.session.isSpellCheckerEnabled).toBe(process.platform === 'darwin');
  });

  it("takes Electron's own options beside --data", async () => {
    const { electron } = await boot({ args: ['--enable-logging', '--lang=de', '-psn_0_12345'] });
    expect(electron.seen.errors).toEqual([]);
    expect(electron.seen.chromiumFolder).toBe(join(dataFolder(), 'electron'));
  });

  it.each([
    ['no folder after --data', ['--data='], '--data needs a folder.'],
    [
      'a folder that cannot be made',
      ['--data', '/dev/null/hearth'],
      'Hearth cannot use /dev/null/hearth for its data (ENOTDIR). Choose another folder with --data.',
    ],
  ])('tells %s in one sentence and ends', async (_name, args, sentence) => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { electron } = await boot({ args });
    expect(await electron.exited).toBe(1);
    expect(electron.seen.errors).toEqual([`Hearth cannot start: ${sentence}`]);
    expect(silent).toHaveBeenCalledWith(sentence);
    silent.mockRestore();
  });

  it('is refused in one sentence while another program holds the data folder', async () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    // What a Node host in another process would hold.
    const { claimDataFolder } = await import('../../main/shell/data-folder.ts');
    const held = claimDataFolder(dataFolder());
    const { electron } = await boot();
    expect(await electron.exited).toBe(1);
    expect(electron.seen.errors).toEqual([
      `Hearth cannot start: Another Hearth is using ${dataFolder()}. Close it first, or choose another folder with --data.`,
    ]);
    held.release();
    silent.mockRestore();
  });
});

describe('a second start', () => {
  it('in the same data folder shows the window of the first and ends', async () => {
    const first = await boot();
    await first.page();
    const window = first.electron.seen.windows[0]!;
    await eventually(() => window.isVisible());
    window.hide();
    const second = await boot();
    expect(await second.electron.exited).toBe(0);
    expect(second.electron.seen.windows).toEqual([]);
    expect(second.electron.seen.errors).toEqual([]);
    expect(window.isVisible()).toBe(true);
    expect(window.focusCount).toBe(1);
  });

  it('in another one has a window of its own', async () => {
    const first = await boot();
    const other = temporaryFolder();
    const second = await boot({ dataFolder: other.path });
    await second.page();
    await first.page();
    expect(first.electron.seen.windows[0]!.focusCount).toBe(0);
    await second.quit();
    other.remove();
  });
});

describe('a command', () => {
  it('runs without a window and ends with its exit code', async () => {
    const written: string[] = [];
    const write = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => written.push(String(text)) > 0);
    const { electron } = await boot({ command: ['ls', '--names', '--data', dataFolder()] });
    expect(await electron.exited).toBe(0);
    write.mockRestore();
    expect(written.join('')).toBe('hearth-guide\n');
    expect(electron.seen.windows).toEqual([]);
    expect(electron.seen.chromiumFolder).not.toContain(dataFolder());
  });
});
