/** Pieces of Markdown source. */
import type { Inline } from '../markdown/nodes.ts';
import { parse } from '../markdown/parse.ts';

/** Parts of the window that are not text of the answer: buttons, icons, labels, notes. */
export const isSkipped = (node: Node): boolean =>
  node instanceof Element &&
  node.matches('button, svg, input, figcaption, .code-note, .hidden, [aria-hidden="true"]');

/** A fence that is longer than any in `code`. */
export const fenceFor = (code: string): string => {
  const runs = [...code.matchAll(/^ {0,3}(`{3,})/gm)].map(([, run]) => run!.length);
  return '`'.repeat(Math.max(2, ...runs) + 1);
};

/** `text` as Markdown that displays exactly this text, with backslashes if needed. */
export const escaped = (text: string, startsBlock: boolean): string => {
  if (isPlain(text, startsBlock)) return text;
  // Closing brackets are not escaped: `\[` and `\]` are the marks of a formula.
  const all = text.replace(/[\\`*_[<$~|]/g, String.raw`\$&`).replace(/&(?=#?\w+;)/g, '&amp;');
  return startsBlock ? all.replace(/^(\s*)(?:(\d+)([.)])|([-+>#=]))/, String.raw`$1$2\$3$4`) : all;
};

/** Whether `text` is parsed as plain text, at the beginning of a block or within a line. */
const isPlain = (text: string, startsBlock: boolean): boolean => {
  if (/^[\p{L}\p{N}\s,;'"()/?-]*$/u.test(text) && !startsBlock) return true;
  if (text.trim() === '') return true;
  const probe = startsBlock ? `${text.trimStart()}x` : `x${text}x`;
  const [only, ...rest] = parse(probe);
  return rest.length === 0 && only?.type === 'paragraph' && textOf(only.children) === probe;
};

/** The text of a line without any formatting; `null` if it has some. */
const textOf = (nodes: readonly Inline[]): string | null => {
  let text = '';
  for (const node of nodes) {
    if (node.type === 'text') text += node.value;
    else if (node.type === 'break' && node.isSoft) text += '\n';
    else return null;
  }
  return text;
};
