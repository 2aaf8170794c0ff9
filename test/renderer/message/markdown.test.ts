/** Answers as the window draws them, in a real Chromium. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostPolicy, windowPolicy } from '../../../main/shell/content-security-policy.ts';
import { parse } from '../../../renderer/message/markdown/parse.ts';
import { openBuiltPage, type BuiltPage } from '../../fixtures/browser/built-page.ts';
import { isLong } from '../../fixtures/long.ts';

let states: BuiltPage;
let tab: Page;
beforeAll(async () => {
  states = await openBuiltPage(new URL('../../fixtures/states/vite.config.ts', import.meta.url));
  tab = await states.newTab({ width: 1280, height: 800 });
});
afterAll(async () => {
  await states.close();
});

interface Given {
  /** The answer is the last message. */
  isAlone?: boolean;
  /** Text of the stored answer. */
  text?: unknown;
  /** Text of the question before it. */
  question?: string;
  /** Title of each chat. */
  title?: unknown;
  /** Text that the next answer streams, `piece` characters at a time. */
  answer?: string;
  piece?: number;
  tokenMs?: number;
}

/** Opens a chat whose first answer is given, and runs `look` on it. */
const withAnswer = async <Seen>(given: Given, look: (page: Page) => Promise<Seen>): Promise<Seen> => {
  const script = await tab.addInitScript(
    (texts) => {
      const seen = Object.assign(window, { given: texts, changes: 0 });
      new MutationObserver(() => seen.changes++).observe(document, { childList: true, subtree: true });
    },
    { isAlone: true, ...given } as object,
  );
  try {
    await tab.goto(`${states.url}?scenario=answered`);
    return await look(tab);
  } finally {
    await script.dispose();
    // A page that reports errors again and again must not do so in the next test.
    await tab.goto('about:blank');
  }
};

