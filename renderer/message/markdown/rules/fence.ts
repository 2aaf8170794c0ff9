/**
 * Fenced code. In a Markdown fence, a fence with a language opens an inner one, and so does a bare fence at the beginning of
 * something: after an empty line or a colon, with a line of code right after it. Each needs its own closing fence, since models
 * write documents with code in this way. CommonMark would end the outer fence at the closing mark of the inner one, or at a
 * bare opening one.
 */
import type { StateBlock } from 'markdown-it';
import { isGrowing, type ParseEnv } from './growing.ts';

/** True if the info string of a fence names Markdown. */
export const isMarkdown = (info: string): boolean => /^\s*(?:markdown|md|mdx)(?:\s|$)/i.test(info);

/** A rule of markdown-it for fenced code. */
export const fenceRule = (
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean => {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const opening = markAt(state, startLine);
  if (opening === null || (opening.mark === '`' && opening.info.includes('`'))) return false;
  if (silent) return true;
  const closing = closingLine(state, opening, startLine, endLine);
  state.line = closing.line + (closing.isClosed ? 1 : 0);
  const token = state.push('fence', 'code', 0);
  token.info = opening.info;
  token.content = state.getLines(startLine + 1, closing.line, state.sCount[startLine]!, true);
  token.map = [startLine, state.line];
  token.meta = { isClosed: closing.isClosed };
  return true;
};

interface Mark {
  mark: string;
  length: number;
  info: string;
}

/** The run of three or more backticks or tildes at the beginning of a line. */
const markAt = (state: StateBlock, line: number): Mark | null => {
  const start = state.bMarks[line]! + state.tShift[line]!;
  const mark = state.src[start];
  if (mark !== '`' && mark !== '~') return null;
  const end = state.skipChars(start, mark.charCodeAt(0));
  return end - start < 3
    ? null
    : { mark, length: end - start, info: state.src.slice(end, state.eMarks[line]) };
};

/**
 * If not all fences are closed, the search runs to the end of the text, once more for each of them. No further fences are
 * counted after searching this many times the number of lines.
 */
const mostLooks = 4;

const mayNest = (state: StateBlock, { info }: Mark): boolean =>
  isMarkdown(info) && ((state.env as ParseEnv).countedLines ?? 0) <= mostLooks * state.lineMax;

/**
 * Whether a bare fence within Markdown opens code rather than closing the Markdown. It opens code while its next line may still
 * arrive.
 */
const opensBare = (state: StateBlock, line: number, startLine: number, endLine: number): boolean => {
  if (line - 1 === startLine) return false;
  const before = state.src.slice(state.bMarks[line - 1]! + state.tShift[line - 1]!, state.eMarks[line - 1]);
  if (!/(?:^|[:：])\s*$/.test(before)) return false;
  const next = line + 1;
  if (next >= endLine) return isGrowing(state, next);
  return !state.isEmpty(next) && state.sCount[next]! >= state.blkIndent && markAt(state, next) === null;
};

const closingLine = (
  state: StateBlock,
  opening: Mark,
  startLine: number,
  endLine: number,
): { line: number; isClosed: boolean } => {
  const nests = mayNest(state, opening);
  /** Lengths of the nested open fences. */
  const open = [opening.length];
  let first: number | null = null;
  let line = startLine + 1;
  for (; line < endLine; line++) {
    const isOutside = state.sCount[line]! < state.blkIndent;
    if (isOutside && !state.isEmpty(line)) break;
    if (state.sCount[line]! - state.blkIndent >= 4) continue;
    const found = markAt(state, line);
    if (found === null || found.mark !== opening.mark) continue;
    if (found.info.trim() !== '') {
      const opensWithin = nests && found.length >= opening.length && !found.info.includes('`');
      if (opensWithin) open.push(found.length);
    } else if (found.length >= open.at(-1)!) {
      if (nests && open.length === 1 && opensBare(state, line, startLine, endLine)) open.push(found.length);
      else open.pop();
      if (open.length === 0) return { line, isClosed: true };
      first ??= line;
    }
  }
  // Not every fence was closed, so the first mark closed the outer one, unless more text may still arrive.
  if (first === null || isGrowing(state, line)) return { line, isClosed: false };
  const env = state.env as ParseEnv;
  env.countedLines = (env.countedLines ?? 0) + line - startLine;
  return { line: first, isClosed: true };
};
