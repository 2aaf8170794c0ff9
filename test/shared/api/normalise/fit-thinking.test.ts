import { describe, expect, it } from 'vitest';
import type { ThinkingControls } from '../../../../main/shared/contract/engine.ts';
import { fitThinking } from '../../../../main/shared/api/normalise/fit-thinking.ts';

const none = { on: null, effort: null, budget: null };
const controls = (some: Partial<ThinkingControls> = {}): ThinkingControls => ({
  switchable: false,
  onByDefault: false,
  efforts: [],
  bounded: false,
  keepsEarlier: null,
  ...some,
});
const open = { on: null, effort: null, budget: null, keepsEarlier: null };
/** As Qwen 3, gpt-oss and DeepSeek R1 offer it. */
const qwen = controls({ switchable: true, onByDefault: true, bounded: true });
const gptOss = controls({ onByDefault: true, efforts: ['low', 'medium', 'high'] });
const deepSeek = controls({ onByDefault: true, bounded: true });

describe('wishes about thinking', () => {
  it.each([
    ['nothing', none, qwen, open],
    ['on', { ...none, on: true }, qwen, { ...open, on: true }],
    ['off', { ...none, on: false }, qwen, { ...open, on: false }],
    ['the effort none', { ...none, effort: 'none' }, qwen, { ...open, on: false }],
    ['a budget of 0', { ...none, budget: 0 }, qwen, { ...open, on: false }],
    ['a budget', { ...none, on: true, budget: 2048 }, qwen, { ...open, on: true, budget: 2048 }],
    ['an effort', { ...none, effort: 'High' }, gptOss, { ...open, effort: 'high' }],
    ['off where nothing thinks', { ...none, on: false }, controls(), open],
    ['off where nothing is known', { ...none, on: false }, null, open],
  ])('are met as they are: %s', (_what, asked, offered, thinking) => {
    expect(fitThinking(asked, offered)).toEqual({ thinking, told: [] });
  });

  it.each([
    ['minimal', 'low'],
    ['xhigh', 'high'],
    ['max', 'high'],
  ])('take the nearest effort to %s', (asked, effort) => {
    expect(fitThinking({ ...none, effort: asked }, gptOss)).toEqual({
      thinking: { ...open, effort },
      told: [`the effort is “${effort}”, the nearest that the model has to “${asked}”`],
    });
  });

  it('take the lower of two efforts that are as near, and know unknown names by their order', () => {
    expect(
      fitThinking({ ...none, effort: 'medium' }, controls({ efforts: ['low', 'high'] })).thinking.effort,
    ).toBe('low');
    expect(
      fitThinking({ ...none, effort: 'max' }, controls({ efforts: ['brief', 'deep'] })).thinking.effort,
    ).toBe('deep');
  });

  it.each([
    ['no thoughts', { ...none, on: true }, null, open, 'cannot think'],
    ['no thoughts', { ...none, effort: 'high' }, controls(), open, 'cannot think'],
    ['no switch', { ...none, on: false }, deepSeek, { ...open, budget: 0 }, 'ended at once'],
    ['no efforts', { ...none, effort: 'high' }, qwen, { ...open, on: true }, 'no effort “high”'],
    ['no end of thoughts', { ...none, budget: 500 }, gptOss, open, 'no budget'],
    ['no such effort', { ...none, effort: 'wild' }, gptOss, open, 'no effort “wild”'],
    ['no switch to on', { ...none, on: true }, controls({ bounded: true }), open, 'switch the thoughts on'],
  ])('are told if the template has %s', (_why, asked, offered, thinking, phrase) => {
    const fitted = fitThinking(asked, offered);
    expect(fitted.thinking).toEqual(thinking);
    expect(fitted.told).toEqual([expect.stringContaining(phrase) as string]);
  });

  it('are refused if the model would think although it must not', () => {
    expect(() => fitThinking({ ...none, on: false }, gptOss)).toThrow('cannot switch its thoughts off');
  });
});
