/** The frame of the window in a real browser: focus, keys, narrow windows, forced colours, connection and engine. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../fixtures/browser/accessibility.ts';
import { focused, partsOf, plain, until, useStates, watchFor } from '../fixtures/renderer/page.ts';
import type { ScenarioName } from '../fixtures/states/scenarios.ts';
import { inLong } from '../fixtures/long.ts';

let page: Page;
const openState = useStates();
const { field, button, articles } = partsOf(() => page);

test('the focus goes to a sensible place after rename, delete, Regenerate and the way to another page', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  // F2 from the message box goes back there; from the menu, to the chat.
  await field().press('F2');
  const title = page.getByRole('textbox', { name: 'Title' });
  await expect.poll(() => title.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
  await page.keyboard.press('Escape');
  await until(async () => (await focused(page)) === 'Message');
  await button('Menu of “Rust lifetimes”').focus();
  await page.keyboard.press('Enter');
  await button('Rename').press('Enter');
  await title.fill('Borrowing');
  await page.keyboard.press('Enter');
  await until(async () => (await focused(page)) === 'Borrowing');
  await button('Menu of “Borrowing”').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await until(async () => (await focused(page)) === 'Packing list for Norway');
  // To a page and back with keys alone.
  await field().focus();
  await page.keyboard.press('Control+Shift+M');
  await until(async () => (await focused(page)) === 'Library');
  await page.keyboard.press('Control+Shift+M');
  await until(async () => (await focused(page)) === 'Message');
  await button('Regenerate').press('Enter');
  await until(async () => (await focused(page)) === 'Message');
  await button('Stop').waitFor();
  await page.keyboard.press('Escape');
  await button('Regenerate').waitFor();
  await articles().nth(3).getByRole('button', { name: 'Previous version' }).press('Enter');
  await articles().nth(3).getByText('1 of 2').waitFor();
  await until(async () => (await focused(page)) === 'Next version');
});

test('a key is heard as soon as the window is drawn, however long the rest takes', async () => {
  page = await openState('answered', {
    before: (tab) =>
      tab.addInitScript(() => {
        const observer = new MutationObserver(() => {
          const drawn = document.getElementById('message');
          if (drawn === null) return;
          observer.disconnect();
          drawn.dispatchEvent(new KeyboardEvent('keydown', { key: 'F1', bubbles: true, cancelable: true }));
        });
        observer.observe(document, { childList: true, subtree: true });
      }),
  });
  await expect.poll(() => page.getByRole('dialog', { name: 'Keyboard shortcuts' }).count()).toBe(1);
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
  await expect.poll(() => page.title()).toBe('What is prefill? — Hearth');
});

test('the palette finds sections of the settings and single settings, and leads to them', async () => {
  page = await openState('empty');
  const lead = async (typed: string): Promise<void> => {
    await field().waitFor();
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: 'Search commands' }).fill(typed);
    await page
      .getByRole('option')
      .filter({ hasText: /Setting$/ })
      .first()
      .click();
  };
  await lead('backup');
  await until(async () => (await focused(page)) === 'Backup');
  // The list of sections says so, too.
  await page
    .getByRole('navigation', { name: 'Sections' })
    .getByText('Backup')
    .and(page.locator('[aria-current]'))
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await lead('temper');
  await page.getByLabel('Temperature', { exact: true }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  // It is on the page of the local server.
  await lead('port');
  await page.getByRole('heading', { name: 'Local server' }).first().waitFor();
});

test('the palette finds commands, chats and models by the keyboard alone, and gives the focus back', async () => {
  page = await openState('models');
  await articles().first().waitFor();
  const search = page.getByRole('combobox', { name: 'Search commands, settings, chats and models' });
  const options = page.getByRole('option');
  /** What a screen reader reads: the row that the field points to. */
  const active = () =>
    search.evaluate((element) =>
      document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.textContent.trim(),
    );
  await field().focus();
  await page.keyboard.press('Control+K');
  await until(async () => (await focused(page)) === 'Search commands, settings, chats and models');
  await expect.poll(active).toBe('New chat Ctrl+Shift+O');
  expect(await accessibilityProblems(page)).toEqual([]);
  // From the first entry, Up leads to the last one, a model, which is drawn only now.
  const count = Number(await options.first().getAttribute('aria-setsize'));
  await page.keyboard.press('ArrowUp');
  await page.locator(`[role="option"][aria-selected="true"][aria-posinset="${count}"]`).waitFor();
  await expect.poll(active).toMatch(/Load model$/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect.poll(active).toBe('Switch the model Ctrl+O');
  await page.keyboard.press('Escape');
  await until(async () => (await focused(page)) === 'Message');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);

  // Only what applies is found; the same keys close the palette; a key of a composition runs nothing.
  await page.keyboard.press('Control+K');
  await search.fill('stop');
  await page.getByText('No command, setting, chat or model matches.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await search.fill('upd');
  await page.getByRole('status').getByText('No command, setting, chat or model matches.').waitFor();
  await search.fill('dark th');
  await until(async () => (await active()) === 'Use the dark theme');
  await search.evaluate((element) =>
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, isComposing: true })),
  );
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('light');
  await page.keyboard.press('Control+K');
  await search.waitFor({ state: 'detached' });

  const choose = async (typed: string, wanted: string): Promise<void> => {
    await page.keyboard.press('Control+K');
    await search.fill(typed);
    await until(async () => (await active()) === wanted);
    await page.keyboard.press('Enter');
    await search.waitFor({ state: 'detached' });
  };
  await choose('UTDT', 'Use the dark theme');
  await page.locator('html[data-theme="dark"]').waitFor();
  // The command that was used last is the first one now, unless it no longer applies.
  await choose('models down', 'Models: Downloads');
  await page.getByRole('tab', { name: 'Downloads', selected: true }).waitFor();
  await choose('back', 'Back to the chat Esc');
  await articles().first().waitFor();
  await page.keyboard.press('Control+K');
  await until(async () => (await active()) === 'Models: Downloads');
  await page.keyboard.press('Escape');
  // A command may move the focus; a chat is opened to write in it.
  await choose('rename', 'Rename this chat F2');
  await until(async () => (await focused(page)) === 'Title');
  await page.keyboard.press('Escape');
  await choose('norw', 'Packing list for Norway Chat');
  await until(async () => (await page.title()).startsWith('Packing list for Norway'));
  await until(async () => (await focused(page)) === 'Message');
  await choose('gemma', 'Gemma 3 4B Instruct Load model');
  await page.getByRole('status', { name: 'Engine', exact: true }).getByText('Gemma 3 4B').waitFor();
});

