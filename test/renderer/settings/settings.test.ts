/** The settings for all models in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { entryOf, namesIn } from '../../../main/shared/settings/registry.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();
const { field, button } = partsOf(() => page);

test('a model that cannot be opened is said beside its path, and a refused setting keeps what was typed', async () => {
  page = await openState('refused');
  await field().waitFor();
  await page.keyboard.press('Control+o');
  const path = page.getByRole('textbox', { name: 'Path of a GGUF file' });
  await path.fill('/tmp/notes.txt');
  await page.keyboard.press('Enter');
  await page.getByText('This is not a GGUF file').waitFor();
  await expect.poll(() => path.inputValue()).toBe('/tmp/notes.txt');
  await page.keyboard.press('Escape');
  await button('Settings').click();
  await page.getByRole('textbox', { name: 'Threads' }).fill('9999');
  await page.keyboard.press('Enter');
  await page.getByText('Threads must be a whole number').waitFor();
  await expect.poll(() => page.getByRole('textbox', { name: 'Threads' }).inputValue()).toBe('9999');
});

test('the longest answer is set in Settings', async () => {
  page = await openState('answered');
  await button('Settings').click();
  await page.getByRole('textbox', { name: 'Longest answer' }).fill('500');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('textbox', { name: 'Longest answer' }).inputValue()).toBe('500');
});

test('KV states on disk are counted and cleared', async () => {
  page = await openState('answered');
  await button('Settings').click();
  await page.getByText('1.24\u2009GB, 14 states').waitFor();
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Chat cache on disk' }).inputValue())
    .toBe(String(8 * 1024 ** 3));
  await page.getByRole('combobox', { name: 'KV cache precision' }).selectOption({ label: '8-bit' });
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Clear…').click();
  await page.getByText(/^Delete 1\.24\sGB of saved state\?/).waitFor();
  await button('Delete').click();
  await page.getByText('Nothing is stored.').waitFor();
  await expect.poll(() => button('Clear…').isDisabled()).toBe(true);
});

test('every setting for all models has its place', async () => {
  page = await openState('api-busy', { given: { shell: 'window', settings: { quickWindow: true } } });
  await button('Settings').click();
  const panel = page.getByRole('dialog', { name: 'Settings' });
  await panel.getByRole('combobox', { name: 'Theme' }).waitFor();
  const shown = await panel.locator('label').allTextContents();
  // Those of the server are on its page, and new versions are looked for only by a build that can.
  const wanted = namesIn('all').filter(
    (name) => entryOf(name).group !== 'programs' && name !== 'lookForUpdates',
  );
  expect(wanted.map((name) => entryOf(name).label).filter((label) => !shown.includes(label))).toEqual([]);
});

test('the list of sections leads to each of them, and says which one is shown', async () => {
  page = await openState('answered');
  await button('Settings').click();
  const sections = page.getByRole('navigation', { name: 'Sections of the settings' });
  await sections.getByRole('button', { name: 'Backup' }).press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Backup');
  await page.getByRole('heading', { name: 'Backup' }).and(page.locator(':focus')).waitFor();
  await expect.poll(() => sections.locator('[aria-current]').textContent()).toBe('Backup');
  // Neither of them reaches the top of the panel.
  await sections.getByRole('button', { name: 'Log and crash reports' }).click();
  await expect.poll(() => sections.locator('[aria-current]').textContent()).toBe('Log and crash reports');
  // The last section is shown at the end, although it does not reach the top.
  await sections.getByRole('button', { name: 'About Hearth' }).click();
  await expect.poll(() => sections.locator('[aria-current]').textContent()).toBe('About Hearth');
  expect(await accessibilityProblems(page)).toEqual([]);
  // In a narrow window there is no room for the list.
  await page.setViewportSize({ width: 420, height: 800 });
  await expect.poll(() => sections.getByRole('button').count()).toBe(0);
});
