/**
 * Splits a stream of bytes into the JSON objects that it contains, so that a file of any size needs only the memory of its largest
 * object. The stream can be one object, an array of objects, JSON Lines, or objects in a row. Only the bounds of each object are
 * searched for; `JSON.parse` reads the content.
 */

/** The most bytes of one object. V8 needs several times as much memory to parse it. */
const largestValue = 64 * 1024 ** 2;
/** The deepest nesting of one object, far beyond the exports of all programs. */
const deepestValue = 512;

export type JsonPiece =
  | { kind: 'value'; text: string }
  /** An object that is larger or deeper than the limits, or that ends with the file before it is complete. */
  | { kind: 'too-large' | 'too-deep' | 'cut-off' | 'broken' };

const [quote, backslash, open, close, openArray, closeArray, newline, carriageReturn] = [
  ...'"\\{}[]\n\r',
].map((character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const createJsonSplitter = (limits = { bytes: largestValue, depth: deepestValue }) => {
  /** Open brackets; 0 between objects. The array around all of them does not count. */
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  /** The last object was followed by a line break, so the file is most likely JSON Lines. */
  let isLines = false;
  let isLineStart = false;
  let wasValue = false;
  /** Why the object that is being read is left out. */
  let fault: 'too-large' | 'too-deep' | null = null;

  const reset = (): void => {
    depth = 0;
    isInString = false;
    isEscaped = false;
    kept = [];
    keptBytes = 0;
    fault = null;
  };
  const keep = (bytes: Buffer): void => {
    if (fault !== null) return;
    keptBytes += bytes.length;
    if (keptBytes > limits.bytes) {
      fault = 'too-large';
      kept = [];
    } else kept.push(bytes);
  };

  return {
    /** The pieces that end in `chunk`. */
    *take(chunk: Buffer): Generator<JsonPiece> {
      let from = 0;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!;
        if (depth === 0) {
          // Between objects: brackets of the array around them, commas, spaces, and whatever does not belong here.
          if (wasValue && byte !== carriageReturn) {
            isLines = byte === newline;
            wasValue = false;
          }
          if (byte !== open) continue;
          depth = 1;
          from = at;
        } else if (byte === newline && isInString) {
          // No string contains a line break: a line was cut off, and the next one may be whole.
          reset();
          yield { kind: 'broken' };
        } else if (byte === open && isLines && isLineStart) {
          // The same outside of a string: indented objects do not begin in the first column.
          reset();
          yield { kind: 'broken' };
          depth = 1;
          from = at;
        } else if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (byte === backslash) isEscaped = true;
          else if (byte === quote) isInString = false;
        } else if (byte === quote) isInString = true;
        else if (byte === open || byte === openArray) {
          depth++;
          if (depth > limits.depth) {
            fault ??= 'too-deep';
            kept = [];
          }
        } else if (byte === close || byte === closeArray) {
          depth--;
          if (depth === 0) {
            keep(chunk.subarray(from, at + 1));
            const piece: JsonPiece =
              fault === null
                ? { kind: 'value', text: Buffer.concat(kept).toString('utf8') }
                : { kind: fault };
            reset();
            wasValue = true;
            yield piece;
          }
        }
        isLineStart = byte === newline;
      }
      // The caller may reuse the chunk's memory for the next read, so copy it.
      if (depth > 0) keep(Buffer.from(chunk.subarray(from)));
    },
    /** What is left at the end of the file. */
    *end(): Generator<JsonPiece> {
      const isOpen = depth > 0;
      reset();
      if (isOpen) yield { kind: 'cut-off' };
    },
  };
};
