/** The reader beside the chat, on a scripted core in a real browser, and how texts are cut into blocks. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { blockAt, matchesIn, textBlocks } from '../../../renderer/documents/text-blocks.ts';
import { focused, partsOf, plain, until, useStates } from '../../fixtures/renderer/page.ts';
import { documentsScript, draftWith, readableScript } from '../../fixtures/states/sample-documents.ts';
import { documentsWords } from '../../../renderer/words/documents.ts';

let page: Page;
const openState = useStates();
const { field } = partsOf(() => page);
const words = documentsWords.reader;

const open = async (name: string): Promise<void> => {
  page = await openState('answered', {
    given: { documents: readableScript(), drafts: [draftWith('chat-0', [name])] },
  });
  await page.getByRole('button', { name, exact: true }).press('Enter');
  await page.locator('.reader-line').first().waitFor();
};
const pane = () => page.getByRole('complementary');
/** The texts that are marked with a name. */
const marked = (name: string): Promise<string[]> =>
  page.evaluate(
    (mark) => [...(CSS.highlights.get(mark) ?? [])].map((range) => (range as Range).toString()),
    name,
  );
/** Whether a line with this text begins in view. */
const isInView = (text: string): Promise<boolean> =>
  page.evaluate((wanted) => {
    const scroller = document.querySelector('.reader-text')!.getBoundingClientRect();
    return [...document.querySelectorAll('.reader-line')].some((line) => {
      const { top } = line.getBoundingClientRect();
      return line.textContent.includes(wanted) && top >= scroller.top && top < scroller.bottom;
    });
  }, text);

test('blocks have all of a text in order, long lines are cut between characters, and each offset is found in its block', () => {
  const text = `${'line\n'.repeat(95)}${'😀'.repeat(9_000)}\nlast`;
  const blocks = textBlocks(text);
  expect(blocks.map(({ at, end }) => text.slice(at, end)).join('')).toBe(text);
  expect(Math.max(...blocks.map(({ at, end }) => end - at))).toBeLessThanOrEqual(8_000);
  for (const { at } of blocks) expect(text.charCodeAt(at) & 0xfc00).not.toBe(0xdc00);
  expect(blocks.map(({ line, isContinued }) => [line, isContinued]).slice(0, 5)).toEqual([
    [1, false],
    [41, false],
    [81, false],
    [96, false],
    [96, true],
  ]);
  for (const offset of [0, 199, 200, 475, 9_000, text.length - 1]) {
    const { at, end } = blocks[blockAt(blocks, offset)]!;
    expect(offset >= at && offset < end).toBe(true);
  }
  expect(textBlocks('')).toEqual([{ at: 0, end: 0, line: 1, isContinued: false }]);
});

test('a search in a document takes its words literally, without regard to case, and across line breaks', () => {
  expect(matchesIn('A.b a.B a\nb axb', 'a.b')).toEqual([
    { at: 0, length: 3 },
    { at: 4, length: 3 },
  ]);
  expect(matchesIn('steam\n  engine', 'STEAM engine')).toEqual([{ at: 0, length: 14 }]);
  expect(matchesIn('(x)', '(')).toEqual([{ at: 0, length: 1 }]);
  expect(matchesIn('abc', ' ')).toEqual([]);
});

test('a document is searched, opened at a page and a heading, and quoted with its citation; Escape closes it', async () => {
  await open('report.pdf');
  expect(await focused(page)).toBe('report.pdf');
  await pane().getByRole('searchbox', { name: words.find }).fill('PRESSURE was 99');
  await until(async () => (await marked('reader-found-now')).join() === 'pressure was 99');
  await expect.poll(async () => plain(await pane().getByRole('status').textContent())).toBe('1 of 1');
  expect(await isInView('pressure was 99')).toBe(true);
  await pane().getByRole('searchbox').fill('boiler');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Shift+Enter');
  await pane().getByText('12 of 12').waitFor();
  await until(() => isInView('Page 12 begins'));

  await pane()
    .getByRole('textbox', { name: words.goToPage(12) })
    .fill('3');
  await page.keyboard.press('Enter');
  await until(() => isInView('Page 3 begins'));
  await pane().getByRole('combobox', { name: words.headings }).selectOption({ label: 'Chapter 3' });
  await until(() => isInView('Chapter 3'));

  await expect.poll(() => pane().getByRole('button', { name: words.ask }).isDisabled()).toBe(true);
  await page.evaluate(() => {
    const line = [...document.querySelectorAll('.reader-line')].find(({ textContent }) =>
      textContent.startsWith('The measured pressure was 99'),
    )!;
    document.getSelection()!.setBaseAndExtent(line.firstChild!, 4, line.firstChild!, 21);
  });
  await pane().getByRole('button', { name: words.ask }).click();
  await until(async () => (await field().inputValue()) === '> measured pressure\n[report.pdf, p. 9]\n\n');
  expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);

  await pane().getByRole('heading').focus();
  await page.keyboard.press('Escape');
  await expect.poll(() => pane().count()).toBe(0);
});

test('a text of two million characters scrolls, and only what is near the view is drawn', async () => {
  await open('huge.txt');
  // The rest of the text arrives in parts.
  await until(async () => (await page.locator('.reader-block').count()) === 1_000);
  await pane()
    .getByRole('textbox', { name: words.goToLine(40_000) })
    .fill('25000');
  await page.keyboard.press('Enter');
  await until(() => isInView('25000: lorem'));
  expect((await marked('reader-opened')).join('')).toMatch(/^25000: lorem/);
  await expect.poll(() => page.locator('.reader-line[data-line="25000"]').count()).toBe(1);
  await until(async () => (await page.locator('.reader-line').count()) < 400);
});

test.each([
  ['light', 'en', 1280],
  ['dark', 'de', 420],
] as const)('nothing that axe knows is wrong in the %s theme', async (theme, language, width) => {
  const script = documentsScript();
  const { texts } = readableScript();
  const drafts = [draftWith('chat-0', [...script.documents.map(({ id }) => id), 'gone'])];
  page = await openState('answered', {
    theme,
    language,
    width,
    given: { documents: { ...script, texts }, drafts },
  });
  await page.locator('.attached-figures [data-read]').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'report.pdf', exact: true }).press('Enter');
  await page.locator('.reader-line').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('tables are drawn in cells, code in colours, and lines in their own direction, with the text as it is', async () => {
  await open('costs.csv');
  await expect
    .poll(async () =>
      (await page.locator('.reader-line').nth(1).locator('.reader-cell').allTextContents()).slice(2),
    )
    .toEqual(['"new, red"\n']);
  await expect.poll(() => page.locator('.reader-line').nth(1).textContent()).toBe('pump,12.50,"new, red"\n');
  await open('area.ts');
  await expect
    .poll(() => page.locator('.reader-line .hljs-comment').first().textContent())
    .toBe('/* A comment\n');
  await open('مرحبا.txt');
  expect(
    await page
      .locator('.reader-line')
      .first()
      .evaluate((line) => getComputedStyle(line).direction),
  ).toBe('rtl');
});
