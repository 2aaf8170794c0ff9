/** What the frame gives to every page of the registry, in a real browser; a new page is held to it by its entry alone. */
import type { Page as Tab } from 'playwright-core';
import { afterAll, expect, test, vi } from 'vitest';
import { pages } from '../../renderer/pages.tsx';
import { frameWords } from '../../renderer/words/frame.ts';
import { accessibilityProblems } from '../fixtures/browser/accessibility.ts';
import { focused, until, useStates } from '../fixtures/renderer/page.ts';

// Some components ask the browser for this when they are imported.
vi.hoisted(() => vi.stubGlobal('CSS', { supports: () => true }));
afterAll(() => vi.unstubAllGlobals());

let page: Tab;
const openState = useStates();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const notices = () => page.getByRole('status').locator('.notice');
const others = pages.filter(({ button: way }) => way !== undefined);

test('the registry names each page and tab once, and every page but the first has a button', () => {
  expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
  expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length);
  expect(others).toEqual(pages.slice(1));
  for (const { content } of pages) {
    if (typeof content === 'function') continue;
    expect(new Set(content.map(({ id }) => id)).size).toBe(content.length);
  }
});

test.each([1280, 420])(
  'every page has a title, a marked icon, a way in and back by keys, and the notices with Undo, at %i px',
  async (width) => {
    page = await openState('told', { width });
    await notices().nth(1).waitFor();
    const titles = ['Rust lifetimes', 'Packing list for Norway', 'Explain KV cache reuse to a colleague'];
    for (const [index, { name, id }] of others.entries()) {
      await button(name).focus();
      await page.keyboard.press('Enter');
      await heading(name).waitFor();
      await expect.poll(async () => (await heading(name).boundingBox())!.height).toBeGreaterThan(10);
      await expect.poll(() => page.title()).toBe(frameWords.windowTitle(name));
      await expect.poll(() => button(name).getAttribute('aria-pressed')).toBe('true');
      expect(await button(name).evaluate((icon) => getComputedStyle(icon).boxShadow)).not.toBe('none');
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);

      // The core's notices and a deleted chat are told here as on the chat's page.
      await expect.poll(() => notices().count()).toBe(2);
      const title = titles[index % titles.length]!;
      if (width < 760) await button('Show chats').click();
      await button(`Menu of “${title}”`).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      if (width < 760) await page.keyboard.press('Escape');
      await page.getByText(`“${title}” was deleted.`).waitFor();
      await expect.poll(() => heading(name).count()).toBe(1);
      expect(await accessibilityProblems(page), `${id} at ${width}`).toEqual([]);
      await button('Undo').click();
      await until(async () => (await page.locator('.chat-title', { hasText: title }).count()) === 1);

      // Undo shows the chat. Escape leads back as well.
      await button(name).click();
      await heading(name).waitFor();
      await page.keyboard.press('Escape');
      await until(async () => (await focused(page)) === 'Message');
      await expect.poll(() => page.title()).toBe(frameWords.windowTitle(title));
    }
    await button(others[0]!.name).click();
    await notices().first().getByRole('button', { name: 'Dismiss' }).click();
    await until(async () => (await notices().count()) === 1);
  },
);

test('a lost connection is said on every page', async () => {
  page = await openState('lost');
  const lost = page.getByText(frameWords.connectionLost);
  await lost.waitFor();
  for (const { name } of others) {
    await button(name).click();
    await heading(name).waitFor();
    await expect.poll(() => lost.isVisible()).toBe(true);
  }
});

test('the focus enters a page whose way in is gone, and the chosen tab of a page is kept', async () => {
  page = await openState('told');
  for (const { name, content } of others) {
    await button(name).focus();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Escape');
    await button(name).evaluate((element) => (element as HTMLElement).click());
    const first = typeof content === 'function' ? name : content[0].title;
    await until(async () => (await focused(page)) === first);
    if (typeof content === 'function') continue;
    const last = content.at(-1)!.title;
    await page.getByRole('tab', { name: last }).click();
    await page.keyboard.press('Escape');
    await button(name).click();
    await expect.poll(() => page.getByRole('tab', { name: last }).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
  }
});
