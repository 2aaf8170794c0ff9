import { describe, expect, it } from 'vitest';
import { fullContextAdvice } from '../../../main/engine/turn/full-context.ts';

describe('what to do about a full context', () => {
  const ways = ['start a new chat', 'shorten the message'];
  const advice = (contextLength: number, trainedContextLength: number): string =>
    fullContextAdvice({ contextLength, trainedContextLength }, ways);

  it('is a longer context where the model was trained for it, or its file does not say', () => {
    const longer = 'start a new chat, shorten the message, or raise the context length in Settings.';
    expect(advice(4096, 8192)).toBe(longer);
    expect(advice(4096, 0)).toBe(longer);
    expect(fullContextAdvice({ contextLength: 1, trainedContextLength: 2 }, ['start a new chat'])).toBe(
      'start a new chat or raise the context length in Settings.',
    );
  });

  it('is no longer context at the length that the model was trained for, or beyond it', () => {
    const shorter =
      'start a new chat or shorten the message. The model was not trained for a longer context.';
    expect(advice(8192, 8192)).toBe(shorter);
    expect(advice(16_384, 8192)).toBe(shorter);
  });
});
