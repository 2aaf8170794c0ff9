/**
 * Math within a line: `$x$`, `$$x$$`, `\(x\)` and `\[x\]`, since models write all four.
 *
 * A single dollar is also money and the mark of a variable. It follows Pandoc's rule (no space behind the opening one,
 * no space before the closing one, no digit behind it) and is stricter beside letters: `US$20`, `$HOME/$USER` and
 * `$5/mo or 7$` are text. Each scan ends at the next mark, so that many marks cost no more than their length.
 */
import type { StateInline } from 'markdown-it';
import { longestTex } from '../bounds.ts';

interface Tex {
  value: string;
  isWide: boolean;
  /** The offset after the closing mark. */
  end: number;
}

/** The formula that begins at `pos`; `null` if none does. */
export const texAt = (src: string, pos: number, max: number): Tex | null => {
  if (src[pos] === '\\') return bracketsAt(src, pos, max);
  return src[pos] === '$' && src[pos - 1] !== '$' ? dollarsAt(src, pos, max) : null;
};

const bracketsAt = (src: string, pos: number, max: number): Tex | null => {
  const open = src[pos + 1];
  if (open !== '(' && open !== '[') return null;
  const at = nextBracket(src, pos + 2, max, open);
  if (at === -1 || src[at + 1] === open) return null;
  const value = src.slice(pos + 2, at);
  // `\[1\]` is a reference in escaped brackets.
  if (value.trim() === '' || value.length > longestTex || (open === '[' && /^[\d\s,–-]+$/.test(value)))
    return null;
  return { value: value.trim(), isWide: open === '[', end: at + 2 };
};

/** The offset of the next `\(` or `\)` (`\[` or `\]`): an opening one shows that the one before is not closed. -1 if none. */
export const nextBracket = (src: string, from: number, max: number, open: '(' | '['): number => {
  const close = open === '(' ? ')' : ']';
  let at = src.indexOf('\\', from);
  while (at !== -1 && at < max - 1) {
    const mark = src[at + 1];
    if (mark === open || mark === close) return at;
    // A backslash escapes the next character, so that `\\)` closes nothing.
    at = src.indexOf('\\', at + 2);
  }
  return -1;
};

const dollarsAt = (src: string, pos: number, max: number): Tex | null => {
  const isWide = src[pos + 1] === '$';
  const from = pos + (isWide ? 2 : 1);
  // Three or more are a fence, or have no meaning.
  if (src[from] === '$' || (!isWide && (isAlphanumeric(src[pos - 1]) || isSpace(src[from])))) return null;
  const at = nextDollar(src, from, max);
  if (at === -1 || at - from > longestTex) return null;
  const value = src.slice(from, at);
  if (isWide)
    return src[at + 1] === '$' && value.trim() !== '' ? { value: value.trim(), isWide, end: at + 2 } : null;
  if (src[at + 1] === '$' || isSpace(src[at - 1]) || value === '' || !isTexLike(value)) return null;
  return mayFollow(src.slice(at + 1, at + 6)) ? { value, isWide, end: at + 1 } : null;
};

/** The next dollar sign without a backslash before it; -1 if none. */
export const nextDollar = (src: string, from: number, max: number): number => {
  for (let at = from; at < max; at++) {
    const code = src.charCodeAt(at);
    if (code === 36) return at;
    if (code === 92) at++;
  }
  return -1;
};

/** Whether it is neither a path, nor code, nor an amount followed by words. */
const isTexLike = (value: string): boolean => {
  if (/[/:`]$/.test(value) || value.includes('`')) return false;
  if (!/^\d/.test(value) || /[\\^_{}]/.test(value)) return true;
  const words = value.match(/[a-z]{2,}/gi) ?? [];
  // A number with its unit may be math; a sentence may not, nor may two amounts without an operator between them.
  if (/^[\d.,]+ ?[a-z]{1,3}$/i.test(value)) return true;
  return (
    words.every((word) => functions.has(word.toLowerCase())) &&
    (!/\s/.test(value) || /[=+*<>-]/.test(value) || words.length > 0)
  );
};

const functions = new Set('mod sin cos tan log ln lim max min exp gcd det'.split(' '));

/** A closing dollar may not be followed by a digit, and only by the letters of `$n$th` and `$x$s`. */
const mayFollow = (next: string): boolean =>
  !isAlphanumeric(next[0]) || /^(?:th|st|nd|rd|s|fold)\b/.test(next);

const isAlphanumeric = (character: string | undefined): boolean =>
  character !== undefined && /[0-9A-Za-z]/.test(character);
const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

/** A rule of markdown-it for formulas within a line. */
export const texRule = (state: StateInline, silent: boolean): boolean => {
  const tex = texAt(state.src, state.pos, state.posMax);
  if (tex === null) return false;
  if (!silent) {
    const token = state.push('math_inline', 'math', 0);
    token.content = tex.value;
    token.meta = { isWide: tex.isWide };
  }
  state.pos = tex.end;
  return true;
};
