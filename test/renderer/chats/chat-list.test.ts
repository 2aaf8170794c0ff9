/** The list of chats in a real browser: names, deleting and restoring, its keys, and the temperature of each chat. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { focused, partsOf, until, useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();
const { field, button, articles } = partsOf(() => page);

test('chats are renamed with F2 and deleted with a way back', async () => {
  page = await openState('answered');
  await articles().first().waitFor();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Title' }).fill('Two phases');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').getByText('Two phases').waitFor();
  const menu = page.getByRole('button', { name: 'Menu of “Two phases”' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await until(() => button('Rename F2').evaluate((element) => element === document.activeElement));
  await button('Delete').press('Enter');
  await page.getByText('“Two phases” was deleted.').waitFor();
  await expect.poll(() => page.getByRole('navigation').getByText('Two phases').count()).toBe(0);
  await button('Undo').click();
  await page.getByRole('navigation').getByText('Two phases').waitFor();
  await expect.poll(() => articles().count()).toBe(4);
});

test('chats that were deleted one after the other are each offered back, on every page, and kept for 30 days', async () => {
  page = await openState('answered');
  const rows = page.getByRole('navigation', { name: 'Chats' });
  await button('Performance').click();
  for (const title of ['Rust lifetimes', 'Packing list for Norway', 'What is prefill?']) {
    await button(`Menu of “${title}”`).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`“${title}” was deleted.`).waitFor();
  }
  // The lens stays, though the shown chat went.
  await page.getByRole('tab', { name: 'Statistics' }).waitFor();
  await expect.poll(() => button('Undo').count()).toBe(3);
  await page.locator('.notice', { hasText: 'Rust lifetimes' }).getByText('Undo').click();
  await rows.getByText('Rust lifetimes').waitFor();
  await page.getByText('“Rust lifetimes” was deleted.').waitFor({ state: 'detached' });
  await expect.poll(() => button('Undo').count()).toBe(2);

  await button('Recently deleted 2').click();
  const panel = page.getByRole('dialog', { name: 'Recently deleted' });
  const deleted = panel.getByRole('listitem');
  await expect
    .poll(() => deleted.first().textContent())
    .toContain('What is prefill?4 messages, deleted just now');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Restore “Packing list for Norway”').click();
  await rows.getByText('Packing list for Norway').waitFor();
  await button('Recently deleted 1').click();
  await button('Delete “What is prefill?” permanently').click();
  await panel.getByText('This chat will be deleted permanently.').waitFor();
  await button('Keep').click();
  await expect.poll(() => deleted.count()).toBe(1);
  await button('Delete all…').click();
  await panel.getByRole('button', { name: 'Delete permanently', exact: true }).click();
  await panel.getByText('Deleted chats are kept here for 30 days.').waitFor();
  // It cannot be restored any longer, so it is not offered back.
  await expect.poll(() => button('Undo').count()).toBe(0);
});

test('the list of chats is one stop for Tab, with the arrow keys, Home, End and first letters within', async () => {
  page = await openState('answered');
  await articles().first().waitFor();
  await button('New chat').focus();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Search chats');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('What is prefill?');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Rust lifetimes');
  await page.keyboard.press('End');
  expect(await focused(page)).toBe('Explain KV cache reuse to a colleague');
  await page.keyboard.press('Home');
  // The heading of the month.
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('What is prefill?');
  await page.keyboard.type('pa');
  expect(await focused(page)).toBe('Packing list for Norway');
  await page.keyboard.press('F2');
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Title' }).inputValue())
    .toBe('Packing list for Norway');
  await page.keyboard.press('Escape');
  await until(async () => (await focused(page)) === 'Packing list for Norway');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('Menu of “Packing list for Norway”');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Recently deleted');
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toBe('Packing list for Norway');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Packing list for Norway' }).waitFor();
});

test('of 2,000 chats only the rows in view are drawn, and the keys reach every one', async () => {
  page = await openState('chats-2000');
  await articles().first().waitFor();
  const rows = page.getByRole('navigation', { name: 'Chats' }).getByRole('row');
  await expect.poll(() => rows.count()).toBeLessThan(60);
  await button('What is prefill?').focus();
  await page.keyboard.press('End');
  await until(async () => (await focused(page)) === 'Chat 1999');
  await expect.poll(() => rows.count()).toBeLessThan(60);
  await expect.poll(() => rows.last().getAttribute('aria-posinset')).toBe('2000');
  // What has the focus stays, wherever the list is scrolled to.
  await page.locator('.chat-rows').evaluate((list) => list.scrollTo(0, 30_000));
  await page.getByText('Chat 850').waitFor();
  expect(await focused(page)).toBe('Chat 1999');
  // The palette has all of them behind the commands, and draws those in view.
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog').getByRole('combobox').fill('chat');
  await page.keyboard.press('ArrowUp');
  const last = page.getByRole('option', { selected: true });
  await until(
    async () => (await last.getAttribute('aria-posinset')) === (await last.getAttribute('aria-setsize')),
  );
  await expect.poll(async () => Number(await last.getAttribute('aria-setsize'))).toBeGreaterThan(2_000);
  await expect.poll(() => page.getByRole('option').count()).toBeLessThan(60);
});

test('each chat wears its temperature, which takes the same place in every row', async () => {
  page = await openState('answered');
  const said = (title: string) =>
    page
      .getByRole('navigation')
      .getByRole('button', { name: title, exact: true })
      .evaluate((row) => document.getElementById(row.getAttribute('aria-describedby')!)?.textContent);
  await page.getByRole('navigation').getByText('Rust lifetimes').waitFor();
  await expect.poll(() => said('What is prefill?')).toBe('Hot: ready now');
  expect(await said('Explain KV cache reuse to a colleague')).toBe('Warm: ready in about 410\u2009ms');
  expect(await said('Rust lifetimes')).toBe('Cold: about 12\u2009s to process');
  expect(await said('Packing list for Norway')).toBe('Cold: must be processed again');
  const boxes = await page
    .locator('.temperature')
    .evaluateAll((all) =>
      all.map((mark) => [mark.getBoundingClientRect().x, mark.getBoundingClientRect().width]),
    );
  expect(boxes).toHaveLength(5);
  expect(new Set(boxes.map(String)).size).toBe(1);
  const right = boxes[0]![0];
  await field().fill('And on a GPU?');
  await page.keyboard.press('Enter');
  await expect.poll(() => said('What is prefill?')).toBe('Answering…');
  expect(
    await page
      .locator('.temperature')
      .first()
      .evaluate((mark) => mark.getBoundingClientRect().x),
  ).toBe(right);
});
