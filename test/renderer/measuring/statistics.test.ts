/** The statistics page on scripted cores, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { DayStatistics } from '../../../main/shared/contract/measuring.ts';
import { count, duration, speed } from '../../../renderer/words/figures.ts';
import { percentile } from '../../../renderer/plots/bins.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { statistics } from '../../fixtures/states/sample-statistics.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';
import { useStates } from '../../fixtures/renderer/page.ts';
import { inLong } from '../../fixtures/long.ts';

let page: Page;
const openState = useStates();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const open = async (scenario: ScenarioName, options?: { theme?: string; width?: number }) => {
  page = await openState(scenario, options);
  await button('Performance').click();
};
const period = (name: string) => page.getByRole('radio', { name, exact: true });
const model = () => page.getByRole('combobox', { name: 'Model' });
/** Spaces of all widths as plain ones. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ').trim();

/** The figures at the top, by their names. */
const figures = async (): Promise<Record<string, string>> => {
  const all = await page
    .locator('.statistics-figures > dl:first-child > div')
    .evaluateAll((list) => list.map((one) => [...one.children].map((child) => child.textContent ?? '')));
  return Object.fromEntries(all.map(([name, ...rest]) => [plain(name!), rest.map(plain).join('; ')]));
};
/** The table behind a plot, its head first; opened where it is not. */
const table = async (name: string): Promise<string[][]> => {
  const figure = page.getByRole('figure', { name, exact: true });
  const opener = figure.getByRole('button', { name: `Table: ${name}` });
  if ((await opener.getAttribute('aria-expanded')) === 'false') await opener.click();
  return figure
    .getByRole('table')
    .evaluate((element) =>
      [...(element as HTMLTableElement).rows].map((line) =>
        [...line.cells].map((cell) => cell.textContent ?? ''),
      ),
    );
};
const number = (text: string): number => Number(text.replaceAll(',', ''));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What the sample says of the last `days`, today among them. */
const sampleOf = (days: number, modelName?: string): DayStatistics[] => {
  const now = new Date();
  const first = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1)))
    .toISOString()
    .slice(0, 10);
  return statistics.filter((row) => row.day >= first && (!modelName || row.modelName === modelName));
};
const expectedFigures = (rows: readonly DayStatistics[]): Record<string, string> => {
  const cached = sum(rows.map((row) => row.cachedTokens));
  const read = sum(rows.map((row) => row.newTokens));
  const written = sum(rows.map((row) => row.decodeTokens));
  const firstTokens = rows.flatMap((row) => row.firstTokensMs);
  const figure = {
    Turns: `${count(sum(rows.map((row) => row.turns)))}; on ${new Set(rows.map((row) => row.day)).size} days`,
    'Time to first token': `${duration(percentile(firstTokens, 0.5))}; 95 % within ${duration(percentile(firstTokens, 0.95))}`,
    'From cache': `${Math.round((100 * cached) / (cached + read))} %; ${count(cached)} tokens`,
    'Time saved': `${duration(sum(rows.map((row) => row.savedMs ?? 0)))}; by the cache`,
    'Tokens processed': `${count(read)}; at ${speed(sum(rows.map((row) => row.telling.newTokens)), sum(rows.map((row) => row.telling.prefillMs)))}`,
    'Tokens generated': `${count(written)}; at ${speed(written, sum(rows.map((row) => row.decodeMs)))}`,
  };
  return Object.fromEntries(Object.entries(figure).map(([name, text]) => [name, plain(text)]));
};

test('the page shows the sums of the last 30 days, and what they mean', async () => {
  await open('measured');
  await expect.poll(figures).toEqual(expectedFigures(sampleOf(30)));
  const models = page.getByRole('table', { name: 'By model' });
  const large = sampleOf(30, 'Qwen3 8B Instruct');
  const cells = await models
    .getByRole('row', { name: 'Qwen3 8B Instruct' })
    .getByRole('cell')
    .allInnerTexts();
  expect(cells.slice(0, 3).map(plain)).toEqual(
    [
      count(sum(large.map((row) => row.turns))),
      speed(sum(large.map((row) => row.telling.newTokens)), sum(large.map((row) => row.telling.prefillMs)))!,
      speed(sum(large.map((row) => row.decodeTokens)), sum(large.map((row) => row.decodeMs)))!,
    ].map(plain),
  );
  await button('Explain these figures').click();
  await page
    .getByRole('definition')
    .getByText('From sending your message to the first token of the answer')
    .waitFor();
  await page.getByText('12 answers are not counted. Their dates are more than a year ago').waitFor();
});