/** Complaints of the page but for React's report of what a boundary caught. */
const unexpected = (): string[] =>
  states.complaints
    .splice(0)
    .filter((one) => !/is not a function|React error #31|error occurred in|Boundary/.test(one));

test('a message that cannot be drawn is one message that says so, with its source', async () => {
  // The window trusts the core that a text is a string; a fault in drawing looks the same.
  await withAnswer({ text: ['An **answer**'], isAlone: false }, async (page) => {
    const articles = page.getByRole('article');
    await articles.nth(3).waitFor();
    const answer = articles.nth(1);
    await expect
      .poll(() => answer.locator('.not-drawn').innerText())
      .toMatch(/could not be formatted.*\n+An \*\*answer\*\*/);
    await expect.poll(() => articles.nth(3).innerText()).toContain('fits well');
    await expect.poll(() => page.getByRole('textbox', { name: 'Message' }).isEditable()).toBe(true);
  });
  expect(unexpected()).toEqual([]);
});

test('a window that cannot be drawn says so and offers to reload', async () => {
  await withAnswer({ title: { not: 'a string' } }, async (page) => {
    await page.getByRole('alert').getByText('could not draw this window').waitFor();
    const isReloaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reload' }).click();
    await isReloaded;
  });
  expect(unexpected()).toEqual([]);
});

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``;

/** What models in a loop write, and what was found to end the page: each once ended it, or froze it for seconds. */
const hostile: string[] = [
  '>'.repeat(1_600),
  '> '.repeat(5_000),
  '1. '.repeat(1_000),
  '> - '.repeat(500),
  `$$${'\\frac{1}{'.repeat(200)}x${'}'.repeat(200)}$$`,
  `$$${'\\sqrt{'.repeat(300)}x${'}'.repeat(300)}$$`,
  `$$${'\\rm '.repeat(600)}x$$`,
  `$$${'x+'.repeat(50_000)}$$`,
  `$$\\def\\a{${'x'.repeat(150)}}${'\\a'.repeat(1_000)}$$`,
  fence('python', 'f"{'.repeat(2_000)),
  fence('rust', '/*'.repeat(4_000)),
  fence('swift', '"\\('.repeat(2_000)),
  fence('kotlin', '"${'.repeat(2_000)),
  `${'*'.repeat(5_000)}a${'*'.repeat(5_000)}`,
  '*a '.repeat(2_000) + 'a* '.repeat(2_000),
  Array.from({ length: 1_000 }, (_, index) => `${'  '.repeat(index)}- a`).join('\n'),
  '\\('.repeat(20_000),
  '\\[ a '.repeat(10_000),
  '*a_ '.repeat(20_000),
  '**x'.repeat(50_000),
  `|${' a |'.repeat(100)}\n|${'-|'.repeat(100)}\n${`|${' b |'.repeat(100)}\n`.repeat(500)}`,
  '$x$ '.repeat(1_000),
  '<sup>'.repeat(2_000),
  // Characters that stack, join, hide or turn the direction.
  `a${'\u0301'.repeat(100_000)}`,
  '\u202eabc\u2066'.repeat(5_000),
  '👩\u200d👩\u200d👧\u200d👦'.repeat(1_000),
  '\u{e0041}\u200b\u00ad'.repeat(5_000),
  '\u0001\u001b[2J\u0007\u0085\ufffe'.repeat(1_000),
  'x'.repeat(200_000),
  `$$\\begin{matrix}${'a&'.repeat(1_200)}\\end{matrix}$$`,
];

/** More of it, and larger. */
const moreHostile: string[] = [
  `a${'\u0301'.repeat(1_000_000)}`,
  'Z\u0300\u0316\u0489\u0321'.repeat(30_000),
  '\u202eabc\u2066'.repeat(20_000),
  '👩\u200d👩\u200d👧\u200d👦'.repeat(8_000),
  '\u200b\u00ad\u2060'.repeat(50_000),
  '\u{e0041}'.repeat(50_000),
  '\u0001\u001b[2J\u0007\u0085\ufffe'.repeat(10_000),
  'ཧྐྵྨླྺྼྻྂ'.repeat(10_000),
  'x'.repeat(1_000_000),
  '&amp;&#0;&#x202e;'.repeat(10_000),
  '![a]('.repeat(5_000),
  '[a]: b\n'.repeat(5_000),
  '[^a]'.repeat(5_000),
  '<details><summary>'.repeat(3_000),
  `|${'a|'.repeat(10_000)}\n|${'-|'.repeat(10_000)}`,
  fence(
    'mermaid',
    `graph TD\n${Array.from({ length: 3_000 }, (_, index) => `a${index}-->a${(index * 7) % 3_000}`).join('\n')}`,
  ),
  `$$\\begin{matrix}${'a&'.repeat(1_200)}\\end{matrix}$$`,
  `$$${'\\overbrace{'.repeat(45)}x${'}'.repeat(45)}$$`,
  `$$${'x^{'.repeat(45)}${'}'.repeat(45)}$$`,
  `$$${'\\color{red}'.repeat(200)}x$$`,
  `$$\\rule{99999em}{99999em}\\kern99999em\\Huge x$$`,
];

test('no text ends the page: each block that cannot be drawn is shown as it was written, and the rest is drawn', async () => {
  const all = isLong ? [...hostile, ...moreHostile] : hostile;
  const text = all.map((one, index) => `Before *${index}*.\n\n${one}\n\nAfter *${index}*.`).join('\n\n');
  await withAnswer({ text, question: text }, async (page) => {
    const answer = page.getByRole('article').nth(1);
    await expect
      .poll(() => answer.locator('em').allTextContents(), { timeout: 110_000 })
      .toEqual(all.flatMap((_, index) => [`${index}`, `${index}`]));
    await expect.poll(() => answer.locator('.not-drawn').count()).toBe(0);
    await expect.poll(() => page.locator('.question-text').textContent()).toBe(text);
    await expect.poll(() => page.getByRole('textbox', { name: 'Message' }).isEditable()).toBe(true);
  });
  expect(states.complaints.splice(0)).toEqual([]);
});

test('code that is shown in another order than it runs says so, and no other code does', async () => {
  const block = (code: string): string => `\`\`\`js\n${code}\n\`\`\``;
  // From the paper on Trojan Source: the comment is shown where it ends no string.
  const text = [
    block("if (level !== 'user\u202E \u2066// Check\u2069 \u2066') {"),
    block('const שם = 1;'),
    'Run `rm \u202E/pmt/ fr-` or `שם`.',
  ].join('\n\n');
  await withAnswer({ text }, async (page) => {
    const blocks = page.locator('.code');
    await expect.poll(() => blocks.nth(0).getByRole('note').allInnerTexts()).toHaveLength(1);
    await expect.poll(() => blocks.nth(0).getByRole('note').innerText()).toContain('invisible characters');
    await expect.poll(() => blocks.nth(1).innerText()).toContain('שם');
    await expect.poll(() => blocks.nth(1).getByRole('note').count()).toBe(0);
    // Within a sentence, the characters are shown themselves.
    const inline = page.locator('p code');
    await expect.poll(() => inline.allTextContents()).toEqual(['rm ⟨U+202E⟩/pmt/ fr-', 'שם']);
  });
  expect(states.complaints.splice(0)).toEqual([]);
});

test('a text that would end the page does not while it streams', async () => {
  const answer = `${'>'.repeat(3_000)}\n\n${'- '.repeat(1_000)}a\n\n${'\\('.repeat(10_000)}\n\n*The end.*`;
  await withAnswer({ answer, piece: 200, tokenMs: 1 }, async (page) => {
    await page.getByRole('textbox', { name: 'Message' }).fill('Go on');
    await page.keyboard.press('Enter');
    await page.getByRole('log', { name: 'Conversation' }).getByText('The end.').waitFor({ timeout: 110_000 });
  });
  expect(states.complaints.splice(0)).toEqual([]);
});

test('a long text is drawn in time that is linear in its length, in many tasks', async () => {
  /** Seconds of the page's processor time until `count` paragraphs are drawn, and in how many tasks they were. */
  const draw = (count: number): Promise<{ seconds: number; tasks: number }> =>
    withAnswer({ text: 'p\n\n'.repeat(count) }, async (page) => {
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await expect
        .poll(() => page.locator('.markdown p').count(), { timeout: 110_000 })
        .toBeGreaterThanOrEqual(count);
      const { metrics } = await session.send('Performance.getMetrics');
      const tasks = await page.evaluate(() => (window as unknown as { changes: number }).changes);
      return { seconds: metrics.find(({ name }) => name === 'TaskDuration')!.value, tasks };
    });
  let least = Infinity;
  // Collected garbage may count for one of two, but not each time.
  for (let attempt = 0; attempt < 4 && least >= 7; attempt += 1) {
    const [short, long] = [await draw(2_500), await draw(10_000)];
    least = Math.min(least, long.seconds / short.seconds);
    expect(long.tasks).toBeGreaterThan(12);
  }
  expect(least).toBeLessThan(7);
});

test('all digits of a list number are in view, in a group that clips what hangs out of it', async () => {
  const text = `98. a\n99. b\n100. c\n1986. A great year\n\n${'Text.\n\n'.repeat(20)}`;
  await withAnswer({ text }, async (page) => {
    const list = page.locator('.group.is-full ol').first();
    await list.waitFor();
    const { room, needed } = await list.evaluate((element) => {
      const marker = document.createElement('span');
      marker.textContent = '1986. ';
      marker.style.whiteSpace = 'pre';
      element.querySelector('li')!.append(marker);
      const { width } = marker.getBoundingClientRect();
      marker.remove();
      return { room: Number.parseFloat(getComputedStyle(element).paddingInlineStart), needed: width };
    });
    expect(room).toBeGreaterThanOrEqual(needed);
    expect(
      await list
        .locator('li')
        .last()
        .evaluate((element) => (element as HTMLLIElement).value),
    ).toBe(1986);
  });
});

test('text runs the way of its first letter, and code from left to right', async () => {
  const text = [
    'سعر المنتج 25 دولارًا (تقريبًا).',
    '## שלום',
    'English.',
    '- عنصر أول\n- English `code`',
    '> اقتباس',
    '| العمود | b |\n|---|---|\n| نص | c |',
    'שלום, זה `C++` ו־$x$.',
    fence('js', '// שלום'),
  ].join('\n\n');
  await withAnswer({ text }, async (page) => {
    const answer = page.getByRole('article').nth(1);
    await answer.locator('.katex').waitFor();
    const directions = (selector: string): Promise<string[]> =>
      answer
        .locator(`.markdown ${selector}`)
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).direction));
    expect(await directions('.group > p')).toEqual(['rtl', 'ltr', 'rtl']);
    expect(await directions('h3')).toEqual(['rtl']);
    expect(await directions('ul, li')).toEqual(['rtl', 'rtl', 'ltr']);
    expect(await directions('blockquote')).toEqual(['rtl']);
    expect(await directions('table, th, td')).toEqual(['rtl', 'rtl', 'ltr', 'rtl', 'ltr']);
    expect(await directions('code, pre, .tex')).toEqual(Array.from({ length: 5 }, () => 'ltr'));
  });
});

