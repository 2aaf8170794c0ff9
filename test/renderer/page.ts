/** Builds the page of states once and opens it in a real Chromium, under the policy that the host sends. */
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
import type { ScenarioName } from '../states/scenarios.ts';

export interface States {
  /** Opens a scenario in a page of its own; what the page complains of lands in `complaints`. */
  open(scenario: ScenarioName, options?: { theme?: string; width?: number }): Promise<Page>;
  complaints: string[];
  close(): Promise<void>;
}

export const openStates = async (): Promise<States> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-states-'));
  await build({
    configFile: fileURLToPath(new URL('../states/vite.config.ts', import.meta.url)),
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

  return {
    complaints,
    open: async (scenario, { theme = 'light', width = 1280 } = {}) => {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      page.on('pageerror', (error) => complaints.push(`${scenario}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${scenario}: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(`http://127.0.0.1:${port}/`))
          complaints.push(`${scenario} asked for ${request.url()}`);
      });
      await page.goto(`http://127.0.0.1:${port}/?scenario=${scenario}&theme=${theme}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
