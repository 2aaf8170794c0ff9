/**
 * Cleans texts from model files, which may contain anything: megabytes, line breaks, characters that reverse the text
 * direction.
 */

/** On one line, without invisible characters, and at most `most` UTF-16 code units long. */
export const plainText = (value: string, most: number): string => {
  const line = value
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\s]+/gu, ' ')
    .trim();
  // Cutting a surrogate pair would leave half a character.
  return line.length <= most
    ? line
    : line
        .slice(0, most)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd();
};

/** The longest model name that is shown or stored, in UTF-16 code units. */
const longestName = 100;

/** Words that converters put in place of a name; they do not identify a model. */
const emptyNames =
  /^(gguf|ggml|model|models|my model|llm|hf|tmp|temp|test|output|out|merged|checkpoint|unknown|unnamed|untitled|none|null|undefined|n\/a|no name|default|converted|snapshot|src|dist|[^\p{L}\p{N}]*)$/iu;

/** A model's name from its file (`general.name`); `null` if it is not text or identifies nothing. */
export const modelNameOf = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const name = plainText(value, longestName);
  return emptyNames.test(name) || /^sha256-[0-9a-f]{16,}$/i.test(name) ? null : name;
};
