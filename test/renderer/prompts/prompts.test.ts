/** The menu of the message field and the prompt library, by keyboard, in a real browser on a scripted core. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { focused, partsOf, until, useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();
const { field, articles } = partsOf(() => page);
const menu = () => page.getByRole('listbox', { name: 'Prompts, presets and commands' });
const options = () => menu().getByRole('option');
const press = (keys: string) => page.keyboard.press(keys);
/** The option that the field says is active. */
const active = async () =>
  page.evaluate(
    () =>
      document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')
        ?.firstElementChild?.textContent,
  );

test('a slash offers prompts, presets and commands; a prompt takes its place, and Escape leaves it as it is', async () => {
  page = await openState('prompts');
  await field().focus();
  await page.keyboard.type('/');
  await until(async () => (await options().count()) === 7);
  // What the core said of each preset, and no more.
  await expect.poll(() => options().nth(4).textContent()).toBe('Reviewer in a new chat · ready at once');
  await expect
    .poll(() => options().nth(5).textContent())
    .toMatch(/ in a new chat · about 4\.2.s to process first$/);
  await page.getByRole('status').getByText('7 entries.').waitFor();
  expect(await active()).toMatch(/^Explain this error/);
  await press('ArrowUp');
  expect(await active()).toBe('Prompt library');
  await press('ArrowDown');
  await press('ArrowDown');
  expect(await active()).toBe('Shorten');
  await press('Enter');
  await expect.poll(() => field().inputValue()).toBe('Shorten your last answer to half its length.');
  await expect.poll(() => menu().count()).toBe(0);
  // Below other text; a recognized slash that is meant as it is can be sent.
  await press('Shift+Enter');
  await page.keyboard.type('/sho');
  await until(async () => (await active()) === 'Shorten');
  await press('Escape');
  await expect.poll(() => menu().count()).toBe(0);
  await page.keyboard.type('rt');
  await expect.poll(() => menu().count()).toBe(0);
  await expect.poll(() => field().inputValue()).toMatch(/length\.\n\/short$/);
  await press('Enter');
  await articles().getByText('/short').waitFor();
  // What matches nothing is no command.
  await until(async () => (await field().inputValue()) === '');
  await page.keyboard.type('/usr/bin');
  await expect.poll(() => menu().count()).toBe(0);
});

test('variables are asked for one after the other, and each is filled in everywhere', async () => {
  page = await openState('prompts');
  await field().focus();
  await page.keyboard.type('Please:');
  await press('Shift+Enter');
  await page.keyboard.type('/trans');
  await until(async () => (await active()) === 'Translate');
  // An input method's own Enter chooses nothing.
  await field().dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true });
  await expect.poll(() => menu().count()).toBe(1);
  await press('Enter');
  const form = page.getByRole('form', { name: 'Variables of “Translate”' });
  await form.waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.type('Dutch');
  await press('Enter');
  await page.keyboard.type('Good');
  await press('Shift+Enter');
  await page.keyboard.type('morning');
  await press('Enter');
  await expect
    .poll(() => field().inputValue())
    .toBe('Please:\nTranslate into Dutch, as a native speaker of Dutch would write it:\n\nGood\nmorning');
  expect(await focused(page)).toBe('Message');
  await field().fill('');
  await page.keyboard.type('/trans');
  await press('Enter');
  await form.waitFor();
  await press('Escape');
  await expect.poll(() => form.count()).toBe(0);
  expect(await focused(page)).toBe('Message');
  await expect.poll(() => field().inputValue()).toBe('');
});

test('a preset begins a new chat, and a command runs', async () => {
  page = await openState('prompts');
  await field().focus();
  await page.keyboard.type('/rev');
  await until(async () => (await active()) === 'Reviewer');
  await press('Enter');
  await page.getByRole('heading', { name: 'Start a chat' }).waitFor();
  await page.getByRole('status').getByText('Preset “Reviewer” is used for the new chat.').waitFor();
  await until(async () => (await focused(page)) === 'Message');
  await page.getByRole('button', { name: 'Chat settings, preset Reviewer' }).waitFor();
  await page.keyboard.type('/chat set');
  await until(async () => (await active()) === 'Chat settings');
  await press('Enter');
  await page.getByRole('dialog', { name: 'Chat settings' }).waitFor();
  await expect.poll(() => field().inputValue()).toBe('');
});

test('prompts are written, changed, deleted and brought back in the library', async () => {
  page = await openState('answered');
  await field().focus();
  await page.keyboard.type('/');
  await until(async () => (await active()) === 'Prompt library');
  await press('Enter');
  const library = page.getByRole('dialog', { name: 'Prompt library' });
  await library.getByText('No prompts yet.').waitFor();
  await library.getByRole('button', { name: 'New prompt' }).press('Enter');
  await page.keyboard.type('Summary');
  // What is typed stays while the library is closed.
  await press('Escape');
  await until(async () => (await focused(page)) === 'Message');
  await page.keyboard.type('/lib');
  await until(async () => (await active()) === 'Prompt library');
  await press('Enter');
  await expect.poll(() => library.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Summary');
  await library.getByRole('textbox', { name: 'Prompt' }).focus();
  await page.keyboard.type('Sum up {{what}} in {{words}} words.');
  await library.getByText('Asked for before the prompt is inserted: what, words.').waitFor();
  await library.getByRole('button', { name: 'Save' }).press('Enter');
  const saved = library.getByRole('listitem').getByRole('button', { name: 'Summary' });
  await saved.press('Enter');
  await library.getByRole('button', { name: 'Delete' }).press('Enter');
  await library.getByText('Prompt “Summary” deleted.').waitFor();
  await expect.poll(() => saved.count()).toBe(0);
  await library.getByRole('button', { name: 'Undo' }).press('Enter');
  await saved.waitFor();
});

test.each([
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 420 },
])('menu and library fit the window, and axe finds nothing ($theme, $width px)', async (look) => {
  page = await openState('prompts', look);
  const fits = (selector: string) =>
    page.locator(selector).evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    });
  await field().focus();
  await page.keyboard.type('/');
  await until(async () => (await options().count()) === 7);
  expect(await fits('.slash-menu')).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  await press('ArrowUp');
  await press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Translate' }).waitFor();
  expect(await fits('.prompt-library')).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Translate' }).press('Enter');
  expect(await fits('.prompt-library')).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
});
