/** Every plot with sample data, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { openPlots, type PlotsPage } from '../../fixtures/plots/page.ts';
import { longTurn } from '../../fixtures/plots/samples.ts';
import { inLong } from '../../fixtures/long.ts';

let plots: PlotsPage;
let page: Page;

beforeAll(async () => {
  plots = await openPlots();
});
afterAll(async () => {
  await plots.close();
});
afterEach(() => {
  const complaints = plots.complaints.splice(0);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
});

const figure = (name: string) => page.getByRole('figure', { name, exact: true });
const values = (name: string) => figure(name).getByRole('slider');
/** Spaces of all widths as plain ones. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ').trim();
const readout = async (name: string) => plain(await figure(name).locator('.plot-readout').innerText());
/** What is said of the value at the cursor, once it is drawn. */
const reads = (name: string) => expect.poll(() => readout(name));

/** Texts that cover each other or leave their drawing; turned ones are left out, since their boxes are not theirs. */
const misplacedTexts = () =>
  page.evaluate(() => {
    const problems: string[] = [];
    for (const svg of document.querySelectorAll('.plot-svg')) {
      const around = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll('text:not([transform])')].map((text) => ({
        words: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      for (const [index, { words, box }] of texts.entries()) {
        const where = `${svg.getAttribute('aria-label')?.slice(0, 30)}: ${words}`;
        if (box.left < around.left - 1 || box.right > around.right + 1 || box.bottom > around.bottom + 1)
          problems.push(`${where} leaves its drawing`);
        for (const other of texts.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (across > 1 && down > 2) problems.push(`${where} covers ${other.words}`);
        }
      }
    }
    return problems;
  });

test('no text covers another or leaves its drawing at any width, and none is scaled', async () => {
  page = await plots.open('light', 1_200);
  for (const width of [1_200, 1_000, 700, 400, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() =>
        page.evaluate(() =>
          [...document.querySelectorAll<SVGElement>('.plot-svg')].every(
            (svg) => svg.getBoundingClientRect().width === svg.parentElement!.clientWidth,
          ),
        ),
      )
      .toBe(true);
    await expect.poll(misplacedTexts, { message: `${width} px` }).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const sizes = await page
      .locator('.plot-svg text')
      .evaluateAll((all) => all.map((text) => getComputedStyle(text).fontSize));
    expect(new Set(sizes)).toEqual(new Set(['12px']));
    await expect.poll(() => page.locator('.plot-svg[viewBox]').count()).toBe(0);
  }
});

test.each(inLong(['light', 'dark'] as const, (theme) => theme === 'dark'))(
  'nothing that axe knows is wrong in the %s theme',
  async (theme) => {
    page = await plots.open(theme, 1_000);
    await figure('Speed by prompt length')
      .getByRole('button', { name: 'Table: Speed by prompt length' })
      .click();
    await figure('A turn').getByRole('button', { name: 'Table: A turn' }).click();
    await values('A turn').press('ArrowRight');
    expect(await accessibilityProblems(page)).toEqual([]);
  },
);

test('a drawing is an image with its figures in words, and its numbers are a table with units', async () => {
  page = await plots.open('light', 1_000);
  const strip = figure('Ten thousand tokens').getByRole('img');
  await expect
    .poll(async () => plain((await strip.getAttribute('aria-label'))!))
    .toMatch(
      /^Ten thousand tokens\. 10,000 values: p50 4\d ms, p95 5\d ms, longest 812 ms, 3 stalls over 2\d\d ms$/,
    );
  // Tokens that came at once with the one before say nothing of how long one took.
  const guessed = figure('Guessed tokens').getByRole('img');
  await expect
    .poll(async () => plain((await guessed.getAttribute('aria-label'))!))
    .toMatch(
      /: p50 \d(\.\d+)? ms, p95 \d+(\.\d+)? ms, longest 310 ms, 1 stall over 2\d\d ms, 120 tokens from drafts, which share the time of one evaluation$/,
    );
  const speeds = figure('Speed by prompt length');
  await expect.poll(() => speeds.getByRole('table').count()).toBe(0);
  await speeds.getByRole('button', { name: 'Table: Speed by prompt length' }).click();
  await expect
    .poll(() => speeds.getByRole('columnheader').allInnerTexts())
    .toEqual(['Series', 'Prompt (tokens)', 'Speed (tokens/s)', 'p5 (tokens/s)', 'p95 (tokens/s)']);
  await expect.poll(() => speeds.getByRole('row').count()).toBe(1 + 2 * 8);
  await expect
    .poll(() => speeds.getByRole('row').nth(9).getByRole('cell').allInnerTexts())
    .toEqual(['Decode', '128', '23', '16.1', '27.6']);
  await figure('Ten thousand tokens').getByRole('button', { name: 'Table: Ten thousand tokens' }).click();
  await expect.poll(() => figure('Ten thousand tokens').getByRole('row').count()).toBe(501);
  await figure('Ten thousand tokens').getByText('9,500 more rows').waitFor();
});

test('keys go along a line and from one line to the other, and the pointer reads the nearest point', async () => {
  page = await plots.open('light', 1_000);
  const name = 'Speed by prompt length';
  const height = () => figure(name).evaluate((element) => element.clientHeight);
  const before = await height();
  await values(name).focus();
  await reads(name).toBe('Prefill, 128 tokens: 410 tokens/s (381–426 tokens/s)');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await reads(name).toBe('Decode, 512 tokens: 20.6 tokens/s (14.4–24.7 tokens/s)');
  await expect
    .poll(async () => plain((await values(name).getAttribute('aria-valuetext'))!))
    .toBe(await readout(name));
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await reads(name).toMatch(/^Decode, 16,384 tokens/);
  await page.keyboard.press('ArrowUp');
  await reads(name).toMatch(/^Prefill, 16,384 tokens/);
  expect(await height()).toBe(before);
  await page.keyboard.press('Tab');
  await reads(name).toBe('');
  const marker = figure(name).locator('svg[role="img"] .plot-marker').nth(3);
  const box = (await marker.boundingBox())!;
  await page.mouse.move(box.x + 6, box.y + 8);
  await reads(name).toMatch(/^Prefill, 1,024 tokens/);
  await page.mouse.move(0, 0);
  await reads(name).toBe('');
});

test('series differ in shape, and those of one colour in dash too', async () => {
  page = await plots.open('light', 1_000);
  const lines = figure('First token by prompt length').locator('svg[role="img"] g[data-tone]');
  const looks = await lines.evaluateAll((all) =>
    all.map((line) => [
      line.getAttribute('data-tone'),
      line.querySelector('.plot-line')?.getAttribute('stroke-dasharray') ?? 'solid',
      line.querySelector('.plot-marker')?.getAttribute('d'),
    ]),
  );
  expect(looks).toHaveLength(4);
  expect(new Set(looks.map(([, , shape]) => shape)).size).toBe(4);
  expect(new Set(looks.map(([tone, dash]) => `${tone} ${dash}`)).size).toBe(4);
});

test('ten thousand tokens are a path of at most one mark a pixel, and every stall can be reached', async () => {
  page = await plots.open('light', 400);
  const name = 'Ten thousand tokens';
  const drawing = figure(name).getByRole('img');
  const marks = (selector: string) =>
    drawing.locator(selector).evaluate((path) => path.getAttribute('d')!.split('M').length - 1);
  await expect.poll(() => drawing.locator('path').count()).toBeLessThan(20);
  const width = (await drawing.boundingBox())!.width;
  expect(await marks('.plot-strip:not(.is-stall)')).toBeGreaterThan(width / 2);
  expect(await marks('.plot-strip:not(.is-stall)')).toBeLessThanOrEqual(width);
  expect(await marks('.plot-strip.is-stall')).toBe(2);
  expect(await marks('.plot-stall-head')).toBe(2);
  await values(name).focus();
  for (const stall of [
    'Token 2,502: 812 ms, a stall',
    'Token 2,505: 420 ms, a stall',
    'Token 8,013: 640 ms, a stall',
  ]) {
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await readout(name)).replace(/, .* first/, '')).toBe(stall);
  }
  await page.keyboard.press('ArrowRight');
  await reads(name).toMatch(/^Token 8,014, /);
});