test('a key shows all shortcuts by where they work, but not while one types or a question is open', async () => {
  page = await openState('deleted-one');
  await articles().first().waitFor();
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await field().focus();
  await page.keyboard.type('why?');
  await expect.poll(() => field().inputValue()).toBe('why?');
  await expect.poll(() => sheet.count()).toBe(0);
  await page.keyboard.press('F1');
  await sheet.waitFor();
  await until(async () => (await focused(page)) === 'Close');
  const rows = (place: string) =>
    sheet.getByRole('region', { name: place }).locator('dl > div').allInnerTexts();
  expect((await rows('Everywhere')).map(plain)).toEqual(
    expect.arrayContaining(['New chat Ctrl+Shift+O', 'Models Ctrl+Shift+M', 'Keyboard shortcuts F1 or ?']),
  );
  expect((await rows('In the message box')).map(plain)).toEqual(
    expect.arrayContaining(['Send the message Enter', 'Edit your last message Ctrl+↑']),
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  // Shortcuts of the window behind it do nothing; its own key closes it.
  await page.keyboard.press('Control+Shift+M');
  await page.keyboard.press('F1');
  await sheet.waitFor({ state: 'detached' });
  await until(async () => (await focused(page)) === 'Message');
  await expect.poll(() => page.title()).toBe('What is prefill? — Hearth');
  await page.getByRole('log', { name: 'Conversation' }).focus();
  await page.keyboard.press('?');
  await sheet.waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await until(async () => (await focused(page)) === 'Conversation');
  await page.getByRole('button', { name: /^Recently deleted/ }).click();
  await page.getByRole('button', { name: 'Delete all…' }).click();
  await until(async () => (await focused(page)) === 'Keep');
  for (const keys of ['Control+K', 'F1', '?']) await page.keyboard.press(keys);
  await expect.poll(() => page.locator('dialog').count()).toBe(0);
  expect(await focused(page)).toBe('Keep');
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
  await field().press('Control+ArrowUp');
  expect(await direction(page.getByRole('textbox', { name: 'Edit message' }))).toBe('rtl');
  await page.keyboard.press('Escape');
  await field().press('F2');
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill(`${text} and more`);
  expect(await direction(title)).toBe('rtl');
  await page.keyboard.press('Enter');
  const listed = page.getByRole('navigation').locator('.chat-title', { hasText: 'and more' });
  await page.getByRole('navigation').getByText('and more').waitFor();
  expect(await direction(listed)).toBe('rtl');
});

test('in a language that is written from right to left, the window is mirrored', async () => {
  page = await openState('organised');
  await articles().first().waitFor();
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  const edges = async (selector: string) => (await page.locator(selector).first().boundingBox())!;
  const list = await edges('.chats');
  expect(list.x + list.width).toBe(1280);
  // A panel begins where its button does; the arrow keys follow the line.
  const settings = button('Chat settings');
  await settings.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Chat settings' });
  const beginning = async (of: typeof panel): Promise<number> => {
    const { x, width } = (await of.boundingBox())!;
    return Math.round(x + width);
  };
  await expect.poll(async () => (await beginning(panel)) - (await beginning(settings))).toBe(0);
  await page.keyboard.press('Escape');
  await button('Models').press('Enter');
  await page.getByRole('tab', { name: 'Library' }).press('ArrowLeft');
  await page.getByRole('tab', { name: 'Find', selected: true }).waitFor();
  await button('Models').press('Enter');
  // A narrow window: the drawer waits beyond the right edge.
  await page.setViewportSize({ width: 420, height: 800 });
  await page.getByRole('navigation').waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
  await button('Show chats').press('Enter');
  await expect.poll(async () => (await edges('.chats')).x + (await edges('.chats')).width).toBe(420);
  expect(await accessibilityProblems(page)).toEqual([]);
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
    await expect.poll(() => title.count()).toBe(1);
    await page.keyboard.press('Escape');
    await title.waitFor({ state: 'detached' });
  }
  await button('Settings').click();
  const panel = page.getByRole('dialog', { name: 'Settings' });
  for (const name of ['Threads', 'Mirror']) {
    const setting = panel.getByRole('textbox', { name });
    await setting.fill('2');
    for (const event of ends) await compose(setting, event);
    await expect.poll(() => panel.getByRole('alert').count()).toBe(0);
    await setting.press('Enter');
    await panel.getByRole('alert').waitFor();
    await setting.fill('');
    await setting.press('Enter');
    await panel.getByRole('alert').waitFor({ state: 'detached' });
  }
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
  const distinct = (selector: string, count: number): Promise<void> =>
    expect.poll(async () => new Set(await looks(selector)).size, { message: selector }).toBe(count);
  await distinct('.temperature', 3);
  await distinct('.chat-row', 2);
  // As many as there are phases, some of which an answer may lack.
  await expect.poll(async () => new Set(await looks('.time-strip > span')).size).toBeGreaterThanOrEqual(3);
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

test('German is spoken from the first paint, in figures and names too, and fits at 420 and 1280 px', async () => {
  page = await openState('measured', { width: 420, language: 'de' });
  await page.locator('html[lang="de"]').waitFor();
  /** Buttons, tabs, headings and labels whose text is cut off or beyond the window; "page" if the page scrolls sideways. */
  const cutOff = () =>
    page.evaluate(() => [
      ...(document.documentElement.scrollWidth > innerWidth ? ['page'] : []),
      ...[...document.querySelectorAll<HTMLElement>('button, [role="tab"], h1, h2, h3, label, th, dt')]
        .filter((element) => element.checkVisibility() && element.closest('.hidden') === null)
        .filter((element) => {
          const { overflowX, textOverflow } = getComputedStyle(element);
          const isCut = element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible';
          return isCut && element.clientWidth > 0 && textOverflow !== 'ellipsis';
        })
        .map(({ textContent }) => textContent),
    ]);
  const fits = async (what: string): Promise<void> => {
    for (const width of [1280, 420]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(cutOff, { message: `${what} at ${width}` }).toEqual([]);
    }
  };
  await page.getByRole('textbox', { name: 'Nachricht', exact: true }).waitFor();
  await fits('chat');
  await button('Leistung').click();
  for (const tab of ['Statistik', 'Benchmark', 'Dieser Rechner']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').waitFor();
    await fits(tab);
  }
  await button('Modelle').click();
  for (const tab of ['Bibliothek', 'Suchen', 'Downloads', 'Netzwerkprotokoll']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').waitFor();
    await fits(tab);
  }
  await button('Einstellungen').click();
  await page.getByLabel('Sprache', { exact: true }).waitFor();
  await fits('settings');
  await expect.poll(() => page.getByLabel('Sprache', { exact: true }).inputValue()).toBe('de');
  await expect
    .poll(() => page.getByLabel('Design', { exact: true }).locator('option').first().innerText())
    .toBe('Wie das System');
  expect(await accessibilityProblems(page)).toEqual([]);
  // A change reloads the page, on which this test would find its own language again.
  await Promise.all([
    page.waitForEvent('load'),
    page.getByLabel('Sprache', { exact: true }).selectOption('en'),
  ]);
});

test('a lost connection is said and mended, and the answer continues without a gap', async () => {
  page = await openState('streaming');
  await articles().last().getByText('What each one costs').waitFor();
  const isLost = await watchFor(page, '.notice', 'Connection lost. Reconnecting…');
  await page.evaluate(() => (window as unknown as { core: { drop: () => void } }).core.drop());
  await isLost();
  await page.getByText('Connection lost. Reconnecting…').waitFor({ state: 'detached' });
  await button('Regenerate').waitFor({ timeout: 60_000 });
  // The earlier answer of this chat says the same, and was never streamed.
  const words = (index: number) => articles().nth(index).locator('.markdown').last().innerText();
  await expect.poll(() => words(5)).toBe(await words(1));
}, 90_000);

test('the engine is named as it is', async () => {
  const engine = () => page.getByRole('status', { name: 'Engine', exact: true });
  page = await openState('gpu-missing');
  await engine().getByText('Running on CPU').waitFor();
  await expect.poll(() => engine().innerText()).not.toContain('GPU');
  await expect.poll(() => engine().innerText()).toContain('no usable device was found');
  page = await openState('answered');
  await engine().getByText('29 of 37 layers').waitFor();
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
  await expect.poll(() => button('Show chats').isVisible()).toBe(true);
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

test.each(inLong(['light', 'dark'] as const, (theme) => theme === 'dark'))(
  'nothing that axe knows is wrong in the %s theme',
  async (theme) => {
    for (const scenario of looked) {
      // In German too: names for screen readers come from the same places.
      page = await openState(scenario, { theme, language: theme === 'dark' ? 'de' : 'en' });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.getByRole('status', { name: 'Engine' }).waitFor();
      await page.waitForTimeout(200);
      expect(await accessibilityProblems(page), `${scenario} ${theme}`).toEqual([]);
    }
  },
  120_000,
);
