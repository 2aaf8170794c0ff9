/** Questions and answers in a real browser: how they begin, what they show, and how they end. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { partsOf, until, useStates, watchFor } from '../../fixtures/renderer/page.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { chatWords } from '../../../renderer/words/chat.ts';
import { commandWords } from '../../../renderer/words/commands.ts';
import { comparisonWords } from '../../../renderer/words/comparison.ts';
import { latencyWords } from '../../../renderer/words/latency.ts';

let page: Page;
const openState = useStates();
const { field, button, articles } = partsOf(() => page);

test('the first message makes a chat, and its answer ends with its figures', async () => {
  page = await openState('first');
  await button('What is prefill?').waitFor();
  await field().fill('Hello');
  const isProcessed = await watchFor(page, `[aria-label="${latencyWords.progress.label}"]`);
  await page.keyboard.press('Enter');
  await isProcessed();
  await button('Regenerate').waitFor();
  await expect.poll(() => articles().count()).toBe(2);
  await expect.poll(() => articles().nth(0).getAttribute('aria-label')).toBe('You');
  await expect.poll(() => articles().nth(1).getAttribute('aria-label')).toBe('Hearth guide');
  // A screen reader reads out the answer, but nothing of the chats that are opened later.
  const spoken = page.getByRole('log', { name: chatWords.spoken.label });
  await spoken.getByText('Prefill is the reading of your prompt.').waitFor({ state: 'attached' });
  await expect.poll(() => spoken.locator('p').count()).toBe(1);
  const latency = articles().nth(1).getByRole('group', { name: 'Latency' });
  const metrics = await latency
    .locator('data[data-metric]')
    .evaluateAll((all) => all.map((one) => [one.dataset['metric'], Number((one as HTMLDataElement).value)]));
  expect(metrics.map(([name]) => name)).toEqual([
    'cached-tokens',
    'new-tokens',
    'prefill-ms',
    'first-token-ms',
    'decode-tokens',
    'decode-ms',
  ]);
  expect(metrics.every(([, value]) => Number.isFinite(value))).toBe(true);
  // The next one is read out as well.
  await field().fill('And once more?');
  await page.keyboard.press('Enter');
  await expect.poll(() => spoken.locator('p').count()).toBe(2);
  await expect
    .poll(() => page.getByRole('navigation', { name: 'Chats' }).getByRole('row', { level: 2 }).count())
    .toBe(1);
});

test('markup in an answer stays text, and no link leads to a script', async () => {
  page = await openState('hostile');
  await articles().nth(1).waitFor();
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  await expect.poll(() => articles().locator('script, iframe, img, style').count()).toBe(0);
  const links = await articles()
    .locator('a')
    .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]));
  expect(links).toEqual([
    ['https://example.com/tracker.png', 'noopener noreferrer'],
    ['https://example.com/defined', 'noopener noreferrer'],
  ]);
  const text = await articles().nth(1).innerText();
  expect(text).toContain('<script>window.pwned = 1</script>');
  expect(text).toContain('<entities> & © &notanentity;');
  await articles().nth(1).locator('.katex').first().waitFor();
});

test('the last question is edited from the composer, and both versions can be seen', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await field().press('Control+ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await editor.fill('And for another machine?');
  await page.keyboard.press('Escape');
  await expect.poll(() => editor.count()).toBe(0);
  await until(() => field().evaluate((element) => element === document.activeElement));
  await field().press('Control+ArrowUp');
  await editor.fill('And for another machine?');
  await page.keyboard.press('Enter');
  await button('Stop').waitFor();
  await page.keyboard.press('Escape');
  await articles().last().getByText(latencyWords.endings.stopped).waitFor();
  await articles().nth(2).hover();
  await articles().nth(2).getByRole('button', { name: 'Previous version' }).click();
  await articles().nth(2).getByText('It has 16 GB of memory.').waitFor();
});

test('a long question is folded and not a box that scrolls, and its tools need no pointer over it', async () => {
  page = await openState('first');
  await field().fill(Array.from({ length: 60 }, (_, at) => `Line ${at + 1} of what was pasted.`).join('\n'));
  await page.keyboard.press('Enter');
  await button('Regenerate').waitFor();
  const asked = page.locator('.question-text');
  const height = () => asked.evaluate((element) => element.clientHeight);
  await expect.poll(height).toBeLessThan(300);
  expect(await asked.evaluate((element) => getComputedStyle(element).overflowY)).toBe('hidden');
  await button('Show more').click();
  await expect.poll(height).toBeGreaterThan(1_000);
  expect(await asked.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
  await button('Show less').click();
  await expect.poll(height).toBeLessThan(300);
  await page.mouse.move(5, 5);
  const tools = page.locator('.question .message-tools');
  expect(await tools.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
  await button('Edit').click();
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
});

test('an empty chat says at once what it is, while the guide still loads', async () => {
  page = await openState('loading');
  await page.getByRole('heading', { name: 'Ask the Hearth guide' }).waitFor();
  await expect.poll(() => page.getByRole('heading', { name: chatWords.empty.other.title }).count()).toBe(0);
  await page.getByRole('status', { name: 'Engine' }).getByText('Loading').waitFor();
});

test('the end is followed until the person scrolls up', async () => {
  page = await openState('streaming');
  const scroller = page.getByRole('log', { name: 'Conversation' });
  const rest = () =>
    scroller.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  await articles().last().getByText('Bound by').waitFor();
  await until(async () => (await rest()) < 5);
  await scroller.hover();
  await page.mouse.wheel(0, -200);
  await button('Jump to the end').waitFor();
  const before = await scroller.evaluate((element) => element.scrollTop);
  await page.waitForTimeout(600);
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before);
  await button('Jump to the end').click();
  await until(async () => (await rest()) < 5);
  await expect.poll(() => button('Jump to the end').count()).toBe(0);
});

test('the cached figure says where the prompt started, why not further on, and leads to the message', async () => {
  page = await openState('read-again');
  await button('214 cached').click();
  await articles().last().getByText('were restored from disk in 12\u202fms.').waitFor();
  await articles().last().getByText(latencyWords.reuse.causes.edited).waitFor();
  await button('“What is the difference between prefill…”').click();
  const first = articles().first();
  await expect.poll(() => first.getAttribute('aria-label')).toBe('You');
  await until(() => first.evaluate((element) => element === document.activeElement));
  await until(() =>
    first.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }),
  );
});

test('what the model no longer sees is set apart', async () => {
  page = await openState('shifted');
  const words = () => page.getByText(chatWords.conversation.keptFrom);
  await words().waitFor();
  expect(await words().evaluate((element) => element.nextElementSibling?.id)).toBe('message-m3');
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await expect.poll(() => words().count()).toBe(0);
});

test('a full chat continues in a new one from a summary', async () => {
  page = await openState('context-full-summary');
  await button(chatWords.ending.continueFromSummary).click();
  await page.getByRole('heading', { level: 1, name: 'Summary of “What is prefill?”' }).waitFor();
  await articles().nth(1).waitFor();
  page = await openState('context-full');
  await button('Start a new chat').waitFor();
  await expect.poll(() => button(chatWords.ending.continueFromSummary).count()).toBe(0);
});

test('an answer that was ended because it repeats itself says so, and continues in its place', async () => {
  page = await openState('repeating');
  await page.getByText('This answer was ended because it repeats itself').waitFor();
  const before = await articles().nth(1).innerText();
  await button('Continue').click();
  await expect.poll(async () => (await articles().nth(1).innerText()).length).toBeGreaterThan(before.length);
  await expect.poll(() => articles().count()).toBe(2);
});

test.each([1280, 420])(
  'the button that opens the latency line stays on its first line at %i px',
  async (width) => {
    page = await openState('four-digits', { width });
    const line = page.locator('.latency-line').last();
    await line.waitFor();
    const [first, opener] = await line.evaluate((one) =>
      [one.querySelector('.figure')!, one.querySelector(':scope > .disclosure')!].map((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return (top + bottom) / 2;
      }),
    );
    expect(Math.abs(first! - opener!)).toBeLessThan(6);
  },
);

test('the line says how far the prompt and the answer are, with the time left and the speed', async () => {
  page = await openState('prefill');
  await page.getByText(/Processing prompt: .* about \d+\u2009s left/).waitFor();
  page = await openState('writing');
  await expect
    .poll(() => page.locator('.progress p').innerText())
    .toMatch(/^Generating… \d+\u2009tokens · [\d.]+\u2009tokens\/s · [\d.]+\u2009(ms|s)$/);
});

test('a draft is answered several times side by side, and one answer is kept, by keyboard', async () => {
  page = await openState('compared');
  await field().fill('Which one?');
  await button(commandWords.compare).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.getByRole('combobox', { name: comparisonWords.panel.count }).selectOption('2');
  await button(comparisonWords.panel.send(2)).focus();
  await page.keyboard.press('Enter');
  const columns = page.getByRole('region', { name: comparisonWords.strip.label }).getByRole('article');
  await expect.poll(() => columns.count()).toBe(2);
  await expect.poll(() => field().inputValue()).toBe('');
  const keep = page.getByRole('button', { name: comparisonWords.strip.keep });
  await expect.poll(() => keep.count()).toBe(2);
  await expect.poll(() => columns.getByRole('group', { name: latencyWords.line.label }).count()).toBe(2);
  await keep.nth(1).focus();
  await page.keyboard.press('Enter');
  await page.getByText(chatWords.message.versionCount(2, 2)).waitFor();
  await expect.poll(() => page.getByRole('region', { name: comparisonWords.strip.label }).count()).toBe(0);
  await button(chatWords.message.sideBySide).click();
  await expect.poll(() => columns.count()).toBe(2);
  await button(comparisonWords.strip.close).click();
  await button(chatWords.message.sideBySide).waitFor();
});

test.each([1280, 420])('answers side by side fit a window of %d pixels; axe finds nothing', async (width) => {
  page = await openState('compared', { width });
  const columns = page.getByRole('region', { name: comparisonWords.strip.label }).getByRole('article');
  await expect.poll(() => columns.count()).toBe(3);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  // The strip scrolls sideways by keyboard.
  await page.getByRole('group', { name: comparisonWords.strip.keys }).focus();
  await page.keyboard.press('End');
  expect(await accessibilityProblems(page)).toEqual([]);
});