test('every part of a turn is seen and named, however short it was', async () => {
  page = await plots.open('light', 320);
  for (const name of ['A turn', 'A long prefill']) {
    const boxes = await figure(name)
      .locator('.plot-fill')
      .evaluateAll((all) =>
        all.map((part) => part.getBoundingClientRect()).map(({ x, width }) => [x, width]),
      );
    for (const [, width] of boxes) expect(width).toBeGreaterThanOrEqual(1);
    for (const [before, [x]] of boxes.slice(1).entries())
      expect(x! - boxes[before]![0]! - boxes[before]![1]!).toBe(1);
  }
  // Names where they fit, and where not, numbers that the list repeats.
  await expect.poll(() => figure('A turn').getByRole('img').getByText('Tokenizing').count()).toBe(1);
  const numbers = await figure('A long prefill').locator('svg .plot-name').allTextContents();
  expect(numbers).toEqual(longTurn.map((_, index) => String(index + 1)));
  const rows = figure('A long prefill').getByRole('listitem');
  await expect
    .poll(async () => (await rows.allInnerTexts()).map((row) => row.split('\n')[0]))
    .toEqual(numbers);
});

test('a part that is pointed at is marked in the list, and the other way round', async () => {
  page = await plots.open('light', 1_000);
  const row = (name: string) => figure('A turn').getByRole('button', { name });
  const prefill = (await figure('A turn').locator('.plot-fill').nth(3).boundingBox())!;
  await page.mouse.move(prefill.x + 100, prefill.y + 10);
  await expect.poll(() => row('Prefill').getAttribute('aria-pressed')).toBe('true');
  await reads('A turn').toBe('Prefill: 891 ms in 8 slices, 24 % of 3.65 s');
  await row('Decode').hover();
  const decode = (await figure('A turn').locator('.plot-fill').nth(4).boundingBox())!;
  const marked = async () => (await figure('A turn').locator('.plot-selected').boundingBox())!;
  await expect.poll(async () => Math.abs((await marked()).x - decode.x)).toBeLessThan(4);
  await page.mouse.move(0, 0);
  await reads('A turn').toBe('3.65 s in total');
  // Seven boundaries between eight slices.
  const slices = await figure('A turn').locator('.plot-slice').nth(3).getAttribute('d');
  expect(slices!.split('M').length - 1).toBe(7);
});

