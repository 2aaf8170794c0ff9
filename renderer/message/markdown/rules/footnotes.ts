/** Footnotes as on GitHub: `[^1]: …` defines one, `[^1]` refers to it. */
import type { StateBlock, StateInline } from 'markdown-it';
import type { ParseEnv } from './growing.ts';

/** A rule of markdown-it for definitions: a block whose further paragraphs are indented by four columns. */
export const footnoteRule = (
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean => {
  const start = state.bMarks[startLine]! + state.tShift[startLine]!;
  const max = state.eMarks[startLine]!;
  if (state.sCount[startLine]! - state.blkIndent >= 4 || !state.src.startsWith('[^', start)) return false;
  const mark = /^\[\^([^\s[\]]+)\]:/.exec(state.src.slice(start, Math.min(max, start + 200)));
  if (mark === null) return false;
  if (silent) return true;
  (state.env as ParseEnv).footnotes.add(mark[1]!.toLowerCase());
  const token = state.push('footnote_open', 'div', 1);
  token.info = mark[1]!;
  const before = {
    begin: state.bMarks[startLine]!,
    shift: state.tShift[startLine]!,
    columns: state.sCount[startLine]!,
    parent: state.parentType,
  };
  const from = start + mark[0].length;
  const text = state.skipSpaces(from);
  state.bMarks[startLine] = from;
  state.tShift[startLine] = Math.min(text, max) - from;
  state.blkIndent += 4;
  state.sCount[startLine] = state.blkIndent;
  state.parentType = 'footnote';
  state.md.block.tokenize(state, startLine, endLine);
  state.parentType = before.parent;
  state.blkIndent -= 4;
  state.tShift[startLine] = before.shift;
  state.sCount[startLine] = before.columns;
  state.bMarks[startLine] = before.begin;
  state.push('footnote_close', 'div', -1);
  // A definition without a text takes one line.
  state.line = Math.max(state.line, startLine + 1);
  token.map = [startLine, state.line];
  return true;
};

/** A rule of markdown-it for references to defined footnotes. */
export const footnoteReferenceRule = (state: StateInline, silent: boolean): boolean => {
  const { footnotes } = state.env as ParseEnv;
  if (footnotes.size === 0 || !state.src.startsWith('[^', state.pos)) return false;
  const mark = /^\[\^([^\s[\]]+)\]/.exec(state.src.slice(state.pos, Math.min(state.posMax, state.pos + 200)));
  if (mark === null || !footnotes.has(mark[1]!.toLowerCase())) return false;
  if (!silent) state.push('footnote_reference', 'sup', 0).info = mark[1]!;
  state.pos += mark[0].length;
  return true;
};
