/** The pages of a PDF file in the reader's frame, drawn by the real PDF.js in a real browser under the policies of the host. */
import type { FrameLocator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { documentsWords } from '../../../renderer/words/documents.ts';
import { pdfOf } from '../../fixtures/documents/pdf.ts';
import { partsOf, until, useStates } from '../../fixtures/renderer/page.ts';
import { draftWith, sampleDocument } from '../../fixtures/states/sample-documents.ts';

let page: Page;
const openState = useStates();
const { field } = partsOf(() => page);
const words = documentsWords.reader;

const lines = (number: number): string[] => [
  `Page ${number} is about steam.`,
  `The pressure was ${number}1 kPa.`,
];
const texts = Array.from({ length: 12 }, (_, index) => `${lines(index + 1).join('\n')}\n`);
const text = texts.join('');
const script = (original: Buffer) => ({
  documents: [
    sampleDocument('paper.pdf', {
      facts: { pages: { count: 12, withText: 12 }, characters: text.length },
    }),
  ],
  texts: {
    'paper.pdf': {
      text,
      places: texts.map((_, index) => ({
        kind: 'page' as const,
        page: index + 1,
        at: texts.slice(0, index).join('').length,
      })),
    },
  },
  originals: { 'paper.pdf': original.toString('base64') },
});
const open = async (original: Buffer): Promise<void> => {
  page = await openState('answered', {
    given: { documents: script(original), drafts: [draftWith('chat-0', ['paper.pdf'])] },
  });
  await page.getByRole('button', { name: 'paper.pdf', exact: true }).press('Enter');
};
const frame = (): FrameLocator => page.frameLocator('.reader-pages');
const pane = () => page.getByRole('complementary');

test('pages are drawn near the view, words are marked on them and can be asked about', async () => {
  await open(
    pdfOf(
      texts.map((_, index) => ({
        texts: lines(index + 1).map((line, at) => ({ text: line, x: 72, y: 740 - 30 * at, size: 14 })),
      })),
    ),
  );
  await frame().locator('[data-page="1"] .textLayer').getByText('Page 1 is about steam.').waitFor();
  expect(await frame().locator('.page').count()).toBe(12);
  expect(await frame().locator('canvas').count()).toBeLessThan(8);
  // Something other than paper is drawn.
  const dark = await frame()
    .locator('[data-page="1"] canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, index) => index % 4 === 0 && value < 100).length;
    });
  expect(dark).toBeGreaterThan(50);

  await pane().getByRole('searchbox').fill('pressure was 91');
  const marked = () =>
    page
      .frames()
      .find((one) => one.url().endsWith('pages.html'))!
      .evaluate(() =>
        [...(CSS.highlights.get('found-now') ?? [])].map((range) => (range as Range).toString()).join(),
      );
  await until(async () => (await marked()) === 'pressure was 91');
  await frame().locator('[data-page="9"] .textLayer').getByText('91 kPa').click({ clickCount: 3 });
  await until(() => pane().getByRole('button', { name: words.ask }).isEnabled());
  await pane().getByRole('button', { name: words.ask }).click();
  await until(async () =>
    /^> The pressure was 91 kPa\.\n\[paper\.pdf, p\. 9\]\n\n$/.test(await field().inputValue()),
  );

  await pane().getByRole('radio', { name: words.text, exact: true }).check({ force: true });
  await page.locator('.reader-line').first().waitFor();
});

test('a damaged file is shown as its text, with the reason', async () => {
  await open(Buffer.from('%PDF-1.7 and nothing else'));
  await pane().getByText(words.cannotDraw).waitFor();
  await page.locator('.reader-line').getByText('Page 1 is about steam.').waitFor();
  expect(await page.locator('.reader-pages').count()).toBe(0);
});
