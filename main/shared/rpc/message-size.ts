/** How much a window may send at once, over whichever port. */

/** In bytes: the longest text of the contract, escaped, with room to spare. */
export const largestMessage = 16 * 1024 * 1024;

/** No call has as many values, each item of a list and each field counted; parsing millions would take gigabytes. */
const mostValues = 100_000;

/** Whether the JSON of a message is worth parsing. */
export const couldBeCall = (text: string): boolean => {
  // Each value but the first follows one of `[`, `{` and `,`, so a short text cannot have as many.
  if (text.length < mostValues) return true;
  let values = 0;
  for (let at = 0; at < text.length && values <= mostValues; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{' || character === ',') values += 1;
  }
  return values <= mostValues;
};

/** The place of the quotation mark that closes the one at `from`, or the end of the text. */
const endOfString = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at += 1;
  }
  return text.length;
};

/** Whether a message that came as an object is what JSON can hold, and no larger than its text might be. */
export const couldBeMessage = (message: unknown): boolean => {
  let values = 0;
  let characters = 0;
  const waiting: unknown[] = [message];
  while (waiting.length > 0) {
    const value = waiting.pop();
    // What refers to itself never comes to an end.
    values += 1;
    if (typeof value === 'string') characters += value.length;
    else if (Array.isArray(value)) {
      // A list may claim a length that it does not have.
      if (value.length > mostValues) return false;
      for (const inner of value as unknown[]) waiting.push(inner);
    } else if (typeof value === 'object' && value !== null) {
      if (Object.prototype.toString.call(value) !== '[object Object]') return false;
      for (const [name, inner] of Object.entries(value)) {
        characters += name.length;
        waiting.push(inner);
      }
    }
    if (values + waiting.length > mostValues || characters > largestMessage) return false;
  }
  return true;
};
