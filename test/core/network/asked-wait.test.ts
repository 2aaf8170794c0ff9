import { describe, expect, it } from 'vitest';
import { askedWaitMs } from '../../../main/core/network/asked-wait.ts';
import { wait } from '../../../main/shared/words/wait.ts';

describe('the wait that a server asks for', () => {
  const now = Date.parse('2025-11-04T10:00:00Z');
  it.each([
    [{ 'retry-after': '42' }, 42_000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': 'Tue, 04 Nov 2025 10:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Tue, 04 Nov 2025 09:00:00 GMT' }, 0],
    [{ 'retry-after': '999999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{ ratelimit: '"resolvers";r=0;t=52' }, 52_000],
    [{ ratelimit: '"resolvers";r=0;t=52', 'retry-after': '3' }, 3000],
    [{ ratelimit: '"api"; r=0; t = 7' }, 7000],
    [{ ratelimit: 'limit=10' }, null],
    [{}, null],
  ])('is read from %j', (headers, ms) => {
    expect(askedWaitMs(headers as Record<string, string>, now)).toBe(ms);
  });
});

it.each([
  [0, '1 second'],
  [1001, '2 seconds'],
  [99_000, '99 seconds'],
  [100_000, '2 minutes'],
  [3_600_000, '60 minutes'],
])('%i ms are shown as %s', (ms, words) => {
  expect(wait(ms)).toBe(words);
});