test('the lines of a model are lines', async () => {
  await withAnswer({ text: 'Roses are red\nViolets are blue' }, async (page) => {
    await expect.poll(() => page.getByText('Roses are red').locator('br').count()).toBe(1);
  });
});

interface Copied {
  text: string;
  html: string;
}

/** Copies what `from` to `to` hold, each a selector with a text within it, or the whole of `from`. */
const copied = (page: Page, from: [string, string?], to?: [string, string]): Promise<Copied> =>
  page.evaluate(
    ([first, last]) => {
      /** The text node below the first element of `selector` that holds `text`, and where. */
      const find = ([selector, text]: [string, string?]): [Text, number] => {
        for (const element of document.querySelectorAll(selector)) {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null)
            if (node.data.includes(text!)) return [node, node.data.indexOf(text!)];
        }
        throw new Error(`${selector} does not hold ${text}`);
      };
      const range = document.createRange();
      if (last === undefined) range.selectNodeContents(document.querySelector(first[0])!);
      else {
        range.setStart(...find(first));
        const [node, at] = find(last);
        range.setEnd(node, at + last[1]!.length);
      }
      const selection = getSelection()!;
      selection.removeAllRanges();
      selection.addRange(range);
      let seen: Copied | null = null;
      window.addEventListener(
        'copy',
        ({ clipboardData }) => {
          seen = { text: clipboardData!.getData('text/plain'), html: clipboardData!.getData('text/html') };
        },
        { once: true },
      );
      document.execCommand('copy');
      return seen!;
    },
    [from, to] as const,
  );

