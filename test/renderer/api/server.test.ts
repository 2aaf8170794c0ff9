/** The local server: its switch, its settings, its keys, and its requests, on the page of states. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, plain, until, useStates } from '../../fixtures/renderer/page.ts';
import { busyApi } from '../../fixtures/states/sample-api.ts';

const open = useStates();
let page: Page;
const { button } = partsOf(() => page);
const show = async (tab: string): Promise<void> => {
  await page.getByRole('button', { name: /^Local server/ }).click();
  await page.getByRole('tab', { name: tab }).click();
};
const panel = () => page.getByRole('tabpanel');

describe('the server', () => {
  it('is switched on, and shows its addresses and that it runs', async () => {
    page = await open('api-off');
    await show('Server');
    await expect.poll(() => page.getByRole('button', { name: 'Local server', exact: true }).count()).toBe(1);
    // Its settings are folded while it is off.
    await expect.poll(() => page.getByLabel('Port', { exact: true }).count()).toBe(0);
    await page.getByRole('switch', { name: 'Local server' }).press('Space');
    await page.getByText('On. No request is running.').waitFor();
    await page.getByText('http://127.0.0.1:27181/v1').waitFor();
    await expect.poll(() => page.getByLabel('Port', { exact: true }).inputValue()).toBe('27181');
    // The button of the page says so, on every page.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Local server on' }).waitFor();
  });

  it('copies an address', async () => {
    page = await open('api-busy');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await show('Server');
    await button('Copy http://127.0.0.1:27181/v1').click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('http://127.0.0.1:27181/v1');
  });

  it('shows the models that programs have loaded, and unloads them', async () => {
    page = await open('api-busy');
    await show('Server');
    const rows = () => panel().getByLabel('Models loaded by programs').locator('div').allInnerTexts();
    await expect
      .poll(async () => (await rows()).map(plain))
      .toEqual(['Also in memory Qwen2.5 Coder 1.5B', 'Loading into memory Qwen3 8B']);
    await button('Unload Qwen2.5 Coder 1.5B').click();
    await expect.poll(async () => (await rows()).map(plain)).toEqual(['Loading into memory Qwen3 8B']);
    await button('Unload Qwen3 8B').click();
    await expect.poll(rows).toEqual([]);
  });

  it('says why it did not start', async () => {
    page = await open('api-failed');
    await show('Server');
    await expect.poll(() => panel().getByRole('alert').textContent()).toContain('uses the port');
    await page.getByRole('button', { name: 'Local server failed' }).waitFor();
  });

  it('asks before other computers can reach it', async () => {
    page = await open('api-busy');
    await show('Server');
    const field = page.getByLabel('Also reachable at');
    const question = page.getByRole('alertdialog');
    await field.fill('192.168.1.20');
    await field.blur();
    await expect
      .poll(() => question.textContent())
      .toContain('Other computers on this network will be able to reach');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await until(async () => (await field.inputValue()) === '');
    await field.fill('192.168.1.20');
    await field.blur();
    await question.getByRole('button', { name: 'Allow' }).click();
    await question.waitFor({ state: 'detached' });
    await expect.poll(() => field.inputValue()).toBe('192.168.1.20');
    // To take it back needs no question.
    await field.fill('');
    await field.blur();
    await until(async () => (await field.inputValue()) === '');
    await expect.poll(() => question.count()).toBe(0);
  });

  it('wants a key before other computers can reach it', async () => {
    page = await open('api-busy', { given: { api: { ...busyApi, keys: [] } } });
    await show('Server');
    const field = page.getByLabel('Also reachable at');
    await field.fill('0.0.0.0');
    await field.blur();
    await page.getByRole('alertdialog').getByText('Other computers need a key').waitFor();
    await button('Go to keys').click();
    await page.getByText('No keys yet.').waitFor();
    await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0);
  });

  it('is reached from the settings and from the palette', async () => {
    page = await open('answered');
    await button('Settings').click();
    await button('Open the local server').click();
    await page.getByRole('heading', { name: 'Local server' }).waitFor();
    await page.keyboard.press('Control+K');
    await page.locator('dialog input:focus, [role="dialog"] input:focus').waitFor();
    await page.keyboard.type('local server: keys');
    await page.keyboard.press('Enter');
    await page.getByText('No keys yet.').waitFor();
    await expect
      .poll(() => page.getByRole('tab', { name: 'Keys' }).getAttribute('aria-selected'))
      .toBe('true');
  });
});

describe('keys', () => {
  beforeEach(async () => {
    page = await open('api-busy');
    await show('Keys');
  });

  it('are made, shown once, and deleted with a question', async () => {
    await button('New key').press('Enter');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('Zed');
    await page.getByLabel('See statistics and running requests').check();
    await page.getByLabel('Expires').selectOption('30');
    // Pressed twice before the first press has its answer.
    await button('Create key').evaluate((element: HTMLElement) => {
      element.click();
      element.click();
    });
    const note = page.getByRole('group', { name: /The key “Zed” was created/ });
    await expect.poll(() => note.textContent()).toContain('hearth-4bGx0J8nqW2rT6yLmVd3sKpZ');
    const first = panel().getByRole('listitem').first();
    await expect
      .poll(async () => plain(await first.textContent()))
      .toMatch(/Zed.*ends in 7f9c.*never used.*expires/);
    expect(await panel().getByRole('listitem').filter({ hasText: 'Zed' }).count()).toBe(1);
    await button('Done').press('Enter');
    await button('New key').and(page.locator(':focus')).waitFor();
    await expect.poll(() => panel().textContent()).not.toContain('hearth-4bGx');
    await button('Delete the key Zed').click();
    await first.getByRole('button', { name: 'Delete', exact: true }).click();
    await until(async () => !((await panel().textContent()) ?? '').includes('Zed'));
  });

  it('need a name', async () => {
    await button('New key').click();
    await button('Create key').click();
    await page.getByRole('alert').getByText('Enter a name for the key.').waitFor();
    await button('Cancel').press('Enter');
    await expect.poll(() => page.getByRole('form').count()).toBe(0);
    await button('New key').and(page.locator(':focus')).waitFor();
  });

  it('say when they have expired', async () => {
    await expect.poll(() => panel().getByRole('listitem').last().textContent()).toContain('expired');
  });
});

describe('requests', () => {
  beforeEach(async () => {
    page = await open('api-busy');
    await show('Requests');
  });
  const lines = () => panel().getByRole('listitem').getByRole('button');

  it('open into their two phases, with the reason why no more was cached', async () => {
    await expect.poll(() => lines().count()).toBe(6);
    const line = lines().nth(3);
    await line.press('Enter');
    await expect.poll(() => line.getAttribute('aria-expanded')).toBe('true');
    const text = plain(await panel().getByRole('listitem').nth(3).textContent());
    expect(text).toContain('21,820 tokens, 62 s, 352 tokens/s');
    expect(text).toContain('21,840 tokens: 20 cached, 21,820 new');
    expect(text).toContain('saved state, restored in 84 ms');
    expect(text).toContain('The first system block changed.');
    expect(text).toContain('There are three files');
    await page
      .getByRole('img', { name: 'Waiting 0\u2009ms, prefill 62\u2009s, decode 6.18\u2009s' })
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('say that a request was refused, and why', async () => {
    await lines().nth(4).click();
    const text = plain(await panel().getByRole('listitem').nth(4).textContent());
    expect(text).toContain('Status 401');
    expect(text).toContain('The request has no key.');
  });

  it('are filtered by client, cleared, and exported', async () => {
    await page.getByLabel('Client', { exact: true }).selectOption('codex_cli_rs/0.162.1 · Codex');
    await expect.poll(() => lines().count()).toBe(1);
    await button('Export').click();
    await page.getByText('Saved to /home/ada/requests.jsonl').waitFor();
    await button('Clear…').click();
    await panel().getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No requests yet.').waitFor();
    await expect.poll(() => lines().count()).toBe(0);
    await button('Connect a program').click();
    await page.getByRole('tab', { name: 'Connect', selected: true }).waitFor();
  });

  it('change while they run, and new ones come first', async () => {
    await page.evaluate((request) => {
      const { core } = window as unknown as { core: { emit(name: string, data: unknown): void } };
      core.emit('apiRequest.changed', { request: { ...request, status: 200, ms: 5 } });
      core.emit('apiRequest.changed', { request: { ...request, id: 'new', client: 'zed/1.0' } });
    }, busyApi.requests![0]!);
    await until(async () => (await lines().count()) === 7);
    await expect.poll(() => lines().first().textContent()).toContain('zed/1.0');
    await expect.poll(() => lines().nth(1).textContent()).toContain('Status 200');
  });
});

it('clients have their sums on one scale, with the reasons, and lead to their requests', async () => {
  page = await open('api-busy');
  await show('Clients');
  const first = panel().getByRole('listitem').first();
  const text = plain(await first.textContent());
  expect(text).toContain('30 requests');
  expect(text).toContain('The first system block changed. in 2 of 30 requests, 43,640 tokens');
  expect(text).toContain('29 min 8 s');
  const widthOf = (nth: number): Promise<number> =>
    page
      .locator('.client .token-bar')
      .nth(nth)
      .evaluate((bar) => {
        const parts = [...bar.children].map((part) => part.getBoundingClientRect().width);
        return parts.reduce((sum, one) => sum + one, 0) / bar.getBoundingClientRect().width;
      });
  expect(await widthOf(0)).toBeGreaterThan(0.98);
  expect(await widthOf(1)).toBeCloseTo(12_300 / 664_000, 2);
  expect(await accessibilityProblems(page)).toEqual([]);
  await first.getByRole('button', { name: 'Show its requests' }).click();
  await expect.poll(() => panel().getByRole('listitem').count()).toBe(3);
});

it('says what cannot be loaded, and tries again', async () => {
  page = await open('api-failed');
  for (const [tab, problem] of [
    ['Keys', 'The keys cannot be read'],
    ['Requests', 'The requests cannot be read'],
    ['Clients', 'The requests cannot be read'],
  ] as const) {
    await show(tab);
    await expect.poll(() => panel().getByRole('alert').textContent()).toContain(problem);
    await button('Try again').click();
    await page.keyboard.press('Escape');
  }
});
