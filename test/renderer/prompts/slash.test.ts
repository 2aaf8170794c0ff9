/** What a slash at the beginning of a line offers, and the variables of prompts. */
import { expect, test } from 'vitest';
import { commands } from '../../../renderer/commands/commands.ts';
import { slashAt, slashEntries } from '../../../renderer/prompts/slash.ts';
import { filled, variablesIn } from '../../../renderer/prompts/variables.ts';

/** The cursor is where the bar is. */
const at = (marked: string) => slashAt(marked.replace('|', ''), marked.indexOf('|'));

test.each([
  ['/|', { from: 0, to: 1, typed: '' }],
  ['/tr|', { from: 0, to: 3, typed: 'tr' }],
  ['Hello\n/my prompt|', { from: 6, to: 16, typed: 'my prompt' }],
  ['Hello\n/|\nmore', { from: 6, to: 7, typed: '' }],
  ['\n/翻|', { from: 1, to: 3, typed: '翻' }],
])('a slash that begins a line is recognized: %j', (marked, found) => {
  expect(at(marked)).toEqual(found);
});

test.each(['|', '|/', 'a /|', '/tr|anslate', '/ |', '/etc/|', '//|', 'x\n|\n/', `/${'x'.repeat(61)}|`])(
  'a slash is a text elsewhere: %j',
  (marked) => {
    expect(at(marked)).toBeNull();
  },
);

test('names are found without regard to accents and case, the best first, in the order of their kinds', () => {
  const prompt = (name: string) => ({ id: name, name, text: '' });
  const offers = {
    prompts: [prompt('Retell'), prompt('Tell me'), prompt('翻訳'), prompt('Übersetze')],
    presets: [{ id: 'p', name: 'Teller', modelId: null, settings: {} }],
    commands: [commands.chatSettings, commands.exportChat],
  };
  const names = (typed: string): string[] => slashEntries(typed, offers).map(({ name }) => name);
  expect(names('TELL')).toEqual(['Tell me', 'Retell', 'Teller']);
  expect(names('uber')).toEqual(['Übersetze']);
  expect(names('訳')).toEqual(['翻訳']);
  expect(names('chat')).toEqual(['Chat settings', 'Export chat']);
  expect(names('')).toHaveLength(7);
  // Signs are no letters of any name.
  expect(names('?!')).toEqual([]);
  expect(names('usr')).toEqual([]);
});

test('variables are found once each, and only those with a value are filled', () => {
  const text = '{{ a }} and {{b}}, {{a}}; {b}, {{}}, {{ }}, {{{c}}}, {{x\ny}}';
  expect(variablesIn(text)).toEqual(['a', 'b', 'c']);
  const values = new Map([
    ['a', '$& {{b}}'],
    ['c', ''],
  ]);
  // What is filled in is a text, whatever it looks like.
  expect(filled(text, values)).toBe('$& {{b}} and {{b}}, $& {{b}}; {b}, {{}}, {{ }}, {{{c}}}, {{x\ny}}');
});
