/** The model card, which the model's authors wrote. */

/** The most bytes of a card that are shown. */
export const mostCardBytes = 200_000;

/** The Markdown of a README.md, without the YAML at its beginning, cut to `mostCardBytes`. Untrusted text. */
export const cardText = (bytes: Uint8Array): string => {
  // A character that was cut in two is dropped.
  const text = new TextDecoder().decode(bytes.subarray(0, mostCardBytes), { stream: true });
  return text
    .replaceAll('\u0000', '')
    .replaceAll('\r\n', '\n')
    .replace(/^\s*---\n(?:[\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/, '')
    .trim();
};
