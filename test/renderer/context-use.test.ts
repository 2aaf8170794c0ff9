/** How the context is divided, and what is said when a draft does not fit. */
import { expect, test } from 'vitest';
import { contextUse, overflowSentence } from '../../renderer/chat/context-use.ts';

test('the draft is what the whole prompt has beyond the chat', () => {
  expect(contextUse(8_192, 3_000, { promptTokens: 3_200 })).toEqual({
    used: 3_000,
    draft: 200,
    reserved: 512,
    limit: 8_192,
    fits: true,
    isWorthShowing: true,
  });
});

test('an estimate that is too high gives way to the count', () => {
  expect(contextUse(8_192, 3_000, { promptTokens: 2_800 })).toMatchObject({ used: 2_800, draft: 0 });
});

test('an eighth is kept for the answer, at most 512 tokens', () => {
  expect(contextUse(2_048, null, null).reserved).toBe(256);
  expect(contextUse(32_768, null, null).reserved).toBe(512);
});

test('it is shown from a quarter on, or when the draft does not fit', () => {
  expect(contextUse(2_048, 512, null).isWorthShowing).toBe(false);
  expect(contextUse(2_048, 513, null).isWorthShowing).toBe(true);
  expect(contextUse(2_048, null, { promptTokens: 1_792 })).toMatchObject({
    fits: true,
    isWorthShowing: false,
  });
  expect(contextUse(2_048, null, { promptTokens: 1_793 })).toMatchObject({
    fits: false,
    isWorthShowing: true,
  });
  // Without a draft there is nothing that would not fit.
  expect(contextUse(2_048, 2_040, null).fits).toBe(true);
});

test('what will happen is said by the policy of the chat', () => {
  expect(overflowSentence('shift')).toMatch(/drop the oldest/);
  expect(overflowSentence('stop')).toMatch(/start a new chat/);
  expect(overflowSentence('summary')).toMatch(/from a summary/);
  expect(overflowSentence(null)).toBe('This does not fit: shorten it.');
});
