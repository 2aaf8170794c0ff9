/** A page built once by Vite and opened in a real Chromium, under the policy that the host sends. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { hostPolicy } from '../../main/host/content-security-policy.ts';
import { contentTypes } from '../../main/host/page-files.ts';
import { launchChromium } from './chromium.ts';

export interface BuiltPage {
  url: string;
  /** Opens a tab; what it complains of, and every request to elsewhere, lands in `complaints`, led by `label`. */
  newTab(label: string, viewport: { width: number; height: number }): Promise<Page>;
  complaints: string[];
  close(): Promise<void>;
}

/** Builds what `config` describes, a Vite configuration beside the caller, and serves it on loopback. */
export const openBuiltPage = async (config: URL): Promise<BuiltPage> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-page-'));
  await build({
    configFile: fileURLToPath(config),
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await launchChromium();
  const complaints: string[] = [];
  return {
    url,
    complaints,
    newTab: async (label, viewport) => {
      const page = await browser.newPage({ viewport });
      page.on('pageerror', (error) => complaints.push(`${label}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${label}: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(url)) complaints.push(`${label} asked for ${request.url()}`);
      });
      return page;
    },
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
