import { describe, expect, it } from 'vitest';
import type { Timings } from '../../../main/shared/contract/message.ts';
import { answerParts } from '../../../main/shared/message/thoughts.ts';
import { useStates } from '../../fixtures/renderer/page.ts';

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

  it('the latency line tells thinking and answering apart', async () => {
    const page = await open('thought');
    const line = page.getByRole('group', { name: 'Latency' });
    // Figures have a thin space before their units.
    const words = async () => (await line.textContent())!.replaceAll(/\s/gu, ' ');
    await expect.poll(words).toContain('120 thinking, 5.61 s');
    expect(await words()).toContain('first token 451 ms');
    expect(await words()).toContain('first answer token 6.15 s');
    expect(await words()).toContain('62 answering, 2.9 s');
  });

  it('the thoughts say how long the model thought, while it thinks and when it has', async () => {
    const page = await open('thought');
    const fold = page.locator('.reasoning').getByRole('button');
    await expect.poll(() => fold.textContent()).toBe('Thought for 6\u2009s');
    await page.close();
    const thinking = await open('thinking', { given: { tokenMs: 5, piece: 12 } });
    await expect
      .poll(() => thinking.locator('.reasoning').last().getByRole('button').textContent(), {
        timeout: 10_000,
      })
      .toMatch(/^Thinking… \d+\u2009s$/);
    // Before the answer has its figures, too.
    await expect
      .poll(() => thinking.locator('.reasoning').last().getByRole('button').textContent(), {
        timeout: 10_000,
      })
      .toMatch(/^Thought for \d+\u2009(ms|s)$/);
    expect(await thinking.locator('.progress').count()).toBe(1);
  });

  it('the line under an answer is short, and opens with the keyboard; it can be full or not there', async () => {
    const page = await open('thought');
    const line = page.getByRole('group', { name: 'Latency' });
    const seen = async () => (await line.innerText()).replaceAll(/\s+/gu, ' ').trim();
    await expect.poll(seen).toBe('first token 451 ms 21.4 tokens/s');
    const opener = line.getByRole('button', { name: 'Explain these figures' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await expect.poll(seen).toContain('62 answering, 2.9 s');
    expect(await opener.evaluate((one) => document.activeElement === one)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(seen).toBe('first token 451 ms 21.4 tokens/s');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Figures under answers').selectOption('none');
    await expect.poll(seen).toBe('');
    await page.getByLabel('Figures under answers').selectOption('full');
    await expect.poll(seen).toContain('120 thinking, 5.61 s');
  });

  it('a running answer says how long it has taken, and how long it can take where its length is limited', async () => {
    const page = await open('prefill');
    await expect
      .poll(() => page.locator('.progress p').innerText(), { timeout: 10_000 })
      .toMatch(/tokens.* · \d+\u2009s · about \d+\u2009s left$/);
    await page.close();
    const limited = await open('writing', { given: { settings: { longestAnswer: 5_000 } } });
    await expect
      .poll(() => limited.locator('.progress p').innerText(), { timeout: 10_000 })
      .toMatch(/^Generating… .* · at most [\d.]+\u2009(s|min \d+\u2009s) left$/);
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
    expect(await earlier.isChecked()).toBe(true);
    await earlier.click();
    await expect.poll(() => earlier.isChecked()).toBe(false);
    await panel.getByRole('switch', { name: 'Think first' }).click();
    await expect.poll(() => button.textContent()).toBe('Thinking off');
    expect(await panel.getByLabel('Effort').count()).toBe(0);
    // A new chat with this model begins as was chosen last.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New chat' }).click();
    await expect.poll(() => button.textContent()).toBe('Thinking off');
    await button.click();
    expect(await earlier.isChecked()).toBe(false);
  });

  it('nothing is offered by a model that does not think', async () => {
    const page = await open('first');
    await page.getByLabel('Message').waitFor();
    expect(await page.getByRole('button', { name: /^Thinking/ }).count()).toBe(0);
  });

  it('thoughts without an answer are shown', async () => {
    const page = await open('thought-alone');
    await expect.poll(() => page.locator('.reasoning-text').textContent()).toContain('free memory');
  });

  it('thoughts stay open or closed as they were left while text arrives, by keyboard too', async () => {
    const page = await open('thinking');
    const button = page.locator('.reasoning').last().getByRole('button');
    const body = page.locator('.reasoning').last().locator('.reasoning-text');
    await expect.poll(() => body.textContent()).not.toBe('');
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => body.count()).toBe(0);
    const wasWritten = await page.evaluate(() => performance.now());
    await expect.poll(() => page.evaluate(() => performance.now())).toBeGreaterThan(wasWritten + 300);
    expect(await body.count()).toBe(0);
    expect(await button.evaluate((element) => document.activeElement === element)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => body.textContent()).not.toBe('');
  });
});
