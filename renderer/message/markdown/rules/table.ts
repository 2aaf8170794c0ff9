/**
 * Tables as on GitHub, for authors who forget that a pipe splits a cell: a pipe within a code span or a formula is part of it,
 * and if a row has more cells than the header, the rest stays in the last cell instead of being dropped.
 */
import type { StateBlock } from 'markdown-it';
import { mostCells } from '../bounds.ts';
import { texAt } from './tex.ts';

/** A rule of markdown-it for tables. */
export const tableRule = (
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean => {
  if (startLine + 2 > endLine) return false;
  const delimiters = startLine + 1;
  if (!isInside(state, startLine) || !isInside(state, delimiters)) return false;
  const align = alignments(lineText(state, delimiters));
  if (align === null) return false;
  const headText = lineText(state, startLine);
  if (!headText.includes('|')) return false;
  const head = split(headText, { spans: true }).map(({ text }) => text);
  if (head.length !== align.length) return false;
  if (silent) return true;

  const oldParent = state.parentType;
  state.parentType = 'table';
  const open = state.push('table_open', 'table', 1);
  open.meta = { align };
  pushRow(state, head, startLine);
  const terminators = state.md.block.ruler.getRules('blockquote');
  let line = startLine + 2;
  for (let cells = align.length; line < endLine; line++) {
    cells += align.length;
    if (!isInside(state, line) || state.isEmpty(line) || cells > mostCells) break;
    if (terminators.some((rule) => rule(state, line, endLine, true))) break;
    const row = cellsOf(lineText(state, line), align.length);
    while (row.length < align.length) row.push('');
    pushRow(state, row, line);
  }
  state.push('table_close', 'table', -1);
  open.map = [startLine, line];
  state.parentType = oldParent;
  state.line = line;
  return true;
};

const isInside = (state: StateBlock, line: number): boolean => {
  const indent = state.sCount[line]! - state.blkIndent;
  return indent >= 0 && indent < 4;
};

const lineText = (state: StateBlock, line: number): string =>
  state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]).trim();

const pushRow = (state: StateBlock, cells: readonly string[], line: number): void => {
  state.push('tr_open', 'tr', 1).map = [line, line + 1];
  for (const content of cells) {
    const token = state.push('inline', '', 0);
    token.content = content;
    token.children = [];
  }
  state.push('tr_close', 'tr', -1);
};

/** The alignment of each column from the row of hyphens; `null` if the row is another one. */
const alignments = (text: string): (string | null)[] | null => {
  if (!/^[|:-][|:\- \t]*$/.test(text) || /^-[ \t]/.test(text)) return null;
  const columns = text
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((column) => column.trim());
  if (!columns.every((column) => /^:?-+:?$/.test(column))) return null;
  return columns.map((column) =>
    column.endsWith(':')
      ? column.startsWith(':')
        ? 'center'
        : 'right'
      : column.startsWith(':')
        ? 'left'
        : null,
  );
};

/**
 * The cells of a row, `columns` at most. Braces keep their pipes together only in a row with too many cells; code and math give
 * up their pipes if only that gives the row all its cells, as with two lone backticks in two cells.
 */
const cellsOf = (row: string, columns: number): string[] => {
  let cells = split(row, { spans: true });
  if (cells.length > columns) {
    const joined = split(row, { spans: true, braces: true });
    if (joined.length >= columns) cells = joined;
  } else if (cells.length < columns) {
    const plain = split(row, {});
    if (plain.length === columns) cells = plain;
  }
  if (cells.length <= columns) return cells.map(({ text }) => text);
  const last = cells[columns - 1]!;
  return [
    ...cells.slice(0, columns - 1).map(({ text }) => text),
    row.slice(last.from, cells.at(-1)!.to).trim(),
  ];
};

interface Cell {
  text: string;
  from: number;
  to: number;
}

/** Splits at pipes, except within code spans and formulas, and within braces, if requested. */
const split = (row: string, keep: { spans?: boolean; braces?: boolean }): Cell[] => {
  const cells: Cell[] = [];
  const behindRun = keep.spans ? withBackticks(row) : null;
  let braces = 0;
  let from = row.startsWith('|') ? 1 : 0;
  let text = '';
  let copied = from;
  const end = (to: number): void => {
    cells.push({ text: `${text}${row.slice(copied, to)}`.trim(), from, to });
    text = '';
    from = to + 1;
    copied = from;
  };
  for (let at = from; at < row.length;) {
    const character = row[at]!;
    const tex = keep.spans && (character === '$' || character === '\\') ? texAt(row, at, row.length) : null;
    if (tex !== null) at = tex.end;
    else if (character === '`' && behindRun) {
      // Within code too, `\|` is a pipe.
      const to = behindRun(at);
      text += `${row.slice(copied, at)}${row.slice(at, to).replaceAll('\\|', '|')}`;
      copied = to;
      at = to;
    } else if (character === '\\') {
      // `\|` is a pipe, whatever is around it.
      if (row[at + 1] === '|') {
        text += row.slice(copied, at);
        copied = at + 1;
      }
      at += 2;
    } else {
      if (character === '{') braces++;
      if (character === '}' && braces > 0) braces--;
      if (character === '|' && (braces === 0 || !keep.braces)) end(at);
      at++;
    }
  }
  if (from < row.length) end(row.length);
  return cells;
};

/** Returns where a run of backticks leads: after its code span, or after the run if no run of the same length follows. */
const withBackticks = (row: string): ((at: number) => number) => {
  const runs = [...row.matchAll(/`+/g)].map(({ index, 0: run }) => ({ from: index, length: run.length }));
  const next = new Map<number, number>();
  const latest = new Map<number, number>();
  for (const { from, length } of runs.toReversed()) {
    const close = latest.get(length);
    next.set(from, close === undefined ? from + length : close + length);
    latest.set(length, from);
  }
  return (at) => next.get(at) ?? at + 1;
};
