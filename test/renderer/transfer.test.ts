/** Exporting, printing and importing chats in the window, on a scripted core in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { partsOf, until, useStates } from '../fixtures/renderer/page.ts';
import { transferWords } from '../../renderer/words/transfer.ts';

let page: Page;
const openState = useStates();
const { button, articles } = partsOf(() => page);

test('chats are exported from their menu and all together, by the keyboard, and a chat is printed whole', async () => {
  page = await openState('messages-500');
  await articles().last().waitFor();
  await expect.poll(() => articles().count()).toBeLessThan(100);
  await page.evaluate(() => {
    Object.assign(window, { print: () => window.dispatchEvent(new Event('beforeprint')) });
  });
  await button('Menu of “What is prefill?”').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: transferWords.export.asked }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: transferWords.export.print }).press('Enter');
  await until(async () => (await articles().count()) === 500);
  await page.emulateMedia({ media: 'print' });
  const heights = await page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.querySelector('.messages')!.scrollHeight,
  ]);
  expect(heights[0]).toBeGreaterThanOrEqual(heights[1]!);
  for (const hidden of ['.chats', '.header', '.foot', '.message-tools'])
    await expect.poll(() => page.locator(hidden).first().isVisible()).toBe(false);
  await expect.poll(() => page.locator('main h1').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });

  await button('Menu of “What is prefill?”').focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog', { name: 'Chat “What is prefill?”' })
    .getByRole('button', { name: transferWords.export.asked })
    .press('Enter');
  const panel = page.getByRole('dialog', { name: transferWords.title });
  await panel.getByRole('heading', { name: 'Export “What is prefill?”' }).waitFor();
  await until(() =>
    panel
      .getByRole('button', { name: /^Markdown/ })
      .evaluate((element) => element === document.activeElement),
  );
  await page.keyboard.press('Enter');
  await panel.getByText('Exported to /home/ada/Documents/Chat.markdown').waitFor();
  await panel.getByRole('button', { name: transferWords.export.print }).waitFor();
  await panel.getByRole('button', { name: transferWords.export.allAsked }).click();
  await panel.getByRole('heading', { name: transferWords.export.all }).waitFor();
  await expect.poll(() => panel.getByRole('button', { name: transferWords.export.print }).count()).toBe(0);
});

test('an import shows how far it is, sums up what came, and offers to process the latest chats', async () => {
  page = await openState('import-running');
  await page.locator('.notice').getByRole('button', { name: transferWords.import.details }).click();
  const panel = page.getByRole('dialog', { name: transferWords.title });
  await expect
    .poll(() => panel.getByRole('progressbar').getAttribute('aria-valuetext'))
    .toBe('41.5 MB of 104 MB');
  await panel.getByRole('button', { name: transferWords.import.stop }).click();
  await panel.getByRole('button', { name: transferWords.import.choose }).waitFor();

  page = await openState('import-finished');
  await page
    .locator('.notice')
    .getByText('Imported 12 chats, about 340,000 tokens, and new messages in 2 chats')
    .waitFor();
  await button(transferWords.title).click();
  await until(async () => (await page.locator('.notice').count()) === 0);
  await panelOf(page).getByRole('button', { name: 'Process the 3 latest chats' }).click();
  await panelOf(page).getByText('0 of 3 imported chats processed').waitFor();
  await panelOf(page).getByRole('button', { name: transferWords.import.show }).click();
  await page.getByRole('heading', { name: 'Write a letter to the landlord' }).waitFor({ state: 'attached' });

  await button(transferWords.title).click();
  await panelOf(page)
    .locator('input[type=file]')
    .setInputFiles({ name: 'conversations.json', mimeType: 'application/json', buffer: Buffer.from('[]') });
  await panelOf(page).getByText('Receiving conversations.json…').waitFor();
});

const panelOf = (of: Page) => of.getByRole('dialog', { name: transferWords.title });
