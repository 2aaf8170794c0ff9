/** Searching by keyboard alone: over all chats, and in the shown chat. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { useStates } from '../../fixtures/renderer/page.ts';
import { findWords, searchWords } from '../../../renderer/words/search.ts';

let page: Page;
const openState = useStates();

const until = (wanted: () => Promise<boolean>) => expect.poll(wanted).toBe(true);
const options = () => page.getByRole('listbox', { name: searchWords.results }).getByRole('option');
const current = () => page.locator('[role="option"][aria-selected="true"]');
const composer = () => page.getByRole('textbox', { name: 'Message', exact: true });
const position = () => page.locator('.find-count').innerText();
const find = () => page.getByRole('textbox', { name: findWords.field });

/** The texts that are marked as found, and the one that is shown. */
const marked = (name: 'found' | 'found-now') =>
  page.evaluate((which) => {
    const ranges = [...((CSS.highlights.get(which) ?? []) as Iterable<AbstractRange>)];
    return ranges.map((one) => {
      const range = document.createRange();
      range.setStart(one.startContainer, one.startOffset);
      range.setEnd(one.endContainer, one.endOffset);
      return range.toString();
    });
  }, name);
/** Whether the match that is shown is in the view of the conversation. */
const isInView = () =>
  page.evaluate(() => {
    const [one] = [...((CSS.highlights.get('found-now') ?? []) as Iterable<AbstractRange>)];
    if (one === undefined) return false;
    const range = document.createRange();
    range.setStart(one.startContainer, one.startOffset);
    range.setEnd(one.endContainer, one.endOffset);
    const box = range.getBoundingClientRect();
    const view = document.querySelector('.scroller')!.getBoundingClientRect();
    return box.height > 0 && box.top >= view.top && box.bottom <= view.bottom;
  });
const searchFor = async (text: string): Promise<void> => {
  await page.keyboard.press('Control+Shift+F');
  await until(() => page.evaluate(() => document.activeElement?.id === 'chat-search'));
  await page.keyboard.type(text);
};

test('a search opens a hit in another version of a message, and Escape returns to the list as it was', async () => {
  page = await openState('search');
  await composer().waitFor();
  await searchFor('ALIASING muta');
  await page.getByText(searchWords.nothing('ALIASING muta')).waitFor();
  for (let letter = 0; letter < 2; letter += 1) await page.keyboard.press('Backspace');
  await until(async () => (await options().count()) === 2);
  await expect
    .poll(() => current().innerText())
    .toContain('The first version speaks of aliasing and &mut references.');
  await expect.poll(() => current().locator('mark').allInnerTexts()).toEqual(['aliasing', 'mu']);
  await expect.poll(() => options().first().innerText()).toContain('Cold: ');
  expect(await accessibilityProblems(page)).toEqual([]);

  await page.keyboard.press('Enter');
  // The hit becomes the current match once its message is drawn, which can be later than the first marks.
  await until(isInView);
  expect(await marked('found')).toEqual(['aliasing', 'mu']);
  expect(await marked('found-now')).toEqual(['aliasing']);
  await expect.poll(() => page.getByText('The second version').count()).toBe(0);
  await until(() => page.evaluate(() => document.activeElement?.id === 'message-r2'));
  await page.keyboard.press('F3');
  await until(async () => (await marked('found-now'))[0] === 'mu');
  await page.keyboard.press('Escape');
  await until(async () => (await marked('found')).length === 0);

  await page.keyboard.press('Control+Shift+F');
  await until(() => page.evaluate(() => document.activeElement?.id === 'chat-search'));
  await expect.poll(() => options().count()).toBe(2);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('listbox').count()).toBe(0);
  await page.getByRole('navigation').getByText('Rust lifetimes').waitFor();
  await page.keyboard.press('Escape');
  await until(() => page.evaluate(() => document.activeElement?.id === 'message'));
});

test('a hit in folded thoughts opens them, and the arrow keys reach all hits of a chat', async () => {
  page = await openState('search');
  await composer().waitFor();
  await searchFor('lighthouse');
  await until(async () => (await options().count()) === 2);
  await expect.poll(() => current().innerText()).toContain('Thoughts');
  await page.keyboard.press('Enter');
  await until(isInView);
  expect(await marked('found')).toHaveLength(2);
  expect(await position()).toBe(findWords.position(1, 2));

  await searchFor('snapshot kv');
  await until(async () => (await options().count()) === 5);
  // The first row is the chat and the current one its first hit; the fifth row shows the others.
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
  await expect.poll(() => current().innerText()).toBe(searchWords.more);
  await page.keyboard.press('Enter');
  await until(async () => (await options().count()) === 7);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await expect.poll(() => current().innerText()).toContain('Snapshot 0');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect.poll(() => current().innerText()).toContain('Explain KV cache reuse to a colleague');
  await expect.poll(() => current().innerText()).toContain(searchWords.archived);
});

