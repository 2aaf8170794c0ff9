/** Texts that scripted answers are made of: one of each kind of Markdown, hostile markup, and as long as asked. */

export const tour = `Prefill and decode are the two phases of every answer.

## What each one costs

| Phase | Bound by | Work for each token | Typical speed |
| :-- | :-- | --: | --: |
| Prefill | arithmetic | 2 · parameters | 850 tokens/s |
| Decode | memory bandwidth | all weights once | 21.4 tokens/s |

1. **Prefill** reads your prompt. All of its tokens are known, so they pass through the model together.
2. **Decode** writes the answer, one token after the other:
   - each token reads *every* weight from memory,
   - so \`bytes / bandwidth\` is a floor for its time.
3. What was read before stays in the ~~memory~~ **KV cache**.

The floor is simple to work out: $t = \\frac{b}{w}$, where $b$ is the size of the weights in bytes and $w$ the bandwidth. For 4.1 GB and 50 GB/s:

$$
t = \\frac{4.1 \\cdot 10^9}{50 \\cdot 10^9} \\approx 82\\ \\text{ms}
$$

A card for $300 is not always slower than one for $900.

\`\`\`python
def floor_ms(weights: int, bandwidth: float) -> float:
    """The least time for one token, in milliseconds."""
    return 1000 * weights / bandwidth  # nothing can be faster


print(f"{floor_ms(4_100_000_000, 50e9):.0f} ms")
\`\`\`

> A shorter prompt helps prefill. A smaller quantisation helps decode.

- [x] Measure first
- [ ] Then change one thing

More about the format is in [the GGUF document](https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).`;

export const hostile = `Raw markup is text: <script>window.pwned = 1</script> and <img src=x onerror="window.pwned = 1">.

<iframe src="https://example.com"></iframe>

<style>body { display: none }</style>

[a script](javascript:window.pwned=1), [data](data:text/html,hi), [a file](file:///etc/passwd), [a path](/port).

![a picture](https://example.com/tracker.png) and &lt;entities&gt; &amp; &copy; &notanentity; stay what they are.

$\\href{javascript:window.pwned=1}{x}$ and \\(a_1 + b^2\\) and $\\unknown{x}$

A [reference][1] with its definition below.

[1]: https://example.com/defined`;

export const reasoning = `The person asks which model fits. I know the free memory from their message: 8 GB.

A 7B model at Q4_K_M takes about 4.4 GB, its KV cache at 8,192 tokens about 1 GB. That leaves room.`;

/** Prose with lists and code, as many words as asked. */
export const long = (words: number): string => {
  const part = `A model reads its weights for every token that it writes, so the size of the file matters more than anything else for the speed of decode. Prefill differs: there the arithmetic decides.

- First, look at the prompt: is it cached?
- Then look at the **speed of prefill**, in tokens/s.
- At last look at decode, for which \`bytes / bandwidth\` is a floor.

\`\`\`ts
const floorMs = (bytes: number, bandwidth: number): number => (1000 * bytes) / bandwidth;
\`\`\`

`;
  const perPart = part.split(/\s+/).length;
  return part.repeat(Math.ceil(words / perPart)).trim();
};

/** A block of code with a line that is too wide, a table that is too wide, then many short paragraphs. */
export const blocksAndParagraphs = (paragraphs: number): string =>
  [
    'First the code:',
    `\`\`\`python\ndef wide():\n    return "${'very '.repeat(60)}wide"\n\nprint(wide())\n\`\`\``,
    `| a | b |\n| --- | --- |\n| ${'unbroken'.repeat(30)} | 2 |`,
    ...Array.from({ length: paragraphs }, (_, at) => `This is paragraph number ${at + 1}, and it is short.`),
  ].join('\n\n');

export const oneParagraph = (words: number): string =>
  `The first sentence is here. ${Array.from({ length: words }, (_, at) => `word${at}`).join(' ')}`;
