/** What a screen reader reads of an answer while it is generated. */
import { expect, test } from 'vitest';
import { completeBlocks, spokenText } from '../../../renderer/spoken/blocks.ts';

/** All that is read out if the text grows by `step` characters at a time. */
const spokenOf = (text: string, step: number): string[] => {
  const said: string[] = [];
  let to = 0;
  for (let length = 0; length < text.length; length += step) {
    const next = completeBlocks(text.slice(0, length), to, false);
    said.push(...next.blocks);
    to = next.to;
  }
  return [...said, ...completeBlocks(text, to, true).blocks].map(spokenText);
};

test.each([1, 7, 10_000])(
  'blocks are read out once each, whole, and in order (%i characters at a time)',
  (step) => {
    const text = [
      '# Two phases\n',
      '**Prefill** reads\nthe [prompt](https://example.org).\n',
      '```python\n\nprint(1)\n~~~\n\n```\n',
      '- one\n- `two`\n',
      '$$\nx\n$$\n',
      'The end',
    ].join('\n');
    expect(spokenOf(text, step).map((block) => block.replaceAll('\n', ' '))).toEqual([
      'Two phases',
      'Prefill reads the prompt.',
      'Code in python, 3 lines.',
      'one two',
      'Formula.',
      'The end',
    ]);
  },
);

test('a long paragraph or list is read out in pieces that end with a sentence or a line', () => {
  const sentence = 'This sentence has exactly fifty characters, no more. ';
  const spoken = spokenOf(sentence.repeat(40), 9);
  expect(spoken.length).toBeGreaterThan(2);
  expect(spoken.every((piece) => piece.startsWith('This') && piece.endsWith('more.'))).toBe(true);
  expect(spoken.join(' ')).toBe(sentence.repeat(40).trim());
  const items = spokenOf('- an item without an end of a sentence\n'.repeat(40), 9);
  expect(items.length).toBeGreaterThan(2);
  expect(items.join('\n').split('\n')).toHaveLength(40);
});

test('code is read out by its size, and only once it is complete', () => {
  const open = '```js\n' + 'let a = 1;\n\n'.repeat(200);
  expect(completeBlocks(open, 0, false)).toEqual({ blocks: [], to: 0 });
  expect(spokenOf(`${open}\`\`\``, 50)).toEqual(['Code in js, 399 lines.']);
});
