/** Markdown as a careful typist would have meant it, and within bounds of time and depth. */
import { describe, expect, test } from 'vitest';
import { finish, grow, noBlocks, type Blocks } from '../../../renderer/message/markdown/blocks.ts';
import type { Block, Inline } from '../../../renderer/message/markdown/nodes.ts';
import { parse } from '../../../renderer/message/markdown/parse.ts';
import { cpuMs, growth } from '../../fixtures/growth.ts';

/** A short notation of a tree: `**strong**`, `*emphasis*`, `` `code` ``, `$math$`, `<link>`, ⏎ for a break. */
const line = (nodes: readonly Inline[]): string => nodes.map(inline).join('');
const inline = (node: Inline): string => {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value;
    case 'inlineCode':
      return `\`${node.value}\``;
    case 'inlineMath':
      return `$${node.value}$`;
    case 'break':
      return '⏎';
    case 'strong':
      return `**${line(node.children)}**`;
    case 'emphasis':
      return `*${line(node.children)}*`;
    case 'link':
      return `<${node.url}>`;
    case 'superscript':
      return `^${line(node.children)}^`;
    case 'subscript':
      return `~${line(node.children)}~`;
    case 'key':
      return `{${line(node.children)}}`;
    default:
      return `[${node.type}]`;
  }
};
const block = (node: Block): string => {
  switch (node.type) {
    case 'paragraph':
      return line(node.children);
    case 'math':
      return `math: ${node.value.replaceAll('\n', '⏎')}`;
    case 'code':
      return `code ${node.language}: ${node.value.replaceAll('\n', '⏎')}`;
    case 'blockquote':
      return `quote ${node.children.map(block).join(' ')}`;
    case 'table':
      return [node.head, ...node.rows].map((row) => row.map(line).join(' ¦ ')).join(' / ');
    case 'list':
      return `list: ${node.items.map(({ number, children }) => `${number ?? '-'} ${children.map(block).join(' ')}`).join(', ')}`;
    default:
      return node.type;
  }
};
const drawn = (text: string): string[] => parse(text).map(block);

const head = '| a | b |\n|---|---|\n';

