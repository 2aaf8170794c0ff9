/** The quick way between models, and what the engine says of itself, in a real browser on scripted cores. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import type { ScenarioName } from '../../fixtures/states/scenarios.ts';
import { focused, freezeAt, until, useStates } from '../../fixtures/renderer/page.ts';
import { latencyWords } from '../../../renderer/words/latency.ts';

let page: Page;
const openState = useStates();

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const panel = () => page.getByRole('dialog', { name: 'Model' });
const engine = () => page.getByRole('status', { name: 'Engine', exact: true });
const open = async (scenario: ScenarioName, options?: { theme?: string; width?: number }) => {
  page = await openState(scenario, options);
  await engine().waitFor();
  await page.keyboard.press('Control+o');
  await panel().getByRole('searchbox').waitFor();
};

test('models used last come first, a few letters and Enter load any other', async () => {
  await open('models');
  await until(async () => (await focused(page)) === 'Search installed models');
  const names = () => panel().locator('.recent-name').allTextContents();
  await expect
    .poll(async () => (await names()).slice(0, 3))
    .toEqual(['Llama 3.2 3B Instruct', 'Gemma 3 4B Instruct', 'Hearth guide']);
  // What cannot chat, and what is loaded already, is no choice.
  expect(await names()).not.toContain('nomic-embed-text v1.5');
  expect(await names()).not.toContain('Qwen3 8B Instruct');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toContain('Gemma 3 4B Instruct');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('deepseek');
  await until(async () => (await names()).join() === 'DeepSeek R1 Distill Qwen 7B');
  await page.keyboard.press('Enter');
  await until(async () => !(await panel().isVisible()));
  await engine().getByText('DeepSeek R1 Distill Qwen 7B').waitFor();
});

test('a load is cancelled from the panel or the header, and the model before comes back', async () => {
  await open('models');
  const standLoading = () => freezeAt(page, '[role="status"]', 'Loading');
  const first = await standLoading();
  await panel()
    .getByRole('button', { name: /^Llama 3\.2 3B/ })
    .click();
  await panel().getByRole('progressbar', { name: 'Loading' }).waitFor();
  await panel().getByRole('button', { name: 'Cancel', exact: true }).click();
  await first.thaw();
  await panel().getByRole('heading', { name: 'Qwen3 8B Instruct' }).waitFor();
  await expect.poll(() => panel().getByRole('alert').count()).toBe(0);
  const second = await standLoading();
  await panel()
    .getByRole('button', { name: /^Llama 3\.2 3B/ })
    .click();
  await second.reached();
  await page.keyboard.press('Escape');
  await engine().getByRole('button', { name: 'Cancel' }).click();
  await second.thaw();
  await engine().getByText('29 of 37 layers').waitFor();
  await engine().getByText('Qwen3 8B Instruct').waitFor();
  await expect.poll(() => engine().getByText('Llama 3.2 3B Instruct').count()).toBe(0);
});

test('the loaded model shows its facts, is let go of, and leads to the library', async () => {
  await open('models');
  await panel().getByRole('button', { name: 'Details' }).click();
  await expect.poll(() => panel().locator('.facts').innerText()).toMatch(/\d tokens\s+re-tune/);
  await panel().getByText('/home/ada/models/Qwen3-8B-Q4_K_M.gguf').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await panel().getByRole('button', { name: 'Unload' }).click();
  await engine().getByText('Unloaded; loads with your next message').waitFor();
  // It is the first to go back to.
  await panel()
    .getByRole('button', { name: /^Qwen3 8B Instruct/ })
    .click();
  await engine().getByText('29 of 37 layers').waitFor();
  await page.keyboard.press('Control+o');
  await panel().getByRole('button', { name: 'Show in library' }).click();
  await page.getByRole('article').getByRole('heading', { name: 'Qwen3 8B Instruct' }).waitFor();
  await page.keyboard.press('Control+o');
  await panel().getByRole('button', { name: 'All models…' }).click();
  await until(async () => !(await panel().isVisible()));
});

test('a refused model says why in its place, and any file can be opened by its path', async () => {
  await open('models-refused');
  await panel()
    .getByRole('button', { name: /^Llama 3\.3 70B/ })
    .click();
  await panel().getByRole('alert').getByText('choose a smaller quantization').waitFor();
  await panel().getByRole('textbox', { name: 'Path of a GGUF file' }).fill('/models/another.gguf');
  await button('Open').click();
  await until(async () => (await panel().getByRole('alert').count()) === 2);
  await expect
    .poll(() => panel().getByRole('textbox', { name: 'Path of a GGUF file' }).inputValue())
    .toBe('/models/another.gguf');
});

test('Escape on the page of models leaves it and stops no answer', async () => {
  page = await openState('streaming');
  await button('Stop').waitFor();
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('searchbox', { name: 'Search the library' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('And on a GPU?').waitFor();
  await button('Stop').waitFor();
  await expect.poll(() => page.getByText(latencyWords.endings.stopped).count()).toBe(0);
});

test('an unloaded engine and another answering model are said quietly', async () => {
  page = await openState('unloaded', { width: 900 });
  const words = engine().getByText('Unloaded; loads with your next message');
  await words.waitFor();
  expect(await words.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  page = await openState('model-changed');
  const change = page.getByText('Switched from Llama 3.2 3B Instruct to Qwen3 8B Instruct');
  await change.waitFor();
  expect(await change.evaluate((element) => element.nextElementSibling?.id)).toBe('message-m3');
  page = await openState('answered');
  await page.getByRole('article').nth(3).waitFor();
  await expect.poll(() => page.getByText(/; before,/).count()).toBe(0);
});

test.each(['light', 'dark'])(
  'a phone holds the panel in the %s theme, and axe finds nothing',
  async (theme) => {
    page = await openState('loading-large', { theme, width: 420 });
    await page.locator('.model-button').click();
    await panel()
      .getByRole('button', { name: /^Llama 3\.2 3B/ })
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const { right } = (await panel().evaluate((element) => element.getBoundingClientRect().toJSON())) as {
      right: number;
    };
    expect(right).toBeLessThanOrEqual(420);
  },
);

test('choosing a model or unloading in mid-answer asks first, and either answer is kept to', async () => {
  page = await openState('streaming');
  await page.getByText('And on a GPU?').waitFor();
  const question = page.getByRole('dialog', { name: 'Switch model?' });
  const choose = async (): Promise<void> => {
    await page.keyboard.press('Control+o');
    await panel().getByRole('textbox', { name: 'Path of a GGUF file' }).fill('/models/other.gguf');
    await page.keyboard.press('Enter');
    await question.getByText('An answer is still being generated in “What is prefill?”.').waitFor();
  };
  await choose();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await focused(page)).toBe('Switch after the answer');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await button('Stop').waitFor();
  await choose();
  await question.getByRole('button', { name: 'Stop and switch' }).click();
  await button('Regenerate').waitFor();
  await engine().getByText('Loading').waitFor();
});
