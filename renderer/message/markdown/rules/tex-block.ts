/**
 * Formulas that are blocks of any number of lines: from `$$`, `\[` or `\begin{…}` at the beginning of a line to the closing
 * mark at the end of one, followed by punctuation at most. The marks may share their lines with TeX.
 */
import type { StateBlock } from 'markdown-it';
import { longestTex } from '../bounds.ts';
import { isGrowing } from './growing.ts';
import { nextBracket, nextDollar } from './tex.ts';

interface Marks {
  /** Characters of the opening mark. */
  opening: number;
  /**
   * The position of the closing mark between two offsets: -1 if it is not found, `null` if another mark shows that there is
   * none.
   */
  closingAt: (from: number, max: number) => number | null;
  closing: number;
  /** The marks are part of the TeX. */
  areKept: boolean;
}

const environments =
  'equation|align|alignat|gather|multline|split|aligned|gathered|array|cases|[bBpvV]?matrix|CD';
const begin = new RegExp(String.raw`\\begin\{((?:${environments})\*?)\}`, 'y');

const marksAt = (src: string, pos: number): Marks | null => {
  if (src.startsWith('$$', pos) && src[pos + 2] !== '$')
    return {
      opening: 2,
      closing: 2,
      areKept: false,
      closingAt: (from, max) => {
        let at = nextDollar(src, from, max);
        // A single dollar is money in a \text{}.
        while (at !== -1 && src[at + 1] !== '$') at = nextDollar(src, at + 1, max);
        return at;
      },
    };
  if (src.startsWith('\\[', pos))
    return {
      opening: 2,
      closing: 2,
      areKept: false,
      closingAt: (from, max) => {
        const at = nextBracket(src, from, max, '[');
        return at !== -1 && src[at + 1] === '[' ? null : at;
      },
    };
  begin.lastIndex = pos;
  const name = begin.exec(src)?.[1];
  if (name === undefined) return null;
  const begun = `\\begin{${name}}`;
  const end = `\\end{${name}}`;
  return {
    opening: begun.length,
    closing: end.length,
    areKept: true,
    closingAt: (from, max) => {
      // The same mark at the beginning of a line shows that the one before is not closed.
      if (src.startsWith(begun, from)) return null;
      const at = src.slice(from, max).indexOf(end);
      return at === -1 ? -1 : from + at;
    },
  };
};

/** A rule of markdown-it for formulas that are blocks. */
export const texBlockRule = (
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean => {
  if (!mayBegin(state, startLine)) return false;
  const start = lineStart(state, startLine);
  const marks = marksAt(state.src, start);
  if (marks === null) return false;
  const last = lastLine(state, marks, start, startLine, endLine);
  if (last === null) return false;
  if (silent) return true;
  const kept = marks.areKept ? 0 : marks.opening;
  const lines = textOf(state, startLine, last.line).trimStart();
  const behind = state.eMarks[last.line]! - (last.at ?? state.eMarks[last.line]!);
  const tail =
    last.at === null || marks.areKept
      ? ''
      : state.src.slice(last.at + marks.closing, state.eMarks[last.line]);
  state.line = last.line + 1;
  const token = state.push('math_block', 'math', 0);
  token.content = `${lines.slice(kept, lines.length - (marks.areKept ? 0 : behind)).trim()}${tail.trim()}`;
  token.map = [startLine, state.line];
  token.meta = { isClosed: last.at !== null };
  return true;
};

/**
 * A rule of markdown-it for lines that end with the opening mark of a formula: `It is \[`. The lines up to the closing mark are
 * part of the paragraph, whatever they begin with; the rule for formulas within a line handles the rest.
 */
export const texParagraphRule = (
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean => {
  if (!mayBegin(state, startLine)) return false;
  const start = lineStart(state, startLine);
  const line = state.src.slice(start, state.eMarks[startLine]);
  // For lines of other rules, those rules alone decide whether the paragraph ends.
  if (silent && /^[\d\s*+>#<|`~-]/.test(line)) return false;
  const [, before = '', mark] = /^(.*[^\\$])(\$\$|\\\[)[ \t]*$/.exec(line) ?? [];
  // With an even number of dollars, all are closed.
  if (mark === undefined || (mark === '$$' && before.split('$$').length % 2 === 0)) return false;
  const at = start + before.length;
  const last = lastLine(state, marksAt(state.src, at)!, at, startLine, endLine);
  if (last === null) return false;
  if (silent) return true;
  state.line = last.line + 1;
  const open = state.push('paragraph_open', 'p', 1);
  open.map = [startLine, state.line];
  // The line of the closing mark may still grow, so that it closes nothing.
  open.meta = { isOpen: last.at === null || isGrowing(state, last.line + 1) };
  const inline = state.push('inline', '', 0);
  inline.content = textOf(state, startLine, last.line).trim();
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
  return true;
};

/** Neither indented code nor a lazy continuation line of a quote. */
const mayBegin = (state: StateBlock, line: number): boolean => {
  const indent = state.sCount[line]!;
  return indent >= 0 && indent - state.blkIndent < 4;
};

const textOf = (state: StateBlock, first: number, last: number): string =>
  state.getLines(first, last + 1, state.blkIndent, false);

interface Last {
  line: number;
  /** The position of the closing mark; `null` until it arrives. */
  at: number | null;
}

/** The line that closes the formula whose opening mark is at `start`; `null` if none does. */
const lastLine = (
  state: StateBlock,
  marks: Marks,
  start: number,
  startLine: number,
  endLine: number,
): Last | null => {
  // Within a list, models put formulas at the left edge: these end the list, as a fence would.
  const indent = Math.min(state.blkIndent, state.sCount[startLine]!);
  let from = start + marks.opening;
  for (let line = startLine; ;) {
    const max = state.eMarks[line]!;
    const at = marks.closingAt(from, max);
    if (at === null || max - start > longestTex) return null;
    if (at !== -1) {
      const isEmpty = state.src.slice(start + marks.opening, at).trim() === '';
      return !isEmpty && /^\s*[.,;:!?。，；]?\s*$/.test(state.src.slice(at + marks.closing, max))
        ? { line, at }
        : null;
    }
    line++;
    if (line >= endLine) return isGrowing(state, line) ? { line: line - 1, at: null } : null;
    // The list item or the quote ends before the formula does.
    if (!state.isEmpty(line) && state.sCount[line]! < indent) return null;
    from = lineStart(state, line);
  }
};

const lineStart = (state: StateBlock, line: number): number => state.bMarks[line]! + state.tShift[line]!;
