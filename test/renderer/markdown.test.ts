/** Answers as the window draws them, in a real Chromium. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBuiltPage, type BuiltPage } from '../browser/built-page.ts';

let states: BuiltPage;
beforeAll(async () => {
  states = await openBuiltPage(new URL('../states/vite.config.ts', import.meta.url));
});
afterAll(async () => {
  await states.close();
});

interface Given {
  /** Text of the stored answer. */
  text?: unknown;
  /** Title of each chat. */
  title?: unknown;
  /** Text that the next answer streams, `piece` characters at a time. */
  answer?: string;
  piece?: number;
  tokenMs?: number;
}

/** Opens a chat whose first answer is given, and runs `look` on it. */
const withAnswer = async <Seen>(given: Given, look: (page: Page) => Promise<Seen>): Promise<Seen> => {
  const page = await states.newTab('given', { width: 1280, height: 800 });
  try {
    await page.addInitScript((texts) => Object.assign(window, { given: texts }), given as object);
    await page.goto(`${states.url}?scenario=answered`);
    return await look(page);
  } finally {
    await page.close();
  }
};

/** Complaints of the page but for React's report of what a boundary caught. */
const unexpected = (): string[] =>
  states.complaints
    .splice(0)
    .filter((one) => !/is not a function|React error #31|error occurred in|Boundary/.test(one));

test('a message that cannot be drawn is one message that says so, with its source', async () => {
  // The window trusts the core that a text is a string; a fault in drawing looks the same.
  await withAnswer({ text: ['An **answer**'] }, async (page) => {
    const articles = page.getByRole('article');
    await articles.nth(3).waitFor();
    const answer = articles.nth(1);
    expect(await answer.locator('.not-drawn').innerText()).toMatch(
      /could not be formatted.*\n+An \*\*answer\*\*/,
    );
    expect(await articles.nth(3).innerText()).toContain('fits well');
    expect(await page.getByRole('textbox', { name: 'Message' }).isEditable()).toBe(true);
  });
  expect(unexpected()).toEqual([]);
});

test('a window that cannot be drawn says so and offers to reload', async () => {
  await withAnswer({ title: { not: 'a string' } }, async (page) => {
    await page.getByRole('alert').getByText('could not draw this window').waitFor();
    const isReloaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reload' }).click();
    await isReloaded;
  });
  expect(unexpected()).toEqual([]);
});
