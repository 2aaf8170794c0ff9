/** Blocks of a growing text are those of the whole text, at every length and however it comes in pieces. */
import { expect, test } from 'vitest';
import {
  finish,
  grow,
  hasDefinitions,
  noBlocks,
  type Blocks,
} from '../../../renderer/message/markdown/blocks.ts';
import type { Block } from '../../../renderer/message/markdown/nodes.ts';
import { definitionsIn, parse } from '../../../renderer/message/markdown/parse.ts';
import { hostile, long, tour } from '../../fixtures/states/sample-texts.ts';

const awkward = `Setext
===

text that is
---

| a | b |
| - | - |
| 1 | 2 |
after

- a

  b
    - c
- d
-- lazy
- e

- f
1. one
2) other

9. nine

10. ten
    \`\`\`js
    code()

    more()
    \`\`\`
11. eleven

    indented in an item

        code in an item
12. twelve
13. thirteen
14. fourteen
* new list
* second

    indented code

> quote
lazy

> another

~~~
tildes
\`\`\`
not closed by backticks
~~~~
\`\`\`\`md
\`\`\`js
\`\`\`
\`\`\`\`
$$
a

b
$$
<div>

html

</div>
 - indented list
 - second
 - third
 - fourth
 - fifth
 - sixth
 - seventh

***
  \`\`\`
  indented fence
  \`\`\`
last \\[ x + y \\] and \\(z\\) for $5 or $10, $x^2$ &amp; $$w$$`;

/** What models get wrong, which the rules mend. */
const mended = `Then

$$\\begin{aligned}
a &= b \\\\
c &= d
\\end{aligned}$$

So **that** is it.
$$ x = 1 +

2 $$
\\[
x = a
+ b
- c

=3
\\].
- item
  \\[
  y
  - 1
  \\]
- next $$z$$

> $$
> q
> $$

\\begin{align}
a &= b
\\end{align}

| a | b |
|---|---|
| or | \`a || b\` |
| $|x|$ | 1<br>2 |
| {x | x > 0} | x<sup>2</sup> |
| 1 | 2 | 3 |

\`\`\`markdown
# Title
\`\`\`bash
ls
\`\`\`
More text
\`\`\`

这是**“重点”**内容，请访问https://example.com/a。谢谢
第二行 www.example.com/_a_ and a_b@c.de

1986. A great year
- - -

- a
- b
- c
- d
- e
- f
- g

- - -
- x

  - y

  z
- w

The formula is \\[
x
- y

\\]

- It is $$
  z

  + 1
  $$.

Nothing closes $$
this

- or this

$$ is not closed, \\[ nor this
and it *is* text

\`\`\`md
\`\`\`js
code
\`\`\`
the outer one is not closed`;

const markdownInFence =
  'Here it is:\n\n```markdown\n# Title\n\n```\nnpm install\n```\n\nRun it:\n```\nx\n```\nThe end.\n```\n\nAfter it.\n\n' +
  '```md\nNotes:\n```\n\nAnd\n\n```md\nOpen:\n```\nno end';

const all = (blocks: Blocks): Block[] => [...blocks.groups.flat(), ...blocks.settled, ...blocks.open];

/** Without places, which are relative to where parsing began, and estimates. */
const bare = (nodes: readonly Block[]): unknown =>
  JSON.parse(
    JSON.stringify(nodes, (key, value: unknown) =>
      ['from', 'to', 'elements'].includes(key) ? undefined : value,
    ),
  );

/** A small generator with a seed, so that a failure can be seen again. */
const random = (seed: number) => (): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

const withoutDefinitions = hostile.slice(0, hostile.indexOf('A [reference]'));

test.each([
  ['awkward', awkward, 2],
  ['awkward', awkward, 9],
  ['tour', tour, 7],
  ['hostile', withoutDefinitions, 7],
  ['long', long(400), 17],
  ['a long list', '- Then look at *this*.\n  And more.\n'.repeat(20) + '\nEnd of the list.\n', 7],
  ['a loose list', '1. Then look at this.\n\n'.repeat(20) + 'End', 5],
  ['Markdown in a fence', markdownInFence, 1],
  ['Markdown in a fence', markdownInFence, 6],
  ['mended', mended, 1],
  ['mended', mended, 12],
])('%s grows with its text, and ends as its whole is', (_name, text, most) => {
  for (const seed of most === 1 ? [1] : [1, 2]) {
    const next = random(seed);
    let blocks = noBlocks;
    for (let at = 0; at < text.length;) {
      at = Math.min(text.length, at + 1 + Math.floor(next() * most));
      const begin = text.slice(0, at);
      blocks = grow(blocks, begin);
      expect(bare(all(blocks)), `after ${at} characters`).toEqual(bare(parse(begin, { isGrowing: true })));
      const ends = next() < 0.2 || at === text.length;
      const [got, wanted] = ends ? [all(finish(blocks)), parse(begin)] : [[], []];
      expect(bare(got), `ends after ${at} characters`).toEqual(bare(wanted));
    }
  }
});

test('finished blocks keep their nodes, so that they are not drawn again', () => {
  const text = long(2_000);
  let blocks = noBlocks;
  let before = blocks;
  let parsedMost = 0;
  for (let at = 0; at < text.length; at += 7) {
    before = blocks;
    blocks = grow(blocks, text.slice(0, at));
    for (const [index, group] of before.groups.entries()) expect(blocks.groups[index]).toBe(group);
    parsedMost = Math.max(parsedMost, at - blocks.openStart);
  }
  expect(blocks.groups.length).toBeGreaterThan(3);
  // What is still open is never more than a block or two.
  expect(parsedMost).toBeLessThan(900);
});

test('a text that is another one is parsed anew', () => {
  const blocks = grow(noBlocks, 'One\n\nTwo\n\nThree\n');
  expect(bare(all(grow(blocks, 'Other')))).toEqual(bare(parse('Other')));
});

test('references find definitions that come later once the text is whole', () => {
  const text = 'A [link][1] and a note[^a].\n\nText.\n\n[1]: https://example.com\n\n[^a]: The note.\n';
  expect(hasDefinitions(text)).toBe(true);
  expect(hasDefinitions('no [1] here: none')).toBe(false);
  const blocks = finish(grow({ ...noBlocks, definitions: definitionsIn(text) }, text));
  expect(bare(all(blocks))).toEqual(bare(parse(text)));
  expect(JSON.stringify(all(blocks)[0])).toMatch(/"url":"https:\/\/example.com".*"footnoteReference"/);
});
