/** The text that a model's maker wrote of it. */

/** More than this of a card is not shown. */
export const mostCardBytes = 200_000;

/** The Markdown of a README.md, without the YAML at its front and at most `mostCardBytes` of it. Untrusted text. */
export const cardText = (bytes: Uint8Array): string => {
  // What is cut within a character ends before it.
  const text = new TextDecoder().decode(bytes.subarray(0, mostCardBytes), { stream: true });
  return text
    .replaceAll('\u0000', '')
    .replaceAll('\r\n', '\n')
    .replace(/^\s*---\n(?:[\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/, '')
    .trim();
};
