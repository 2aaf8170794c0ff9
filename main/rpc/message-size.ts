/** How much a window may send at once, over whichever port. */

/** In bytes: the longest text of the contract, escaped, with room to spare. */
export const largestMessage = 16 * 1024 * 1024;

/** What an object, a list or a value takes at least as JSON, in bytes. */
const leastBytes = 2;

/**
 * Whether a message is what JSON can hold, and takes `bytes` at most; counted as JSON, each character as one byte. What
 * refers to itself never fits, and is not followed further than that.
 */
export const isWithin = (message: unknown, bytes: number): boolean => {
  let left = bytes;
  const waiting: unknown[] = [message];
  while (waiting.length > 0 && left >= 0) {
    const value = waiting.pop();
    left -= leastBytes;
    if (typeof value === 'string') left -= value.length;
    else if (Array.isArray(value)) {
      left -= leastBytes * value.length;
      // A list may claim a length that it does not have.
      if (left >= 0) for (const inner of value as unknown[]) waiting.push(inner);
    } else if (typeof value === 'object' && value !== null) {
      if (Object.prototype.toString.call(value) !== '[object Object]') return false;
      for (const [name, inner] of Object.entries(value)) {
        left -= name.length;
        waiting.push(inner);
      }
    }
  }
  return left >= 0;
};