test.each([
  // Formulas between dollars on lines of their own.
  [
    'Then\n\n$$\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}$$\n\nSo **that** is it.\n\nMore.',
    ['Then', 'math: \\begin{aligned}⏎a &= b \\\\⏎c &= d⏎\\end{aligned}', 'So **that** is it.', 'More.'],
  ],
  ['$$ x = 1 +\n2 $$\n\nSo.', ['math: x = 1 +⏎2', 'So.']],
  ['$$x\n$$', ['math: x']],
  ['$$\nx\n$$.', ['math: x.']],
  ['where\n$$x = 1$$\nholds', ['where', 'math: x = 1', 'holds']],
  ['- a\n  $$\n  x\n  + y\n  $$\n- b', ['list: - a math: x⏎+ y, - b']],
  [
    '$$ is a mark that nothing closes.\n\nMore *text*.',
    ['$$ is a mark that nothing closes.', 'More *text*.'],
  ],
  // Formulas in brackets, over lines that would be lists, headings or paragraphs.
  ['\\[\nx = a\n+ b\n- c\n\\]\n\nAfter', ['math: x = a⏎+ b⏎- c', 'After']],
  ['\\[\nx\n=\n3\n\\]', ['math: x⏎=⏎3']],
  ['\\[\nx = a\n\ny = b\n\\]', ['math: x = a⏎⏎y = b']],
  ['\\[ a\n> b\n# c \\]\nd', ['math: a⏎> b⏎# c', 'd']],
  ['See \\[1\\] and \\[2, 3\\].', ['See [1] and [2, 3].']],
  ['\\begin{align}\na &= 1 \\\\\n- b\n\\end{align}', ['math: \\begin{align}⏎a &= 1 \\\\⏎- b⏎\\end{align}']],
  ['The formula is \\[\nx = a\n+ b\n\n- c\n\\].\nNext', ['The formula is $x = a\n+ b\n\n- c$.', 'Next']],
  ['> - It is $$\n>   x\n>   - y\n>   $$', ['quote list: - It is $x\n- y$']],
  ['1. Item:\n$$\nx\n+ b\n$$\n2. Next', ['list: 1 Item:', 'math: x⏎+ b', 'list: 2 Next']],
  ['The process is $$\n- and this a list', ['The process is $$', 'list: - and this a list']],
  // Emphasis beside CJK punctuation.
  ['这是**“重点”**内容，以及**重点。**后文。', ['这是**“重点”**内容，以及**重点。**后文。']],
  ['**「引用」**は重要です。', ['**「引用」**は重要です。']],
  ['한국어 **강조(强调)**입니다.', ['한국어 **강조(强调)**입니다.']],
  ['他说*“好。”*然后', ['他说*“好。”*然后']],
  // Addresses end before CJK punctuation.
  [
    '请访问https://example.com/a。谢谢，或者（https://example.org/b）看看',
    ['请访问<https://example.com/a>。谢谢，或者（<https://example.org/b>）看看'],
  ],
  ['「https://a.jp/x」、https://b.jp！', ['「<https://a.jp/x>」、<https://b.jp>！']],
  ['https://example.com是网站', ['<https://example.com>是网站']],
  [
    'https://zh.wikipedia.org/wiki/中文 (https://a.b/c_(d)).',
    ['<https://zh.wikipedia.org/wiki/中文> (<https://a.b/c_(d)>).'],
  ],
  [
    'www.example.com/_a_/, a_b@c.de; xhttps://no',
    ['<http://www.example.com/_a_/>, <mailto:a_b@c.de>; xhttps://no'],
  ],
  // Lines of the model.
  ['Roses are red\nViolets are blue\nSugar is sweet', ['Roses are red⏎Violets are blue⏎Sugar is sweet']],
  // Markup that carries nothing.
  [`${head}| 1<br>2<br/>3 | x<sup>2</sup> H<SUB>2</SUB>O |`, ['a ¦ b / 1⏎2⏎3 ¦ x^2^ H~2~O']],
  ['Press <kbd>Ctrl</kbd>, <b>now</b><br>\nor later', ['Press {Ctrl}, **now**⏎or later']],
  ['a<sup>b *c</sup>* <br onclick="x"> </sub>', ['a<sup>b *c</sup>* <br onclick="x"> </sub>']],
  // Dollars that are no math.
  ['Use $HOME/$USER or $PATH:$HOME/bin.', ['Use $HOME/$USER or $PATH:$HOME/bin.']],
  ['US$20 vs. 30$, and $5/mo or 7$.', ['US$20 vs. 30$, and $5/mo or 7$.']],
  ['$2,000 (about 1.900$).', ['$2,000 (about 1.900$).']],
  ['costs $5 (5$), $3 apples and 2$, or $2 x$', ['costs $5 (5$), $3 apples and 2$, or $2 x$']],
  ['"$/PR is down, $/session up"', ['"$/PR is down, $/session up"']],
  ['From $5 to $10, ${A}/$B, echo $1,$2 or $(x)/$(y)', ['From $5 to $10, ${A}/$B, echo $1,$2 or $(x)/$(y)']],
  [
    '$m$, $x^2$, $\\$0.60$, the $n$th of $k$s, 中文$x$中文, $7 \\bmod 3$, $2x + 1$',
    ['$m$, $x^2$, $\\$0.60$, the $n$th of $k$s, 中文$x$中文, $7 \\bmod 3$, $2x + 1$'],
  ],
  // Pipes that split no cell.
  [`${head}| or | \`a || b\` |`, ['a ¦ b / or ¦ `a || b`']],
  [`${head}| $|x|$ | 1 |`, ['a ¦ b / $|x|$ ¦ 1']],
  [`${head}| {x | x > 0} | 2 |`, ['a ¦ b / {x | x > 0} ¦ 2']],
  [
    `${head}| a\\|b | \`c\\|d\` |\n| \\(|y|\\) | 2 | 3 |\n| a \` b | c \` d |\n| 1 |`,
    ['a ¦ b / a|b ¦ `c|d` / $|y|$ ¦ 2 | 3 / a ` b ¦ c ` d / 1 ¦ '],
  ],
  // A fence within a fence of Markdown.
  [
    '```markdown\n# Title\n```bash\nls\n```\nMore text\n```\n\nAfter',
    ['code markdown: # Title⏎```bash⏎ls⏎```⏎More text', 'After'],
  ],
  ['```md\nplain\n```\n\nAfter', ['code md: plain', 'After']],
  [
    '```md\n```js\na\n```\n\nThe outer one was never closed.',
    ['code md: ```js⏎a', 'The outer one was never closed.'],
  ],
  ['```python\n```bash\n```\nAfter', ['code python: ```bash', 'After']],
  // A bare fence that begins something, in a fence of Markdown.
  [
    '```markdown\n# Title\n\n```\nnpm install\n```\n\nMore text\n```\n\nAfter',
    ['code markdown: # Title⏎⏎```⏎npm install⏎```⏎⏎More text', 'After'],
  ],
  [
    '```md\nInstall it:\n```\nnpm i\n```\nRun it:\n```sh\nx\n```\nDone.\n```\nAfter',
    ['code md: Install it:⏎```⏎npm i⏎```⏎Run it:⏎```sh⏎x⏎```⏎Done.', 'After'],
  ],
  ['```md\n\n```\none\n```\n\n```\ntwo\n```\n```\n\nAfter', ['code md: ⏎```⏎one⏎```⏎⏎```⏎two⏎```', 'After']],
  ['- a\n  ```md\n  So:\n  ```\n  x\n  ```\n  ```\n- b', ['list: - a code md: So:⏎```⏎x⏎```, - b']],
  // One that begins nothing closes it, as CommonMark has it.
  ['```md\ntext\n```\nAfter\n\n```\ncode\n```', ['code md: text', 'After', 'code null: code']],
  ['```md\n# Title\n```\n```\ncode\n```', ['code md: # Title', 'code null: code']],
  ['```md\ntext\n\n```\n\nAfter', ['code md: text⏎', 'After']],
  ['```md\nNotes:\n```\n\nAfter\n\n```js\na\n```', ['code md: Notes:', 'After', 'code js: a']],
  // As does one that nothing closes, or that is no Markdown.
  ['```md\nNotes:\n```\nAfter', ['code md: Notes:', 'After']],
  ['```\na:\n```\nb\n```\nc\n```', ['code null: a:', 'b', 'code null: c']],
  ['````md\na:\n```\nb\n```\n````\nAfter', ['code md: a:⏎```⏎b⏎```', 'After']],
  // Numbers that a list keeps.
  ['99. a\n100. b\n\n1986. A great year', ['list: 99 a, 100 b, 1986 A great year']],
])('%j', (text, blocks) => {
  expect(drawn(text)).toEqual(blocks);
});

