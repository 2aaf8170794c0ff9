/** The other side: the whole app, engine to core to window, in a real Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHostProcess } from '../fixtures/host/host-process.ts';
import { openQuietPage } from './quiet-page.ts';
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
    // Each question is asked often, and each time it has to be read.
    snapshotBudget: 0,
  });
  await window.call('openModel', { path: workload.modelPath });
  window.port.close();

  const page = await openQuietPage(host.url);
  // The address with the token leads to the one without it, which ends what runs in the first page.
  await page.evaluate(untilReady).catch(() => page.evaluate(untilReady));

  return {
    run: async (prompt): Promise<Measured> => {
      const figures = await page.evaluate(`(${ask})(${JSON.stringify(prompt)})`);
      return figures as Measured;
    },
    close: async () => {
      await page.close();
      await host.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Runs in the page: resolves when the message box can be written to and the model is loaded. */
const untilReady = `new Promise((resolve) => {
  const look = () =>
    document.getElementById('new-chat') &&
    document.querySelector('textarea[aria-label="Message"]') &&
    document.querySelector('[role="status"][data-state="ready"]')
      ? resolve()
      : setTimeout(look, 50);
  look();
})`;

/** Runs in the page: sends a message in a new chat as a person does, and resolves with the figures of its answer. */
const ask = `async (prompt) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  document.getElementById('new-chat').click();
  await frame();
  const box = document.querySelector('textarea[aria-label="Message"]');
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, prompt);
  box.dispatchEvent(new Event('input', { bubbles: true }));
  await frame();
  await new Promise((resolve) => {
    new MutationObserver((_changes, observer) => {
      if (document.querySelector('[data-metric]') === null) return;
      observer.disconnect();
      resolve();
    }).observe(document.body, { childList: true, subtree: true });
    document.querySelector('button[aria-label="Send"]').click();
  });
  const figure = (name) => Number(document.querySelector('[data-metric="' + name + '"]').value);
  return {
    newTokens: figure('new-tokens'),
    prefillMs: figure('prefill-ms'),
    decodeTokens: figure('decode-tokens'),
    decodeMs: figure('decode-ms'),
  };
}`;
