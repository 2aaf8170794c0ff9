/** Texts that come out of model files, which may hold anything: megabytes, line breaks, characters that turn the text around. */

/** On one line, without characters that cannot be seen, and at most `most` UTF-16 code units long. */
export const plainText = (value: string, most: number): string => {
  const line = value
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\s]+/gu, ' ')
    .trim();
  // A cut through a surrogate pair would leave half a character.
  return line.length <= most
    ? line
    : line
        .slice(0, most)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd();
};

/** The longest name of a model that is shown or stored, in UTF-16 code units. */
const longestName = 100;

/** Words that converters write where a name should be: they tell no model from another. */
const emptyNames =
  /^(gguf|ggml|model|models|my model|llm|hf|tmp|temp|test|output|out|merged|checkpoint|unknown|unnamed|untitled|none|null|undefined|n\/a|no name|default|converted|snapshot|src|dist|[^\p{L}\p{N}]*)$/iu;

/** A model's name as its file gives it (`general.name`); `null` if that is no text or says nothing. */
export const modelNameOf = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const name = plainText(value, longestName);
  return emptyNames.test(name) || /^sha256-[0-9a-f]{16,}$/i.test(name) ? null : name;
};
