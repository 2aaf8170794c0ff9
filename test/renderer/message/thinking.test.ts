import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Timings } from '../../../main/shared/contract/message.ts';
import { answerParts } from '../../../main/shared/message/thoughts.ts';
import { plain, freezeAt, useStates } from '../../fixtures/renderer/page.ts';

const timings: Timings = {
  cachedTokens: 0,
  newTokens: 48,
  prefillMs: 400,
  firstTokenMs: 450,
  decodeTokens: 182,
  decodeMs: 8500,
};

describe('thoughts and text of an answer', () => {
  it('have tokens and time of their own, and a first token each', () => {
    const thoughts = { tokens: 120, ms: 5600, textAfterMs: 5700 };
    expect(answerParts({ ...timings, thoughts }, 'finished')).toEqual({
      thinking: { tokens: 120, ms: 5600 },
      text: { tokens: 62, ms: 2900 },
      firstTextMs: 6150,
    });
  });

  it('are not told apart without thoughts, as in older answers', () => {
    expect(answerParts(timings, 'finished')).toBeNull();
  });

  it('have no first token of the text where only thoughts were written', () => {
    const thoughts = { tokens: 183, ms: 8500, textAfterMs: null };
    expect(answerParts({ ...timings, thoughts }, 'stopped')).toEqual({
      thinking: { tokens: 183, ms: 8500 },
      text: { tokens: 0, ms: 0 },
      firstTextMs: null,
    });
  });
});

describe('in the window', () => {
  const open = useStates();

  it('the line under an answer is short, and opens with the keyboard; it can be full or not there', async () => {
    const page = await open('thought');
    const line = page.getByRole('group', { name: 'Latency' });
    const seen = async () => plain(await line.innerText());
    await expect
      .poll(() => page.locator('.reasoning').getByRole('button').textContent())
      .toBe('Thought for 6\u2009s');
    await expect.poll(seen).toBe('first token 451 ms 21.4 tokens/s');
    const opener = line.getByRole('button', { name: 'Explain these figures' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await expect.poll(seen).toContain('first answer token 6.15 s 62 answering, 2.9 s');
    expect(await opener.evaluate((one) => document.activeElement === one)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(seen).toBe('first token 451 ms 21.4 tokens/s');
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByLabel('Figures under answers').selectOption('none');
    await expect.poll(seen).toBe('');
    // The button that opens them is beside the other tools of the answer.
    const tools = page.locator('.answer .message-tools');
    const middle = (of: Locator) =>
      of.evaluate((one) => {
        const { top, height } = one.getBoundingClientRect();
        return top + height / 2;
      });
    expect(Math.abs((await middle(opener)) - (await middle(tools)))).toBeLessThan(2);
    await page.getByLabel('Figures under answers').selectOption('full');
    await expect.poll(seen).toContain('120 thinking, 5.61 s');
  });

  it('what the model’s template leaves open is chosen below the composer', async () => {
    const page = await open('thought');
    const button = page.getByRole('button', { name: /^Thinking/ });
    await expect.poll(() => button.textContent()).toBe('Thinking on');
    await button.click();
    const panel = page.getByRole('dialog', { name: 'Thinking' });
    await panel.getByLabel('Effort').selectOption('high');
    await expect.poll(() => button.textContent()).toBe('Thinking, high effort');
    await panel.getByLabel('Budget (tokens)').fill('1,200');
    await page.keyboard.press('Enter');
    await expect.poll(() => button.textContent()).toBe('Thinking, high effort, at most 1,200 tokens');
    const earlier = panel.getByRole('switch', { name: 'Keep earlier thoughts' });
    await expect.poll(() => earlier.isChecked()).toBe(true);
    await earlier.click();
    await expect.poll(() => earlier.isChecked()).toBe(false);
    await panel.getByRole('switch', { name: 'Think first' }).click();
    await expect.poll(() => button.textContent()).toBe('Thinking off');
    await expect.poll(() => panel.getByLabel('Effort').count()).toBe(0);
    // A new chat with this model begins as was chosen last.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New chat' }).click();
    await expect.poll(() => button.textContent()).toBe('Thinking off');
    await button.click();
    await expect.poll(() => earlier.isChecked()).toBe(false);
  });

  it('nothing is offered by a model that does not think', async () => {
    const page = await open('first');
    await page.getByLabel('Message').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /^Thinking/ }).count()).toBe(0);
  });

  it('thoughts without an answer are shown', async () => {
    const page = await open('thought-alone');
    await expect.poll(() => page.locator('.reasoning-text').textContent()).toContain('free memory');
  });

  it('running thoughts say their time, and stay open or closed as they were left', async () => {
    const page = await open('thinking', { given: { tokenMs: 15, piece: 12 } });
    const button = page.locator('.reasoning').last().getByRole('button');
    const body = page.locator('.reasoning').last().locator('.reasoning-text');
    const reasoning = '[data-message]:last-child .reasoning';
    const thinking = await freezeAt(page, reasoning, /^Thinking…\s\d+\ss/);
    await thinking.reached();
    await expect.poll(() => body.textContent()).not.toBe('');
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => body.count()).toBe(0);
    await expect.poll(() => button.textContent()).toMatch(/^Thinking… \d+\u2009s$/);
    // Once the answer has begun, before it has its figures.
    const answering = await freezeAt(page, reasoning, /^Thought for/);
    await thinking.thaw();
    await answering.reached();
    await expect.poll(() => button.textContent()).toMatch(/^Thought for \d+\u2009(ms|s)$/);
    await expect.poll(() => page.locator('.progress').count()).toBe(1);
    // Text has arrived meanwhile.
    await expect.poll(() => body.count()).toBe(0);
    expect(await button.evaluate((element) => document.activeElement === element)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => body.textContent()).not.toBe('');
  });
});
