/** Downloads, requests and connections on scripted cores, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { useModelsPage } from '../../fixtures/renderer/models-page.ts';
import { focused, plain, freezeAt, until } from '../../fixtures/renderer/page.ts';
import { inLong } from '../../fixtures/long.ts';

let page: Page;
const openModels = useModelsPage();

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const download = (name: string) => page.getByRole('listitem', { name, exact: true });

test('each download says what it does, and offers what can be done about it', async () => {
  page = await openModels('models', 'Downloads');
  const running = download('Qwen3-30B-A3B-Instruct-2507-Q4_K_M');
  await expect
    .poll(async () => plain(await running.locator('.download-figures').textContent()))
    .toContain('43 %7.91 GB of 18.6 GB · 43.2 MB/s · 4 min 6 s left');
  const tools = async (name: string) => download(name).getByRole('button').allTextContents();
  await expect.poll(() => tools('Llama-3.3-70B-Q6_K')).toEqual(['Pause', 'Cancel']);
  expect(await tools('Qwen3-14B-Q4_K_M')).toEqual(['Pause', 'Cancel…']);
  expect(await tools('gemma-3-12b-it-q4_0')).toEqual(['Try again', 'Model page', 'Cancel']);
  expect(await tools('Qwen3-4B-Q8_0')).toEqual(['Resume', 'Cancel…']);
  expect(await tools('Qwen3-1.7B-Q8_0')).toEqual([]);
  await expect
    .poll(() => tools('Llama-3.2-3B-Instruct-Q6_K'))
    .toEqual(['Load', 'Show in library', 'Remove from list']);
  await download('gemma-3-12b-it-q4_0').getByRole('alert').getByText('requires access').waitFor();

  await button('Pause: Qwen3-30B-A3B-Instruct-2507-Q4_K_M').click();
  await running.getByText('Paused').waitFor();
  await button('Resume: Qwen3-30B-A3B-Instruct-2507-Q4_K_M').click();
  await until(async () => Number(await running.getByRole('progressbar').getAttribute('value')) > 7.92e9);

  // What would be lost is asked about, once; where nothing is fetched yet nothing is asked.
  await button('Cancel: Qwen3-4B-Q8_0').click();
  await download('Qwen3-4B-Q8_0')
    .getByText(/^Discard the 2\.14\sGB downloaded so far\?$/)
    .waitFor();
  await until(async () => (await focused(page)) === 'Keep downloading');
  await button('Discard').click();
  await until(async () => (await download('Qwen3-4B-Q8_0').count()) === 0);
  await button('Cancel: Llama-3.3-70B-Q6_K').click();
  await until(async () => (await download('Llama-3.3-70B-Q6_K').count()) === 0);

  await button('Show in library: Llama-3.2-3B-Instruct-Q6_K').click();
  await page.getByRole('article').getByText('bartowski/Llama-3.2-3B-Instruct-GGUF').waitFor();
});

test('what arrives while one is elsewhere is said there, and what failed leads to its page', async () => {
  page = await openModels('models', 'Find');
  const running = await freezeAt(page, '[role="tabpanel"]', 'Downloading');
  await button(/^Download Qwen3 0\.6B/).click();
  await running.reached();
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
  await running.thaw();
  await page.getByText('qwen3-0.6b-Q4_K_M is ready.').waitFor();
  await button('Show in library').click();
  await expect
    .poll(() => page.getByRole('tab', { name: 'Library' }).getAttribute('aria-selected'))
    .toBe('true');
  await expect.poll(() => page.getByText('is ready.').count()).toBe(0);
  await page.getByRole('tab', { name: 'Downloads' }).click();
  await button('Model page: gemma-3-12b-it-q4_0').click();
  await page.getByRole('article').getByText('Accept the licence on').waitFor();
});

test('the notice of a model that arrived goes away by itself', async () => {
  page = await openModels('models', 'Find');
  await page.clock.install();
  await button(/^Download Qwen3 0\.6B/).click();
  const notice = page.getByText('qwen3-0.6b-Q4_K_M is ready.');
  await until(async () => {
    await page.clock.runFor(500);
    return (await notice.count()) === 1;
  });
  await page.mouse.move(5, 5);
  await page.clock.runFor(13_000);
  await expect.poll(() => notice.count()).toBe(0);
  // The next test needs a clock that runs.
  await page.close();
});

test('a model is loaded from where its download ended', async () => {
  page = await openModels('models', 'Downloads');
  const loading = await freezeAt(page, '[role="status"]', 'Loading');
  await download('Llama-3.2-3B-Instruct-Q6_K').getByRole('button', { name: 'Load' }).click();
  await loading.reached();
  await download('Llama-3.2-3B-Instruct-Q6_K').getByRole('button', { name: 'Cancel' }).click();
  await loading.thaw();
  // What the user ended is no failure.
  await download('Llama-3.2-3B-Instruct-Q6_K').getByRole('button', { name: 'Load' }).waitFor();
  await page.getByRole('status', { name: 'Engine', exact: true }).getByText('29 of 37 layers').waitFor();
  await expect.poll(() => page.getByRole('main').getByText('cancelled').count()).toBe(0);
  await download('Llama-3.2-3B-Instruct-Q6_K').getByRole('button', { name: 'Load' }).click();
  await button('Chat now').click();
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
});

test('the header shows quietly that something is fetched or that all is offline, and leads there', async () => {
  page = await openModels('models-offline', 'Library');
  await page.getByRole('button', { name: /^4 downloads, \d+/ }).click();
  await download('Qwen3-14B-Q4_K_M').waitFor();
  await button('Offline').click();
  await page.getByRole('switch', { name: 'Offline' }).waitFor();
  page = await openModels('models-none', 'Downloads');
  await page.getByText('No downloads.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: /download/ }).count()).toBe(0);
});

test('every request is listed with its reason, destination and result, and can be cleared', async () => {
  page = await openModels('models', 'Network log');
  const requests = page.getByRole('list', { name: 'Requests, newest first' }).getByRole('listitem');
  await expect.poll(() => requests.count()).toBe(5);
  const second = plain(await requests.nth(1).textContent());
  expect(second).toMatch(/^Open the page of Qwen\/Qwen3-8B-GGUF/);
  expect(second).toContain(
    'GET huggingface.co/api/models/Qwen/Qwen3-8B-GGUF?blobs=trueStatus 200412 B sent, 31.4 kB received, 238 ms',
  );
  await requests.nth(4).getByText('Hearth is in offline mode, so nothing was sent.').waitFor();
  // One that is sent now comes to the top.
  await page.getByRole('tab', { name: 'Find' }).click();
  // Without Enter, which would send it again if the typing has rested before.
  await page.getByRole('searchbox').fill('qwen3');
  await page.getByRole('list', { name: 'Results' }).waitFor();
  await page.getByRole('tab', { name: 'Network log' }).click();
  await until(async () => (await requests.count()) === 6);
  await expect.poll(() => requests.first().textContent()).toContain('Search for models');
  await button('Clear…').click();
  await button('Delete').click();
  await page.getByText('No requests logged.').waitFor();
});

test('connections are set in the settings: offline, addresses, and a token that is never shown', async () => {
  page = await openModels('models', 'Library');
  await button('Settings').click();
  const panel = () => page.getByRole('dialog', { name: 'Settings' });
  const token = panel().getByLabel('Access token');
  await token.fill('hf_secret');
  await panel().getByRole('button', { name: 'Save', exact: true }).click();
  await panel().getByText('Token saved in the system’s key store.').waitFor();
  await expect.poll(() => token.inputValue()).toBe('');
  expect(await page.content()).not.toContain('hf_secret');
  await panel().getByRole('button', { name: 'Remove…', exact: true }).click();
  await panel().getByRole('button', { name: 'Remove', exact: true }).click();
  await panel().getByText('For models whose licence you accepted on Hugging Face.').waitFor();
  await panel().getByRole('textbox', { name: 'Unload when idle' }).fill('15');
  await page.keyboard.press('Tab');
  // Numbers as Hearth itself writes them, with Enter and with Tab.
  const contextLength = panel().getByRole('textbox', { name: 'Context length' });
  for (const [typed, key] of [
    ['8,192', 'Enter'],
    ['131\u202f072', 'Tab'],
    ['8.192', 'Tab'],
  ] as const) {
    await contextLength.fill(typed);
    await contextLength.press(key);
    const wanted = typed.startsWith('8') ? '8192' : '131072';
    await until(async () => (await contextLength.inputValue()) === wanted);
  }
  const temperature = panel().getByRole('textbox', { name: 'Temperature' });
  await temperature.fill('0,7');
  await temperature.press('Tab');
  await until(async () => (await temperature.inputValue()) === '0.7');
  const backends = panel().getByRole('combobox', { name: 'Backend' }).getByRole('option');
  await expect.poll(() => backends.allTextContents()).toEqual(['Automatic', 'CPU', 'CUDA', 'Vulkan']);
  expect(await accessibilityProblems(page)).toEqual([]);
  await panel().getByRole('button', { name: 'View network log' }).click();
  await page.getByRole('list', { name: 'Requests, newest first' }).waitFor();
  await expect.poll(() => panel().isVisible()).toBe(false);
  page = await openModels('models-refused', 'Library');
  await button('Settings').click();
  const mirror = panel().getByRole('textbox', { name: 'Mirror' });
  await mirror.fill('ftp://mirror');
  await page.keyboard.press('Enter');
  await panel().getByRole('alert').getByText('must begin with https://').waitFor();
  await expect.poll(() => mirror.inputValue()).toBe('ftp://mirror');
});

test('the settings of one model say what holds without them, and each goes back by itself', async () => {
  page = await openModels('models', 'Library');
  await button('Llama 3.2 3B Instruct').click();
  const pane = () => page.getByRole('article');
  await pane().getByRole('button', { name: 'Load settings' }).click();
  const topK = () => pane().getByRole('textbox', { name: 'Top K' });
  await expect.poll(() => topK().getAttribute('placeholder')).toBe('40');
  await topK().fill('20');
  await page.keyboard.press('Enter');
  await pane().getByRole('combobox', { name: 'KV cache precision' }).selectOption({ label: '8-bit' });
  await pane().getByRole('button', { name: 'Load settings' }).getByText('2 set').waitFor();
  // What it takes follows: 8,192 tokens of 147,456 bytes, 17 of 32 parts of them.
  await pane()
    .getByText(/^642\sMB$/)
    .waitFor();
  await pane().getByRole('textbox', { name: 'Devices' }).fill('first');
  await page.keyboard.press('Enter');
  await pane().getByRole('alert').getByText('Devices must be whole numbers').waitFor();
  await pane().getByRole('button', { name: 'Reset Devices' }).click();
  await pane().getByRole('button', { name: 'Reset Top K' }).click();
  await pane().getByRole('button', { name: 'Load settings' }).getByText('1 set').waitFor();
  await expect.poll(() => topK().inputValue()).toBe('');
  await pane().getByRole('button', { name: 'Reset all…' }).click();
  await pane().getByRole('button', { name: 'Reset all', exact: true }).click();
  await until(async () => (await pane().getByText('1 set').count()) === 0);
  await expect.poll(() => pane().getByRole('combobox', { name: 'KV cache precision' }).inputValue()).toBe('');
  page = await openModels('models-refused', 'Library');
  await button('Llama 3.2 3B Instruct').click();
  await pane()
    .getByRole('button', { name: /^Load settings/ })
    .click();
  await expect.poll(() => topK().inputValue()).toBe('20');
  await topK().fill('9999');
  await page.keyboard.press('Enter');
  await pane().getByRole('alert').getByText('Top K must be a whole number').waitFor();
  await expect.poll(() => topK().inputValue()).toBe('9999');
});

test.each(
  inLong(
    [
      ['light', 1280, 'Downloads'],
      ['dark', 420, 'Downloads'],
      ['light', 420, 'Network log'],
      ['dark', 900, 'Network log'],
    ] as const,
    ([theme]) => theme === 'dark',
  ),
)('axe finds nothing in %s at %i px in %s', async (theme, width, tab) => {
  page = await openModels('models', tab, { theme, width });
  await page.getByRole('listitem').last().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const overhang = await page
    .getByRole('tabpanel')
    .evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(overhang).toBe(0);
});

/** Two clicks on one spot, so quick that they count as a double click, or so slow that they do not. */
const clickTwice = async (name: string, isDouble: boolean): Promise<void> => {
  const asking = button(name).last();
  await asking.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await asking.boundingBox())!;
  // The ends are where a neighbour could come to be.
  for (const at of [x + 4, x + width / 2, x + width - 4]) {
    await page.mouse.move(at, y + height / 2);
    if (isDouble) await page.mouse.dblclick(at, y + height / 2);
    else {
      await page.mouse.click(at, y + height / 2);
      await page.waitForTimeout(100);
      await page.mouse.click(at, y + height / 2);
    }
    await page.waitForTimeout(100);
    // Where the question is still open, it is answered safely.
    if ((await button(/^Keep/).count()) > 0) await button(/^Keep/).click();
  }
};

