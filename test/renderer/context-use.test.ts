/** How the context is divided, and what is said when a draft does not fit. */
import { expect, test } from 'vitest';
import { contextUse, overflowSentence } from '../../renderer/chat/context-use.ts';

const large = { contextLength: 8_192, answerReserve: 512 };
const small = { contextLength: 2_048, answerReserve: 256 };

test('the draft is what the whole prompt has beyond the chat', () => {
  expect(contextUse(large, 3_000, { promptTokens: 3_200 })).toEqual({
    used: 3_000,
    draft: 200,
    reserved: 512,
    limit: 8_192,
    fits: true,
    isWorthShowing: true,
  });
});

test('an estimate that is too high gives way to the count', () => {
  expect(contextUse(large, 3_000, { promptTokens: 2_800 })).toMatchObject({ used: 2_800, draft: 0 });
});

test('it is shown from a quarter on, or when the draft does not fit', () => {
  expect(contextUse(small, 512, null).isWorthShowing).toBe(false);
  expect(contextUse(small, 513, null).isWorthShowing).toBe(true);
  expect(contextUse(small, null, { promptTokens: 1_792 })).toMatchObject({
    fits: true,
    isWorthShowing: false,
  });
  expect(contextUse(small, null, { promptTokens: 1_793 })).toMatchObject({
    fits: false,
    isWorthShowing: true,
  });
  // Without a draft there is nothing that would not fit.
  expect(contextUse(small, 2_040, null).fits).toBe(true);
});

test('what will happen is said by the policy of the chat', () => {
  expect(overflowSentence('shift')).toMatch(/drop the oldest/);
  expect(overflowSentence('stop')).toMatch(/start a new chat/);
  expect(overflowSentence('summary')).toMatch(/from a summary/);
  expect(overflowSentence(null)).toBe('This does not fit: shorten it.');
});
