/** What a running answer says of its time. */
import { expect, test } from 'vitest';
import type { ChatSettings } from '../../../main/shared/contract/chat-setup.ts';
import { generating, longestAnswerOf, timeLeft } from '../../../renderer/speed/time-left.ts';
import { initialState } from '../../../renderer/state/window-state.ts';
import { plain } from '../../fixtures/renderer/page.ts';

test('a prefill says how long it still takes, unless that is over before it is read', () => {
  expect([timeLeft(null), timeLeft(999)]).toEqual([null, null]);
  expect(plain(timeLeft(1_001))).toBe('about 2 s left');
});

test('an answer says its tokens, speed and time, and how long it can take where its length is limited', () => {
  const after = (tokens: number, longest: number | null): string =>
    plain(generating({ name: 'decode', tokens, ms: 50 * (tokens - 1) }, false, longest));
  expect(plain(generating({ name: 'decode' }, true, 100))).toBe('Thinking…');
  expect(after(101, null)).toBe('Generating… 101 tokens · 20 tokens/s · 5.0 s');
  expect(after(101, 1_341)).toBe('Generating… 101 tokens · 20 tokens/s · 5.0 s · at most 62 s left');
  expect(after(101, 110)).toBe('Generating… 101 tokens · 20 tokens/s · 5.0 s');
  expect(after(1, 100)).toBe('Generating… 1 token');
});

test('the longest answer is that of the chat, then what applies with its preset and model, then that of all', () => {
  const longest = (chat: ChatSettings, inherited: ChatSettings, all: number | null): number | null =>
    longestAnswerOf({
      shownChatId: 'c',
      setups: new Map([['c', { settings: chat, presetId: null, inherited }]]),
      settings: { ...initialState.settings!, longestAnswer: all },
    });
  expect(longest({ longestAnswer: 10 }, { longestAnswer: 20 }, 30)).toBe(10);
  expect(longest({}, { longestAnswer: 20 }, 30)).toBe(20);
  expect(longest({}, {}, 30)).toBe(30);
  expect(longest({}, {}, null)).toBeNull();
  // Before the core has told of the chat.
  expect(longestAnswerOf({ shownChatId: 'd', setups: new Map(), settings: null })).toBeNull();
});
