/** Connect on the page of states: a key in one step, the file with its way back, and the proof. */
import { beforeEach, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, plain, useStates } from '../../fixtures/renderer/page.ts';

const open = useStates();
let page: Page;
const { button } = partsOf(() => page);
const show = async (
  scenario: 'api-busy' | 'api-off' | 'api-failed',
  language: 'en' | 'de' = 'en',
): Promise<void> => {
  page = await open(scenario, { language });
  await page.getByRole('button', { name: /^(Local server|Lokaler Server)/ }).click();
  await page.getByRole('tab', { name: language === 'en' ? 'Connect' : 'Verbinden' }).click();
};
const panel = () => page.getByRole('tabpanel');

beforeEach(() => show('api-busy'));

it('makes a key, shows what would change, writes the file, and brings it back', async () => {
  await expect.poll(() => button('Write file').isDisabled()).toBe(true);
  await expect.poll(() => button('Test the connection').isDisabled()).toBe(true);
  await button('Create a key').evaluate((element: HTMLElement) => {
    element.click();
    element.click();
  });
  await page.getByText('hearth-4bGx0J8nqW2rT6yLmVd3sKpZ').waitFor();
  const made = await page.evaluate(
    () =>
      (window as unknown as { core: { calls: { name: string }[] } }).core.calls.filter(
        ({ name }) => name === 'createApiKey',
      ).length,
  );
  expect(made).toBe(1);
  const changes = page.getByRole('group', { name: 'Changes' });
  const text = plain(await changes.textContent());
  expect(text).toContain('removed: - "ANTHROPIC_MODEL": "claude-sonnet"');
  expect(text).toContain('added: + "ANTHROPIC_BASE_URL": "http://127.0.0.1:27181"');
  await button('Write file').click();
  await page.getByText('The file is up to date.').waitFor();
  await expect.poll(() => changes.count()).toBe(0);
  await button('Restore…').click();
  await button('Restore').click();
  await page.getByText('The file was restored.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

it('shows both prefills on one scale', async () => {
  await button('Create a key').click();
  await button('Test the connection').click();
  await page.getByText('It works.').waitFor();
  const bars = page.getByRole('img', { name: /prefill/ });
  await expect.poll(() => bars.count()).toBe(2);
  await expect
    .poll(async () => plain(await bars.nth(1).getAttribute('aria-label')))
    .toBe('1,046 tokens: 1,018 cached, 28 new, 118 ms prefill');
  const widths = await page
    .locator('.proof .phase-bar > span')
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().width));
  expect(widths[1]! / widths[0]!).toBeCloseTo(118 / 2_840, 1);
});

it('offers only models that can chat, the loaded one first', async () => {
  const model = page.getByLabel('Model', { exact: true });
  await expect
    .poll(() => model.locator('option').allTextContents())
    .toEqual(['Qwen3 Coder 30B A3B Instruct (loaded)', 'Gemma 3 12B']);
});

it('gives settings to copy for a program without a file, with the arrow keys', async () => {
  await page.getByRole('radio', { name: 'Claude Code' }).focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.getByRole('radio', { name: 'Cline' }).isChecked()).toBe(true);
  await button('Copy for Base URL').waitFor();
  await expect.poll(() => panel().textContent()).toContain('HEARTH_KEY');
  await button('Create a key').click();
  await page.getByText('hearth-4bGx').first().waitFor();
  await expect.poll(() => panel().textContent()).not.toContain('HEARTH_KEY');
  // The key belongs to this program, and is still there after a look at another tab.
  await page.getByRole('tab', { name: 'Keys' }).click();
  await page.getByText('Cline').waitFor();
  await page.getByRole('tab', { name: 'Connect' }).click();
  await page.getByText('hearth-4bGx').first().waitFor();
});

it('takes a key that the user has', async () => {
  await button('Use an existing key').click();
  await page.locator('input:focus').waitFor();
  await page.keyboard.type('my-own-key');
  await button('Use').click();
  await page.getByText('my-own-key').waitFor();
  await expect.poll(() => button('Write file').isEnabled()).toBe(true);
});

it('prepares a program while the server is off, and turns it on', async () => {
  await show('api-off');
  await button('Turn on the server').click();
  await button('Turn on the server').waitFor({ state: 'detached' });
  await button('Create a key').click();
  await button('Test the connection').click();
  await expect.poll(() => panel().getByRole('alert').textContent()).toContain('The local server is off.');
});

it('says why a file is not written, and opens the way by hand', async () => {
  await show('api-failed');
  await page.getByText('belongs to another user').waitFor();
  await expect.poll(() => button('Write file').count()).toBe(0);
  await button('Copy for bash, zsh').waitFor();
  await button('Create a key').click();
  await expect.poll(() => panel().getByRole('alert').textContent()).toContain('The disk is full');
});

it.each([
  ['en', 'Server', 'Programs need a key', 'Connect', 'Test the connection', 'Create a key'],
  [
    'de',
    'Zustand',
    'Programme brauchen einen Schlüssel',
    'Verbinden',
    'Verbindung testen',
    'Schlüssel erstellen',
  ],
] as const)(
  'asks for no key while programs need none (%s)',
  async (language, server, setting, connect, test, make) => {
    await show('api-busy', language);
    await page.getByRole('tab', { name: server, exact: true }).click();
    await page.getByLabel(setting).click();
    await page.getByRole('tab', { name: connect }).click();
    await expect.poll(() => panel().textContent()).toContain('not-needed');
    await expect.poll(() => panel().textContent()).not.toContain('HEARTH_KEY');
    await button(test).click();
    await expect.poll(() => page.getByRole('img', { name: /prefill/i }).count()).toBe(2);
    // A key of its own tells a program apart from others.
    await button(make).click();
    await page.getByText('hearth-4bGx').first().waitFor();
    await expect.poll(() => panel().textContent()).not.toContain('not-needed');
  },
);
