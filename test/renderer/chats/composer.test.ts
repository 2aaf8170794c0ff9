/** The message field in a real browser: sending and stopping, drafts, and the gauge of the context. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { focused, thaw, partsOf, plain, until, useStates } from '../../fixtures/renderer/page.ts';
import { chatWords } from '../../../renderer/words/chat.ts';
import { commandWords } from '../../../renderer/words/commands.ts';
import { latencyWords } from '../../../renderer/words/latency.ts';

let page: Page;
const openState = useStates();
const { field, button, articles, gauge } = partsOf(() => page);

/** What the core was told of drafts so far. */
const draftsTold = () =>
  page.evaluate(() => (window as unknown as { core: { drafts: () => string[] } }).core.drafts());

test('Stop replaces Send while an answer runs, and Escape stops it', async () => {
  page = await openState('streaming');
  await button('Stop').waitFor();
  await expect.poll(() => button('Send').count()).toBe(0);
  await articles().last().getByText('Prefill and decode').waitFor();
  await field().fill('typed meanwhile');
  await page.keyboard.press('Enter');
  const queue = page.getByRole('region', { name: chatWords.queue.label });
  await queue.getByText('typed meanwhile').waitFor();
  await queue.getByText(chatWords.queue.waiting).waitFor();
  await expect.poll(() => field().inputValue()).toBe('');
  await page.keyboard.press('Escape');
  await articles().getByText(latencyWords.endings.stopped).waitFor();
  await queue.getByText(chatWords.queue.held).waitFor();
  await expect.poll(() => field().inputValue()).toBe('');
  await expect.poll(() => button('Send').count()).toBe(1);
});

test('a queued message is edited and taken back by keyboard, and the next one is sent after the answer', async () => {
  page = await openState('queue-held');
  const queue = page.getByRole('region', { name: chatWords.queue.label });
  await queue.getByText('Show the formula.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const [first, second] = [queue.getByRole('article').first(), queue.getByRole('article').nth(1)];
  await expect.poll(() => second.getByRole('button', { name: chatWords.queue.send }).count()).toBe(0);
  await first.getByRole('button', { name: chatWords.queue.edit }).press('Enter');
  const editor = queue.getByRole('textbox', { name: 'Edit message' });
  await expect.poll(() => editor.inputValue()).toBe('Does a longer prompt change that?');
  await editor.fill('Does it change?');
  await page.keyboard.press('Enter');
  await first.getByText('Does it change?').waitFor();
  await until(async () => (await focused(page)) === 'Message');
  // What was typed meanwhile is kept behind the text that comes back.
  await field().fill('typed since');
  await second.getByRole('button', { name: chatWords.queue.takeBack }).press('Enter');
  await until(async () => (await field().inputValue()) === 'Show the formula.\ntyped since');
  await expect.poll(() => queue.getByRole('article').count()).toBe(1);
  await first.getByRole('button', { name: chatWords.queue.send }).press('Enter');
  await button('Stop').waitFor();
  await expect.poll(() => queue.count()).toBe(0);
  // This one waits for that answer, and is sent when it is finished; another chat does not lose it.
  await field().press('Enter');
  await queue.getByText('typed since').waitFor();
  await page.getByText('Rust lifetimes').click();
  await queue.waitFor({ state: 'detached' });
  await page.getByRole('navigation').getByText('What is prefill?').click();
  await page.locator('[data-message]').getByText('typed since').waitFor();
  await queue.waitFor({ state: 'detached' });
});

test('what the answer begins with is written by keyboard, and queued, taken back, used and kept with its message', async () => {
  page = await openState('thinking');
  const { beginning: words, queue: queueWords, message: messageWords } = chatWords;
  const begins = () => page.getByRole('textbox', { name: words.label });
  const last = () => articles().last();
  await button('Stop').waitFor();
  await field().fill('And so?');
  const open = async () => {
    await button(commandWords.beginAnswer).press('Enter');
    await until(() => begins().evaluate((one) => one === document.activeElement));
  };
  await open();
  await page.getByText(words.hintInsteadOfThinking).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.type('No,');
  await page.keyboard.press('Enter');
  const queued = page.getByRole('region', { name: queueWords.label });
  await queued.getByText(queueWords.begins('No,')).waitFor();
  await expect.poll(() => begins().count()).toBe(0);
  await queued.getByRole('button', { name: queueWords.takeBack }).press('Enter');
  await until(async () => (await begins().inputValue()) === 'No,');
  await button('Stop').click();
  // It is used up, while the message stays.
  await button('Regenerate').click();
  await last().getByText(messageWords.begunAnswer('')).waitFor();
  await expect.poll(() => last().innerText()).toContain('No,');
  await expect.poll(() => begins().count()).toBe(0);
  await expect.poll(() => field().inputValue()).toBe('And so?');
  await button('Stop').click();
  await button('Regenerate').waitFor();
  await open();
  await page.keyboard.type('Yes,');
  await page.keyboard.press('Escape');
  await until(async () => (await focused(page)) === 'Message');
  await page.getByText('Rust lifetimes').click();
  await begins().waitFor({ state: 'detached' });
  await page.getByRole('navigation').getByText('What is prefill?').click();
  await until(async () => (await begins().inputValue()) === 'Yes,');
  await begins().press('Enter');
  await last().getByText('Yes,').waitFor();
  await expect.poll(() => begins().count()).toBe(0);
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
  await expect.poll(() => button('Stop').count()).toBe(1);
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
  await expect.poll(() => field().inputValue()).toBe('Not lost');
});

test('what is typed before the first connection stays in the box, in the chat that is shown then', async () => {
  page = await openState('prompts', { given: { connection: 'late' } });
  await field().focus();
  await page.keyboard.type('/re');
  await thaw(page);
  await articles().first().waitFor();
  await page.keyboard.type('v');
  await expect.poll(() => field().inputValue()).toBe('/rev');
  await page.getByRole('option', { name: /^Reviewer/ }).waitFor();
  // So does the page that was opened.
  page = await openState('models', { given: { connection: 'late' } });
  await button('Models').click();
  await page.getByRole('tab', { name: 'Library' }).waitFor();
  await thaw(page);
  await page.getByText('12 models').waitFor();
});

test('letters that are typed as soon as the box is drawn are all in it, with the cursor behind them', async () => {
  page = await openState('first', {
    before: (tab) =>
      tab.addInitScript(() => {
        const observer = new MutationObserver(() => {
          const drawn = document.getElementById('message');
          if (drawn === null) return;
          observer.disconnect();
          drawn.focus();
          for (const letter of 'pref') document.execCommand('insertText', false, letter);
        });
        observer.observe(document, { childList: true, subtree: true });
      }),
  });
  await button('What is prefill?').waitFor();
  await field().press('i');
  await expect.poll(() => field().inputValue()).toBe('prefi');
});

test('what is typed before the first connection is kept where the chat is gone', async () => {
  page = await openState('answered', { given: { connection: 'late', shown: 'gone' } });
  await field().fill('Not lost');
  await thaw(page);
  await page.getByRole('heading', { level: 1, name: 'New chat' }).waitFor({ state: 'attached' });
  await page.getByRole('navigation').getByText('Rust lifetimes').waitFor();
  await expect.poll(() => field().inputValue()).toBe('Not lost');
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
  await expect.poll(() => field().inputValue()).toBe('に');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => field().inputValue()).toBe('に\n');
});

