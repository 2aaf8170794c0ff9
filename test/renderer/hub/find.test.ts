/** Finding models on scripted cores, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { hubModels } from '../../fixtures/states/sample-hub.ts';
import { sentOut, modelsPageOf } from '../../fixtures/renderer/models-page.ts';
import { focused, plain, freezeAt, until, useStates } from '../../fixtures/renderer/page.ts';
import { inLong } from '../../fixtures/long.ts';

let page: Page;
const openState = useStates();
const openModels = modelsPageOf(openState);

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const pane = () => page.getByRole('article');
const field = () => page.getByRole('searchbox');
const results = () => page.getByRole('list', { name: 'Results' }).getByRole('listitem');
const entries = () => page.getByRole('region', { name: 'Recommended models' }).getByRole('listitem');
const entry = (name: string) => entries().filter({ has: page.getByRole('heading', { name, exact: true }) });

test('nothing is sent before the user asks: the catalogue is there, and typing searches once it rests', async () => {
  page = await openModels('models', 'Find');
  await entries().first().waitFor();
  await expect.poll(() => entries().count()).toBe(7);
  await field().pressSequentially('q');
  await page.waitForTimeout(900);
  expect(await sentOut(page)).toEqual([]);
  // At once: on a busy machine, keys may come so slowly that the typing rests between them.
  await field().fill('qwen3');
  await results().first().waitFor();
  expect(await sentOut(page)).toEqual(['Search for models: api/models?search=qwen3&sort=downloads']);
  const changed = new Date(hubModels[0]!.changedAt).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  await expect
    .poll(async () => plain(await results().first().textContent()))
    .toBe(`Qwen3-8B-GGUFQwen8.19B · qwen3 · apache-2.0412k downloads318 likes${changed}`);
  await expect.poll(() => results().count()).toBe(30);
  await button('Show more').click();
  await until(async () => (await results().count()) === 33);
  await expect.poll(() => button('Show more').count()).toBe(0);
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: 'Most liked' });
  await until(async () => (await sentOut(page)).at(-1)!.endsWith('sort=likes'));
  // Coming back shows what was found, and sends nothing again.
  const sent = (await sentOut(page)).length;
  await page.getByRole('tab', { name: 'Library' }).click();
  await page.getByRole('tab', { name: 'Find' }).click();
  await results().first().waitFor();
  await expect.poll(() => field().inputValue()).toBe('qwen3');
  await page.waitForTimeout(700);
  expect(await sentOut(page)).toHaveLength(sent);
  await field().fill('no such model');
  await page.keyboard.press('Enter');
  await page.getByText('No results for “no such model”.').waitFor();
  await button('Back to recommended models').click();
  await entries().first().waitFor();
  await expect.poll(() => field().inputValue()).toBe('');
});

test('a model shows its quantizations side by side, with what fits, how fast and which is best', async () => {
  page = await openModels('models', 'Find');
  await field().fill('gemma');
  await page.keyboard.press('Enter');
  await results().first().waitFor();
  await expect.poll(() => results().first().textContent()).toContain('gated');
  await results().first().getByRole('button').focus();
  await page.keyboard.press('Enter');
  await pane().getByText('Best for this machine: Q5_K_M.').waitFor();
  const table = pane().getByRole('table', { name: 'Quantizations' });
  await until(async () => (await table.textContent())!.includes('tokens/s'));
  const rows = await table
    .getByRole('row')
    .evaluateAll((all) => all.slice(1).map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  expect(rows.map((cells) => cells.map(plain))[3]).toEqual([
    'Q5_K_MBest fit',
    '8.44 GB',
    'Fits',
    '≈ 53.6 tokens/s',
    'Download',
  ]);
  await table.getByRole('button', { name: 'Q5_K_M', exact: true }).click();
  await pane().getByRole('slider', { name: 'Context length' }).waitFor();
  await expect.poll(() => pane().getByRole('button', { name: /^Use / }).count()).toBe(0);
  await pane().getByText('Accept the licence on').waitFor();
  await pane().getByText('mmproj-model-f16.gguf').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  // The card is text: nothing of it runs, nothing is loaded, and its links lead out.
  const card = pane().getByRole('region', { name: 'Model card' });
  await expect.poll(() => card.locator('img, script, iframe').count()).toBe(0);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(
    await card
      .locator('a')
      .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('target')])),
  ).toEqual([
    ['https://example.com/logo.png', '_blank'],
    ['https://example.com/report', '_blank'],
  ]);
  await pane().getByRole('button', { name: 'Settings' }).click();
  await until(async () => (await page.evaluate(() => document.activeElement?.id)) === 'hub-token');
  await page.keyboard.press('Escape');
  const sent = (await sentOut(page)).length;
  await page.getByRole('tab', { name: 'Network log' }).click();
  await page.getByRole('tab', { name: 'Find' }).click();
  await pane().getByText('Best for this machine: Q5_K_M.').waitFor();
  await page.waitForTimeout(400);
  expect(await sentOut(page)).toHaveLength(sent);
  await page.keyboard.press('Escape');
  await until(async () => (await pane().count()) === 0);
  await until(async () => (await focused(page)).startsWith('gemma-3-12b'));
});

test('a download shows its progress in every list, and then leads to the library', async () => {
  page = await openModels('models', 'Find');
  const running = await freezeAt(page, '[role="tabpanel"]', /Downloading\s\d/);
  await button(/^Download Qwen3 0\.6B/).click();
  await running.reached();
  await entry('Qwen3 0.6B')
    .getByText(/^Downloading \d+/)
    .waitFor();
  await page.getByRole('button', { name: /^5 downloads, \d+/ }).waitFor();
  await expect.poll(() => page.getByRole('tab', { name: /^Downloads/ }).textContent()).toBe('Downloads5');
  await running.thaw();
  await entry('Qwen3 0.6B').getByText('Installed').waitFor();
  // What was here before says so without asking anyone.
  await button('Open Qwen3 8B in the library').click();
  await pane().getByRole('heading', { name: 'Qwen3 8B Instruct' }).waitFor();
});

test('the catalogue is narrowed by what it is for and by what fits', async () => {
  page = await openModels('models-processor', 'Find');
  await entries().first().waitFor();
  await page.getByRole('radio', { name: 'Chat' }).check();
  await expect.poll(() => entries().count()).toBe(5);
  await page.getByRole('checkbox', { name: 'Only models that fit' }).check();
  await expect
    .poll(() => entries().locator('h3').allTextContents())
    .toEqual([
      // Not measured: what ordinary machines run well comes first.
      'Llama 3.2 3B Instruct',
      'Qwen3 0.6B',
      'Qwen3 8B',
      'Gemma 3 12B Instruct',
    ]);
  await page.getByText('Speed unknown.').waitFor();
  await page.getByRole('radio', { name: 'Code' }).check();
  await page.getByText('No recommended model matches.').waitFor();
});

test('the catalogue begins with the best model for this machine, and says how fast each will write', async () => {
  page = await openModels('first-steps', 'Find');
  await entries().first().waitFor();
  const told = (await entries().allTextContents()).map(plain);
  expect(told[0]).toContain('Qwen3 8BBest for this machine');
  expect(told[0]).toContain('about 9.8 tokens/s, as fast as you read');
  expect(told.filter((text) => text.includes('Best for this machine'))).toHaveLength(1);
  const tooLarge = told.findLast((text) => text.includes('Too large'));
  expect(tooLarge).toContain('Llama 3.3 70B');
  expect(tooLarge).not.toContain('tokens/s');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('the catalogue says the speed of the user’s own chats if there is one, and which models are not supported', async () => {
  // Whether the machine was measured or not.
  for (const scenario of ['first-steps', 'models-processor'] as const) {
    page = await openModels(scenario, 'Find');
    await entries().first().waitFor();
    await expect
      .poll(async () => plain(await entry('Qwen3 0.6B').textContent()))
      .toContain('31 tokens/s in your chats, faster than you read');
    const told = (await entries().allTextContents()).map(plain);
    expect(told.at(-1)).toContain('Tomorrow 4B');
    expect(told.at(-1)).toContain('not supported');
    expect(told.at(-1)).toContain('does not support models of the architecture');
    expect(told.at(-1)).not.toMatch(/Fits|Tight|tokens\/s|Download/);
    await page.getByRole('checkbox', { name: 'Only models that fit' }).check();
    await expect.poll(() => entry('Tomorrow 4B').count()).toBe(0);
  }
  await page.getByText('Speed unknown.').waitFor();
});

test('a newcomer gets from the empty chat to a chat with the best model in two clicks', async () => {
  page = await openState('first-steps');
  const bigger = page.getByRole('region', { name: 'A bigger model' });
  await bigger.waitFor();
  await expect
    .poll(async () => plain(await bigger.textContent()))
    .toContain(
      'Qwen3 8B is the best of the recommended models for this machine: 5.03 GB, about 9.8 tokens/s, as fast as you read.',
    );
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Get a bigger model: download Qwen3 8B, 5.03 GB').click();
  await page.getByText(/^Downloading \d/).waitFor();
  await button('Chat now: Qwen3 8B').click();
  // The guide makes way for it, in a chat without messages.
  await page.getByText('Start a chat').waitFor();
  await expect.poll(() => page.getByRole('region', { name: 'A bigger model' }).count()).toBe(0);
});

test('a model of another program is offered first, and chatted with in one click without a download', async () => {
  page = await openState('first-steps-installed');
  const installed = page.getByRole('region', { name: 'A model on this computer' });
  await installed.waitFor();
  await expect
    .poll(async () => plain(await installed.textContent()))
    .toMatch(
      /^DeepSeek R1 Distill Qwen 7B is already on this computer \(from Jan\): 4\.68 GB, about \d.*\. No download needed\.Chat now$/,
    );
  // The download comes second, and looks so.
  const regions = page.locator('.empty section.bigger');
  expect(await regions.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
    'A model on this computer',
    'A bigger model',
  ]);
  await expect.poll(() => page.locator('.empty .button.is-main').count()).toBe(1);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Chat now: DeepSeek R1 Distill Qwen 7B').press('Enter');
  await page.getByText('Start a chat').waitFor();
  expect(await sentOut(page)).toEqual([]);
  await expect.poll(() => installed.count()).toBe(0);
});

test('offline or without a network the empty chat says why no bigger model comes', async () => {
  page = await openState('models-none');
  await page.getByText('Speed unknown.').waitFor();
  page = await openState('first-steps-offline');
  await page.getByText('Offline mode is on in Settings, so nothing can be downloaded.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: /^Get a bigger model/ }).count()).toBe(0);
  page = await openState('first-steps-no-network');
  await button(/^Get a bigger model/).click();
  await page.getByRole('alert').getByText('The hub cannot be reached').waitFor();
  // As every other refusal, and not as the hints beside it.
  const colour = (text: string): Promise<string> =>
    page.getByText(text).evaluate((element) => getComputedStyle(element).color);
  expect(await colour('The hub cannot be reached')).not.toBe(await colour('is the best of the recommended'));
});

test('offline and without a network the catalogue is still there, and nothing else stops', async () => {
  page = await openModels('models-offline', 'Find');
  await page.getByText('Offline mode is on.').waitFor();
  await field().fill('code');
  await page.keyboard.press('Enter');
  await until(async () => (await entries().count()) === 1);
  await page.waitForTimeout(700);
  expect(await sentOut(page)).toEqual([]);
  await expect.poll(() => page.getByRole('button', { name: /^Download / }).count()).toBe(0);
  await button('Offline').click();
  const offline = page.getByRole('switch', { name: 'Offline' });
  await offline.click();
  await until(async () => (await button('Offline').count()) === 0);
  page = await openModels('models-no-network', 'Find');
  await field().fill('qwen3');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The hub cannot be reached').waitFor();
  await expect.poll(() => entries().count()).toBe(7);
  await button(/^Download Qwen3 0\.6B/).click();
  await entry('Qwen3 0.6B').getByRole('alert').getByText('The hub cannot be reached').waitFor();
  await button('Qwen3 0.6B').click();
  await pane().getByRole('button', { name: 'Try again' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test.each(
  inLong(
    [
      ['light', 1280],
      ['dark', 900],
      ['light', 420],
    ] as const,
    ([, width]) => width !== 900,
  ),
)('axe finds nothing in %s at %i px, and nothing is wider than the window', async (theme, width) => {
  page = await openModels('models', 'Find', { theme, width });
  await entries().first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await field().fill('qwen3');
  await page.keyboard.press('Enter');
  await results().first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await results().first().getByRole('button').click();
  await pane().getByText('tokens/s').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const overhang = await page
    .locator('.split-pane')
    .evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(overhang).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});

test('opening a model of the catalogue leaves the list where it was, wide and narrow', async () => {
  for (const width of [1280, 420]) {
    page = await openModels('models', 'Find', { width });
    await entries().first().waitFor();
    await page.setViewportSize({ width, height: 420 });
    // Not by its role: in a narrow window the list is hidden behind the model.
    const last = page.locator('.result-open', { hasText: 'Llama 3.3 70B Instruct' });
    await last.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    const visible = () =>
      last.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        const box = element.closest('.find-scroller')!.getBoundingClientRect();
        return bottom > box.top && top < box.bottom;
      });
    expect(await visible()).toBe(true);
    await last.click();
    await pane().getByRole('table', { name: 'Quantizations' }).waitFor();
    await page.waitForTimeout(200);
    await expect.poll(visible, { message: `open, ${width} px` }).toBe(true);
    await page.keyboard.press('Escape');
    await pane().waitFor({ state: 'detached' });
    await expect.poll(visible, { message: `closed, ${width} px` }).toBe(true);
  }
});

test('a gated model says once what to do, and is not fetched before', async () => {
  page = await openModels('models', 'Find');
  await button('Gemma 3 12B Instruct').click();
  await pane().getByText('Accept the licence on').waitFor();
  await pane()
    .getByRole('button', { name: /^Download/ })
    .first()
    .waitFor();
  for (const fetch of await pane()
    .getByRole('button', { name: /^Download/ })
    .all())
    await expect.poll(() => fetch.isDisabled()).toBe(true);
  await expect.poll(async () => (await pane().innerText()).match(/accept the licence/gi)).toHaveLength(1);
  await pane().getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Access token').fill('hf_token');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.keyboard.press('Escape');
  await until(() =>
    pane()
      .getByRole('button', { name: /^Download/ })
      .first()
      .isEnabled(),
  );
});
