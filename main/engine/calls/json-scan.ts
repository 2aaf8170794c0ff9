/** Finds where JSON values end, without reading what they hold. */

/** The end of the JSON object or array that begins at `start`; -1 if it has none. */
const endOfJson = (text: string, start: number): number => {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at]!;
    if (isText) {
      if (char === '\\') at += 1;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return -1;
    }
  }
  return -1;
};

/** The object that begins at `start`, and where it ends; `null` if none does. */
export const objectAt = (
  text: string,
  start: number,
): { value: Record<string, unknown>; end: number } | null => {
  if (text[start] !== '{') return null;
  const end = endOfJson(text, start);
  if (end < 0) return null;
  const value = parsed(text.slice(start, end));
  return isObject(value) ? { value, end } : null;
};

/** `text` as JSON; `undefined` if it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