test('the table behind each plot says the same', async () => {
  await open('measured');
  const rows = sampleOf(30);
  const tokens = await table('Tokens');
  expect(tokens[0]).toEqual(['Day', 'cached (tokens)', 'new (tokens)', 'generated (tokens)']);
  // Days without a turn have their place too.
  expect(tokens).toHaveLength(31);
  const column = (at: number) => sum(tokens.slice(1).map((line) => number(line[at]!)));
  expect([column(1), column(2), column(3)]).toEqual([
    sum(rows.map((row) => row.cachedTokens)),
    sum(rows.map((row) => row.newTokens)),
    sum(rows.map((row) => row.decodeTokens)),
  ]);
  const saved = await table('Time saved by the cache');
  expect(sum(saved.slice(1).map((line) => number(line[1]!)))).toBeCloseTo(
    sum(rows.map((row) => row.savedMs ?? 0)),
    0,
  );
  const speeds = async (name: string) =>
    (await table(name)).slice(1).map((line) => [line[0], number(line[2]!)]);
  const wanted = (of: (row: DayStatistics) => number) =>
    ['Qwen3 8B Instruct', 'Gemma 3 4B Instruct'].flatMap((name) =>
      sampleOf(30, name).map((row) => [name, expect.closeTo(of(row), 1)]),
    );
  expect(await speeds('Prefill speed')).toEqual(
    wanted((row) => (1_000 * row.telling.newTokens) / row.telling.prefillMs),
  );
  expect(await speeds('Decode speed')).toEqual(wanted((row) => (1_000 * row.decodeTokens) / row.decodeMs));
  const waits = await table('Time to first token: median, p5 to p95');
  expect(waits[0]).toEqual(['Day', 'Median (ms)', 'p5 (ms)', 'p95 (ms)']);
  const days = [...new Set(rows.map((row) => row.day))];
  expect(waits.slice(1).map((line) => line.slice(1).map(number))).toEqual(
    days.map((day) => {
      const all = rows.flatMap((row) => (row.day === day ? row.firstTokensMs : []));
      return [0.5, 0.05, 0.95].map((share) => expect.closeTo(percentile(all, share), 1));
    }),
  );
});

test('a model and a period are chosen, also with the keyboard', async () => {
  await open('measured');
  await model().selectOption('Gemma 3 4B Instruct');
  await expect.poll(figures).toEqual(expectedFigures(sampleOf(30, 'Gemma 3 4B Instruct')));
  await expect.poll(() => page.getByRole('table', { name: 'By model' }).count()).toBe(0);
  await period('30 days').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => period('7 days').isChecked()).toBe(true);
  await expect.poll(figures).toEqual(expectedFigures(sampleOf(7, 'Gemma 3 4B Instruct')));
  expect(await table('Tokens')).toHaveLength(8);
  await model().selectOption('All models');
  await expect.poll(figures).toEqual(expectedFigures(sampleOf(7)));
  // The small model was last used weeks ago.
  await model().selectOption('Hearth guide');
  await page.getByText('No answers from Hearth guide in the last 7 days.').waitFor();
  await button('Show one year').click();
  await expect.poll(figures).toEqual(expectedFigures(sampleOf(365, 'Hearth guide')));
});

test('many days are put together by week', async () => {
  await open('measured');
  await period('1 year').check({ force: true });
  await expect.poll(figures).toEqual(expectedFigures(sampleOf(365)));
  const tokens = await table('Tokens');
  expect(tokens[0]![0]).toBe('Week of');
  // Ten weeks touch eleven of the calendar, unless they end on a Sunday.
  expect([10, 11]).toContain(tokens.length - 1);
  expect(sum(tokens.slice(1).map((line) => number(line[1]!)))).toBe(
    sum(statistics.map((row) => row.cachedTokens)),
  );
  await page.setViewportSize({ width: 320, height: 800 });
  const panel = page.getByRole('tabpanel');
  await expect
    .poll(() => panel.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
    .toBe(0);
});

test.each(inLong(['light', 'dark'] as const, (theme) => theme === 'dark'))(
  'axe finds nothing at any width in the %s theme',
  async (theme) => {
    await open('measured', { theme, width: 480 });
    // In a week there are fewer rows to be looked at.
    await period('7 days').check({ force: true });
    await button('Explain these figures').click();
    await table('Tokens');
    await table('Prefill speed');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await accessibilityProblems(page)).toEqual([]);
  },
);

test('where nothing was answered yet it says so, and leads to the chat', async () => {
  await open('first', { theme: 'dark', width: 480 });
  await page.getByText('No answers yet. Statistics will appear after your first answer.').waitFor();
  await expect.poll(() => page.getByRole('figure').count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Start a chat').click();
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
});

test('where the statistics cannot be read it says so and offers to try again', async () => {
  await open('refused');
  const alert = page.getByRole('alert').filter({ has: button('Try again') });
  await alert.waitFor();
  await expect
    .poll(async () => (await alert.innerText()).split('\n')[0])
    .toBe('Something went wrong in Hearth. The details are in its log.');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('an answer that ends while the page is open is counted', async () => {
  page = await openState('streaming');
  await button('Stop').waitFor();
  await button('Performance').click();
  await page.getByText('No answers yet.').waitFor();
  // The first one leaves the page, the second one stops the answer.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await button('Regenerate').waitFor();
  await button('Performance').click();
  await expect.poll(figures).toMatchObject({ Turns: '1; on 1 day' });
});
