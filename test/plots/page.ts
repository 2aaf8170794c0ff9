/** Builds the page of plots once and opens it in a real Chromium, under the policy that the host sends. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { hostPolicy } from '../../main/host/content-security-policy.ts';
import { contentTypes } from '../../main/host/content-types.ts';
import { launchChromium } from '../browser/chromium.ts';

export interface PlotsPage {
  /** Opens all plots anew, in the same page for speed; what it complains of lands in `complaints`. */
  open(theme: 'light' | 'dark', width: number): Promise<Page>;
  complaints: string[];
  close(): Promise<void>;
}

export const openPlots = async (): Promise<PlotsPage> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-plots-'));
  await build({
    configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    build: { outDir: folder },
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    readFile(join(folder, pathname === '/' ? 'index.html' : pathname)).then(
      (body) => {
        response.writeHead(200, {
          'Content-Type': contentTypes[extname(pathname) || '.html'] ?? 'application/octet-stream',
          'Content-Security-Policy': hostPolicy(request.headers.host ?? ''),
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launchChromium();
  const complaints: string[] = [];
  const page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });

  return {
    complaints,
    open: async (theme, width) => {
      await page.setViewportSize({ width, height: 800 });
      // What the test before pointed at must not be pointed at from the start.
      await page.mouse.move(0, 0);
      await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
      await page.locator('.plot-svg').first().waitFor();
      return page;
    },
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
