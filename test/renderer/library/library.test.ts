/** The library on scripted cores, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { listedNames, useModelsPage } from '../../fixtures/renderer/models-page.ts';
import { focused, plain, freezeAt, until, watchFor } from '../../fixtures/renderer/page.ts';
import { inLong } from '../../fixtures/long.ts';

let page: Page;
const openModels = useModelsPage();

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const pane = () => page.getByRole('article');
const row = (name: string) => page.getByRole('row').filter({ has: button(name) });
const search = () => page.getByRole('searchbox', { name: 'Search the library' });
const copiesList = '[aria-label="Copies in progress"]';
const sum = async () => plain(await page.locator('.library-sum').textContent());

test('the shortcut opens the page and goes back, and the list is searched, filtered and sorted', async () => {
  page = await openModels('models');
  await expect
    .poll(async () => (await listedNames(page)).slice(0, 2))
    .toEqual(['Qwen3 8B Instruct', 'Llama 3.2 3B Instruct']);
  await expect
    .poll(async () => plain(await row('Qwen3 8B Instruct').textContent()))
    .toContain('8.19BQ4_K_M4.91 bits5.03 GB40,960');
  await expect.poll(sum).toBe('12 models, 79.2 GB');
  await search().fill('llama q6');
  await until(async () => (await listedNames(page)).join() === 'Llama 3.2 3B Instruct');
  await expect.poll(sum).toBe('1 of 12 models, 2.64 GB');
  await search().fill('nothing like that');
  await page.getByText('No installed model matches.').waitFor();
  await button('Show all models').click();
  await page.getByRole('combobox', { name: 'Source' }).selectOption({ label: 'Your folders (4)' });
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Adapter (1)' });
  await expect.poll(() => listedNames(page)).toEqual(['rhyme-lora']);
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('');
  await button('Size').click();
  await expect
    .poll(() => page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort'))
    .toBe('descending');
  await expect.poll(async () => (await listedNames(page)).at(-1)).toBe('rhyme-lora');
  await button('Size').click();
  await expect.poll(async () => (await listedNames(page))[0]).toBe('rhyme-lora');
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
  await page.keyboard.press('Control+Shift+M');
  // The query is as it was left.
  await expect.poll(async () => (await listedNames(page))[0]).toBe('rhyme-lora');
});

test('the keyboard alone finds, opens, leaves and loads a model', async () => {
  page = await openModels('models');
  await search().focus();
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Qwen3 8B Instruct');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('Llama 3.2 3B Instruct');
  await page.keyboard.press('End');
  await until(async () => (await focused(page)) === 'rhyme-lora');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await pane().getByRole('heading', { name: 'Llama 3.2 3B Instruct' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await until(async () => (await pane().count()) === 0);
  await until(async () => (await focused(page)) === 'Llama 3.2 3B Instruct');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Load Llama 3.2 3B Instruct');
  await page.keyboard.press('Enter');
  await row('Llama 3.2 3B Instruct').getByText('Loaded').waitFor();
  await page
    .getByRole('status', { name: 'Engine', exact: true })
    .getByText('Llama 3.2 3B Instruct')
    .waitFor();
});

test('a model tells all that is known of it, and what it takes for another context length', async () => {
  page = await openModels('models');
  await button('Qwen3 8B Instruct').last().click();
  const facts = async () =>
    (
      await pane()
        .locator('dl.facts > div')
        .evaluateAll((all) => all.map((one) => [...one.children].map((child) => child.textContent ?? '')))
    ).map((one) => one.map(plain));
  await expect.poll(facts).toEqual(
    expect.arrayContaining([
      ['Parameters', '8,190,735,360'],
      ['Quantization', 'Q4_K_M, 4.91 bits per weight'],
      ['Context', 'trained for 40,960 tokens'],
      ['Supports', 'tools and reasoning'],
      ['Licence', 'apache-2.0'],
      ['Source app', 'Your folders'],
    ]),
  );
  const memory = pane().getByRole('region', { name: 'Memory' });
  await memory.getByText('Fits on the GPU.').waitFor();
  const kvCache = async () => plain(await memory.locator('dd').nth(1).textContent());
  // 8,192 tokens of 147,456 bytes.
  await expect.poll(kvCache).toBe('1.21 GB');
  await memory.getByRole('slider', { name: 'Context length' }).press('End');
  await until(async () => (await kvCache()) === '6.04 GB');
  await expect
    .poll(() => memory.getByRole('slider').getAttribute('aria-valuetext'))
    .toMatch(/^40,960\stokens$/);
  await memory.getByRole('textbox', { name: 'Context length (tokens)' }).fill('16 384');
  await page.keyboard.press('Enter');
  await until(async () => (await kvCache()) === '2.42 GB');
  await memory.getByRole('button', { name: /^Use 16,384/ }).click();
  await until(async () => (await memory.getByRole('button', { name: /^Run it/ }).count()) === 0);
  await pane().getByRole('button', { name: 'Load settings' }).getByText('1 set').waitFor();

  await pane().getByRole('button', { name: 'Files' }).click();
  await pane().getByText('/home/ada/models/Qwen3-8B-Q4_K_M.gguf').waitFor();
  await pane().getByRole('button', { name: 'File metadata' }).click();
  await pane().getByText('qwen3.block_count').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  // Its draft model, and the way from it.
  await pane()
    .getByRole('region', { name: 'Draft model' })
    .getByRole('button', { name: 'Use' })
    .first()
    .click();
  await pane().getByText('Qwen3 0.6B drafts tokens for it.').waitFor();
  await pane().getByRole('button', { name: 'Unload' }).click();
  await page.getByText('Unloaded; loads with your next message').waitFor();
});

test('what is wrong, what cannot chat and what is not ours says so', async () => {
  page = await openModels('models-many');
  await search().fill('phi-4-mini');
  await button('Phi-4-mini-instruct-Q4_K_M').click();
  await pane().getByText('is incomplete: only').waitFor();
  await expect.poll(() => pane().getByRole('button', { name: 'Load', exact: true }).count()).toBe(0);
  await search().fill('nomic');
  await button('nomic-embed-text v1.5').click();
  await pane().getByText('it finds passages of documents by their meaning').waitFor();
  await pane().getByText('These files belong to the llama.cpp cache').waitFor();
  await expect.poll(() => pane().getByRole('button', { name: 'Delete…' }).count()).toBe(0);
  await search().fill('coder');
  await button('Qwen2.5 Coder 7B').click();
  const load = pane().getByRole('button', { name: 'Load', exact: true });
  await expect.poll(() => load.isDisabled()).toBe(true);
  // With a template of its own a base model can chat.
  await pane().getByRole('button', { name: 'Load settings' }).click();
  await pane().getByRole('textbox', { name: 'Chat template' }).fill('{{ messages }}');
  await page.keyboard.press('Escape');
  await until(() => load.isEnabled());
  await pane().getByRole('heading', { name: 'Qwen2.5 Coder 7B' }).waitFor();
});

test('models of one name are told apart by their files, and the loaded one is in use', async () => {
  page = await openModels('models-twins');
  await button('Load Llama 3.2 3B Instruct').first().waitFor();
  const twins = page.locator('.library-row', { hasText: 'Llama 3.2 3B Instruct' });
  await expect.poll(() => twins.count()).toBe(2);
  const about = await twins.allInnerTexts();
  expect(about[0]).toContain('.gguf');
  expect(about[1]).toContain('other-copy.gguf');
  await expect.poll(() => row('Qwen3 8B Instruct').textContent()).toContain('in use');
  await expect.poll(() => row('Qwen3 8B Instruct').textContent()).not.toContain('.gguf');
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog', { name: 'Model' }).getByText('other-copy.gguf').waitFor();
  await page.keyboard.press('Escape');
  // The benchmark offers them as well.
  await button('Performance').click();
  await page.getByRole('tab', { name: 'Benchmark' }).click();
  const options = page.getByRole('combobox', { name: 'Model' }).getByRole('option');
  await until(async () => (await options.allTextContents()).some((text) => text.includes('other-copy.gguf')));
  await expect
    .poll(async () =>
      (await options.allTextContents()).some((text) => text.startsWith('Gemma 3 4B Instruct')),
    )
    .toBe(true);
});

test('deleting asks once, says what goes, and takes the model away', async () => {
  page = await openModels('models');
  await button('Llama 3.3 70B Instruct').click();
  await pane().getByRole('button', { name: 'Delete…' }).click();
  await pane()
    .getByText(/^Move these 2 files \(42\.5\sGB\) to the Trash\?/)
    .waitFor();
  await until(async () => (await focused(page)) === 'Keep');
  await pane().getByRole('button', { name: 'Move to Trash' }).click();
  await until(async () => (await pane().count()) === 0);
  await expect.poll(() => listedNames(page)).not.toContain('Llama 3.3 70B Instruct');
  page = await openModels('models-refused');
  await button('Llama 3.3 70B Instruct').click();
  await pane().getByRole('button', { name: 'Delete…' }).click();
  await pane().getByText('This can’t be undone.').waitFor();
  await pane().getByRole('button', { name: 'Delete', exact: true }).click();
  await pane().getByRole('alert').getByText('another program has them open').waitFor();
  // A load that is refused from the list opens what explains it; leaving that forgets it.
  await page.keyboard.press('Escape');
  await button('Load mistral-small:24b').click();
  await pane().getByRole('heading', { name: 'mistral-small:24b' }).waitFor();
  await pane().getByRole('alert').getByText('choose a smaller quantization').waitFor();
  await expect.poll(() => row('mistral-small:24b').textContent()).toContain('This model needs');
  await page.keyboard.press('Escape');
  await until(async () => !(await row('mistral-small:24b').textContent())!.includes('This model needs'));
});

test('files and folders are added and removed, and what is refused stays as it was typed', async () => {
  page = await openModels('models');
  await button('Add').click();
  await page.getByRole('radio', { name: 'Copy it to Hearth’s folder' }).check();
  await page.getByRole('textbox', { name: 'Path of a GGUF file' }).fill('/downloads/fresh.gguf');
  const copying = await freezeAt(page, copiesList, /[1-4]\.\d+\sGB of 4\.68\sGB/);
  await page.keyboard.press('Enter');
  // The list shows the progress, and nobody has to wait for it.
  await copying.reached();
  const copies = page.locator(copiesList);
  await copies.getByText(/Copying fresh.gguf/).waitFor();
  await until(async () => (await page.getByRole('dialog').count()) === 0);
  await copying.thaw();
  await pane().getByRole('heading', { name: 'fresh.gguf' }).waitFor();
  await expect.poll(() => copies.count()).toBe(0);
  await pane().getByRole('button', { name: 'Files' }).click();
  await pane().getByText('/home/ada/.local/share/hearth/models/fresh.gguf').waitFor();
  await page.keyboard.press('Escape');
  await button(/^Folders/).click();
  const folders = page.getByRole('dialog', { name: 'Folders' });
  await folders.getByText('does not exist').waitFor();
  await folders.getByRole('button', { name: 'Remove /mnt/backup/gguf' }).click();
  await until(async () => (await folders.getByText('/mnt/backup/gguf').count()) === 0);
  await expect
    .poll(() => folders.getByRole('button', { name: 'Remove /home/ada/.lmstudio/models' }).count())
    .toBe(0);
  await folders.getByRole('button', { name: 'Choose a folder…' }).click();
  await folders.getByText('/home/ada/more-models').waitFor();
  const isScanned = await watchFor(page, 'main', 'Scanning folders…');
  await folders.getByRole('button', { name: 'Rescan' }).click();
  await isScanned();
  page = await openModels('models-refused');
  await button(/^Folders/).click();
  const path = page.getByRole('textbox', { name: 'Path of a folder' });
  await path.fill('/nowhere');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('There is no folder at this path').waitFor();
  await expect.poll(() => path.inputValue()).toBe('/nowhere');
});

test('a copy can be stopped, and who has gone elsewhere is told of its end', async () => {
  page = await openModels('models');
  const copy = async (path: string) => {
    await button('Add').click();
    await page.getByRole('radio', { name: 'Move it to Hearth’s folder' }).check();
    await page.getByRole('textbox', { name: 'Path of a GGUF file' }).fill(path);
    const copying = await freezeAt(page, copiesList);
    await page.keyboard.press('Enter');
    await copying.reached();
    return copying;
  };
  const unwanted = await copy('/downloads/unwanted.gguf');
  await button('Stop copying unwanted.gguf').click();
  await unwanted.thaw();
  await until(async () => (await button('Stop copying unwanted.gguf').count()) === 0);
  await expect.poll(() => page.locator('.notice').count()).toBe(0);
  expect(await listedNames(page)).not.toContain('unwanted.gguf');
  const wanted = await copy('/downloads/wanted.gguf');
  await button('Stop copying wanted.gguf').waitFor();
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor();
  await wanted.thaw();
  await page.getByText('wanted is ready.').waitFor();
  await expect.poll(() => page.getByRole('textbox', { name: 'Message', exact: true }).isVisible()).toBe(true);
  await button('Show in library').click();
  await pane().getByRole('heading', { name: 'wanted.gguf' }).waitFor();
});

test('a file dropped in a browser asks for its path, in the desktop window it is taken at once', async () => {
  const drop = (name: string) =>
    page.evaluate((file) => {
      const data = new DataTransfer();
      data.items.add(new File(['GGUF'], file));
      for (const type of ['dragenter', 'dragover', 'drop'])
        window.dispatchEvent(
          Object.assign(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true })),
        );
    }, name);
  page = await openModels('models');
  await page.getByRole('tab', { name: 'Find' }).click();
  await drop('notes.txt');
  await page.getByText('That is neither a model nor an export of chats.').waitFor();
  await drop('small.gguf');
  const dialog = page.getByRole('dialog', { name: 'Add a model' });
  await dialog.getByText('Enter the path of small.gguf.').waitFor();
  expect(
    await dialog
      .getByRole('textbox', { name: 'Path of a GGUF file' })
      .evaluate((field) => field === document.activeElement),
  ).toBe(true);
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    Object.assign(window, { hearth: { pathOf: (file: File) => `/home/ada/${file.name}` } });
  });
  await drop('small.gguf');
  await pane().getByRole('heading', { name: 'small.gguf' }).waitFor();
});

/** Keys until the frame that shows what they did, in ms. */
const typingTimes = async (text: string): Promise<number[]> => {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    window.addEventListener(
      'keydown',
      () => {
        const startedAt = performance.now();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => times.push(performance.now() - startedAt));
          port1.start();
          port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
  for (const key of text) {
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  }
  const times = () => page.evaluate(() => (window as unknown as { times: number[] }).times);
  await expect.poll(async () => (await times()).length).toBe(text.length);
  return times();
};

test('2,000 models are typed into, scrolled through and walked along without a wait', async () => {
  const medianOf = async (): Promise<number> => {
    await search().focus();
    const times = (await typingTimes('qwen3 8.2b q4_k_m')).toSorted((a, b) => a - b);
    return times[8]!;
  };
  page = await openModels('models');
  const few = await medianOf();
  page = await openModels('models-many');
  await expect.poll(sum).toMatch(/^2,000 models/);
  await expect.poll(() => page.getByRole('row').count()).toBeLessThan(60);
  await expect
    .poll(() => page.getByRole('table', { name: 'Models' }).getAttribute('aria-rowcount'))
    .toBe('2001');
  const many = await medianOf();
  console.log(`Key to paint, median: ${many.toFixed(1)} ms with 2,000 models, ${few.toFixed(1)} ms with few`);
  // On any machine: drawing all rows would take a hundred times as long, and one frame more or less says nothing.
  expect(many).toBeLessThan(4 * few + 32);
  await search().fill('');
  const [first] = await listedNames(page);
  const table = page.getByRole('table', { name: 'Models' });
  await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await until(async () => (await page.getByRole('row').last().getAttribute('aria-rowindex')) === '2001');
  await page.getByRole('row').last().locator('.library-open').focus();
  await page.keyboard.press('Home');
  await until(async () => (await focused(page)) === first);
  await page.keyboard.press('PageDown');
  await expect
    .poll(async () =>
      Number(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['index'])),
    )
    .toBeGreaterThan(5);
});

