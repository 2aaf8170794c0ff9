/** What someone reads stays where it is: while they scroll, while text comes, and when an answer ends. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = () => page.getByRole('textbox', { name: 'Message', exact: true });
const scroller = () => page.getByRole('log', { name: 'Conversation' });
/** How far the view is from the end, in CSS pixels. */
const rest = () =>
  scroller().evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
const until = (wanted: () => Promise<boolean>) => expect.poll(wanted).toBe(true);

/** The paragraph in the middle of the view by its text, and the top of it in CSS pixels. */
const middle = () =>
  page.evaluate(() => {
    const view = document.querySelector('.scroller')!.getBoundingClientRect();
    const y = view.top + view.height / 2;
    for (const paragraph of document.querySelectorAll('.markdown p')) {
      const box = paragraph.getBoundingClientRect();
      if (box.bottom >= y) return { text: paragraph.textContent, top: box.top };
    }
    throw new Error('no paragraph is drawn there');
  });

const topOf = (text: string) =>
  page.evaluate((wanted) => {
    const all = [...document.querySelectorAll('.markdown p')];
    return all.find(({ textContent }) => textContent === wanted)?.getBoundingClientRect().top ?? null;
  }, text);

const atRest = async (): Promise<void> => {
  let last = -1;
  await until(async () => {
    const now = await scroller().evaluate(
      (element) =>
        new Promise<number>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(element.scrollTop)));
        }),
    );
    const isSame = now === last;
    last = now;
    return isSame;
  });
};

const wheel = async (by: number): Promise<void> => {
  await page.mouse.wheel(0, by);
  await atRest();
};

test('each turn of the wheel upwards moves a long chat by just as much, and coming back finds the same place', async () => {
  page = await openState('thirty-long');
  await scroller().hover();
  await atRest();
  const moved: number[] = [];
  for (let step = 0; step < 30; step += 1) {
    const before = await middle();
    await wheel(-150);
    const after = await topOf(before.text!);
    moved.push(Math.round((after ?? NaN) - before.top));
  }
  // A scrolled place may be rounded to a whole pixel.
  expect(moved.filter((by) => !(Math.abs(by - 150) <= 1))).toEqual([]);

  const left = await middle();
  await page.getByRole('navigation').getByText('Rust lifetimes').click();
  await page.getByRole('heading', { level: 1, name: 'Rust lifetimes' }).waitFor();
  await page.getByRole('navigation').getByText('What is prefill?').click();
  await until(async () => (await topOf(left.text!)) !== null);
  await atRest();
  expect(Math.abs((await topOf(left.text!))! - left.top)).toBeLessThanOrEqual(1);
  // And from there on as before.
  await scroller().hover();
  for (let step = 0; step < 5; step += 1) {
    const before = await middle();
    await wheel(-150);
    expect(Math.abs((await topOf(before.text!))! - before.top - 150)).toBeLessThanOrEqual(1.5);
  }
});

test('sending goes to the end and follows, from wherever one was', async () => {
  page = await openState('thirty-long');
  await scroller().hover();
  await wheel(-4_000);
  await button('Jump to the end').waitFor();
  await field().fill('And then?');
  await page.keyboard.press('Enter');
  await page.getByText('And then?').waitFor();
  await button('Regenerate').waitFor({ timeout: 60_000 });
  await until(async () => (await rest()) < 5);
  await expect.poll(() => page.getByText('And then?').count()).toBe(1);
});

test('the end stays in view when heights change by themselves, until the user scrolls up', async () => {
  page = await openState('thirty-long');
  await scroller().hover();
  await until(async () => (await rest()) < 5);
  await atRest();
  // What is above the view becomes lower, and what is in view grows before the page learns that the view has moved.
  await scroller().evaluate((element) => {
    const drawn = [...element.querySelectorAll<HTMLElement>('[data-message]')];
    const view = element.getBoundingClientRect();
    const above = drawn.filter((row) => row.getBoundingClientRect().bottom < view.top).at(-1)!;
    const grow = (): void => {
      drawn.at(-1)!.style.paddingBottom = '80px';
    };
    document.addEventListener('scroll', grow, { capture: true, once: true });
    Object.assign(above.style, { height: `${above.offsetHeight - 40}px`, overflow: 'hidden' });
  });
  await until(async () => (await scroller().evaluate((element) => element.innerHTML)).includes('80px'));
  await until(async () => (await rest()) < 5);
  await wheel(-100);
  await button('Jump to the end').waitFor();
  expect(await rest()).toBeGreaterThan(90);
});

test('place, selection, focus and sideways scroll stay while an answer is written and when it ends', async () => {
  page = await openState('long-answer');
  await field().fill('Go');
  await page.keyboard.press('Enter');
  await page.locator('.markdown').getByText('This is paragraph number 40,').waitFor();
  await scroller().hover();
  await page.mouse.wheel(0, -200);
  await button('Jump to the end').waitFor();
  await page.evaluate(() => {
    const paragraph = [...document.querySelectorAll('.markdown p')].find(({ textContent }) =>
      textContent!.startsWith('This is paragraph number 30,'),
    )!;
    paragraph.scrollIntoView({ block: 'start' });
    document.getSelection()!.selectAllChildren(paragraph);
    for (const wide of document.querySelectorAll('[data-message]:last-child :is(pre, .table)')) {
      wide.scrollLeft = 120;
      wide.setAttribute('data-was', '120');
    }
    document
      .querySelector<HTMLElement>('[data-message]:last-child .code [aria-label="Copy code"]')!
      .focus({ preventScroll: true });
  });
  await atRest();
  const text = 'This is paragraph number 30, and it is short.';
  const state = () =>
    page.evaluate(() => ({
      selected: document.getSelection()!.toString(),
      focus: document.activeElement!.getAttribute('aria-label'),
      sideways: [...document.querySelectorAll('[data-was]')].map(({ scrollLeft }) => scrollLeft),
    }));
  const before = { ...(await state()), top: await topOf(text) };
  expect(before).toMatchObject({ selected: text, focus: 'Copy code', sideways: [120, 120] });
  await page.locator('.markdown').getByText('This is paragraph number 80,').waitFor();
  expect({ ...(await state()), top: await topOf(text) }).toEqual(before);
  await button('Stop').waitFor({ state: 'detached', timeout: 60_000 });
  await page.locator('.markdown').getByText('This is paragraph number 110,').waitFor();
  expect({ ...(await state()), top: await topOf(text) }).toEqual(before);
}, 60_000);