test('two clicks on one spot delete no model, no download, no KV states and no list, in wide and narrow windows', async () => {
  for (const width of [1280, 420]) {
    page = await openModels('models', 'Library', { width });
    await button('Llama 3.3 70B Instruct').click();
    for (const isDouble of [true, false]) await clickTwice('Delete…', isDouble);
    await expect.poll(() => button('Delete…').count()).toBe(1);

    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Downloads' }).click();
    const cancel = 'Cancel: Qwen3-4B-Q8_0';
    for (const isDouble of [true, false]) await clickTwice(cancel, isDouble);
    await expect.poll(() => button(cancel).count()).toBe(1);

    await page.getByRole('tab', { name: 'Network log' }).click();
    const requests = page.getByRole('list', { name: 'Requests, newest first' }).getByRole('listitem');
    const count = await requests.count();
    for (const isDouble of [true, false]) await clickTwice('Clear…', isDouble);
    await expect.poll(() => requests.count()).toBe(count);

    await button('Settings').click();
    await page.getByText('1.24\u2009GB, 14 states').waitFor();
    for (const isDouble of [true, false]) await clickTwice('Clear…', isDouble);
    await page.getByText('1.24\u2009GB, 14 states').waitFor();
  }
});

test('two clicks on Load load the model: neither cancels that, nor unloads it again', async () => {
  page = await openModels('models', 'Library');
  await button('Llama 3.2 3B Instruct').click();
  const pane = page.getByRole('article');
  const { x, y, width, height } = (await pane
    .getByRole('button', { name: 'Load', exact: true })
    .boundingBox())!;
  for (let click = 0; click < 4; click += 1) {
    await page.mouse.click(x + width - 4, y + height / 2);
    await page.waitForTimeout(150);
  }
  const engine = page.getByRole('status', { name: 'Engine', exact: true });
  await until(async () => (await engine.innerText()).includes('29 of 37 layers'));
  await expect.poll(() => engine.innerText()).toContain('Llama 3.2 3B Instruct');
});
