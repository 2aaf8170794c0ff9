/** A window: its limits, colour and place, what it loads, and that it survives the death of its page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { crashReports } from '../../main/system/crash-reports.ts';
import { eventually } from '../fixtures/host/host-process.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import { openShell } from '../fixtures/electron/shell.ts';

const { boot } = bootForEachTest();

let folder: ReturnType<typeof temporaryFolder>;
let shells: { quit: () => Promise<void> }[];
beforeEach(() => {
  folder = temporaryFolder();
  shells = [];
});
afterEach(async () => {
  for (const shell of shells) await shell.quit();
  folder.remove();
});
/** The windows of Hearth without its core, remembered in this test's folder. */
const open = async (options: Parameters<typeof openShell>[1] = {}) => {
  const shell = await openShell(folder.path, options);
  shells.push(shell);
  return shell;
};

/** What was kept of one window. */
const keptAt = (bounds: object): string =>
  JSON.stringify({
    zoom: 1,
    windows: [{ number: 1, bounds, isMaximized: false, isFullScreen: false, chatId: null }],
  });
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the window', () => {
  it('is sandboxed, isolated and without Node, and shows itself with its first picture', async () => {
    const { electron, page } = await boot({ isPackaged: true });
    await page();
    const window = electron.seen.windows[0]!;
    expect(electron.seen.isSandboxForAll).toBe(true);
    expect(window.options.webPreferences).toEqual({
      preload: expect.stringMatching(/preload\.cjs$/) as string,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: process.platform === 'darwin',
      devTools: false,
    });
    expect(window.options.show).toBe(false);
    await eventually(() => window.isVisible());
  });

  it.each([
    [false, '#fcfbf9'],
    [true, '#181614'],
  ])("has the page's own background where the machine is dark: %s", async (isDark, colour) => {
    const { electron, page } = await open({ isDark });
    await page();
    expect(electron.seen.windows[0]!.options.backgroundColor).toBe(colour);
    const tokens = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8');
    expect(/--paper: light-dark\((.*)\)/.exec(tokens)![1]).toContain(colour);
  });

  it('opens where it was last', async () => {
    const first = await open();
    await first.page();
    // One that was never shown has no place to keep.
    await eventually(() => first.electron.seen.windows[0]!.isVisible());
    first.electron.seen.windows[0]!.setBounds({ x: 300, y: 200, width: 900, height: 700 });
    await first.quit();
    const second = await open();
    await second.page();
    expect(second.electron.seen.windows[0]!.options).toMatchObject({
      x: 300,
      y: 200,
      width: 900,
      height: 700,
      minWidth: 480,
    });
  });

  it.each([
    ['off every screen', keptAt({ x: 9000, y: 200, width: 900, height: 700 }), 900],
    ['in nonsense', keptAt({ x: 'a' }), 1180],
    ['in no JSON', 'x', 1180],
  ])('does not trust what was kept %s', async (_name, kept, width) => {
    writeFileSync(join(folder.path, 'windows.json'), kept);
    const { electron, page } = await open();
    await page();
    expect(electron.seen.windows[0]!.options.width).toBe(width);
    expect(electron.seen.windows[0]!.options).not.toHaveProperty('x');
  });

  describe('whose page dies', () => {
    /** The page died and came back, and dies again. */
    const diesTwice = async (button: string | null) => {
      const { electron, page } = await open();
      const first = await page();
      const { webContents } = electron.seen.windows[0]!;
      webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
      await eventually(() => webContents.page !== first);
      const second = webContents.page;
      electron.answers.button = button;
      webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
      return { electron, webContents, second };
    };

    it('comes back by itself, and the second time in a row says so and asks', async () => {
      const { electron, webContents, second } = await diesTwice(null);
      await eventually(() => electron.seen.questions.length === 1);
      expect(electron.seen.questions[0]).toEqual({
        message: 'The window stopped working twice in a row.',
        buttons: ['Start a new chat', 'Try again', 'Quit Hearth'],
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(webContents.page).toBe(second);
      const reports = crashReports(folder.path).map(({ text }) => JSON.parse(text) as { how: string });
      expect(reports.map(({ how }) => how).toSorted()).toEqual(['crashed', 'oom']);
    });

    it.each([
      ['Start a new chat', 'hearth://app/?new-chat'],
      ['Try again', 'hearth://app/'],
    ])('loads again as the user chooses: %s', async (button, url) => {
      const { webContents, second } = await diesTwice(button);
      await eventually(() => webContents.page !== second);
      expect(webContents.page!.frame.url).toBe(url);
    });

    it('quits where the user wants that', async () => {
      const { electron } = await diesTwice('Quit Hearth');
      expect(await electron.exited).toBe(0);
    });
  });

  describe('whose page hangs', () => {
    it('asks once, and takes the question back when it responds again', async () => {
      const { electron, page } = await open();
      await page();
      const window = electron.seen.windows[0]!;
      window.emit('unresponsive');
      window.emit('unresponsive');
      await eventually(() => electron.seen.questions.length === 1);
      expect(electron.seen.questions[0]).toEqual({
        message: 'The window is not responding.',
        buttons: ['Wait', 'Reload'],
      });
      window.emit('responsive');
      await eventually(() => {
        window.emit('unresponsive');
        return electron.seen.questions.length === 2;
      });
    });

    it('loads it again where the user wants that', async () => {
      const { electron, page } = await open();
      const first = await page();
      const window = electron.seen.windows[0]!;
      electron.answers.button = 'Reload';
      window.emit('unresponsive');
      await eventually(() => window.webContents.page !== first);
      expect(electron.seen.questions).toHaveLength(1);
    });
  });

  it('loads the development page only where it is not packaged, and only from this machine', async () => {
    vi.stubEnv('HEARTH_DEV_URL', 'http://127.0.0.1:5173/');
    const dev = await open();
    expect((await dev.page()).frame.url).toBe('http://127.0.0.1:5173/');
    await dev.quit();
    const packaged = await open({ isPackaged: true });
    expect((await packaged.page()).frame.url).toBe('hearth://app/');
    await packaged.quit();
    vi.stubEnv('HEARTH_DEV_URL', 'http://evil.example:5173/');
    const foreign = await open();
    expect((await foreign.page()).frame.url).toBe('hearth://app/');
  });
});
