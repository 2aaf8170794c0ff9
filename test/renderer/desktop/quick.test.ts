/** The quick window in a real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, until, useStates } from '../../fixtures/renderer/page.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';

let page: Page;
const openState = useStates();
const { field, button, articles } = partsOf(() => page);

interface Call {
  name: string;
  args: { presetId?: string; chatId?: string | null };
}
const calls = (): Promise<Call[]> =>
  page.evaluate(() => (window as unknown as { core: { calls: Call[] } }).core.calls);
const told = () => page.evaluate(() => (window as unknown as { told: { kind: string }[] }).told);
const heights = async () =>
  (await told())
    .filter((message): message is { kind: string; height: number | null } => message.kind === 'quick-height')
    .map(({ height }) => height);
const say = (message: object) =>
  page.evaluate((given) => (window as unknown as { say: (message: object) => void }).say(given), message);

const open = async (scenario: ScenarioName = 'empty'): Promise<void> => {
  page = await openState(scenario, {
    width: 620,
    query: 'quick',
    given: { shell: 'window', shown: '' },
    before: (tab) =>
      tab.addInitScript(() => {
        const seen: unknown[] = [];
        Object.assign(window, {
          told: seen,
          hearth: {
            pathOf: () => '',
            tell: (message: unknown) => seen.push(message),
            listen: (listener: unknown) => Object.assign(window, { say: listener }),
          },
        });
      }),
  });
  await field().waitFor();
};

test('a question is processed while it is typed and answered on Enter, with the preset of the window', async () => {
  await open();
  expect(await accessibilityProblems(page)).toEqual([]);
  await field().pressSequentially('Name three rivers');
  await until(async () => (await calls()).some(({ name }) => name === 'readDraft'));
  await page.keyboard.press('Enter');
  await articles().nth(1).waitFor();
  const withPreset = (await calls()).filter(({ name }) => name === 'readDraft' || name === 'startTurn');
  expect(withPreset.map(({ args }) => args.presetId)).toEqual(withPreset.map(() => 'quick'));
  // A conversation has the height of the shell.
  await until(async () => JSON.stringify((await heights()).at(-1)) === 'null');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('a text of another program is beside the question, and taken only on a press', async () => {
  await open();
  expect(JSON.stringify(await told())).not.toContain('clipboard');
  await button('Clipboard').click();
  await until(async () => JSON.stringify(await told()).includes('{"kind":"quick","what":"clipboard"}'));
  await say({ kind: 'text', text: 'A copied text' });
  await page
    .getByRole('button', { name: /A copied text|13 characters/ })
    .first()
    .waitFor();
  expect(await field().inputValue()).toBe('');
});

test('the window is as high as its question and what belongs to it', async () => {
  await open('prompts');
  await until(async () => (await heights()).length > 0);
  const alone = (await heights()).at(-1)!;
  expect(alone).toBeLessThan(180);
  await field().fill('Name three rivers\nin Europe\nand one in Asia');
  await until(async () => (await heights()).at(-1)! > alone + 30);
  const typed = (await heights()).at(-1)!;
  // The list of prompts is below the question, because above it there is no room.
  await field().fill('/');
  await page.getByRole('listbox').waitFor();
  // There are no dialogs and no other presets in this window.
  expect(await page.getByRole('option').allTextContents()).not.toContain('Prompt library');
  expect(await page.getByRole('option').count()).toBe(4);
  await until(async () => (await heights()).at(-1)! > typed);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await say({ kind: 'text', text: ' ' });
  await page.getByText('There is no text to add.').waitFor();
});

test('a model that loads, and an engine that stopped, are named', async () => {
  await open('loading');
  await page.getByText(/^Loading/).waitFor();
  await open('engine-stopped');
  await page.getByRole('button', { name: 'Restart engine' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  // What Hearth has to say as a whole is said in another window.
  await open('told');
  await page.getByText('Enter sends, Esc hides.').waitFor();
  expect(await page.getByText('The file of your chats was damaged').count()).toBe(0);
});

test('Escape hides it, and the main window continues with its chat', async () => {
  await open();
  await page.keyboard.press('Escape');
  await until(async () => JSON.stringify(await told()).includes('{"kind":"quick","what":"hide"}'));
  await field().fill('Name three rivers');
  await page.keyboard.press('Enter');
  await articles().nth(1).waitFor();
  await button('Open in main window').click();
  await until(async () => (await told()).some(({ kind }) => kind === 'to-main'));
  expect((await told()).filter(({ kind }) => kind === 'menus')).toEqual([]);
});