test('a timeline and a table beside it share what is selected', async () => {
  page = await plots.open('light', 1_000);
  const name = 'A turn with a table of its own';
  const told = page.locator('output');
  await page.getByRole('button', { name: 'Select prefill' }).click();
  await reads(name).toMatch(/^Prefill: /);
  await values(name).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => told.innerText()).toBe('decode');
  await page.keyboard.press('Home');
  await expect.poll(() => told.innerText()).toBe('wait');
});

test('the roofline says what share was reached and of what', async () => {
  page = await plots.open('light', 1_000);
  const name = 'What this machine allows';
  await expect
    .poll(async () => (await figure(name).getByRole('listitem').allInnerTexts()).map(plain))
    .toEqual(['Prefill 71 % of the compute limit', 'Decode 62 % of the memory limit']);
  const drawing = figure(name).getByRole('img');
  await expect
    .poll(async () => (await drawing.locator('.plot-name').allTextContents()).map(plain))
    .toEqual(['memory 21 GB/s', 'compute 130 GFLOP/s', 'Prefill, 71 %', 'Decode, 62 %']);
  await expect.poll(() => drawing.locator('.plot-drop').count()).toBe(2);
  // A line to the roof ends on it: that of decode under the slope, left of the ridge.
  const drop = (await drawing.locator('.plot-drop').nth(1).boundingBox())!;
  const isOnRoof = await drawing.locator('.plot-roof').evaluate(
    (roof, at) => {
      const svg = (roof as SVGPathElement).ownerSVGElement!.getBoundingClientRect();
      return (roof as SVGPathElement).isPointInStroke(new DOMPoint(at.x - svg.x, at.y - svg.y));
    },
    { x: drop.x + drop.width / 2, y: drop.y },
  );
  expect(isOnRoof).toBe(true);
  await values(name).focus();
  await page.keyboard.press('ArrowRight');
  await reads(name).toBe('Decode: 12 GFLOP/s at 0.92 FLOP/byte, 62 % of the memory limit');
  const without = figure('Without ceilings');
  await reads('Without ceilings').toBe('The ceilings of this machine have not been measured yet.');
  await expect.poll(() => without.locator('.plot-marker').count()).toBe(2);
  await expect.poll(() => without.locator('.plot-roof, .plot-drop').count()).toBe(0);
});

test('bars are vertical if their names fit, else horizontal, and parts are to scale', async () => {
  page = await plots.open('light', 1_000);
  const baseline = (name: string) => figure(name).locator('.plot-base').getAttribute('d');
  await expect.poll(() => baseline('Tokens of one week')).toContain('H');
  await page.setViewportSize({ width: 320, height: 800 });
  await expect.poll(() => baseline('Tokens of one week').then((path) => path!.includes('V'))).toBe(true);
  await values('Tokens by model').focus();
  await reads('Tokens by model').toBe(
    'Qwen3 4B Instruct, Q4_K_M: cached 148,200, new 31,400, written 12,700; 192,300 tokens in total',
  );
  const parts = await figure('Tokens by model')
    .locator('.plot-fill')
    .evaluateAll((all) => all.map((part) => part.getBoundingClientRect().width));
  expect(parts[0]! / (parts[0]! + parts[1]! + parts[2]! + 2)).toBeCloseTo(148_200 / 192_300, 1);
  // The smallest of all, 12 of 192,300 tokens.
  expect(parts[8]).toBeGreaterThanOrEqual(1);
});

test('a plot without data shows one sentence instead', async () => {
  page = await plots.open('dark', 1_000);
  const empty = figure('Nothing yet');
  await empty.getByText('The benchmark has not run on this machine.').waitFor();
  await expect.poll(() => empty.getByRole('img').count()).toBe(0);
  await expect.poll(() => empty.getByRole('slider').count()).toBe(0);
  await expect.poll(() => empty.getByRole('button').allInnerTexts()).toEqual(['Run the benchmark']);
  await expect
    .poll(async () => plain(await figure('No turn').innerText()))
    .toMatch(/^No turn +This answer was not measured\.$/);
});