test('a search that is not answered, refused or incomplete says so', async () => {
  page = await openState('search-slow');
  await composer().waitFor();
  await searchFor('prefill');
  await page.getByText(searchWords.searching).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByText(searchWords.searching).count()).toBe(0);

  page = await openState('search-failed');
  await composer().waitFor();
  await searchFor('prefill');
  await page.getByRole('alert').getByText('The search index cannot be used').waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();

  page = await openState('search-building', { width: 420, theme: 'dark' });
  await composer().waitFor();
  await searchFor('prefill');
  await page.getByText(searchWords.building(0.42)).waitFor();
  await expect.poll(() => options().count()).toBeGreaterThan(1);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('Ctrl+F finds words in text, code, tables and folded thoughts as they are drawn, in order', async () => {
  page = await openState('search');
  await composer().waitFor();
  await composer().focus();
  await page.keyboard.press('Control+f');
  await until(() => find().evaluate((field) => field === document.activeElement));
  await page.keyboard.type('prefill');
  await until(async () => /of/.test(await position()));
  await page.keyboard.press('Home');
  const [, count] = /of (\d+)/.exec(await position())!;
  expect(Number(count)).toBeGreaterThan(3);
  // Round once with Enter: each match is in view, and the last is followed by the first.
  const seen: string[] = [];
  for (let step = 0; step < Number(count); step += 1) {
    seen.push(await position());
    await until(isInView);
    expect((await marked('found-now')).map((text) => text.toLowerCase())).toEqual(['prefill']);
    const before = await position();
    await page.keyboard.press('Enter');
    await until(async () => (await position()) !== before);
  }
  expect(new Set(seen).size).toBe(Number(count));
  expect(await position()).toBe(seen[0]);
  await page.keyboard.press('Shift+Enter');
  await until(async () => (await position()) === seen.at(-1));
  // Thoughts that had a match are open now, and all matches are marked.
  expect(await marked('found')).toHaveLength(Number(count));

  await find().fill('nowhere at all');
  await page.getByText(findWords.none).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await until(() => composer().evaluate((field) => field === document.activeElement));
  await expect.poll(() => page.getByRole('search', { name: findWords.label }).count()).toBe(0);
});

test('letters that are typed before the page has answered Ctrl+F are in its field', async () => {
  page = await openState('hostile');
  await composer().waitFor();
  await composer().focus();
  const session = await page.context().newCDPSession(page);
  const press = (key: string, text?: string): Promise<unknown>[] =>
    (['keyDown', 'keyUp'] as const).map((type) =>
      session.send('Input.dispatchKeyEvent', {
        type: type === 'keyDown' && text === undefined ? 'rawKeyDown' : type,
        key,
        code: `Key${key.toUpperCase()}`,
        windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0),
        ...(text === undefined ? { modifiers: 2 } : { text: type === 'keyDown' ? text : '' }),
      }),
    );
  // All keys wait for the page, which is busy as with a long chat.
  const busy = page.evaluate(() => {
    const end = performance.now() + 500;
    while (performance.now() < end);
  });
  await Promise.all([busy, ...press('f'), ...[...'prefill'].flatMap((letter) => press(letter, letter))]);
  await expect.poll(() => find().inputValue()).toBe('prefill');
  await expect.poll(() => composer().inputValue()).toBe('');
});

test('the text of the data is the text of the page, in all that Markdown draws', async () => {
  page = await openState('hostile');
  await page.locator('.katex').first().waitFor();
  await page.keyboard.press('Control+f');
  for (const word of ['e', 'a', 's', 'script', '<', '&', 'the ', '. ']) {
    await find().fill(word);
    await until(async () => (await position()) !== '');
    const text = await position();
    const counted = Number(/(\d+)$/.exec(text.replaceAll(',', ''))?.[1] ?? 0);
    await until(async () => (await marked('found')).length === counted);
    expect(counted, word).toBeGreaterThan(0);
  }
});

test('a match far above in a long chat is drawn and shown', async () => {
  page = await openState('messages-500');
  await page.getByText('Question 250?').waitFor();
  await expect.poll(() => page.getByText('Question 3?', { exact: true }).count()).toBe(0);
  await page.keyboard.press('Control+f');
  await until(() => find().evaluate((field) => field === document.activeElement));
  await page.keyboard.type('question 3?');
  await until(async () => (await position()) === findWords.position(1, 1));
  await until(isInView);
  expect(await marked('found-now')).toEqual(['Question 3?']);
});

test('an answer is searched while it streams, and the match that is shown stays', async () => {
  page = await openState('streaming');
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
  await page.keyboard.press('Control+f');
  await find().fill('decode');
  await until(async () => /\d of/.test(await position()));
  const first = await position();
  const count = (text: string): number => Number(/(\d+)$/.exec(text)![1]);
  await until(async () => count(await position()) > count(first));
  expect(/^\d+/.exec(await position())![0]).toBe(/^\d+/.exec(first)![0]);
  await until(async () => (await marked('found')).length === count(await position()));
});
