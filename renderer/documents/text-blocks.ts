/** Cuts a document's text into blocks that are drawn only near the view, so that a text of any length scrolls. */

/** A part of the text, in UTF-16 code units. */
export interface TextBlock {
  at: number;
  end: number;
  /** The number of its first line, from 1. */
  line: number;
  /** Its first line began in the block before. */
  isContinued: boolean;
}

/** A block ends with the line that reaches one of these. */
const mostLines = 40;
const mostUnits = 6_000;
/** A line longer than this continues in the next block. */
const longestLine = 8_000;

export const textBlocks = (text: string): TextBlock[] => {
  const blocks: TextBlock[] = [];
  let [at, line, lines] = [0, 1, 0];
  let isContinued = false;
  const cut = (end: number, nextLine: number, continues: boolean): void => {
    blocks.push({ at, end, line, isContinued });
    at = end;
    line = nextLine;
    lines = 0;
    isContinued = continues;
  };
  let current = 1;
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline + 1;
    if (end - from > longestLine) {
      if (from > at) cut(from, current, false);
      let to = from + longestLine;
      // Not between the two halves of a character.
      if (/[\uD800-\uDBFF]/.test(text[to - 1]!)) to -= 1;
      cut(to, current, true);
      from = to;
      continue;
    }
    current += 1;
    lines += 1;
    from = end;
    if (lines >= mostLines || from - at >= mostUnits) cut(from, current, false);
  }
  if (at < text.length || blocks.length === 0) cut(text.length, current, false);
  return blocks;
};

/** The index of the block that has `offset`. */
export const blockAt = (blocks: readonly TextBlock[], offset: number): number => {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (blocks[middle]!.at <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Matches that are listed at most. */
export const mostMatches = 1_000;

/** Where the text has `query`, without regard to case. */
export const matchesIn = (text: string, query: string): { at: number; length: number }[] => {
  if (query.trim() === '') return [];
  const pattern = new RegExp(escaped(query.trim()).replaceAll(/\s+/g, '\\s+'), 'giu');
  const matches = [];
  for (const { index, 0: match } of text.matchAll(pattern)) {
    matches.push({ at: index, length: match.length });
    if (matches.length === mostMatches) break;
  }
  return matches;
};

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
