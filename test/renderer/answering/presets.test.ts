/** Presets in the panel of a chat, in a real browser on a scripted core. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { useStates } from '../../fixtures/renderer/page.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';

let page: Page;
const openState = useStates();

const panel = () => page.getByRole('dialog', { name: 'Chat settings' });
const inPanel = (name: string) => panel().getByRole('button', { name, exact: true });
const choice = () => panel().getByRole('combobox', { name: 'Preset' });
const chosen = () => choice().evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]!.text);
const open = async (scenario: ScenarioName, options?: { theme?: string; width?: number }) => {
  page = await openState(scenario, options);
  await page.getByRole('button', { name: 'Chat settings', exact: true }).waitFor();
  await page.keyboard.press('Control+Shift+S');
  await inPanel('Save as preset…').waitFor();
};

test('a preset with another system prompt says what that costs before it is chosen', async () => {
  await open('presets');
  await choice().selectOption('Reviewer');
  await inPanel('Discard').click();
  await expect.poll(chosen).toBe('None');
  await choice().selectOption('Reviewer');
  await panel().getByRole('status').getByText('processes the whole chat again').waitFor();
  await expect.poll(() => inPanel('Edit preset').count()).toBe(0);
  await inPanel('Apply').click();
  await inPanel('Edit preset').waitFor();
  await expect.poll(chosen).toBe('Reviewer');
});

test('a preset that asks for another model and context says so, and loads nothing until told', async () => {
  await open('presets');
  // It has no system prompt, so it costs nothing.
  await choice().selectOption('Long reader');
  await panel().getByText('This preset asks for another model with a context of 32,768 tokens.').waitFor();
  await expect.poll(() => page.getByText('29 of 37 layers').count()).toBe(1);
  await inPanel('Load').click();
  await panel().getByText('The model of this preset is not installed.').waitFor();
});

test('a preset is made of a chat, edited, made the default, deleted and brought back, by keyboard', async () => {
  await open('answered');
  await expect.poll(() => choice().count()).toBe(0);
  await inPanel('Save as preset…').focus();
  await page.keyboard.press('Enter');
  await panel().getByRole('textbox', { name: 'Name' }).focus();
  await page.keyboard.type('Short answers');
  await page.keyboard.press('Enter');
  await choice().waitFor();
  await expect.poll(chosen).toBe('Short answers');
  await inPanel('Edit preset').focus();
  await page.keyboard.press('Enter');
  await panel().getByRole('heading', { name: 'Preset: Short answers' }).waitFor();
  await panel().getByRole('textbox', { name: 'Longest answer' }).focus();
  await page.keyboard.type('200');
  await page.keyboard.press('Enter');
  await inPanel('Reset Longest answer').waitFor();
  await panel().getByRole('switch', { name: 'For new chats' }).focus();
  await page.keyboard.press('Space');
  await expect.poll(() => panel().getByRole('switch', { name: 'For new chats' }).isChecked()).toBe(true);
  await inPanel('Delete preset').focus();
  await page.keyboard.press('Enter');
  await panel().getByText('Preset “Short answers” deleted.').waitFor();
  await inPanel('Undo').focus();
  await page.keyboard.press('Enter');
  await choice().waitFor();
  await expect.poll(() => choice().locator('option').allTextContents()).toEqual(['None', 'Short answers']);
});

test.each([
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 420 },
])('a preset is edited within the window, and axe finds nothing ($theme, $width px)', async (look) => {
  await open('presets', look);
  await choice().selectOption('Long reader');
  await inPanel('Edit preset').click();
  await panel().getByRole('heading', { name: 'Preset: Long reader' }).waitFor();
  const box = (await panel().boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(look.width);
  expect(box.y + box.height).toBeLessThanOrEqual(800);
  expect(await panel().evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  await inPanel('Back').click();
  await panel().getByText('This preset asks for').waitFor();
});
