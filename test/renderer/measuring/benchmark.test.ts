/** The benchmark page on a scripted core, in a real browser under the real policy. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { BenchmarkRun } from '../../../main/shared/contract/measuring.ts';
import { toJson, toMarkdown } from '../../../main/shared/speed/benchmark-export.ts';
import {
  expectedMs,
  firstCompared,
  prefillByBatch,
  runNames,
} from '../../../renderer/measuring/benchmark-compare.ts';
import { planOf, presets } from '../../../renderer/measuring/plan-text.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { benchmarkRuns } from '../../fixtures/states/sample-benchmarks.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';
import { freezeAt, useStates } from '../../fixtures/renderer/page.ts';
import { inLong } from '../../fixtures/long.ts';

const byId = (id: string): BenchmarkRun => benchmarkRuns.find((run) => run.id === id)!;

describe('comparing', () => {
  it('begins with the newest run of each model wherever its file was, at most four', () => {
    expect(firstCompared(benchmarkRuns)).toEqual(['qwen-cuda', 'qwen-q8-cuda', 'llama-vulkan', 'guide-cpu']);
    const files = Array.from({ length: 6 }, (_, index) => ({
      ...byId('qwen-cuda'),
      id: String(index),
      model: { ...byId('qwen-cuda').model, id: null, path: `/models/${index}.gguf` },
    }));
    expect(firstCompared(files)).toEqual(['0', '1', '2', '3']);
    const moved = { ...byId('qwen-cuda'), id: 'moved' };
    moved.model = { ...moved.model, path: '/elsewhere/qwen.gguf' };
    const earlier = { ...moved, id: 'earlier', model: { ...byId('qwen-cuda').model, id: null } };
    expect(firstCompared([byId('qwen-cuda'), moved, earlier])).toEqual(['qwen-cuda']);
  });

  it('names runs by what sets them apart, and by no more', () => {
    const names = (...ids: string[]): string[] => [...runNames(ids.map(byId)).values()];
    expect(names('qwen-cuda', 'guide-cpu')).toEqual(['Qwen3 8B Instruct', 'Hearth guide']);
    expect(names('qwen-cuda', 'qwen-q8-cuda', 'qwen-cpu', 'guide-cpu')).toEqual([
      'Qwen3 8B Instruct · Q4_K_M · CUDA',
      'Qwen3 8B Instruct · Q8_0',
      'Qwen3 8B Instruct · Q4_K_M · CPU',
      'Hearth guide',
    ]);
    const again = { ...byId('qwen-cuda'), id: 'again', startedAt: byId('qwen-cuda').startedAt + 60_000 };
    const two = [...runNames([byId('qwen-cuda'), again]).values()];
    expect(new Set(two).size).toBe(2);
  });

  it('shows batch sizes of runs alone that have several', () => {
    const runs = [byId('qwen-cuda'), byId('guide-cpu')];
    const series = prefillByBatch(runs, runNames(runs));
    expect(series.map(({ name, points }) => [name, points.map(({ x }) => x)])).toEqual([
      ['Qwen3 8B Instruct', [128, 512]],
    ]);
  });

  it('tells how long a plan takes by the speeds of an earlier run', () => {
    const run: BenchmarkRun = {
      ...byId('guide-cpu'),
      rows: [
        { test: 'pp', tokens: 100, depth: 0, batchSize: 512, speeds: [100], cost: null },
        { test: 'pp', tokens: 300, depth: 0, batchSize: 512, speeds: [400, 200], cost: null },
        { test: 'tg', tokens: 32, depth: 0, batchSize: 512, speeds: [16], cost: null },
      ],
    };
    // 400 tokens took 1 s and 1 s.
    expect(expectedMs({ prefill: 1000, decode: 160 }, run)).toBeCloseTo(5_000 + 10_000);
    const pp = { ...run, rows: run.rows.slice(0, 2) };
    expect(expectedMs({ prefill: 1000, decode: 160 }, pp)).toBeNull();
    expect(expectedMs({ prefill: 1000, decode: 0 }, pp)).toBeCloseTo(5_000);
  });

  it('reads a plan from its fields, or says of each what is wrong', () => {
    const [quick] = presets;
    expect(planOf(quick.text).plan).toMatchObject({ promptLengths: [128, 512], repeats: 3 });
    expect(planOf({ ...quick.text, depths: ' ' }).plan).toMatchObject({ depths: [] });
    expect(planOf({ ...quick.text, batchSizes: '', repeats: '0' }).problems).toEqual({
      batchSizes: 'Batch sizes must be whole numbers from 1 to 131,072 with commas between them.',
      repeats: 'Repeats must be a whole number from 1 to 20, not “0”.',
    });
    expect(planOf({ ...quick.text, promptLengths: '', depths: '' }).problems).toEqual({
      promptLengths: 'Enter at least one prompt length or one depth.',
    });
  });
});

describe('the page', () => {
  let page: Page;
  const openState = useStates();

  const open = async (
    scenario: ScenarioName,
    options?: { theme?: string; width?: number },
  ): Promise<void> => {
    page = await openState(scenario, options);
    await button('Performance').click();
    await page.getByRole('tab', { name: 'Benchmark' }).click();
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const standMeasuring = (text: RegExp) => freezeAt(page, '[role="tabpanel"]', text);
  const boxes = () => page.getByRole('checkbox');
  const bodies = () => page.locator('.benchmark-table tbody');

  it('compares the runs that are chosen, in plots and in a table', async () => {
    await open('measured');
    await boxes().first().waitFor();
    expect(await Promise.all((await boxes().all()).map((box) => box.isChecked()))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    const plots = page.getByRole('figure');
    expect(
      await plots.evaluateAll((all) => all.map((one) => one.querySelector('figcaption')?.textContent)),
    ).toEqual([
      'Prefill speed by prompt length',
      'Decode speed by depth',
      'Prefill speed by batch size, longest prompt',
      'Compared with this machine’s limits',
    ]);
    await expect
      .poll(() => plots.first().getByRole('img').getAttribute('aria-label'))
      .toBe(
        'Prefill speed by prompt length. Qwen3 8B Instruct · Q4_K_M: 3 values. Qwen3 8B Instruct · Q8_0: 3 values. ' +
          'Llama 3.2 3B Instruct: 3 values. Hearth guide: 2 values',
      );
    await expect.poll(() => bodies().count()).toBe(4);
    await expect.poll(() => bodies().nth(3).locator('tr').count()).toBe(byId('guide-cpu').rows.length);

    await boxes().nth(4).check();
    await bodies().nth(4).getByRole('cell', { name: 'CPU', exact: true }).waitFor();
    for (const index of [0, 1, 2, 3, 4]) await boxes().nth(index).uncheck();
    await page.getByText('Select a run above to see its speeds.').waitFor();
    await expect.poll(() => plots.count()).toBe(0);
  });

  it('exports what is compared to the clipboard and as a file', async () => {
    await open('measured');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const compared = firstCompared(benchmarkRuns).map(byId);
    await button('Copy as Markdown').click();
    await page.getByTitle('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(toMarkdown(compared));
    const [download] = await Promise.all([page.waitForEvent('download'), button('Save as JSON').click()]);
    expect(download.suggestedFilename()).toBe('benchmark.json');
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual(JSON.parse(toJson(compared)));
  });

  it('shows how far it is, also after a look at another page, and compares the new run', async () => {
    await open('measured');
    await page.getByText('Chats pause during a run.').waitFor();
    const measuring = await standMeasuring(/Decode\sof\s.*,\s\d+\sof\s20/);
    await button('Start').click();
    await measuring.reached();
    await page.getByText(/^Decode of .*, \d+ of 20$/).waitFor();
    await expect
      .poll(async () =>
        Number(await page.getByRole('progressbar', { name: 'Benchmark' }).getAttribute('value')),
      )
      .toBeLessThan(1);
    await page.getByText('Chats pause during a run. If you stop it, the results so far are kept.').waitFor();
    await button('Stop').and(page.locator(':focus')).waitFor();
    await expect.poll(() => boxes().count()).toBe(6);
    await page.getByRole('tab', { name: 'This machine' }).click();
    await page.getByRole('tab', { name: 'Benchmark' }).click();
    await button('Stop').waitFor();
    await page.locator('form').getByText('Qwen3 8B Instruct, Q4_K_M').waitFor();
    await measuring.thaw();
    await button('Start').waitFor();
    await expect.poll(() => boxes().count()).toBe(7);
    await expect.poll(() => boxes().first().isChecked()).toBe(true);
    await expect.poll(() => page.locator('.benchmark-runs em').count()).toBe(1);
  });

  it('keeps what was measured by the time it is stopped, and says so', async () => {
    await open('measured');
    const measuring = await standMeasuring(/Decode\sof\s.*,\s[3-9]\sof\s20/);
    await button('Start').click();
    await measuring.reached();
    await button('Stop').click();
    await measuring.thaw();
    await page.getByText('Stopped. The results so far are saved below.').waitFor();
    await expect.poll(() => boxes().count()).toBe(7);
    await page.getByRole('listitem').filter({ hasText: 'stopped' }).first().getByRole('checkbox').waitFor();
    await expect.poll(() => bodies().first().locator('tr').count()).toBe(2);
  });

  it('says why a benchmark was refused, and keeps what was chosen', async () => {
    await open('refused');
    await page.getByText('No benchmarks yet.').waitFor();
    await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Another file…' });
    const path = page.getByRole('textbox', { name: 'Path of a GGUF file' });
    await expect.poll(() => button('Start').isDisabled()).toBe(true);
    await button('Choose…').click();
    await expect.poll(() => path.inputValue()).toBe('/home/ada/models/another.gguf');
    await path.press('Enter');
    const sentence = page.getByRole('alert').getByText('There is no file at /home/ada/models/gone.gguf');
    await sentence.waitFor();
    await expect.poll(() => path.inputValue()).toBe('/home/ada/models/another.gguf');
    await expect.poll(() => button('Start').isEnabled()).toBe(true);
    // Also to whoever looked elsewhere meanwhile.
    await page.getByRole('tab', { name: 'This machine' }).click();
    await page.getByRole('tab', { name: 'Benchmark' }).click();
    await sentence.waitFor();
  });

  it('takes an own plan, and says what of it cannot be', async () => {
    await open('measured');
    await button('Test settings').click();
    const prompts = page.getByRole('textbox', { name: 'Prompt lengths' });
    await expect.poll(() => prompts.inputValue()).toBe('128, 512');
    await prompts.fill('128, lots');
    await prompts.blur();
    await page
      .getByRole('alert')
      .getByText('Prompt lengths must be whole numbers from 1 to 131,072')
      .waitFor();
    await expect.poll(() => button('Start').isDisabled()).toBe(true);
    await prompts.fill('128, 99999');
    await page.getByText('The model’s context is 40,960 tokens, so pp99999 is skipped.').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: 'Custom' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Thorough' }).check();
    await expect.poll(() => prompts.inputValue()).toBe('128, 512, 2048');
    await page.getByText(/^Takes about \d+\u202f(s|min), judging by this model’s last run\. /).waitFor();
  });

  it('deletes a run with a way back, for good once the page is left', async () => {
    await open('measured');
    await button(/^Delete Hearth guide/).click();
    await expect.poll(() => boxes().count()).toBe(5);
    await expect.poll(() => bodies().count()).toBe(3);
    await button('Undo').and(page.locator(':focus')).waitFor();
    await button('Undo').click();
    await expect.poll(() => boxes().count()).toBe(6);
    await button(/^Delete Hearth guide/).click();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('tab', { name: 'Benchmark' }).click();
    await boxes().first().waitFor();
    await expect.poll(() => boxes().count()).toBe(5);
    await expect.poll(() => page.locator('.benchmark-runs').getByText('Hearth guide').count()).toBe(0);
  });

  it('works without a loaded model, by a path', async () => {
    await open('engine-stopped');
    await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Another file…' });
    await page.getByText('Enter the path of a model file.').waitFor();
    await expect.poll(() => button('Start').isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Path of a GGUF file' }).fill('/models/one.gguf');
    await expect.poll(() => button('Start').isEnabled()).toBe(true);
  });

  it.each(inLong(['light', 'dark'] as const, (theme) => theme === 'light'))(
    'has nothing that axe knows is wrong in the %s theme, and fits a phone',
    async (theme) => {
      await open('measured', { theme, width: 320 });
      await button('Test settings').click();
      await page.getByRole('textbox', { name: 'Repeats' }).fill('99');
      await page.getByRole('textbox', { name: 'Repeats' }).blur();
      await button(/^Delete Hearth guide/).click();
      await bodies().first().waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      const overhang = await page
        .locator('.lens-panel')
        .evaluate((panel) => panel.scrollWidth - panel.clientWidth);
      expect(overhang).toBe(0);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.waitForTimeout(200);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('radio', { name: 'Quick' }).check();
      const measuring = await standMeasuring(/Decode\sof/);
      await button('Start').click();
      await measuring.reached();
      await page.getByRole('progressbar', { name: 'Benchmark' }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
    },
  );
});
