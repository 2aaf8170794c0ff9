/** How the context is divided, and what is said when a draft does not fit. */
import { expect, test } from 'vitest';
import { contextUse, overflowSentence } from '../../renderer/chat/context-use.ts';

const large = { contextLength: 8_192, answerReserve: 512 };
const small = { contextLength: 2_048, answerReserve: 256 };
const counted = (tokens: number) => ({ tokens, isCounted: true });
const none = { text: '', promptTokens: null };
const draft = (promptTokens: number | null, text = 'And a draft') => ({ text, promptTokens });

test('the draft is what the whole prompt has beyond the chat', () => {
  expect(contextUse(large, counted(3_000), draft(3_200))).toEqual({
    used: 3_000,
    draft: 200,
    reserved: 512,
    limit: 8_192,
    isEstimate: false,
    fits: true,
    isWorthShowing: true,
  });
});

test('an estimate that is too high gives way to the count', () => {
  expect(contextUse(large, { tokens: 3_000, isCounted: false }, draft(2_800))).toMatchObject({
    used: 2_800,
    draft: 0,
    isEstimate: false,
  });
});

test('what the tokenizer has not counted is an estimate: a chat as well as a draft', () => {
  expect(contextUse(large, { tokens: 5_000, isCounted: false }, none)).toMatchObject({
    used: 5_000,
    isEstimate: true,
  });
  expect(contextUse(large, counted(5_000), none).isEstimate).toBe(false);
  expect(contextUse(large, counted(5_000), draft(null, 'x'.repeat(400)))).toMatchObject({
    used: 5_000,
    draft: 100,
    isEstimate: true,
  });
  expect(contextUse(large, null, none).isEstimate).toBe(false);
});

test('it is shown from a quarter on, or when the draft does not fit', () => {
  expect(contextUse(small, counted(512), none).isWorthShowing).toBe(false);
  expect(contextUse(small, counted(513), none).isWorthShowing).toBe(true);
  expect(contextUse(small, null, draft(1_792))).toMatchObject({ fits: true, isWorthShowing: false });
  expect(contextUse(small, null, draft(1_793))).toMatchObject({ fits: false, isWorthShowing: true });
  // Without a draft there is nothing that would not fit, and an estimate is no reason to say so.
  expect(contextUse(small, counted(2_040), none).fits).toBe(true);
  expect(contextUse(small, counted(2_040), draft(null)).fits).toBe(true);
});

test('what will happen is said by the policy of the chat', () => {
  expect(overflowSentence('shift')).toMatch(/drop the oldest/);
  expect(overflowSentence('stop')).toMatch(/start a new chat/);
  expect(overflowSentence('summary')).toMatch(/from a summary/);
  expect(overflowSentence(null)).toBe('This does not fit: shorten it.');
});
