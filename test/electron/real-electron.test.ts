/**
 * The window in real Electron, where its binary is installed and there is a display or Xvfb: the first start, two turns with the guide,
 * a reload, and the end.
 */
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { installedElectron } from '../../main/launch/electron-binary.mjs';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { canHaveDisplay, openDisplay } from '../fixtures/electron/display.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = installedElectron();
const reason =
  binary === null
    ? "Electron's binary is not installed here"
    : canHaveDisplay()
      ? null
      : 'there is no display, and no Xvfb';

describe.skipIf(reason !== null)(`real Electron${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const folder = temporaryFolder();
  let display: Awaited<ReturnType<typeof openDisplay>>;
  let app: ElectronApplication;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    display = await openDisplay();
    app = await _electron.launch({
      executablePath: binary!,
      env: display.env as Record<string, string>,
      // As root Chromium's own sandbox cannot start.
      args: [root, '--data', folder.path, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    });
    page = await app.firstWindow();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    // The model's button is there once the core has answered through the port.
    await page.waitForSelector('.model-button');
  }, 120_000);
  afterAll(() => {
    display.close();
    folder.remove();
  });

  const box = () => page.getByRole('textbox', { name: 'Message' });
  const articles = () => page.getByRole('log', { name: 'Conversation' }).getByRole('article');
  const latency = () => page.getByRole('group', { name: 'Latency' });
  const ask = async (text: string, answers: number): Promise<void> => {
    await box().fill(text);
    await box().press('Enter');
    await expect.poll(() => latency().count(), { timeout: 60_000 }).toBe(answers);
  };

  it('opens the page, gives it a port and nothing of Node', async () => {
    expect(
      await page.evaluate(() => [
        location.origin,
        typeof (globalThis as { require?: unknown }).require,
        typeof (globalThis as { process?: unknown }).process,
      ]),
    ).toEqual(['hearth://app', 'undefined', 'undefined']);
  });

  it('answers at the first start, with figures under each answer', async () => {
    await ask('What can you do?', 1);
    await ask('How do I download a model?', 2);
    expect(await articles().count()).toBe(4);
    expect(await articles().nth(1).innerText()).toMatch(/\w+/);
  });

  it('shows the same chat after a reload', async () => {
    const before = await articles().allInnerTexts();
    await page.reload();
    await expect.poll(() => articles().count()).toBe(before.length);
    expect(complaints).toEqual([]);
  });

  it('opens no other page and no window', async () => {
    await page.evaluate(() => {
      window.open('https://example.org');
      location.href = 'https://example.org';
    });
    expect(page.url()).toMatch(/^hearth:\/\/app\//);
    expect(app.windows()).toHaveLength(1);
  });

  it('ends, and leaves the data folder', async () => {
    await app.close();
    const claimed = claimDataFolder(folder.path);
    expect(claimed.path).toBe(folder.path);
    claimed.release();
  });
});
