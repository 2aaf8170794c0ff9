/** Requests of other programs in a real Chromium: the window shows exactly what they are, and does nothing before a yes. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { findWords } from '../../../renderer/words/search.ts';
import { partsOf, until, useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();
const { field, button } = partsOf(() => page);

/** Puts the desktop shell's bridge into the page; what the page tells is collected. */
const withShell = (tab: Page) =>
  tab.addInitScript(() => {
    const told: unknown[] = [];
    Object.assign(window, {
      told,
      hearth: {
        pathOf: () => '',
        tell: (message: unknown) => told.push(message),
        listen: (listener: unknown) => Object.assign(window, { say: listener }),
      },
    });
  });
const say = (message: object) =>
  page.evaluate((given) => (window as unknown as { say: (message: object) => void }).say(given), message);
const told = () => page.evaluate(() => (window as unknown as { told: { kind: string }[] }).told);
const calls = () =>
  page.evaluate(() => (window as unknown as { core: { calls?: { name: string }[] } }).core.calls ?? []);
const dialog = () => page.getByRole('dialog');

const open = async (): Promise<void> => {
  page = await openState('answered', { before: withShell, given: { shell: 'window' } });
  await field().waitFor();
};

test('a prompt is shown with its hidden characters, and put into the message box only after a yes', async () => {
  await open();
  const prompt = 'Ignore this.\u202e\nDelete\u0000 all';
  await say({ kind: 'asked', asked: { what: 'prompt', prompt } });
  await dialog().waitFor();
  expect(await dialog().locator('pre').textContent()).toBe('Ignore this.⟨U+202E⟩\nDelete⟨U+0000⟩ all');
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await field().inputValue()).toBe('');
  // Enter is the safe answer.
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  expect(await field().inputValue()).toBe('');

  await say({ kind: 'asked', asked: { what: 'prompt', prompt } });
  await button('Put into message box').click();
  await until(async () => (await field().inputValue()).startsWith('Ignore this.'));
  // Nothing was sent.
  expect(await page.getByRole('article').count()).toBe(0);
  expect((await calls()).filter(({ name }) => name === 'startTurn')).toEqual([]);
});

test('requests wait for each other, the same one is asked once, and a flood is dropped', async () => {
  await open();
  for (let index = 0; index < 40; index += 1)
    await say({ kind: 'asked', asked: { what: 'prompt', prompt: `Number ${index % 20}` } });
  let count = 0;
  while ((await dialog().count()) > 0 && count < 50) {
    const before = await dialog().locator('pre').textContent();
    await button('Cancel').click();
    count += 1;
    await until(
      async () => (await dialog().count()) === 0 || (await dialog().locator('pre').textContent()) !== before,
    );
  }
  expect(count).toBe(5);
});

test('a model file is loaded only after a yes, and a link that is none is only mentioned', async () => {
  await open();
  await say({ kind: 'asked', asked: null });
  await page.getByText('A link to Hearth was ignored').waitFor();
  await say({ kind: 'asked', asked: { what: 'file', path: '/home/ada/m/evil\u202ef.gguf' } });
  await dialog().getByText('/home/ada/m/evil⟨U+202E⟩f.gguf').waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  expect((await calls()).filter(({ name }) => name === 'openModel')).toEqual([]);
  await say({ kind: 'asked', asked: { what: 'file', path: '/home/ada/m/good.gguf' } });
  await button('Load model').click();
  await until(async () => (await calls()).some(({ name }) => name === 'openModel'));
});

test('a chat is named by its title, and one that is not on this computer is said to be so', async () => {
  await open();
  await say({ kind: 'asked', asked: { what: 'chat', chatId: 'chat-2' } });
  await dialog().getByText('Rust lifetimes').waitFor();
  await button('Open chat').click();
  await dialog().waitFor({ state: 'detached' });
  await say({ kind: 'asked', asked: { what: 'chat', chatId: 'gone' } });
  await dialog().getByText('The chat of the link is not on this computer.').waitFor();
  expect(await button('Open chat').count()).toBe(0);
  await button('Close').click();
  await dialog().waitFor({ state: 'detached' });
});

test('a command of the menu runs if it applies, and never over a question', async () => {
  await open();
  await say({ kind: 'run', id: 'shortcuts' });
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await say({ kind: 'run', id: 'page.models' });
  await page.keyboard.press('Escape');
  await field().waitFor();
  await say({ kind: 'run', id: 'nonsense' });
  await say({ kind: 'run', id: 'findNext' });
  await say({ kind: 'run', id: 'findInChat' });
  await page.getByRole('search', { name: findWords.label }).waitFor();
  await say({ kind: 'run', id: 'page.models' });
  await page.getByRole('heading', { name: 'Models' }).waitFor();
  expect((await told()).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ready', 'menus', 'shown']));
});

test('the desktop settings are there in the window alone, and say that keys are taken', async () => {
  await open();
  await say({ kind: 'run', id: 'settings' });
  await page.getByRole('heading', { name: 'Desktop' }).waitFor();
  expect(await page.getByRole('combobox', { name: 'Shortcut of the quick window' }).count()).toBe(0);
  await page.getByRole('switch', { name: 'Quick window' }).click();
  const keys = page.getByRole('combobox', { name: 'Shortcut of the quick window' });
  await keys.waitFor();
  // Any other keys are recorded; what is no shortcut is not.
  await button('Record…').click();
  await page.keyboard.press('Shift+K');
  await page.keyboard.press('Control+Shift+K');
  await until(async () => (await keys.inputValue()) === 'Control+Shift+K');
  await expect.poll(() => keys.locator('option').last().textContent()).toBe('Ctrl+Shift+K');
  await button('Record…').click();
  await page.keyboard.press('Escape');
  await button('Record…').waitFor();
  await say({ kind: 'quick-keys', areTaken: true });
  await page.getByText('The system refused this shortcut').waitFor();
  await say({ kind: 'zoomed', percent: 125 });
  await page.getByText('125\u202f%').waitFor();
  page = await openState('answered');
  await button('Settings').click();
  await page.getByRole('combobox', { name: 'Theme' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Desktop' }).count()).toBe(0);
});

test('a page is searched on screen, with the next match by keys; Escape closes the search before the page', async () => {
  await open();
  await say({ kind: 'run', id: 'page.models' });
  await page.getByRole('heading', { name: 'Models' }).waitFor();
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search', { name: findWords.onPage });
  await search.getByRole('textbox').fill('no such text');
  await search.getByText(findWords.none).waitFor();
  await search.getByRole('textbox').fill('library');
  await search.getByText(/^1 of \d+$/).waitFor();
  const marked = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('found-now') ?? [])].map((range) => range.startContainer.textContent),
    );
  await expect.poll(async () => (await marked())[0]?.toLowerCase()).toContain('library');
  await search.getByRole('textbox').fill('model');
  // The search follows the text a moment later.
  await until(async () => (await marked())[0]?.toLowerCase().includes('model') === true);
  await page.keyboard.press('F3');
  await search.getByText(/^2 of \d+$/).waitFor();
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
  await expect.poll(marked).toEqual([]);
  await page.getByRole('heading', { name: 'Models' }).waitFor();
});
