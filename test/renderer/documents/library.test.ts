/** The library of documents, on a scripted core in a real browser, and its order. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { matching, ordered } from '../../../renderer/documents/document-query.ts';
import { documentsWords } from '../../../renderer/words/documents.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, plain, until, useStates } from '../../fixtures/renderer/page.ts';
import { documentsScript, sampleDocument } from '../../fixtures/states/sample-documents.ts';

let page: Page;
const openState = useStates();
const { button, field } = partsOf(() => page);
const words = documentsWords.library;

const list = () => page.getByRole('list', { name: documentsWords.page.title });
const row = (name: string) => list().locator('.document-row').filter({ hasText: name });
const textOf = async (name: string) => plain(await row(name).textContent());
const select = (name: string) => row(name).getByRole('checkbox').check();

test('documents are found by all words of a search, in their name or path, and sorted', () => {
  const documents = [
    sampleDocument('Report 10.pdf', { bytes: 10, usedAt: 2 }),
    sampleDocument('report 9.pdf', { bytes: 30, usedAt: 1, path: '/home/ada/steam/report 9.pdf' }),
    sampleDocument('notes.md', { bytes: 20, usedAt: 3, path: null }),
  ];
  const names = (some: readonly { name: string }[]): string[] => some.map(({ name }) => name);
  expect(names(matching(documents, 'pdf REPORT'))).toEqual(['Report 10.pdf', 'report 9.pdf']);
  expect(names(matching(documents, 'steam 9'))).toEqual(['report 9.pdf']);
  expect(names(matching(documents, ' '))).toHaveLength(3);
  expect(names(ordered(documents, 'name'))).toEqual(['notes.md', 'report 9.pdf', 'Report 10.pdf']);
  expect(names(ordered(documents, 'size'))).toEqual(['report 9.pdf', 'notes.md', 'Report 10.pdf']);
  expect(names(ordered(documents, 'used'))).toEqual(['notes.md', 'Report 10.pdf', 'report 9.pdf']);
});

test('the library tells what each document is and who has read it, and acts on several', async () => {
  const folder = sampleDocument('more-models', { facts: { kind: 'folder', pages: null } });
  page = await openState('answered', { given: { documents: { ...documentsScript(), added: [folder] } } });
  await field().waitFor();
  await page.keyboard.press('Control+Shift+D');
  await row('report.pdf').getByText('in memory').waitFor();
  expect(await textOf('report.pdf')).toMatch(
    /PDF12 pages1\.24 MBin 3 chatsused .*Qwen3 4B Instruct: 8,214 tokens, in memoryGemma 3 12B: 8,530 tokens, 71 MB on disk/,
  );
  expect(await textOf('The history')).toContain(words.notRead);
  expect(await textOf('The history')).toContain(documentsWords.attached.changed);
  await page.getByRole('searchbox', { name: words.search }).fill('md');
  await until(async () => (await list().locator('.document-row').count()) === 1);
  await expect
    .poll(async () => plain(await page.locator('.documents-sum').textContent()))
    .toBe('1 of 7 documents, 18 kB');
  await page.getByRole('searchbox', { name: words.search }).fill('');

  await select('report.pdf');
  await select('notes.md');
  await button(words.readTonight).click();
  await page.getByText(words.waitsFor.night).waitFor();
  await expect
    .poll(async () => plain(await page.locator('.reading-ahead').textContent()))
    .toContain('Reading report.pdf in advance, then 1 more');
  await button(words.stopAhead).click();
  await until(async () => (await page.locator('.reading-ahead').count()) === 0);

  await select('report.pdf');
  await select('notes.md');
  await button(words.remove).click();
  await page.getByText('4 chats use them.').waitFor();
  await button(words.removeYes).click();
  await until(async () => (await row('report.pdf').count()) === 0);
  await expect.poll(() => row('notes.md').count()).toBe(0);

  await button(words.addFolder).click();
  await row('more-models').getByText(documentsWords.kinds.folder).waitFor();

  await button(words.askAbout('The history of the steam engine in eleven volumes.epub')).click();
  await page.getByRole('list', { name: documentsWords.attached.list }).getByText('The history').waitFor();
  expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);
});

test('an empty library says what it is for, and nothing that axe knows is wrong with a full one', async () => {
  page = await openState('answered', { width: 420 });
  await page.getByRole('button', { name: documentsWords.page.title }).click();
  await page.getByText(words.emptyAbout).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
  page = await openState('answered', {
    theme: 'dark',
    language: 'de',
    width: 420,
    given: {
      documents: {
        ...documentsScript(),
        readingAhead: { documentIds: ['report.pdf', 'notes.md'], share: 0.4, waitsFor: null },
      },
    },
  });
  await page.getByRole('button', { name: 'Dokumente' }).click();
  await page.locator('.reading-ahead').waitFor();
  await page.getByRole('checkbox').first().check();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
});
