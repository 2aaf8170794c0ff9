/** The page of this machine on scripted cores, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { quantity } from '../../../renderer/plots/quantity.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { ceilings, processorCeilings } from '../../fixtures/states/sample-ceilings.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';
import { plain, freezeAt, useStates } from '../../fixtures/renderer/page.ts';
import { inLong } from '../../fixtures/long.ts';

let page: Page;
const openState = useStates();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const open = async (scenario: ScenarioName, options?: { theme?: string; width?: number }) => {
  page = await openState(scenario, options);
  await button('Performance').click();
  await page.getByRole('tab', { name: 'This machine' }).click();
};
/** Freezes a measurement in its middle. */
const standMeasuring = () => freezeAt(page, '[role="tabpanel"]', /Decode\sof\s.*\sof\s20/);
const panel = () => page.getByRole('tabpanel', { name: 'This machine' });
const words = async (): Promise<string> => plain(await panel().textContent());
const figures = async (): Promise<string[][]> =>
  (
    await panel()
      .locator('dl > div')
      .evaluateAll((all) => all.map((one) => [...one.children].map((child) => child.textContent ?? '')))
  ).map((one) => one.map(plain));

test('each measurement says how, when and on which processor it was made', async () => {
  await open('measured');
  await button('Measure again').waitFor();
  expect(await figures()).toEqual([
    [
      'Memory bandwidth',
      plain(quantity(ceilings.bandwidthBytesPerS, 'B/s')),
      plain(`Peak read rate during decode: ${sentenceOf(ceilings.bandwidthHow)}.`),
    ],
    [
      'Compute',
      plain(quantity(ceilings.flopsPerS, 'FLOP/s')),
      plain(`Peak rate during prefill: ${sentenceOf(ceilings.flopsHow)}.`),
    ],
    // 48.6 TFLOP/s over 452.3 GB/s; a weight of 4.5 bits has 2 FLOP for its 0.5625 bytes: 107.5 by 3.56.
    [
      'Balance point',
      '107 FLOP/byte',
      expect.stringContaining('a batch of 31 tokens with 4\u2011bit weights'),
    ],
  ]);
  expect(await words()).toContain('on NVIDIA GeForce RTX 4070 (CUDA) on 20 September 2026 at');
  // Threads are of the processor.
  expect(await words()).not.toContain('thread');
  const plot = page.getByRole('figure', { name: 'Limits of this machine' });
  await expect
    .poll(async () => plain(await plot.getByRole('img').getAttribute('aria-label')))
    .toBe('Limits of this machine. Memory 452 GB/s. Compute 48.6 TFLOP/s');
  await plot.getByRole('button', { name: 'Table: Limits of this machine' }).click();
  await expect.poll(async () => plain(await plot.getByRole('table').textContent())).toContain('452.3');
});

test('another number of threads is told, and how the figures change that', async () => {
  await open('measured-processor');
  await button('Measure again').waitFor();
  expect(await words()).toContain('on AMD Ryzen 7 7840U (CPU) with 8 threads on 20 September 2026');
  expect(await words()).not.toContain('Hearth now uses');
  await button('Settings').click();
  await page.getByLabel('Threads', { exact: true }).fill('4');
  await page.keyboard.press('Enter');
  await panel().getByText('Hearth now uses 4 threads. Measure again to update these figures.').waitFor();
});

test('a measurement shows how far it is and what it does, and its figures at the end', async () => {
  await open('first');
  await panel().getByText('AMD Ryzen 7 7840U (CPU) has not been measured yet.').waitFor();
  await button('Measure').focus();
  const measuring = await standMeasuring();
  await page.keyboard.press('Enter');
  await measuring.reached();
  const bar = panel().getByRole('progressbar', { name: 'Measuring' });
  const [value, step] = await bar.evaluate((element) => [
    (element as HTMLProgressElement).value,
    element.nextElementSibling!.textContent,
  ]);
  expect(plain(step)).toBe(`Decode of 32 tokens, ${Math.round(Number(value) * 20)} of 20`);
  await button('Stop').and(page.locator(':focus')).waitFor();
  await measuring.thaw();
  await button('Measure again').waitFor();
  await expect.poll(() => bar.count()).toBe(0);
  await expect
    .poll(async () => (await figures())[0]![1])
    .toBe(plain(quantity(processorCeilings.bandwidthBytesPerS, 'B/s')));
  await button('Measure again').and(page.locator(':focus')).waitFor();
});

test('Stop ends it, and what was known stays', async () => {
  await open('measured');
  const measuring = await standMeasuring();
  await button('Measure again').click();
  await measuring.reached();
  await expect.poll(figures).toHaveLength(3);
  await button('Stop').click();
  await measuring.thaw();
  await panel().getByText('Stopped before there were any results.').waitFor();
  await expect.poll(() => panel().getByRole('alert').count()).toBe(0);
  await expect.poll(figures).toHaveLength(3);
});

test('a measurement that fails says why, and can be tried again', async () => {
  await open('refused');
  await button('Measure').click();
  await panel()
    .getByRole('alert')
    .getByText('There is too little free memory to measure with. Close other programs first.')
    .waitFor();
  await expect.poll(() => button('Measure').isEnabled()).toBe(true);
});

test('without a model there is nothing to measure yet', async () => {
  await open('engine-stopped');
  await button('Choose a model').click();
  await page.getByRole('textbox', { name: 'Path of a GGUF file' }).waitFor();
  await open('loading');
  await expect
    .poll(() => panel().getByRole('status').textContent())
    .toContain('Waiting for the model to load');
});

test.each(
  inLong(
    [
      ['measured', 'light', 1000],
      ['measured', 'dark', 400],
      ['first', 'light', 320],
    ] as const,
    ([, , width]) => width !== 1000,
  ),
)('%s in %s at %i px has no problems of accessibility and fits', async (scenario, theme, width) => {
  await open(scenario, { theme, width });
  await panel().getByRole('button').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const measuring = await standMeasuring();
  await panel().getByRole('button', { name: 'Measure' }).click();
  await measuring.reached();
  await panel().getByRole('progressbar').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await panel().evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});