test('a draft that rests is read, a change takes that back, and sending does not', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  // At once: on a busy machine, keys may come so slowly that the draft rests between them.
  await field().fill('And on a GPU');
  const height = await page.locator('.foot').evaluate((foot) => foot.clientHeight);
  const read = page.locator('.draft-foot').getByText('draft processed', { exact: true });
  await read.waitFor();
  expect(await draftsTold()).toEqual(['read And on a GPU']);
  expect(await page.locator('.foot').evaluate((foot) => foot.clientHeight)).toBe(height);
  await field().press('?');
  await expect.poll(() => read.count()).toBe(0);
  await read.waitFor();
  expect(await draftsTold()).toEqual(['read And on a GPU', 'drop', 'read And on a GPU?']);
  await page.keyboard.press('Enter');
  await button('Stop').waitFor();
  expect(await draftsTold()).toHaveLength(3);
  await expect.poll(() => read.count()).toBe(0);
});

test('nothing is read ahead where that is switched off', async () => {
  page = await openState('answered');
  await button('Settings').click();
  const readAhead = page.getByRole('switch', { name: 'Process while typing' });
  await expect.poll(() => readAhead.isChecked()).toBe(true);
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
  await expect.poll(() => gauge().getAttribute('aria-valuetext')).toBe('7,800 of 8,192 tokens');
  await field().fill('And on a GPU?');
  await page.getByText('The model will no longer see the oldest messages.').waitFor();
  await expect.poll(() => gauge().getAttribute('aria-valuetext')).toBe('7,804 of 8,192 tokens');
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
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await expect.poll(() => gauge().count()).toBe(0);
});

test('an edit of an earlier message counts in the gauge while it is typed, and no longer', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  await field().press('Control+ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await editor.fill('word '.repeat(3_200));
  await gauge().waitFor();
  await expect.poll(() => gauge().getAttribute('aria-valuetext')).toMatch(/^about 5,\d\d\d of 8,192 tokens$/);
  await field().focus();
  await gauge().waitFor({ state: 'detached' });
  await editor.focus();
  await gauge().waitFor();
  await page.keyboard.press('Escape');
  await gauge().waitFor({ state: 'detached' });
});

