/**
 * Tests how long a person waits, through the whole app. A first start answers within seconds. The anatomy of each turn: its parts, timed by three processes with their own clocks, add up to the
 * time that a person waits, from the key press to the last frame by the page's own clock.
 */
import { availableParallelism, loadavg } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Anatomy } from '../../main/shared/contract/anatomy.ts';
import { launchChromium } from '../fixtures/browser/chromium.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { keepsTo } from '../fixtures/in-time.ts';

const turns = 21;
/** Largest error of the sum, as a share of the waited time. */
const most = 0.02;
/** Time between two frames of a screen. For turns shorter than 50 of them, one frame is more than 2 %. */
const frameMs = 1000 / 60;

let browser: Browser;
let host: HostProcess;
let window: TestWindow;
let page: Page;
let startedAt: number;
const folder = temporaryFolder();

beforeAll(async () => {
  browser = await launchChromium();
  startedAt = performance.now();
  host = await startHostProcess(['--web', '--no-open', '--data', folder.path], {}, { measures: true });
  window = await host.connect();
  page = await (await browser.newContext({ viewport: { width: 1000, height: 800 } })).newPage();
  await page.goto(host.url);
});
afterAll(async () => {
  window.port.close();
  await browser.close();
  await host.end('SIGTERM');
  folder.remove();
});

/**
 * Runs in the page, without any of the app's code. Records the time of the key press or click that begins a turn, and of the
 * frame that shows its answer with its figures.
 */
const watch = `
  window.walls = [];
  let startedAt = 0;
  let before = 0;
  const begin = (event) => { startedAt = event.timeStamp; };
  addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.shiftKey) begin(event); }, true);
  addEventListener('click', (event) => { if (event.target.closest('[aria-label="Regenerate"]')) begin(event); }, true);
  new MutationObserver(() => {
    const running = document.querySelector('article.answer[aria-busy="true"]') !== null;
    if (running) { before = -1; return; }
    if (before !== -1 || startedAt === 0) return;
    before = 0;
    const from = startedAt;
    startedAt = 0;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.walls.push(performance.now() - from);
      port2.postMessage(null);
    });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-busy'] });
`;

const box = () => page.getByRole('textbox', { name: 'Message' });
const type = async (text: string): Promise<void> => {
  await box().fill(text);
  await box().press('Enter');
};

/** Ways to begin a turn. */
const kinds: Record<string, (turn: number) => Promise<void>> = {
  'a new chat': async (turn) => {
    await page.getByRole('button', { name: 'New chat' }).click();
    await type(`What is prefill? ${turn}`);
  },
  'a second turn': (turn) => type(`And what is decode? ${turn}`),
  'a regenerated answer': () => page.getByRole('button', { name: 'Regenerate' }).last().click(),
  'an edited question': async (turn) => {
    await box().press('Control+ArrowUp');
    const field = page.getByRole('textbox', { name: 'Edit message' });
    await field.fill(`What is the KV cache? ${turn}`);
    await field.press('Enter');
  },
  'a long message': (turn) => type(`${turn} ${'What is a token and what is a context? '.repeat(40)}`),
  'a draft that was read': async (turn) => {
    await box().fill(`Where are my chats kept on this machine? ${turn}`);
    await page.waitForTimeout(700);
    await box().press('Enter');
  },
  'a stopped answer': async () => {
    await type('Tell me all about prefill and decode.');
    await page
      .getByRole('button', { name: 'Stop' })
      .click({ timeout: 500 })
      .catch(() => undefined);
  },
};

interface Turn {
  kind: string;
  wallMs: number;
  anatomy: Anatomy;
}

const run = async (kind: string, turn: number): Promise<Turn | null> => {
  const finished = window.next('turn.finished');
  const count = await page.evaluate('walls.length');
  await kinds[kind]!(turn);
  const { message } = await finished;
  const isSeen = await expect
    .poll(() => page.evaluate('walls.length'), { timeout: 3_000 })
    .toBe(Number(count) + 1)
    .then(
      () => true,
      () => false,
    );
  // On a busy machine, the page may draw the beginning and the end of the turn in one frame.
  if (!isSeen) return null;
  let anatomy: Anatomy | null = null;
  // The window reports its parts after the last frame.
  await expect
    .poll(async () => {
      anatomy = await window.call('turnAnatomy', { messageId: message.id });
      return anatomy === null || anatomy.parts.some(({ name }) => name === 'paint');
    })
    .toBe(true);
  const wallMs = Number(await page.evaluate('walls.at(-1)'));
  // If the stop came before the engine began, the turn has no figures.
  return anatomy === null ? null : { kind, wallMs, anatomy };
};

it('a first start is answered by the starter model within 5 s', async () => {
  const finished = window.next('turn.finished');
  await type('What is prefill?');
  const answer = page.getByRole('log', { name: 'Conversation' }).getByRole('article').nth(1);
  await answer.filter({ hasText: /\w/ }).waitFor();
  expect(keepsTo(performance.now() - startedAt, 5000)).toBe(true);
  await finished;
});

it(`the parts of ${turns} turns of ${Object.keys(kinds).length} kinds add up to the waited time`, async ({
  skip,
}) => {
  await page.evaluate(watch);
  const all: Turn[] = [];
  const names = Object.keys(kinds);
  for (let turn = 0; all.length < turns && turn < turns * 1.5; turn += 1) {
    const done = await run(names[turn % names.length]!, turn);
    if (done !== null) all.push(done);
  }
  skip(all.length < turns, `this machine is too busy: only ${all.length} turns could be watched`);
  const missed = all.map(({ kind, wallMs, anatomy }) => {
    const sum = anatomy.parts.reduce((total, { ms }) => total + ms, 0);
    return { kind, wallMs, share: sum / wallMs - 1, parts: anatomy.parts };
  });
  if (process.env['HEARTH_SHOW'] !== undefined)
    for (const { kind, wallMs, share, parts } of missed)
      console.log(
        kind.padEnd(24),
        wallMs.toFixed(1).padStart(8),
        `${(share * 100).toFixed(2)} %`.padStart(9),
        parts.map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(', '),
      );
  const tooMuch = missed.filter(
    ({ share, wallMs }) => Math.abs(share * wallMs) > Math.max(most * wallMs, frameMs),
  );
  expect(tooMuch).toEqual([]);
  // Every kind of turn took part.
  expect(new Set(all.map(({ kind }) => kind)).size).toBe(names.length);
  const [load] = loadavg();
  skip(
    load! > 2 * availableParallelism(),
    `this machine is too busy for more than that: ${load!.toFixed(1)} processes want its ${availableParallelism()} cores`,
  );
  // Nearly all turns agree far better than to one frame, and so does the sum over all of them.
  expect(missed.filter(({ share }) => Math.abs(share) > most).length).toBeLessThan(turns / 5);
  const waited = missed.reduce((sum, { wallMs }) => sum + wallMs, 0);
  expect(Math.abs(missed.reduce((sum, { share, wallMs }) => sum + share * wallMs, 0))).toBeLessThan(
    most * waited,
  );
}, 120_000);