test('waiting, failing and an empty library are said with one way on', async () => {
  page = await openModels('models-waiting');
  await page.getByText('Loading the library…').waitFor();
  page = await openModels('models-failed');
  await page.getByRole('alert').getByText('The library cannot be read').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await expect.poll(() => button('Try again').isEnabled()).toBe(true);
  page = await openModels('models-none');
  await button('Find a model').click();
  await page.getByRole('heading', { name: 'Recommended models' }).waitFor();
});

test.each(
  inLong(
    [
      ['light', 1280],
      ['dark', 900],
      ['dark', 420],
    ] as const,
    ([, width]) => width === 420,
  ),
)('axe finds nothing in %s at %i px, and nothing is wider than the window', async (theme, width) => {
  page = await openModels('models', 'Library', { theme, width });
  await button('Load Llama 3.2 3B Instruct').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Llama 3.2 3B Instruct').click();
  await pane().getByText('Fits on the GPU.').waitFor();
  for (const name of ['Load settings', 'Files', 'File metadata', 'Delete…'])
    await pane().getByRole('button', { name }).click();
  await pane().getByText('qwen3.block_count').or(pane().getByText('llama.block_count')).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const overhang = await page
    .locator('.split-pane')
    .evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(overhang).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  // The first one closes the question alone.
  await page.keyboard.press('Escape');
  await pane().getByRole('button', { name: 'Delete…' }).waitFor();
  await page.keyboard.press('Escape');
  for (const name of ['Add', /^Folders/] as const) {
    await button(name).click();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});