test('a large paste is a piece of its own: it is opened, edited, removed and sent folded', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  const paste = (text: string) =>
    field().evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      return element.dispatchEvent(event);
    }, text);
  const pieces = page.getByRole('list', { name: chatWords.pasted.list }).getByRole('listitem');
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
  // The browser pastes a small text itself.
  expect(await paste('word '.repeat(400))).toBe(true);
  await expect.poll(() => pieces.count()).toBe(0);
  expect(await paste('word '.repeat(401))).toBe(false);
  expect(await paste(lines)).toBe(false);
  await pieces.nth(1).getByText('Pasted text, 50 lines').waitFor();
  await expect.poll(() => field().inputValue()).toBe('');
  expect(await accessibilityProblems(page)).toEqual([]);
  await pieces.first().getByRole('button', { name: chatWords.pasted.remove }).press('Enter');
  await until(async () => (await pieces.count()) === 1 && (await focused(page)) === 'Message');
  await pieces.getByRole('button', { name: 'Pasted text, 50 lines' }).press('Enter');
  await pieces.getByRole('textbox', { name: chatWords.pasted.edit }).fill(`${lines}\nthe end`);
  // It stays with its chat, and is processed ahead as it will be sent.
  await page.getByText('Rust lifetimes').click();
  await until(async () => (await pieces.count()) === 0);
  await page.getByRole('navigation').getByText('What is prefill?').click();
  await pieces.getByText('Pasted text, 51 lines').waitFor();
  await field().fill('Sum up.');
  await until(async () => (await draftsTold()).includes(`read ${lines}\nthe end\n\nSum up.`));
  await field().press('Enter');
  const sent = articles().filter({ hasText: 'Sum up.' });
  await sent.getByRole('button', { name: 'Pasted text, 51 lines' }).press('Enter');
  await sent.getByText('the end').waitFor();
  await expect.poll(() => pieces.count()).toBe(0);
  // A queued one that is taken back is a piece again.
  await paste(lines);
  await field().press('Enter');
  const queue = page.getByRole('region', { name: chatWords.queue.label });
  await queue.getByText('Pasted text, 50 lines').waitFor();
  await queue.getByRole('button', { name: chatWords.queue.takeBack }).press('Enter');
  await pieces.getByText('Pasted text, 50 lines').waitFor();
  await expect.poll(() => field().inputValue()).toBe('');
  await pieces.getByRole('button', { name: chatWords.pasted.remove }).press('Enter');
  // So is one of a message that is edited; what is left of it is sent again.
  const stop = button('Stop');
  if (await stop.isVisible()) await stop.press('Enter');
  await button('Regenerate').waitFor();
  await field().press('Control+ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await expect.poll(() => editor.inputValue()).toBe('Sum up.');
  await pieces.getByText('Pasted text, 51 lines').waitFor();
  await editor.fill('');
  await editor.press('Enter');
  const again = articles().filter({ hasText: 'Pasted text, 51 lines' });
  await again.getByText('2 of 2').waitFor();
  await expect
    .poll(async () => plain(await again.locator('.question-box').textContent()))
    .toBe('Pasted text, 51 lines');
  await button('Stop').press('Enter');
  await button('Regenerate').waitFor();
  await field().press('Control+ArrowUp');
  await pieces.getByRole('button', { name: chatWords.pasted.remove }).press('Enter');
  await until(async () => (await focused(page)) === 'Edit message');
  await expect
    .poll(() => page.getByRole('button', { name: 'Send', exact: true }).first().isEnabled())
    .toBe(false);
  await page.keyboard.press('Escape');
  await again.getByText('Pasted text, 51 lines').waitFor();
});

test('Up and Down go through the messages that were sent, and Escape returns to the draft', async () => {
  page = await openState('answered');
  await articles().nth(3).waitFor();
  const sent = await articles()
    .filter({ has: page.locator('.question-text') })
    .locator('.question-text')
    .allTextContents();
  expect(sent).toHaveLength(2);
  const isIn = (text: string) => until(async () => (await field().inputValue()) === text);
  // An input method chooses a character with this key.
  await field().evaluate((element) =>
    element.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowUp', isComposing: true, bubbles: true, cancelable: true }),
    ),
  );
  await page.waitForTimeout(50);
  await isIn('');
  await field().fill('a draft');
  // At the end of a text, the key only moves the cursor.
  await field().press('ArrowUp');
  await isIn('a draft');
  await field().press('Home');
  for (const text of [sent[1]!, sent[0]!, sent[0]!]) {
    await page.keyboard.press('ArrowUp');
    await isIn(text);
  }
  await page.keyboard.press('ArrowDown');
  await isIn(sent[1]!);
  await page.keyboard.press('ArrowDown');
  await isIn('a draft');
  await field().press('Home');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await isIn('a draft');
  // A changed text takes the place of the draft, which is recalled next.
  await field().press('Home');
  await page.keyboard.press('ArrowUp');
  await isIn(sent[1]!);
  await page.waitForTimeout(50);
  await page.keyboard.type('!');
  await isIn(`${sent[1]!}!`);
  await field().fill('');
  await page.keyboard.press('ArrowUp');
  await isIn('a draft');
  // A recalled text is sent as it is, and the draft is in the box again.
  await page.keyboard.press('Escape');
  await field().fill('not yet');
  await field().press('Home');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await isIn(sent[1]!);
  await page.keyboard.press('Enter');
  await until(async () => (await articles().getByText(sent[1]!).count()) === 2);
  await isIn('not yet');
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
