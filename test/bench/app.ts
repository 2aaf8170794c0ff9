/** The other side: the whole app, engine to core to window, in a real Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../browser/chromium.ts';
import { startHostProcess } from '../host/host-process.ts';
import type { Measured, Subject, Workload } from './workload.ts';

/** Starts Hearth and a browser, and opens the workload's model. */
export const wholeApp = async (workload: Workload): Promise<Subject> => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
  const host = await startHostProcess(['--web', '--no-open', '--data', folder]);
  const window = await host.connect();
  await window.call('changeSettings', {
    backend: 'cpu',
    contextLength: workload.contextLength,
    temperature: 0,
  });
  await window.call('openModel', { path: workload.modelPath });
  window.port.close();

  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(host.url);
  const metric = async (name: keyof typeof metricNames): Promise<number> =>
    Number(await page.locator(`[data-metric="${metricNames[name]}"]`).last().getAttribute('value'));

  return {
    run: async (prompt): Promise<Measured> => {
      await page.getByRole('button', { name: 'New chat', exact: true }).click();
      await page.getByRole('textbox', { name: 'Message' }).fill(prompt);
      await page.getByRole('textbox', { name: 'Message' }).press('Enter');
      await page.getByRole('group', { name: 'Latency' }).waitFor({ timeout: 300_000 });
      return {
        newTokens: await metric('newTokens'),
        prefillMs: await metric('prefillMs'),
        decodeTokens: await metric('decodeTokens'),
        decodeMs: await metric('decodeMs'),
      };
    },
    close: async () => {
      await browser.close();
      await host.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const metricNames = {
  newTokens: 'new-tokens',
  prefillMs: 'prefill-ms',
  decodeTokens: 'decode-tokens',
  decodeMs: 'decode-ms',
} as const;
