/** The quick window in a real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, until, useStates } from '../../fixtures/renderer/page.ts';

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
const say = (message: object) =>
  page.evaluate((given) => (window as unknown as { say: (message: object) => void }).say(given), message);

const open = async (): Promise<void> => {
  page = await openState('empty', {
    width: 620,
    query: 'quick',
    given: { shell: 'window' },
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
  await until(async () => JSON.stringify(await told()).includes('"large"'));
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
