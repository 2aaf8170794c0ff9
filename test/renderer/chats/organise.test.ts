/** The list of chats in order: by keyboard and by mouse, in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const list = () => page.getByRole('treegrid');
const row = (name: string) =>
  list()
    .getByRole('row')
    .filter({ has: button(name) });
const focused = () =>
  page.evaluate(() => {
    const { activeElement } = document;
    return (
      activeElement?.getAttribute('aria-label') ??
      activeElement?.querySelector('.chat-title')?.textContent ??
      ''
    );
  });
/** The texts of all drawn rows from the top, headings marked. */
const rows = () =>
  list()
    .getByRole('row')
    .evaluateAll((all) =>
      all
        .toSorted((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map(
          (one) =>
            (one.getAttribute('aria-level') === '1' ? '# ' : '') +
            one.querySelector('.chat-title')?.textContent,
        ),
    );
const until = async (wanted: () => Promise<unknown>, value: unknown = true) =>
  expect.poll(wanted).toEqual(value);
/** The chats under a heading. */
const under = async (heading: string): Promise<string[]> => {
  const all = await rows();
  const from = all.indexOf(`# ${heading}`) + 1;
  const to = all.findIndex((one, index) => index >= from && one.startsWith('# '));
  return from === 0 ? [] : all.slice(from, to === -1 ? undefined : to);
};
const open = async (width = 1280) => {
  page = await openState('organised', { width });
  await page.getByRole('article').first().waitFor();
};

test('chats are listed in groups, which fold by mouse and by keyboard and stay folded', async () => {
  await open();
  await expect
    .poll(rows)
    .toEqual([
      '# Pinned',
      'Explain KV cache reuse to a colleague',
      '# Work',
      'Reply to the auditors',
      'Quarterly figures',
      '# رحلات',
      'Packing list for Norway',
      '# Recipes for a large number of guests on a small budget',
      '# Today',
      'What is prefill?',
      'Write a letter to the landlord about the heating, which is broken',
      '# Yesterday',
      'Rust lifetimes',
      '# Previous 7 days',
      'Names for a boat',
      '# Previous 30 days',
      'Sourdough without a scale',
      '# Archived',
    ]);
  await button('Work').click();
  expect(await under('Work')).toEqual([]);
  await button('Archived').focus();
  await page.keyboard.press('ArrowRight');
  expect(await under('Archived')).toEqual(['Gift ideas', 'Old notes']);
  await page.keyboard.press('ArrowLeft');
  expect(await under('Archived')).toEqual([]);
  // From a chat back to its heading.
  await button('Rust lifetimes').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toBe('Yesterday');
  await expect.poll(() => row('Yesterday').getAttribute('aria-expanded')).toBe('true');
  await expect.poll(() => row('Work').getAttribute('aria-expanded')).toBe('false');
  expect(await page.evaluate(() => localStorage.getItem('hearth.groups'))).toBe('["work"]');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('one chat is pinned, archived and restored from its menu', async () => {
  await open();
  const choose = async (title: string, item: string) => {
    await button(`Menu of “${title}”`).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: item, exact: true }).press('Enter');
  };
  await choose('Rust lifetimes', 'Pin');
  await until(() => under('Pinned'), ['Explain KV cache reuse to a colleague', 'Rust lifetimes']);
  await choose('Rust lifetimes', 'Unpin');
  await until(() => under('Yesterday'), ['Rust lifetimes']);
  await choose('Rust lifetimes', 'Archive');
  await until(async () => (await rows()).includes('# Yesterday'), false);
  await button('Archived').click();
  await choose('Rust lifetimes', 'Restore from archive');
  await until(() => under('Yesterday'), ['Rust lifetimes']);
  expect(await under('Archived')).toEqual(['Gift ideas', 'Old notes']);
});

test('chats are dragged into a folder, out of it, to the pinned ones and to the archive', async () => {
  await open();
  const drag = async (from: string, to: string) => {
    // The list must not scroll between the press and the first move.
    await row(to).scrollIntoViewIfNeeded();
    await row(from).dragTo(row(to));
  };
  await drag('Rust lifetimes', 'Work');
  await until(() => under('Work'), ['Reply to the auditors', 'Rust lifetimes', 'Quarterly figures']);
  // A chat in the folder represents the folder.
  await drag('Names for a boat', 'Quarterly figures');
  await until(async () => (await under('Work')).includes('Names for a boat'));
  await drag('Rust lifetimes', 'What is prefill?');
  await until(() => under('Yesterday'), ['Rust lifetimes']);
  await drag('Rust lifetimes', 'Pinned');
  await until(async () => (await under('Pinned')).includes('Rust lifetimes'));
  await drag('Rust lifetimes', 'Archived');
  await until(async () => (await rows()).includes('Rust lifetimes'), false);
  // Of several selected chats, one drags all.
  await button('What is prefill?').click({ modifiers: ['ControlOrMeta'] });
  await button('Sourdough without a scale').click({ modifiers: ['ControlOrMeta'] });
  await page.getByText('2 selected').waitFor();
  await drag('What is prefill?', 'Recipes for a large number of guests on a small budget');
  await until(
    () => under('Recipes for a large number of guests on a small budget'),
    ['What is prefill?', 'Sourdough without a scale'],
  );
  await expect.poll(() => list().locator('[aria-selected=true]').count()).toBe(0);
});

test('chats are selected by keyboard, moved with the dialog, and deleted with one Undo for all', async () => {
  await open();
  await button('New chat').focus();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Search chats');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('What is prefill?');
  await page.keyboard.press('Control+Space');
  await page.getByText('1 selected').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('2 selected').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Move to…').press('Enter');
  await page.getByRole('dialog', { name: 'Move 2 chats' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until(async () => (await under('Work')).length, 4);
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);

  await button('Rust lifetimes').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Delete');
  await page.getByText('2 chats were deleted.').waitFor();
  await expect.poll(() => button('Undo').count()).toBe(1);
  await until(async () => (await rows()).includes('Names for a boat'), false);
  await button('Undo').click();
  await until(() => under('Yesterday'), ['Rust lifetimes']);
  await until(() => under('Previous 7 days'), ['Names for a boat']);

  await button('Rust lifetimes').focus();
  await page.keyboard.press('Control+A');
  await page.getByText('9 selected').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByText('9 selected').count()).toBe(0);
  await button('Select chats').press('Enter');
  await page.getByText('0 selected').waitFor();
  await button('Rust lifetimes').click();
  await button('Sourdough without a scale').click({ modifiers: ['Shift'] });
  await page.getByText('3 selected').waitFor();
  await button('Archive').click();
  await until(async () => (await rows()).includes('# Yesterday'), false);
});

test('a folder is made, named, ordered by keyboard and by mouse, and deleted with and without its chats', async () => {
  await open();
  const folders = async () =>
    (await rows()).filter((one) => /^# (Work|رحلات|Recipes|Poems)/.test(one)).map((one) => one.slice(2, 8));
  await button('New folder').press('Enter');
  const field = page.getByRole('textbox', { name: 'Folder name' });
  await field.waitFor();
  await field.fill('Poems');
  await page.keyboard.press('Enter');
  await until(focused, 'Poems');
  await page.keyboard.press('Alt+ArrowUp');
  await until(folders, ['Work', 'رحلات', 'Poems', 'Recipe']);
  await row('Poems').dragTo(row('Work'), { targetPosition: { x: 20, y: 3 } });
  await until(folders, ['Poems', 'Work', 'رحلات', 'Recipe']);
  await row('Poems').dragTo(row('رحلات'), { targetPosition: { x: 20, y: 30 } });
  await until(folders, ['Work', 'رحلات', 'Poems', 'Recipe']);

  await button('Menu of the folder “Work”').click();
  await button('Delete folder, keep chats').click();
  await page.getByText('The folder “Work” was deleted.').waitFor();
  await until(() => under('Previous 7 days'), ['Quarterly figures', 'Names for a boat']);
  await button('Undo').click();
  await until(() => under('Work'), ['Reply to the auditors', 'Quarterly figures']);
  await until(folders, ['Work', 'رحلات', 'Poems', 'Recipe']);

  await button('Menu of the folder “Work”').click();
  await button('Delete folder and 2 chats').click();
  await until(async () => (await rows()).includes('Quarterly figures'), false);
  await button('Recently deleted 2').waitFor();
  await button('Undo').click();
  await until(() => under('Work'), ['Reply to the auditors', 'Quarterly figures']);
  await expect.poll(() => button('Undo').count()).toBe(0);
});

test('in a narrow window and from right to left, nothing is cut off and the keys turn round', async () => {
  await open(420);
  await button('Show chats').click();
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await button('Rust lifetimes').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toBe('Menu of “Rust lifetimes”');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('Yesterday');
  await button('Select chats').click();
  const drawer = (await page.getByRole('navigation', { name: 'Chats' }).boundingBox())!;
  for (const one of await page.locator('.selection-bar button, .chat-open').all()) {
    const { x, width } = (await one.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(drawer.x);
    expect(x + width).toBeLessThanOrEqual(drawer.x + drawer.width);
  }
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('in forced colours, selected chats and the place of a drop can be told', async () => {
  await open();
  await page.emulateMedia({ forcedColors: 'active' });
  await button('Rust lifetimes').click({ modifiers: ['ControlOrMeta'] });
  const look = (name: string) => row(name).evaluate((one) => getComputedStyle(one).outlineStyle);
  const box = (name: string) =>
    row(name)
      .locator('.select-box')
      .evaluate((one) => getComputedStyle(one).backgroundColor);
  expect(await box('Rust lifetimes')).not.toBe(await box('Names for a boat'));
  const target = row('Work');
  await row('Names for a boat').hover();
  await page.mouse.down();
  await target.hover();
  await target.hover();
  await until(() => look('Work'), 'solid');
  await page.mouse.up();
});

test('the list moves on at midnight', async () => {
  await open();
  await expect.poll(() => under('Today')).toContain('What is prefill?');
  // As if a day had passed while the computer slept: the page becomes visible again.
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 86_400_000;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(async () => (await under('Yesterday')).includes('What is prefill?'));
  expect(await rows()).not.toContain('# Today');
});