test('a formula is copied as its source, on the line that it is on, and once', async () => {
  await withAnswer({ text: 'Let $x_1^2 + y$ be.\n\n$$\na = b\n$$' }, async (page) => {
    await page.locator('.tex-block .katex').waitFor();
    expect(await copied(page, ['.markdown p'])).toEqual({
      text: 'Let $x_1^2 + y$ be.',
      html: 'Let $x_1^2 + y$ be.',
    });
    expect((await copied(page, ['.markdown'])).text).toBe('Let $x_1^2 + y$ be.\n\n$$\na = b\n$$');
    // Part of a formula is all of it.
    expect((await copied(page, ['.markdown .katex-html', 'y'], ['.markdown p', 'be'])).text).toBe(
      '$x_1^2 + y$ be',
    );
  });
});

const copyable = `## A heading with \`code\`

Some **bold _and_ emphasis**, ~~gone~~, 2 * 3 = 6, snake_case and [a link](https://example.com/a_(b)).
A second line, https://example.com and H<sub>2</sub>O by <kbd>Ctrl</kbd>.

1. one
2. two
   - nested *deep*
   - [x] done
3. three

- a

  with a paragraph

- b

> A quote
> of **two** lines

| left | right |
| :-- | --: |
| \`a \\| b\` | $x$ |
| 1<br>2 | 3 |

\`\`\`\`md
\`\`\`js
code()
\`\`\`
\`\`\`\`

\\* no list, \\*no emphasis\\*, \\$5\\$ and \\[no link](x)

1986\\. No list either

---

![a picture](https://example.com/p.png) and a note[^1]

[^1]: The note.`;

