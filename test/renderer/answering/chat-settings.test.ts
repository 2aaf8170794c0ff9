/** What is set for one chat, in a real browser on a scripted core: by keyboard, with its cost, and before the chat exists. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { useStates } from '../../fixtures/renderer/page.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';

let page: Page;
const openState = useStates();

const panel = () => page.getByRole('dialog', { name: 'Chat settings' });
const opener = (name = 'Chat settings') => page.getByRole('button', { name, exact: true });
const inPanel = (name: string) => panel().getByRole('button', { name, exact: true });
const prompt = () => panel().getByLabel('System prompt', { exact: true });
const biases = () => panel().getByRole('textbox', { name: 'Logit bias' });
const open = async (scenario: ScenarioName, options?: { theme?: string; width?: number }) => {
  page = await openState(scenario, options);
  await opener()
    .or(page.getByRole('button', { name: /^Chat settings, / }))
    .waitFor();
  await page.keyboard.press('Control+Shift+S');
  await prompt().waitFor();
};

test('a value is set and reset by keyboard alone, and the button below the message says how many are set', async () => {
  await open('answered');
  await inPanel('Sampling').focus();
  await page.keyboard.press('Enter');
  const temperature = panel().getByLabel('Temperature', { exact: true });
  await temperature.waitFor();
  // What applies without a value of its own: the model file’s recommendation.
  await expect.poll(() => temperature.getAttribute('placeholder')).toBe('0.6 (recommended)');
  await expect.poll(() => panel().getByLabel('Top K').getAttribute('placeholder')).toBe('20 (recommended)');
  await expect.poll(() => panel().getByLabel('Seed').getAttribute('placeholder')).toBe('Random');
  await temperature.focus();
  await page.keyboard.type('0.3');
  await page.keyboard.press('Enter');
  await inPanel('Reset Temperature').waitFor();
  await biases().fill('delve = never\n\\n = 1,5');
  await panel().getByLabel('Seed').focus();
  await inPanel('Reset Logit bias').waitFor();
  await expect.poll(() => biases().inputValue()).toBe('delve = never\n\\n = 1.5');
  await page.keyboard.press('Escape');
  await opener('Chat settings, 2 set').waitFor();
  await page.keyboard.press('Control+Shift+S');
  await inPanel('Reset all…').click();
  await panel().getByText('Reset all 2 settings of this chat?').waitFor();
  await page.waitForTimeout(400);
  await inPanel('Reset all').click();
  await page.keyboard.press('Escape');
  await opener().waitFor();
});

test('its key opens the panel also in the moment in which Escape closes it, and focuses its first field again', async () => {
  await open('answered');
  await panel().evaluate((element: HTMLElement) => {
    // Before the browser tells of it.
    element.hidePopover();
    dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyS', ctrlKey: true, shiftKey: true }));
  });
  await prompt().waitFor();
  await expect.poll(() => prompt().evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Control+Shift+S');
  await expect.poll(() => panel().count()).toBe(0);
});

test('a line that is no bias is refused in a sentence, and stays in its field', async () => {
  await open('answered');
  await inPanel('Sampling').click();
  await biases().fill('delve');
  await panel().getByLabel('Seed').focus();
  await panel().getByText('Logit bias must be at most 50 lines like “word = -5”').waitFor();
  await expect.poll(() => biases().inputValue()).toBe('delve');
});

test('answers are bound to a schema or a grammar, which is checked as one types', async () => {
  await open('answered');
  const kind = panel().getByLabel('Response format', { exact: true });
  const state = panel().getByRole('status');
  await kind.focus();
  await page.keyboard.press('ArrowDown');
  const editor = panel().getByRole('textbox', { name: 'JSON schema' });
  await state.getByText('The schema is valid.').waitFor();
  await editor.fill('{\n  "type": "array",\n  "uniqueItems": true\n}');
  await state
    .getByText(
      'Line 3, column 3: “uniqueItems” cannot be enforced while an answer is generated. Remove it. Not applied yet.',
    )
    .waitFor();
  await expect.poll(() => editor.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => editor.getAttribute('aria-describedby')).toBe(await state.getAttribute('id'));
  // Closing the panel loses nothing.
  await page.keyboard.press('Escape');
  await panel().waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+Shift+S');
  await expect.poll(() => editor.inputValue()).toContain('uniqueItems');
  await editor.fill('{ "type": "array" }');
  await inPanel('Verdict').focus();
  await state.getByText('The schema is valid.').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    (text) => [...document.querySelectorAll('textarea')].some(({ value }) => value.includes(text)),
    '"confidence"',
  );
  await kind.selectOption('grammar');
  await panel().getByRole('textbox', { name: 'Grammar (GBNF)' }).fill('root ::= a');
  await state.getByText('Line 1, column 10: the rule “a” is not defined.').waitFor();
  await inPanel('Reset Response format').click();
  await editor.waitFor({ state: 'detached' });
  await expect.poll(() => state.count()).toBe(0);
});

test('an answer that was bound to a schema is drawn as code, and says that it was bound or is incomplete', async () => {
  page = await openState('bound');
  await page.getByText('JSON that follows the schema of this chat.').waitFor();
  await page.getByText('The JSON is incomplete: the answer ended').waitFor();
  await expect.poll(() => page.locator('.answer pre').count()).toBe(2);
  await expect.poll(() => page.locator('.answer pre').first().innerText()).toContain('"title": "Prefill"');
});

describe('a system prompt', () => {
  test('of a chat with messages says what it costs, and changes when that is accepted', async () => {
    await open('answered');
    await panel()
      .getByText(/your next message processes the whole chat again: 1,542\stokens, about 12\ss\.$/)
      .waitFor();
    await prompt().fill('Answer in French.');
    await panel().getByLabel('Longest answer').focus();
    // It is kept while the panel is closed, and nothing was changed yet.
    await page.keyboard.press('Escape');
    await expect.poll(() => opener().count()).toBe(1);
    await page.keyboard.press('Control+Shift+S');
    await expect.poll(() => prompt().inputValue()).toBe('Answer in French.');
    await inPanel('Apply').click();
    await inPanel('Reset System prompt').waitFor();
    await expect.poll(() => inPanel('Apply').count()).toBe(0);
    // So does its reset.
    await inPanel('Reset System prompt').click();
    await inPanel('Discard').click();
    await expect.poll(() => prompt().inputValue()).toBe('Answer in French.');
    await page.keyboard.press('Escape');
    await opener('Chat settings, 1 set').waitFor();
  });

  test('of a new chat costs nothing and is set at once', async () => {
    await open('first');
    await prompt().fill('Answer in French.');
    await panel().getByLabel('Longest answer').focus();
    await inPanel('Reset System prompt').waitFor();
    await expect.poll(() => inPanel('Apply').count()).toBe(0);
    await expect.poll(() => panel().getByText('processes the whole chat again').count()).toBe(0);
  });
});

test.each([
  { scenario: 'chat-settings', theme: 'light', width: 1280 },
  { scenario: 'first', theme: 'dark', width: 420 },
] as const)('opened wide it fits the window and axe finds nothing ($theme, $width px)', async (look) => {
  await open(look.scenario, look);
  for (const group of ['Sampling', 'Repetition']) await panel().getByRole('button', { name: group }).click();
  await panel().getByLabel('DRY base').waitFor();
  const box = (await panel().boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(look.width);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(800);
  expect(await panel().evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
});
