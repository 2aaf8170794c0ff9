/** The window in real Electron, where its binary is installed and there is a display. */
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { hasDisplay } from '../../main/host/open-browser.ts';
import { installedElectron } from '../../main/launch/electron-binary.mjs';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = installedElectron();
const reason =
  binary === null
    ? "Electron's binary is not installed here"
    : hasDisplay(process.platform, process.env)
      ? null
      : 'there is no display';

describe(`real Electron${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  it.skipIf(reason !== null)('opens the page, gives it a port and nothing of Node, and ends', async () => {
    const folder = temporaryFolder();
    const app = await _electron.launch({
      executablePath: binary!,
      // As root Chromium's own sandbox cannot start.
      args: [root, '--data', folder.path, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    });
    const page = await app.firstWindow();
    // The model's button is there once the core has answered through the port.
    await page.waitForSelector('.model-button');
    expect(
      await page.evaluate(() => [
        location.origin,
        typeof (globalThis as { require?: unknown }).require,
        typeof (globalThis as { process?: unknown }).process,
      ]),
    ).toEqual(['hearth://app', 'undefined', 'undefined']);
    await app.close();
    claimDataFolder(folder.path).release();
    folder.remove();
  });
});
