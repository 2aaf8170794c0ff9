/** Which models are listed, and in which order. */
import { expect, test } from 'vitest';
import { choices, matching, ordered } from '../../../renderer/library/library-query.ts';
import { initialState } from '../../../renderer/state/window-state.ts';
import { largeLibrary, models } from '../../fixtures/states/sample-library.ts';
import { cpuMs } from '../../fixtures/growth.ts';

const everything = initialState.libraryQuery;
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);
const found = (query: Partial<typeof everything>): string[] =>
  names(matching(ordered(models, 'name', false), { ...everything, ...query }));

test('models used last come first, and models that were never used come last by name, in both directions', () => {
  const latest = names(ordered(models, 'used', true));
  expect(latest.slice(0, 5)).toEqual([
    'Qwen3 8B Instruct',
    'Llama 3.2 3B Instruct',
    'Gemma 3 4B Instruct',
    'Hearth guide',
    'Llama 3.3 70B Instruct',
  ]);
  const never = latest.slice(5);
  expect(never).toEqual(never.toSorted(new Intl.Collator('en', { numeric: true }).compare));
  expect(names(ordered(models, 'used', false)).slice(5)).toEqual(never);
});

test('figures are sorted as figures, and unknown ones come last in both directions', () => {
  const counts = ordered(models, 'parameters', true).map(({ parameters }) => parameters);
  expect(counts.at(-1)).toBeNull();
  expect(counts.slice(0, -1)).toEqual(counts.slice(0, -1).toSorted((a, b) => b! - a!));
  const rising = ordered(models, 'parameters', false).map(({ parameters }) => parameters);
  expect(rising.at(-1)).toBeNull();
  expect(rising[0]).toBe(9_100_000);
  // A context length of 0 is one that the file does not say.
  expect(ordered(models, 'context', false).at(-1)!.trainedContextLength).toBe(0);
  expect(names(ordered(models, 'name', false)).slice(0, 2)).toEqual([
    'DeepSeek R1 Distill Qwen 7B',
    'Gemma 3 4B Instruct',
  ]);
});

test('every word has to be somewhere: in the name, the quantization, the owner, the source or the file', () => {
  expect(found({ text: 'LLAMA q6' })).toEqual(['Llama 3.2 3B Instruct']);
  expect(found({ text: 'lm studio' })).toEqual(['Gemma 3 4B Instruct']);
  expect(found({ text: 'bartowski 70b' })).toEqual(['Llama 3.3 70B Instruct']);
  expect(found({ text: 'embedding' })).toEqual(['nomic-embed-text v1.5']);
  expect(found({ text: 'llama nothing' })).toEqual([]);
  expect(found({ text: '   ' })).toHaveLength(models.length);
});

test('owner, kind and what is supported narrow it together', () => {
  expect(found({ owner: 'user', kind: 'base' })).toEqual(['Qwen2.5 Coder 7B']);
  expect(found({ supports: 'reasoning', owner: 'jan' })).toEqual(['DeepSeek R1 Distill Qwen 7B']);
  expect(found({ supports: 'images' })).toEqual(['Gemma 3 4B Instruct']);
  expect(found({ supports: 'tools' })).not.toContain('Gemma 3 4B Instruct');
});

test('only the owners and kinds that there are can be chosen, with their counts', () => {
  const { owners, kinds } = choices(models);
  expect(owners.get('user')).toBe(4);
  expect([...owners.values()].reduce((sum, one) => sum + one)).toBe(models.length);
  expect(kinds.get('draft')).toBeUndefined();
});

test('2,000 models are searched at each key without a pause', { retry: 2 }, () => {
  const inOrder = ordered(largeLibrary.models, 'used', true);
  const typed = ['q', 'qw', 'qwe', 'qwen', 'qwen3', 'qwen3 8', 'qwen3 8.2b q4'];
  const tookMs = cpuMs(() => {
    for (const text of typed) matching(inOrder, { ...everything, text });
  });
  expect(tookMs / typed.length).toBeLessThan(20);
});