const times = (part: string) => (length: number) => part.repeat(Math.ceil(length / part.length));

describe('what is nested or long beyond the bounds is shown as it was written', () => {
  test.each([
    ['>'.repeat(1_600)],
    ['1. '.repeat(1_000)],
    ['> - '.repeat(1_000)],
    [Array.from({ length: 1_000 }, (_, index) => `${'  '.repeat(index)}- a`).join('\n')],
    ['x '.repeat(20_000)],
    ['[^a]: '.repeat(200)],
    [`${'<sup>'.repeat(3)}\n${'- '.repeat(400)}a`],
  ])('%#', (text) => {
    const blocks = parse(`Before *this*.\n\n${text}\n\nAfter.`);
    expect([block(blocks[0]!), block(blocks.at(-1)!)]).toEqual(['Before *this*.', 'After.']);
    const shown = blocks.slice(1, -1).flatMap((node) => (node.type === 'source' ? [node.value.trim()] : []));
    expect(shown.join('\n')).toContain(text.trim().slice(-300));
  });

  test('a line of emphasis within emphasis', () => {
    for (const value of [
      `${'*'.repeat(5_000)}a${'*'.repeat(5_000)}`,
      `${'*a '.repeat(2_000)}${'a* '.repeat(2_000)}`.trim(),
      `${'<b>'.repeat(500)}a${'</b>'.repeat(500)}`,
    ])
      expect(parse(value)).toMatchObject([{ type: 'paragraph', children: [{ type: 'text', value }] }]);
  });

  test('a table beyond the bounds draws its first rows and loses none', () => {
    const [table, ...rest] = parse(`${head}${'| x | y |\n'.repeat(5_000)}`);
    expect(table).toMatchObject({ type: 'table', rows: { length: 1_999 } });
    expect(JSON.stringify(rest).match(/\| x \| y \|/g)).toHaveLength(3_001);
  });
});

