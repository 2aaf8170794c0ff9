/** The window on a scripted core, in a real browser under the real policy. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../fixtures/browser/accessibility.ts';
import type { ScenarioName } from '../fixtures/states/scenarios.ts';
import { useStates } from '../fixtures/renderer/page.ts';
import { chatWords } from '../../renderer/words/chat.ts';
import { latencyWords } from '../../renderer/words/latency.ts';

let page: Page;
const openState = useStates();

const field = () => page.getByRole('textbox', { name: 'Message', exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const articles = () => page.getByRole('log', { name: 'Conversation' }).getByRole('article');
const until = (wanted: () => Promise<boolean>) => expect.poll(wanted, { timeout: 10_000 }).toBe(true);

test('the first message makes a chat, and its answer ends with its figures', async () => {
  page = await openState('first');
  await button('What is prefill?').waitFor();
  await field().fill('Hello');
  await page.keyboard.press('Enter');
  await page.getByRole('progressbar', { name: latencyWords.progress.label }).waitFor();
  await button('Regenerate').waitFor();
  expect(await articles().count()).toBe(2);
  expect(await articles().nth(0).getAttribute('aria-label')).toBe('You');
  expect(await articles().nth(1).getAttribute('aria-label')).toBe('Hearth guide');
  const latency = articles().nth(1).getByRole('group', { name: 'Latency' });
  const metrics = await latency
    .locator('data[data-metric]')
    .evaluateAll((all) => all.map((one) => [one.dataset['metric'], Number((one as HTMLDataElement).value)]));
  expect(metrics.map(([name]) => name)).toEqual([
    'cached-tokens',
    'new-tokens',
    'prefill-ms',
    'first-token-ms',
    'decode-tokens',
    'decode-ms',
  ]);
  expect(metrics.every(([, value]) => Number.isFinite(value))).toBe(true);
  expect(await page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem').count()).toBe(1);
});

test('markup in an answer stays text, and no link leads to a script', async () => {
  page = await openState('hostile');
  await articles().nth(1).waitFor();
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(await articles().locator('script, iframe, img, style').count()).toBe(0);
  const links = await articles()
    .locator('a')
    .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]));
  expect(links).toEqual([
    ['https://example.com/tracker.png', 'noopener noreferrer'],
    ['https://example.com/defined', 'noopener noreferrer'],
  ]);
  const text = await articles().nth(1).innerText();
  expect(text).toContain('<script>window.pwned = 1</script>');
  expect(text).toContain('<entities> & © &notanentity;');
  await articles().nth(1).locator('.katex').first().waitFor();
});

test('Stop stands in the place of Send while an answer runs, and Escape stops it', async () => {
  page = await openState('streaming');
  await button('Stop').waitFor();
  expect(await button('Send').count()).toBe(0);
  await articles().last().getByText('Prefill and decode').waitFor();
  await field().fill('typed meanwhile');
  await page.keyboard.press('Enter');
  await page.getByText(chatWords.composer.stopFirst('Esc')).waitFor();
  expect(await field().inputValue()).toBe('typed meanwhile');
  await page.keyboard.press('Escape');
  await articles().last().getByText(latencyWords.endings.stopped).waitFor();
  expect(await page.getByText(chatWords.composer.stopFirst('Esc')).count()).toBe(0);
  expect(await field().inputValue()).toBe('typed meanwhile');
  expect(await button('Send').isEnabled()).toBe(true);
});

test('a double click on Send sends, and stops nothing', async () => {
  page = await openState('streaming');
  await page.getByText('And on a GPU?').waitFor();
  await page.keyboard.press('Escape');
  await button('Regenerate').waitFor();
  await field().fill('Once more');
  await button('Send').dblclick();
  await page.getByText('Once more').waitFor();
  await page.waitForTimeout(300);
  expect(await button('Stop').count()).toBe(1);
  await button('Stop').click();
  await button('Regenerate').waitFor();
});

test('a draft stays with its chat, and a refused message comes back', async () => {
  page = await openState('refused');
  await field().fill('Not lost');
  await page.getByText('Rust lifetimes').click();
  await until(async () => (await field().inputValue()) === '');
  await page.getByRole('navigation').getByText('What is prefill?').click();
  await until(async () => (await field().inputValue()) === 'Not lost');
  await page.keyboard.press('Enter');
  await page.getByText('No model is loaded. Choose one in the header.').waitFor();
  expect(await field().inputValue()).toBe('Not lost');
});

test('Enter that ends a composition does not send', async () => {
  page = await openState('first');
  await field().fill('に');
  await field().evaluate((element) =>
    element.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
    ),
  );
  await page.waitForTimeout(300);
  expect(await field().inputValue()).toBe('に');
  await page.keyboard.press('Shift+Enter');
  expect(await field().inputValue()).toBe('に\n');
});

test('the last question is edited from the composer, and both versions can be seen', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await field().press('ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await editor.fill('And for another machine?');
  await page.keyboard.press('Escape');
  expect(await editor.count()).toBe(0);
  await until(() => field().evaluate((element) => element === document.activeElement));
  await field().press('ArrowUp');
  await editor.fill('And for another machine?');
  await page.keyboard.press('Enter');
  await button('Stop').waitFor();
  await page.keyboard.press('Escape');
  await articles().last().getByText(latencyWords.endings.stopped).waitFor();
  await articles().nth(2).hover();
  await articles().nth(2).getByRole('button', { name: 'Previous version' }).click();
  await articles().nth(2).getByText('It has 16 GB of memory.').waitFor();
});

test('chats are renamed with F2 and deleted with a way back', async () => {
  page = await openState('answered');
  await articles().first().waitFor();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Title' }).fill('Two phases');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').getByText('Two phases').waitFor();
  const menu = page.getByRole('button', { name: 'Menu of “Two phases”' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await until(() => button('Rename F2').evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('“Two phases” was deleted.').waitFor();
  expect(await page.getByRole('navigation').getByText('Two phases').count()).toBe(0);
  await button('Undo').click();
  await page.getByRole('navigation').getByText('Two phases').waitFor();
  expect(await articles().count()).toBe(4);
});

test('chats that were deleted one after the other are each offered back, on every page, and kept for 30 days', async () => {
  page = await openState('answered');
  const rows = page.getByRole('navigation', { name: 'Chats' });
  await button('Performance').click();
  for (const title of ['Rust lifetimes', 'Packing list for Norway', 'What is prefill?']) {
    await button(`Menu of “${title}”`).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`“${title}” was deleted.`).waitFor();
  }
  // The lens stays, though the shown chat went.
  await page.getByRole('tab', { name: 'Statistics' }).waitFor();
  expect(await button('Undo').count()).toBe(3);
  await page.locator('.notice', { hasText: 'Rust lifetimes' }).getByText('Undo').click();
  await rows.getByText('Rust lifetimes').waitFor();
  await page.getByText('“Rust lifetimes” was deleted.').waitFor({ state: 'detached' });
  expect(await button('Undo').count()).toBe(2);

  await button('Recently deleted 2').click();
  const panel = page.getByRole('dialog', { name: 'Recently deleted' });
  const deleted = panel.getByRole('listitem');
  expect(await deleted.first().textContent()).toContain('What is prefill?4 messages, deleted just now');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Restore “Packing list for Norway”').click();
  await rows.getByText('Packing list for Norway').waitFor();
  await button('Recently deleted 1').click();
  await button('Delete “What is prefill?” permanently').click();
  await panel.getByText('This chat will be deleted permanently.').waitFor();
  await button('Keep').click();
  expect(await deleted.count()).toBe(1);
  await button('Delete all…').click();
  await panel.getByRole('button', { name: 'Delete permanently', exact: true }).click();
  await panel.getByText('Deleted chats are kept here for 30 days.').waitFor();
  // It cannot be restored any longer, so it is not offered back.
  expect(await button('Undo').count()).toBe(0);
});

const focusedName = () =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
  });

test('the list of chats is one stop for Tab, with the arrow keys, Home, End and first letters within', async () => {
  page = await openState('answered');
  await articles().first().waitFor();
  await button('New chat').focus();
  await page.keyboard.press('Tab');
  expect(await focusedName()).toBe('What is prefill?');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focusedName()).toBe('Rust lifetimes');
  await page.keyboard.press('End');
  expect(await focusedName()).toBe('Explain KV cache reuse to a colleague');
  await page.keyboard.press('Home');
  expect(await focusedName()).toBe('What is prefill?');
  await page.keyboard.type('pa');
  expect(await focusedName()).toBe('Packing list for Norway');
  await page.keyboard.press('F2');
  expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Packing list for Norway');
  await page.keyboard.press('Escape');
  await until(async () => (await focusedName()) === 'Packing list for Norway');
  await page.keyboard.press('ArrowRight');
  expect(await focusedName()).toBe('Menu of “Packing list for Norway”');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Tab');
  expect(await focusedName()).toBe('Recently deleted');
  await page.keyboard.press('Shift+Tab');
  expect(await focusedName()).toBe('Packing list for Norway');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Packing list for Norway' }).waitFor();
});

test('of 2,000 chats only the rows in view are drawn, and the keys reach every one', async () => {
  page = await openState('chats-2000');
  await articles().first().waitFor();
  const rows = page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem');
  expect(await rows.count()).toBeLessThan(60);
  await button('What is prefill?').focus();
  await page.keyboard.press('End');
  expect(await focusedName()).toBe('Chat 1999');
  expect(await rows.count()).toBeLessThan(60);
  expect(await rows.last().getAttribute('aria-posinset')).toBe('2000');
  // What has the focus stays, wherever the list is scrolled to.
  await page.locator('.chat-rows').evaluate((list) => list.scrollTo(0, 30_000));
  await page.getByText('Chat 850').waitFor();
  expect(await focusedName()).toBe('Chat 1999');
});

test('the focus goes to a sensible place after rename, delete, Regenerate and the way to another page', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  // F2 from the message box goes back there; from the menu, to the chat.
  await field().press('F2');
  const title = page.getByRole('textbox', { name: 'Title' });
  expect(await title.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
  await page.keyboard.press('Escape');
  await until(async () => (await focusedName()) === 'Message');
  await button('Menu of “Rust lifetimes”').focus();
  await page.keyboard.press('Enter');
  await button('Rename').press('Enter');
  await title.fill('Borrowing');
  await page.keyboard.press('Enter');
  await until(async () => (await focusedName()) === 'Borrowing');
  await button('Menu of “Borrowing”').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await until(async () => (await focusedName()) === 'Packing list for Norway');
  // To a page and back with keys alone.
  await field().focus();
  await page.keyboard.press('Control+Shift+M');
  await until(async () => (await focusedName()) === 'Library');
  await page.keyboard.press('Control+Shift+M');
  await until(async () => (await focusedName()) === 'Message');
  await button('Regenerate').press('Enter');
  await until(async () => (await focusedName()) === 'Message');
  await button('Stop').waitFor();
  await page.keyboard.press('Escape');
  await button('Regenerate').waitFor();
  await articles().nth(3).getByRole('button', { name: 'Previous version' }).press('Enter');
  await articles().nth(3).getByText('1 of 2').waitFor();
  await until(async () => (await focusedName()) === 'Next version');
});

test('Escape closes what is open on a page before it leaves the page, and empties a search first', async () => {
  page = await openState('models');
  await articles().first().waitFor();
  await button('Models').click();
  await button('Llama 3.2 3B Instruct').click();
  await page.getByRole('article').waitFor();
  await page.getByRole('searchbox', { name: 'Search the library' }).fill('llama');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search the library' }).fill('');
  await page.keyboard.press('Escape');
  await page.getByRole('article').waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
  await page.keyboard.press('Escape');
  await articles().first().waitFor();
  expect(await page.title()).toBe('What is prefill? — Hearth');
});

test('what is written from right to left is laid out so, in fields, titles and questions', async () => {
  const text = 'سعر المنتج 25 دولارًا (تقريبًا).';
  page = await openState('answered');
  await articles().first().waitFor();
  const direction = (locator: ReturnType<typeof field>) =>
    locator.evaluate((element) => getComputedStyle(element).direction);
  expect(await direction(field())).toBe('ltr');
  await field().fill(text);
  expect(await direction(field())).toBe('rtl');
  await page.keyboard.press('Enter');
  const asked = page.locator('.question-text').last();
  await page.locator('.question-text', { hasText: text }).waitFor();
  expect(await direction(asked)).toBe('rtl');
  await page.keyboard.press('Escape');
  await button('Regenerate').waitFor();
  await field().press('ArrowUp');
  expect(await direction(page.getByRole('textbox', { name: 'Edit message' }))).toBe('rtl');
  await page.keyboard.press('Escape');
  await field().press('F2');
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill(`${text} and more`);
  expect(await direction(title)).toBe('rtl');
  await page.keyboard.press('Enter');
  const listed = page.getByRole('navigation').locator('.chat-title').first();
  await page.getByRole('navigation').getByText('and more').waitFor();
  expect(await direction(listed)).toBe('rtl');
});

test('the Enter that ends a composition saves nothing, in any field', async () => {
  page = await openState('refused');
  await articles().first().waitFor();
  const compose = async (target: ReturnType<typeof field>, event: KeyboardEventInit): Promise<void> => {
    await target.evaluate(
      (element, init) =>
        element.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
        ),
      event as object,
    );
    await page.waitForTimeout(50);
  };
  const ends: KeyboardEventInit[] = [{ keyCode: 229 }, { isComposing: true }];
  for (const event of ends) {
    await field().press('F2');
    const title = page.getByRole('textbox', { name: 'Title' });
    await title.fill('に');
    await compose(title, event);
    expect(await title.count()).toBe(1);
    await page.keyboard.press('Escape');
    await title.waitFor({ state: 'detached' });
  }
  await button('Settings').click();
  const panel = page.getByRole('dialog', { name: 'Settings' });
  for (const name of ['Threads', 'Mirror']) {
    const setting = panel.getByRole('textbox', { name });
    await setting.fill('2');
    for (const event of ends) await compose(setting, event);
    expect(await panel.getByRole('alert').count()).toBe(0);
    await setting.press('Enter');
    await panel.getByRole('alert').waitFor();
    await setting.fill('');
    await setting.press('Enter');
    await panel.getByRole('alert').waitFor({ state: 'detached' });
  }
});

test('a long question is folded and not a box that scrolls, and its tools need no pointer over it', async () => {
  page = await openState('first');
  await field().fill(Array.from({ length: 60 }, (_, at) => `Line ${at + 1} of what was pasted.`).join('\n'));
  await page.keyboard.press('Enter');
  await button('Regenerate').waitFor();
  const asked = page.locator('.question-text');
  const height = () => asked.evaluate((element) => element.clientHeight);
  expect(await height()).toBeLessThan(300);
  expect(await asked.evaluate((element) => getComputedStyle(element).overflowY)).toBe('hidden');
  await button('Show more').click();
  expect(await height()).toBeGreaterThan(1_000);
  expect(await asked.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
  await button('Show less').click();
  expect(await height()).toBeLessThan(300);
  await page.mouse.move(5, 5);
  const tools = page.locator('.question .message-tools');
  expect(await tools.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
  await button('Edit').click();
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
});

test('an empty chat says at once what it is, while the guide still loads', async () => {
  page = await openState('loading');
  await page.getByRole('heading', { name: 'Ask the Hearth guide' }).waitFor();
  expect(await page.getByRole('heading', { name: chatWords.empty.other.title }).count()).toBe(0);
  await page.getByRole('status', { name: 'Engine' }).getByText('Loading').waitFor();
});

test('in forced colours what is chosen, open, hot, warm or cold still looks so', async () => {
  page = await openState('nearly-full');
  await page.emulateMedia({ forcedColors: 'active' });
  await articles().first().waitFor();
  const looks = (selector: string) =>
    page.locator(selector).evaluateAll((all) =>
      all.map((element) => {
        const style = getComputedStyle(element);
        const { backgroundColor, backgroundImage, borderTopColor, borderBottomColor, outlineStyle } = style;
        return [backgroundColor, backgroundImage, borderTopColor, borderBottomColor, outlineStyle].join(' ');
      }),
    );
  const distinct = async (selector: string, count: number): Promise<void> =>
    expect(new Set(await looks(selector)).size, selector).toBe(count);
  await distinct('.temperature', 3);
  await distinct('.chat-row', 2);
  // As many as there are phases, some of which an answer may lack.
  expect(new Set(await looks('.time-strip > span')).size).toBeGreaterThanOrEqual(3);
  await distinct('.gauge-bar > span', 3);
  await button('Performance').click();
  await distinct('[role="tab"]', 2);
  await distinct('.header .icon-button[aria-pressed]', 2);
  await page.getByRole('tab', { name: 'Benchmark' }).click();
  await distinct('.benchmark-presets span', 2);
});

test('in forced colours a bar shows how full it is, and the parts of a memory differ', async () => {
  page = await openState('models');
  await page.emulateMedia({ forcedColors: 'active' });
  await button('Models').click();
  await page.getByRole('tab', { name: 'Downloads' }).click();
  const bars = page.locator('.download-bar');
  await bars.first().waitFor();
  const [paper, track, frame] = await bars
    .first()
    .evaluate((bar) => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(bar).backgroundColor,
      getComputedStyle(bar).borderTopStyle,
    ]);
  expect([track, frame]).toEqual([paper, 'solid']);
  await page.getByRole('tab', { name: 'Library' }).click();
  await page.locator('.library-open').first().click();
  await page.locator('.fit-swatch').first().waitFor();
  const looks = await page
    .locator('.fit-swatch')
    .evaluateAll((all) =>
      all.map((one) => [
        one.getAttribute('data-part')!,
        getComputedStyle(one).backgroundColor + getComputedStyle(one).backgroundImage,
      ]),
    );
  const byPart = new Map(looks as [string, string][]);
  expect(byPart.size).toBeGreaterThanOrEqual(4);
  expect(new Set(byPart.values()).size).toBe(byPart.size);
});

test('no page scrolls sideways at 420 px, and a long list of deleted chats leaves the header in sight', async () => {
  page = await openState('measured', { width: 420 });
  const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await button('Performance').click();
  for (const tab of ['Statistics', 'Benchmark', 'This machine']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').waitFor();
    await page.waitForTimeout(200);
    expect(await overhang(), tab).toBe(0);
  }
  await page.close();
  page = await openState('deleted-many', { width: 420 });
  await button('Show chats').click();
  await page.getByRole('button', { name: /^Recently deleted/ }).click();
  const panel = page.locator('.deleted-panel');
  await panel.waitFor();
  const box = (await panel.boundingBox())!;
  const brand = (await page
    .getByRole('navigation', { name: 'Chats' })
    .getByText('Hearth', { exact: true })
    .boundingBox())!;
  expect(box.y).toBeGreaterThan(brand.y + brand.height);
  expect(box.x + box.width).toBeLessThanOrEqual(420);
  expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('the end is followed until the person scrolls up', async () => {
  page = await openState('streaming');
  const scroller = page.getByRole('log', { name: 'Conversation' });
  const rest = () =>
    scroller.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  await articles().last().getByText('Bound by').waitFor({ timeout: 20_000 });
  await until(async () => (await rest()) < 5);
  await scroller.hover();
  await page.mouse.wheel(0, -200);
  await button('Jump to the end').waitFor();
  const before = await scroller.evaluate((element) => element.scrollTop);
  await page.waitForTimeout(600);
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before);
  await button('Jump to the end').click();
  await until(async () => (await rest()) < 5);
  expect(await button('Jump to the end').count()).toBe(0);
});

test('a lost connection is said and mended, and the answer goes on without a gap', async () => {
  page = await openState('streaming');
  await articles().last().getByText('What each one costs').waitFor({ timeout: 20_000 });
  await page.evaluate(() => (window as unknown as { core: { drop: () => void } }).core.drop());
  await page.getByText('Connection lost. Reconnecting…').waitFor();
  await page.getByText('Connection lost. Reconnecting…').waitFor({ state: 'detached' });
  await button('Regenerate').waitFor({ timeout: 60_000 });
  // The earlier answer of this chat says the same, and was never streamed.
  const words = (index: number) => articles().nth(index).locator('.markdown').last().innerText();
  expect(await words(5)).toBe(await words(1));
}, 90_000);

test('a model that cannot be opened is said beside its path, and a refused setting keeps what was typed', async () => {
  page = await openState('refused');
  await field().waitFor();
  await page.keyboard.press('Control+o');
  const path = page.getByRole('textbox', { name: 'Path of a GGUF file' });
  await path.fill('/tmp/notes.txt');
  await page.keyboard.press('Enter');
  await page.getByText('This is not a GGUF file').waitFor();
  expect(await path.inputValue()).toBe('/tmp/notes.txt');
  await page.keyboard.press('Escape');
  await button('Settings').click();
  await page.getByRole('textbox', { name: 'Threads' }).fill('9999');
  await page.keyboard.press('Enter');
  await page.getByText('Threads must be a whole number').waitFor();
  expect(await page.getByRole('textbox', { name: 'Threads' }).inputValue()).toBe('9999');
});

test('the engine is named as it is', async () => {
  const engine = () => page.getByRole('status', { name: 'Engine', exact: true });
  page = await openState('gpu-missing');
  await engine().getByText('Running on CPU').waitFor();
  expect(await engine().innerText()).not.toContain('GPU');
  expect(await engine().innerText()).toContain('no usable device was found');
  await page.close();
  page = await openState('answered');
  await engine().getByText('29 of 37 layers').waitFor();
  await page.close();
  page = await openState('engine-stopped');
  await button('Restart engine').click();
  await engine()
    .getByText(/^Loading \d/)
    .waitFor();
});

test('in a narrow window the chats are a drawer', async () => {
  page = await openState('answered', { width: 480 });
  await articles().first().waitFor();
  await button('Show chats').click();
  const row = page.getByRole('navigation').getByText('Rust lifetimes');
  await row.click();
  await until(async () => !(await row.isVisible()));
  await button('Show chats').click();
  await row.waitFor();
  await page.keyboard.press('Escape');
  await row.waitFor({ state: 'hidden' });
  expect(await button('Show chats').isVisible()).toBe(true);
});

const draftsTold = () =>
  page.evaluate(() => (window as unknown as { core: { drafts: () => string[] } }).core.drafts());
const gauge = () => page.getByRole('meter', { name: 'Context' });

test('each chat wears its temperature, which takes the same place in every row', async () => {
  page = await openState('answered');
  const said = (title: string) =>
    page
      .getByRole('navigation')
      .getByRole('button', { name: title, exact: true })
      .evaluate((row) => document.getElementById(row.getAttribute('aria-describedby')!)?.textContent);
  await page.getByRole('navigation').getByText('Rust lifetimes').waitFor();
  expect(await said('What is prefill?')).toBe('Hot: ready now');
  expect(await said('Explain KV cache reuse to a colleague')).toBe('Warm: ready in about 410\u2009ms');
  expect(await said('Rust lifetimes')).toBe('Cold: about 12\u2009s to process');
  expect(await said('Packing list for Norway')).toBe('Cold: must be processed again');
  const boxes = await page
    .locator('.temperature')
    .evaluateAll((all) =>
      all.map((mark) => [mark.getBoundingClientRect().x, mark.getBoundingClientRect().width]),
    );
  expect(boxes).toHaveLength(5);
  expect(new Set(boxes.map(String)).size).toBe(1);
  const right = boxes[0]![0];
  await field().fill('And on a GPU?');
  await page.keyboard.press('Enter');
  await page.locator('.temperature[data-is="running"]').waitFor();
  expect(await said('What is prefill?')).toBe('Answering…');
  expect(
    await page
      .locator('.temperature')
      .first()
      .evaluate((mark) => mark.getBoundingClientRect().x),
  ).toBe(right);
});

test('the cached figure says where the prompt started, why not further on, and leads to the message', async () => {
  page = await openState('read-again');
  await button('214 cached').click();
  await articles().last().getByText('were restored from disk in 12\u202fms.').waitFor();
  await articles().last().getByText(latencyWords.reuse.causes.edited).waitFor();
  await button('“What is the difference between prefill…”').click();
  const first = articles().first();
  expect(await first.getAttribute('aria-label')).toBe('You');
  await until(() => first.evaluate((element) => element === document.activeElement));
  await until(() =>
    first.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }),
  );
});

test('a draft that rests is read, a change takes that back, and sending does not', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await field().pressSequentially('And on a GPU', { delay: 10 });
  const height = await page.locator('.foot').evaluate((foot) => foot.clientHeight);
  const read = page.locator('.draft-foot').getByText('draft processed', { exact: true });
  await read.waitFor();
  expect(await draftsTold()).toEqual(['read And on a GPU']);
  expect(await page.locator('.foot').evaluate((foot) => foot.clientHeight)).toBe(height);
  await field().press('?');
  expect(await read.count()).toBe(0);
  await read.waitFor();
  expect(await draftsTold()).toEqual(['read And on a GPU', 'drop', 'read And on a GPU?']);
  await page.keyboard.press('Enter');
  await button('Stop').waitFor();
  expect(await draftsTold()).toHaveLength(3);
  expect(await read.count()).toBe(0);
});

test('nothing is read ahead where that is switched off', async () => {
  page = await openState('answered');
  await button('Settings').click();
  const readAhead = page.getByRole('switch', { name: 'Process while typing' });
  expect(await readAhead.isChecked()).toBe(true);
  await readAhead.click();
  await until(async () => !(await readAhead.isChecked()));
  await page.keyboard.press('Escape');
  await field().fill('And on a GPU?');
  await page.waitForTimeout(700);
  expect(await draftsTold()).toEqual([]);
});

test('before sending it is said what happens when the context is full, and that can be chosen', async () => {
  page = await openState('nearly-full');
  await gauge().waitFor();
  expect(await gauge().getAttribute('aria-valuetext')).toBe('7,800 of 8,192 tokens');
  await field().fill('And on a GPU?');
  await page.getByText('The model will no longer see the oldest messages.').waitFor();
  expect(await gauge().getAttribute('aria-valuetext')).toBe('7,804 of 8,192 tokens');
  await button('7,804 of 8,192 tokens').click();
  await page.getByRole('radio', { name: 'Summarise and continue in a new chat' }).check();
  await page
    .getByText('Too long for this model’s context. Once sent, it can continue in a new chat from a summary.')
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('radio', { name: 'Stop with a warning' }).check();
  await page.getByText('Too long for this model’s context. Shorten it or start a new chat.').waitFor();
  await page.keyboard.press('Escape');
  await field().fill('');
  await page.getByText('Too long for this model’s context.').waitFor({ state: 'detached' });
  await page.close();
  page = await openState('answered');
  await articles().nth(3).waitFor();
  expect(await gauge().count()).toBe(0);
});

test('an edit of an earlier message counts in the gauge while it is typed, and no longer', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await field().press('ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await editor.fill('word '.repeat(3_200));
  await gauge().waitFor();
  expect(await gauge().getAttribute('aria-valuetext')).toMatch(/^about 5,\d\d\d of 8,192 tokens$/);
  await field().focus();
  await gauge().waitFor({ state: 'detached' });
  await editor.focus();
  await gauge().waitFor();
  await page.keyboard.press('Escape');
  await gauge().waitFor({ state: 'detached' });
});

test('what the model no longer sees is set apart', async () => {
  page = await openState('shifted');
  const words = () => page.getByText(chatWords.conversation.keptFrom);
  await words().waitFor();
  expect(await words().evaluate((element) => element.nextElementSibling?.id)).toBe('message-m3');
  await page.close();
  page = await openState('answered');
  await articles().nth(3).waitFor();
  expect(await words().count()).toBe(0);
});

test('a full chat goes on in a new one from a summary', async () => {
  page = await openState('context-full-summary');
  await button(chatWords.ending.continueFromSummary).click();
  await page.getByRole('heading', { level: 1, name: 'Summary of “What is prefill?”' }).waitFor();
  await articles().nth(1).waitFor();
  await page.close();
  page = await openState('context-full');
  await button('Start a new chat').waitFor();
  expect(await button(chatWords.ending.continueFromSummary).count()).toBe(0);
});

test('an answer that was ended because it repeats itself says so, and is continued by a further turn', async () => {
  page = await openState('repeating');
  await page.getByText('This answer was ended because it repeats itself').waitFor();
  await button('Continue').click();
  await articles().nth(3).waitFor();
  expect(await articles().nth(2).innerText()).toContain('Continue.');
});

test.each([1280, 420])(
  'the button that opens the latency line stays on its first line at %i px',
  async (width) => {
    page = await openState('four-digits', { width });
    const line = page.locator('.latency-line').last();
    await line.waitFor();
    const [first, opener] = await line.evaluate((one) =>
      [one.querySelector('.figure')!, one.querySelector(':scope > .disclosure')!].map((part) => {
        const { top, bottom } = part.getBoundingClientRect();
        return (top + bottom) / 2;
      }),
    );
    expect(Math.abs(first! - opener!)).toBeLessThan(6);
  },
);

test('the line says how far the prompt and the answer are, with the time left and the speed', async () => {
  page = await openState('prefill');
  await page.getByText(/Processing prompt: .* about \d+\u2009s left/).waitFor();
  await page.close();
  page = await openState('writing');
  await expect
    .poll(() => page.locator('.progress p').innerText(), { timeout: 10_000 })
    .toMatch(/^Generating… \d+\u2009tokens · [\d.]+\u2009tokens\/s · [\d.]+\u2009(ms|s)$/);
});

test('the longest answer is set in Settings', async () => {
  page = await openState('answered');
  await button('Settings').click();
  await page.getByRole('textbox', { name: 'Longest answer' }).fill('500');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('textbox', { name: 'Longest answer' }).inputValue()).toBe('500');
});

test('KV states on disk are counted and cleared', async () => {
  page = await openState('answered');
  await button('Settings').click();
  await page.getByText('1.24\u2009GB, 14 states').waitFor();
  expect(await page.getByRole('combobox', { name: 'Chat cache on disk' }).inputValue()).toBe(
    String(8 * 1024 ** 3),
  );
  await page.getByRole('combobox', { name: 'KV cache precision' }).selectOption({ label: '8-bit' });
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Clear…').click();
  await page.getByText(/^Delete 1\.24\sGB of saved state\?/).waitFor();
  await button('Delete').click();
  await page.getByText('Nothing is stored.').waitFor();
  expect(await button('Clear…').isDisabled()).toBe(true);
});

test('a narrow window holds the gauge and its sentence', async () => {
  page = await openState('nearly-full-summary', { width: 480 });
  await gauge().waitFor();
  await field().fill('And on a GPU?');
  await page.getByText('Too long for this model’s context.').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(480);
  const overhang = await page
    .locator('.draft-foot')
    .evaluate((foot) => Math.max(...[...foot.children].map((part) => part.getBoundingClientRect().right)));
  expect(overhang).toBeLessThanOrEqual(480);
  // The sentence has a line of its own: beside the gauge it would be a column of single words.
  const sentence = await page.locator('p.draft-words').boundingBox();
  expect(sentence!.width).toBeGreaterThan(300);
});

const looked: ScenarioName[] = [
  'answered',
  'first',
  'hostile',
  'prefill',
  'writing',
  'engine-lost',
  'lost',
  'nearly-full',
  'shifted',
];

test.each(['light', 'dark'])(
  'nothing that axe knows is wrong in the %s theme',
  async (theme) => {
    for (const scenario of looked) {
      page = await openState(scenario, { theme });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.getByRole('status', { name: 'Engine' }).waitFor();
      await page.waitForTimeout(200);
      expect(await accessibilityProblems(page), `${scenario} ${theme}`).toEqual([]);
      await page.close();
    }
    page = await openState('connecting');
  },
  120_000,
);