test('what is selected in the paragraph that is being written stays selected', async () => {
  page = await openState('one-paragraph');
  await field().fill('Go');
  await page.keyboard.press('Enter');
  await page.getByText('word20 ').waitFor();
  await page.evaluate(() => {
    const text = document.querySelector('[data-message]:last-child .markdown p')!.firstChild as Text;
    document.getSelection()!.setBaseAndExtent(text, 4, text, 18);
  });
  await page.getByText('word60 ').waitFor();
  expect(await page.evaluate(() => document.getSelection()!.toString())).toBe('first sentence');
  await page.keyboard.press('Escape');
  await button('Regenerate').waitFor();
  expect(await page.evaluate(() => document.getSelection()!.toString())).toBe('first sentence');
});

test('what is selected in code stays selected while its block grows, closes and is coloured', async () => {
  page = await openState('long-answer');
  await field().fill('Go');
  await page.keyboard.press('Enter');
  const code = page.locator('[data-message]:last-child pre');
  await code.getByText('def wide').waitFor();
  await code.evaluate((pre) => {
    const texts = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode() as Text; text; text = texts.nextNode() as Text) {
      const at = text.data.indexOf('wide');
      if (at !== -1) return document.getSelection()!.setBaseAndExtent(text, at, text, at + 4);
    }
  });
  const selected = () => page.evaluate(() => document.getSelection()!.toString());
  expect(await selected()).toBe('wide');
  await page.locator('.markdown').getByText('This is paragraph number 3,').waitFor();
  expect(await selected()).toBe('wide');
  await expect.poll(() => code.locator('.hljs-title').count()).toBe(1);
});

test('thoughts that are being read stay open when the answer begins, else they fold', async () => {
  for (const isRead of [true, false]) {
    page = await openState('thinking-briefly');
    await page.getByRole('button', { name: 'Thinking' }).waitFor();
    const thoughts = page.locator('[data-message]:last-child .reasoning-text');
    await thoughts.locator('p').first().waitFor();
    if (isRead)
      await thoughts.evaluate((element) =>
        document.getSelection()!.selectAllChildren(element.querySelector('p')!),
      );
    await page
      .locator('[data-message]:last-child')
      .getByRole('button', { name: /^Thought/ })
      .waitFor();
    await expect.poll(() => thoughts.count()).toBe(isRead ? 1 : 0);
  }
});

test('of 2,000 messages only those around the view are drawn, and every one is reached', async () => {
  const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
  for (const scenario of ['messages-500', 'messages-2000'] as const) {
    page = await openState(scenario);
    await page.getByText('Paragraph 4 of answer').last().waitFor();
    await page.getByRole('navigation').getByText('Rust lifetimes').click();
    await page.getByRole('heading', { level: 1, name: 'Rust lifetimes' }).waitFor();
    const ms = await page.evaluate(async () => {
      const row = [...document.querySelectorAll<HTMLElement>('.chat-open')].find(({ title }) =>
        title.startsWith('What is prefill?'),
      )!;
      const startedAt = performance.now();
      row.click();
      while (document.querySelector('[data-message]') === null)
        await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - startedAt;
    });
    console.log(`${scenario}: opened in ${ms.toFixed(0)} ms, ${await nodes()} elements`);
    await expect.poll(nodes).toBeLessThan(3_000);
  }
  const shown = (turn: number) => page.getByText(`Question ${turn}?`, { exact: true });
  await shown(1_000).waitFor();
  await expect.poll(() => page.getByRole('article').last().getAttribute('aria-posinset')).toBe('2000');
  await expect.poll(() => page.getByRole('article').last().getAttribute('aria-setsize')).toBe('2000');
  await scroller().focus();
  await page.keyboard.press('Home');
  await shown(1).waitFor();
  await atRest();
  await expect.poll(nodes).toBeLessThan(3_000);
  // The focus stays where it is, however far away that is.
  await page.locator('#message-q0').getByRole('button', { name: 'Copy' }).focus();
  await scroller().evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  await page.getByText('Paragraph 4 of answer 5').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Copy');
  // So does what is selected, and all that is between its ends.
  await scroller().evaluate((element) => element.scrollTo(0, 0));
  await shown(1).waitFor();
  await page.locator('#message-q0 .question-text').click();
  await scroller().evaluate((element) => element.scrollTo(0, 6_000));
  await atRest();
  const { text } = await middle();
  await page.getByText(text!, { exact: true }).click({ modifiers: ['Shift'] });
  const selection = () => page.evaluate(() => document.getSelection()!.toString());
  const lastTurn = Number(/answer (\d+)/.exec(text!)![1]);
  for (let turn = 2; turn <= lastTurn; turn += 1) await expect.poll(selection).toContain(`Question ${turn}?`);
  const selected = await selection();
  await scroller().focus();
  await page.keyboard.press('End');
  await shown(1_000).waitFor();
  await expect.poll(selection).toBe(selected);
}, 90_000);