const kinds: Record<string, (length: number) => string> = {};
for (const part of [
  '\\(',
  '\\[ a ',
  '*a_ ',
  '**x',
  '[',
  '![',
  '[a](',
  '](b)',
  '<a ',
  '<a b="',
  '<!--',
  '`` ` ',
  '[^',
  '&amp',
  '~~x ',
  'www.a ',
  'https://',
  'a@',
  '_',
  '$a ',
  '$$a ',
  '**“a”**，',
  '<sup>',
  'a@b.c ',
])
  kinds[`${part} in a line`] = times(part);
for (const part of [
  '> a\n',
  '- a\n',
  '- a\n\n',
  '1. a\n',
  '# a\n',
  'a\n=\n',
  '[a]: b "c\n',
  '[^a]: b\n',
  '<div>\n',
  '```md\n',
  '```md\n```js\n',
  '$$ a\n',
  '$$\n',
  '\\[ a\n',
  '\\begin{align}\n',
  'a|b\n-|-\n',
  'a|b\n',
  '> - a\n',
  '  - a\n- b\n',
  'p\n\n',
])
  kinds[`${JSON.stringify(part)} as blocks`] = times(part);
kinds['backticks of all lengths'] = (length) =>
  Array.from({ length: Math.sqrt(2 * length) }, (_, index) => '`'.repeat(index + 1))
    .join(' ')
    .slice(0, length);
kinds['a row of backticks and pipes'] = (length) => `${head}|${times('`|{')(length)}`;
kinds['a list by indentation'] = (length) =>
  Array.from({ length: length / 40 }, (_, index) => `${'  '.repeat(index % 40)}- a`).join('\n');

test.each(Object.entries(kinds))('time is linear in length: %s', (_name, make) => {
  expect(growth((length) => void parse(make(length)), 4_900)).toBeLessThan(8);
});

test.each(['```md\n```js\n```\n', '```md\na:\n```\nb\n'])(
  'time is linear in length where no fence of Markdown is closed: %j',
  (part) => {
    expect(growth((length) => void parse(times(part)(length)), 20_000)).toBeLessThan(8);
  },
);

test.each([
  '\\(',
  '> ',
  '- ',
  '*a_ ',
  'word ',
  '| a | b |\n',
  '> a\n',
  '- a\n',
  '- a\n\n',
  'x\n',
  '```\n',
  '$$ a\n',
])('time is linear in length while it streams: %j', (part) => {
  const text = times(part)(64_000);
  const stream = (length: number): void => {
    let blocks: Blocks = noBlocks;
    for (let at = 400; at <= length; at += 400) blocks = grow(blocks, text.slice(0, at));
    finish(blocks);
  };
  // Up to the bound of an open block each piece may cost more than the one before.
  expect(growth(stream, 16_000)).toBeLessThan(16);
  let blocks = grow(noBlocks, text.slice(0, 60_000));
  const before = cpuMs(() => {
    for (let at = 60_000; at <= 64_000; at += 400) blocks = grow(blocks, text.slice(0, at));
  });
  // Ten pieces at any place cost no more than a parse of the longest block that is parsed.
  expect(before / 10).toBeLessThan(Math.max(40, 3 * cpuMs(() => parse(text.slice(0, 40_000)))));
});
