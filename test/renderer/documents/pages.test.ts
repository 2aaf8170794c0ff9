/** The pages of a PDF file in the reader's frame, drawn by the real PDF.js in a real browser under the policies of the host. */
import type { FrameLocator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { documentsWords } from '../../../renderer/words/documents.ts';
import { pdfOf } from '../../fixtures/documents/pdf.ts';
import { focused, partsOf, plain, until, useStates } from '../../fixtures/renderer/page.ts';
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
  await expect.poll(() => frame().locator('.page').count()).toBe(12);
  await expect.poll(() => frame().locator('canvas').count()).toBeLessThan(8);
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
  await until(() => page.locator('.reader-line').getByText('Page 9 is').isVisible());
});

test('pages are zoomed and scrolled by buttons and keys, and a document opens where it was left', async () => {
  await open(
    pdfOf(
      texts.map((_, index) => ({
        texts: lines(index + 1).map((line, at) => ({ text: line, x: 72, y: 740 - 30 * at, size: 14 })),
      })),
    ),
  );
  const number = pane().getByRole('textbox', { name: words.goToPage(12) });
  const seen = async (wanted: number) => until(async () => (await number.inputValue()) === String(wanted));
  const width = () =>
    frame()
      .locator('[data-page="4"]')
      .evaluate((box) => box.clientWidth);
  await seen(1);
  await number.fill('4');
  await number.press('Enter');
  await pane().getByRole('heading').focus();
  await seen(4);
  const fitted = await width();
  await pane().getByRole('button', { name: words.zoomIn }).click();
  await until(async () => (await width()) > fitted);
  await expect
    .poll(async () => plain(await pane().getByRole('group', { name: words.zoom }).textContent()))
    .toMatch(/^\d+\s?%$/);
  await seen(4);
  // By events in the frame: Chromium sometimes never answers for input over a frame that draws.
  const inFrame = frame().locator('[data-page="4"]');
  await inFrame.dispatchEvent('keydown', { key: '0', ctrlKey: true, bubbles: true, cancelable: true });
  await until(async () => (await width()) === fitted);
  await frame().locator('[data-page="4"]').dispatchEvent('wheel', {
    deltaY: -200,
    ctrlKey: true,
    bubbles: true,
    cancelable: true,
  });
  await until(async () => (await width()) > fitted);
  // The keys work wherever the focus is in the reader.
  await pane().getByRole('heading').press('Control+0');
  await until(async () => (await width()) === fitted);
  await pane().getByRole('heading').press('End');
  await seen(12);
  await pane().getByRole('heading').press('Home');
  await seen(1);
  await pane().getByRole('heading').press('PageDown');
  await pane().getByRole('heading').press('PageDown');
  await until(async () => Number(await number.inputValue()) > 1);
  const left = await number.inputValue();
  await pane().getByRole('heading').press('Control+f');
  expect(await focused(page)).toBe(words.find);
  await frame()
    .locator(`[data-page="${left}"]`)
    .dispatchEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
  await until(async () => (await pane().count()) === 0);
  await page.getByRole('button', { name: 'paper.pdf', exact: true }).press('Enter');
  await until(async () => (await number.inputValue()) === left);
});

test('what a page cannot show is said on it, with the way to its text', async () => {
  // A vertical font that is not embedded needs a table that the frame does not have.
  await open(
    pdfOf(
      texts.map((_, index) => ({
        texts: [
          index === 1
            ? { text: '茶馆', x: 300, y: 700, size: 14, font: 'vertical' as const }
            : { text: lines(index + 1)[0]!, x: 72, y: 740, size: 14 },
        ],
      })),
    ),
  );
  await frame().locator('[data-page="2"] .note').getByText(words.onPage.incomplete).waitFor();
  await expect.poll(() => frame().locator('.note').count()).toBe(1);
  await frame().getByRole('button', { name: words.onPage.text }).click();
  await until(() => page.locator('.reader-line').getByText('Page 2 is').isVisible());
});

test('a damaged file is shown as its text, with the reason', async () => {
  await open(Buffer.from('%PDF-1.7 and nothing else'));
  await pane().getByText(words.cannotDraw).waitFor();
  await page.locator('.reader-line').getByText('Page 1 is about steam.').waitFor();
  await expect.poll(() => page.locator('.reader-pages').count()).toBe(0);
});