test('what is copied from an answer is Markdown that draws the same', async () => {
  const whole = await withAnswer({ text: copyable }, async (page) => {
    await page.locator('.katex').first().waitFor();
    const part = (from: [string, string], to: [string, string]): Promise<string> =>
      copied(page, from, to).then(({ text }) => text);
    expect(await part(['.markdown p', 'bold'], ['.markdown p', 'gone'])).toBe(
      '**bold *and* emphasis**, ~~gone~~',
    );
    expect(await part(['.markdown ol', 'two'], ['.markdown ol', 'deep'])).toBe('2. two\n   - nested *deep*');
    expect(await part(['.markdown ol', 'deep'], ['.markdown p', 'with a'])).toBe(
      '2. - *deep*\n   - [x] done\n3. three\n\n- a\n\n  with a',
    );
    expect(await part(['.markdown td', '1'], ['.markdown td', '3'])).toBe('| 1<br>2 | 3 |');
    expect(await part(['.markdown th', 'left'], ['.markdown td', 'a | b'])).toBe(
      '| left | right |\n| :-- | --: |\n| `a \\| b` |',
    );
    expect(await part(['.markdown pre', 'code'], ['.markdown pre', '()'])).toBe('code()');
    expect(await part(['.markdown h3', 'heading'], ['.markdown p', 'Some'])).toBe(
      '## heading with `code`\n\nSome',
    );
    expect(await part(['.question-text', 'difference'], ['.markdown h3', 'A heading'])).toBe(
      'difference between prefill and decode?\n\n## A heading',
    );
    return copied(page, ['.markdown']);
  });
  const bare = (text: string): string =>
    JSON.stringify(parse(text), (key, value: unknown) =>
      ['from', 'to', 'elements'].includes(key) ? undefined : value,
    );
  expect(whole.text.split('\n')).toEqual(copyable.replaceAll('_and_', '*and*').split('\n'));
  expect(bare(whole.text)).toBe(bare(copyable));
  expect(whole.html).not.toMatch(/class=|<button|<svg|<math|katex/);
  expect(whole.html).toContain('<td dir="auto">1<br>2</td>');
});

test('formulas, code and tables are drawn under a policy by which no text becomes markup or script', async () => {
  const text =
    '$\\frac{1}{2}$ and $$\\sum_i x_i^2$$\n\n```python\nprint(f"{1}")\n```\n\n| a | b |\n|---|---|\n| 1 | <b>2</b> |';
  const tried = await withAnswer({ text }, async (page) => {
    await page.locator('.katex').first().waitFor();
    await page.locator('[class^="hljs-"]').first().waitFor();
    expect(unexpected()).toEqual([]);
    return page.evaluate(() => {
      const { trustedTypes } = window as unknown as {
        trustedTypes: { createPolicy: (name: string, rules: object) => unknown };
      };
      const names = ['hearth', 'default', 'dompurify', 'vue', 'goog#html'];
      const attempts = [
        ...names.map((name) => () => trustedTypes.createPolicy(name, { createHTML: String })),
        () => (document.createElement('div').innerHTML = '<b>x</b>'),
        () => (document.createElement('script').src = 'x.js'),
        () => document.createRange().createContextualFragment('<b>x</b>'),
      ];
      return attempts.map((attempt) => {
        try {
          attempt();
          return 'allowed';
        } catch {
          return 'refused';
        }
      });
    });
  });
  expect(tried).toEqual(tried.map(() => 'refused'));
  // What the attempts were reported as.
  states.complaints.splice(0);
  // Both shells send it, but for what the page may connect to.
  const withoutConnect = (policy: string): string => policy.replace(/connect-src [^;]*/, '');
  expect(withoutConnect(windowPolicy)).toBe(withoutConnect(hostPolicy('127.0.0.1:1')));
});
