/** The text direction of a block, from its first strong letter: lists, quotes and tables have their marks on that side. */
import type { Block, Inline } from './nodes.ts';

/** Hebrew, Arabic, Syriac, Thaana, N'Ko and similar scripts, from Unicode's right-to-left blocks. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const letter = /\p{L}/u;

export type Direction = 'ltr' | 'rtl';

/** The direction of `blocks`; code and formulas do not count. */
export const directionOf = (blocks: readonly Block[]): Direction => {
  const first = firstOf(blocks, letterIn);
  return first !== null && rightToLeft.test(first) ? 'rtl' : 'ltr';
};

/** The direction of a table, from its header and then its rows. */
export const directionOfCells = (cells: readonly (readonly Inline[])[]): Direction => {
  const first = firstOf(cells, (cell) => firstOf(cell, letterWithin));
  return first !== null && rightToLeft.test(first) ? 'rtl' : 'ltr';
};

const firstOf = <Node>(nodes: readonly Node[], find: (node: Node) => string | null): string | null => {
  for (const node of nodes) {
    const found = find(node);
    if (found !== null) return found;
  }
  return null;
};

const letterIn = (block: Block): string | null => {
  if (block.type === 'list') return firstOf(block.items, ({ children }) => firstOf(children, letterIn));
  if (block.type === 'blockquote' || block.type === 'footnoteDefinition')
    return firstOf(block.children, letterIn);
  if (block.type === 'paragraph' || block.type === 'heading') return firstOf(block.children, letterWithin);
  return null;
};

const letterWithin = (node: Inline): string | null => {
  if (node.type === 'text') return letter.exec(node.value)?.[0] ?? null;
  return 'children' in node ? firstOf(node.children, letterWithin) : null;
};
