/** Code in the Markdown of an answer, in which nothing is a citation. */

/** UTF-16 code units of the answer. */
export interface Span {
  at: number;
  end: number;
}

/** Fenced blocks, also one that is not closed yet, and code within lines. */
export const codeIn = (answer: string): Span[] => {
  const spans: Span[] = [];
  let open: { at: number; fence: string } | null = null;
  let at = 0;
  for (const line of answer.split('\n')) {
    const end = at + line.length;
    const fence = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (open === null && fence !== undefined) open = { at, fence };
    else if (open !== null) {
      if (fence !== undefined && fence.startsWith(open.fence) && line.trim() === fence) {
        spans.push({ at: open.at, end });
        open = null;
      }
    } else
      for (const found of line.matchAll(/(?<!`)(`{1,2})(?!`)[^`]{1,1000}\1(?!`)/g))
        spans.push({ at: at + found.index, end: at + found.index + found[0].length });
    at = end + 1;
  }
  if (open !== null) spans.push({ at: open.at, end: answer.length });
  return spans;
};
