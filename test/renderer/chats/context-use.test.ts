/** How the context is divided, and what is said when a draft does not fit. */
import { expect, test } from 'vitest';
import type { Message } from '../../../main/shared/contract/message.ts';
import { sampleMessage } from '../../fixtures/chats/sample-message.ts';
import { contextUse, overflowSentence, tokensBefore } from '../../../renderer/chats/context-use.ts';

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
  expect(overflowSentence('shift')).toMatch(/no longer see the oldest/);
  expect(overflowSentence('stop')).toMatch(/start a new chat/);
  expect(overflowSentence('summary')).toMatch(/from a summary/);
  expect(overflowSentence(null)).toBe('Too long for this model’s context. Shorten it.');
});

const message = (
  id: string,
  role: 'user' | 'model',
  text: string,
  prompt?: [number, number, number],
): Message =>
  sampleMessage(id, {
    role,
    text,
    timings:
      prompt === undefined
        ? null
        : {
            cachedTokens: prompt[0],
            newTokens: prompt[1],
            prefillMs: 1,
            firstTokenMs: 1,
            decodeTokens: prompt[2] - 1,
            writtenTokens: prompt[2],
            decodeMs: 1,
            reuse: { from: 'hot', restoreMs: 0, cause: null, messageId: null },
          },
  });

test('an edit is counted behind what precedes its message, by the answers that were measured', () => {
  const path = [
    message('q1', 'user', 'x'.repeat(400)),
    message('a1', 'model', 'An answer', [0, 120, 50]),
    message('q2', 'user', 'y'.repeat(80)),
    message('a2', 'model', '', undefined),
    message('q3', 'user', 'z'.repeat(40)),
  ];
  expect(tokensBefore(path, 'q1', null)).toEqual({ tokens: 20, isCounted: false });
  expect(tokensBefore(path, 'q2', null)).toEqual({ tokens: 170, isCounted: false });
  expect(tokensBefore(path, 'q3', null)).toEqual({ tokens: 190, isCounted: false });
  // What was dropped counts for an edit of a dropped message alone.
  expect(tokensBefore(path.toSpliced(1, 1, message('a1', 'model', 'An answer')), 'q3', 'q2').tokens).toBe(20);
  expect(tokensBefore(path, 'q2', 'q3').tokens).toBe(170);
  const use = contextUse(small, tokensBefore(path, 'q2', null), draft(null, 'w'.repeat(4_000)));
  expect(use).toMatchObject({ used: 170, draft: 1_000, isEstimate: true, fits: true });
});
