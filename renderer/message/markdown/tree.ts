/** Builds a tree from markdown-it's tokens: blocks with their positions, bounded in size and depth. */
import type { Token } from 'markdown-it';
import { deepestInline, longestLine, mostElements } from './bounds.ts';
import { inlineTree } from './inline-tree.ts';
import type { Alignment, Block, Inline, List, ListItem, TableRow } from './nodes.ts';

/** The top-level blocks of `text`, built from its `tokens`. A block beyond the bounds is shown as source. */
export const blocksOf = (text: string, tokens: readonly Token[]): Block[] => {
  const lines = linesOf(text);
  const blocks: Block[] = [];
  for (let index = 0; index < tokens.length;) {
    const end = endOf(tokens, index);
    const own = tokens.slice(index, end);
    const isBeyond = hasBeyondBounds(own) || elementsOf(own) > mostElements;
    blocks.push(isBeyond ? sourceOf(text, own[0]!, lines) : new Reader(text, own, lines).block());
    index = end;
  }
  return blocks;
};

/** Starts of lines, and the end of the text. */
const linesOf = (text: string): number[] => {
  const starts = [0];
  for (const { index, 0: ending } of text.matchAll(/\r\n?|\n/g)) starts.push(index + ending.length);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
};

/** The index after the block that begins at `index`. */
const endOf = (tokens: readonly Token[], index: number): number => {
  let depth = 0;
  do depth += tokens[index++]!.nesting;
  while (depth > 0);
  return index;
};

const hasBeyondBounds = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ type, content }) => type === 'too_deep' || (type === 'inline' && content.length > longestLine),
  );

const elementsOf = (tokens: readonly Token[]): number => {
  let elements = 0;
  for (const { nesting, children } of tokens) {
    if (nesting >= 0) elements++;
    for (const child of children ?? []) if (child.type !== 'text' && child.nesting >= 0) elements++;
  }
  return elements;
};

const placeOf = (text: string, token: Token, lines: readonly number[]): { from: number; to: number } => {
  const [first, behind] = token.map!;
  const from = lines[first]!;
  const to = from + text.slice(from, lines[behind] ?? text.length).trimEnd().length;
  return { from, to };
};

const sourceOf = (text: string, token: Token, lines: readonly number[]): Block => {
  const place = placeOf(text, token, lines);
  return { type: 'source', value: text.slice(place.from, place.to), ...place };
};

class Reader {
  #at = 0;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #lines: readonly number[];

  constructor(text: string, tokens: readonly Token[], lines: readonly number[]) {
    this.#text = text;
    this.#tokens = tokens;
    this.#lines = lines;
  }

  block(): Block {
    const token = this.#next();
    const place = placeOf(this.#text, token, this.#lines);
    switch (token.type) {
      case 'paragraph_open': {
        const children = this.#line();
        const [only] = children;
        // `$$x$$` alone in its paragraph is intended as a block.
        if (children.length === 1 && only?.type === 'inlineMath' && only.isWide)
          return { type: 'math', value: only.value, isClosed: true, ...place };
        return {
          type: 'paragraph',
          ...(token.meta?.['isOpen'] === true && { isOpen: true }),
          children,
          ...place,
        };
      }
      case 'heading_open':
        return { type: 'heading', depth: Number(token.tag.slice(1)), children: this.#line(), ...place };
      case 'fence':
      case 'code_block':
        return {
          type: 'code',
          language: token.info.trim().split(/\s/)[0] || null,
          value: withoutLastLineEnding(token.content),
          isClosed: token.meta?.['isClosed'] === true,
          ...place,
        };
      case 'math_block':
        return { type: 'math', value: token.content, isClosed: token.meta?.['isClosed'] === true, ...place };
      case 'blockquote_open':
        return { type: 'blockquote', children: this.#blocks('blockquote_close'), ...place };
      case 'bullet_list_open':
      case 'ordered_list_open':
        return { ...this.#list(token), ...place };
      case 'table_open':
        return { ...this.#table(token), ...place };
      case 'hr':
        return { type: 'thematicBreak', ...place };
      case 'html_block':
        return { type: 'html', value: withoutLastLineEnding(token.content), ...place };
      case 'footnote_open':
        return {
          type: 'footnoteDefinition',
          label: token.info,
          children: this.#blocks('footnote_close'),
          ...place,
        };
      default:
        return { type: 'definition', ...place };
    }
  }

  #next(): Token {
    return this.#tokens[this.#at++]!;
  }

  #blocks(close: string): Block[] {
    const blocks: Block[] = [];
    while (this.#tokens[this.#at]!.type !== close) blocks.push(this.block());
    this.#at++;
    return blocks;
  }

  /** The content of a paragraph or a heading, and its closing token. */
  #line(): Inline[] {
    const content = inlineOf(this.#next());
    this.#at++;
    return content;
  }

  #list(open: Token): Omit<List, 'from' | 'to'> {
    const isOrdered = open.type === 'ordered_list_open';
    const start = this.#at;
    let isTight = true;
    const items: ListItem[] = [];
    for (let token = this.#next(); token.type === 'list_item_open'; token = this.#next()) {
      // markdown-it hides the paragraphs of a tight list, all or none.
      const level = token.level + 1;
      for (let at = this.#at; this.#tokens[at]!.level >= level; at++) {
        const { type, hidden, level: own } = this.#tokens[at]!;
        if (own === level && type === 'paragraph_open' && !hidden) isTight = false;
      }
      const place = placeOf(this.#text, token, this.#lines);
      const number = isOrdered ? Number(token.info) : null;
      items.push({ number, ...taskOf(this.#blocks('list_item_close')), ...place });
    }
    return {
      type: 'list',
      isOrdered,
      isTight,
      elements: elementsOf(this.#tokens.slice(start, this.#at)),
      items,
    };
  }

  #table(open: Token): { type: 'table'; align: Alignment[]; head: TableRow; rows: TableRow[] } {
    const rows: TableRow[] = [];
    while (this.#next().type === 'tr_open') {
      const row: TableRow = [];
      for (let token = this.#next(); token.type === 'inline'; token = this.#next()) row.push(inlineOf(token));
      rows.push(row);
    }
    const [head = [], ...rest] = rows;
    return { type: 'table', align: open.meta!['align'] as Alignment[], head, rows: rest };
  }
}

const inlineOf = (token: Token): Inline[] =>
  inlineTree(token.children ?? [], deepestInline) ?? [{ type: 'text', value: token.content }];

const withoutLastLineEnding = (value: string): string => (value.endsWith('\n') ? value.slice(0, -1) : value);

/** An item whose text begins with `[ ]` or `[x]` is a task. */
const taskOf = (children: Block[]): Pick<ListItem, 'isDone' | 'children'> => {
  const [first, ...rest] = children;
  const text = first?.type === 'paragraph' ? first.children[0] : undefined;
  const box = text?.type === 'text' ? /^\[([ xX])\](?:[ \t]+|$)/.exec(text.value) : null;
  if (first?.type !== 'paragraph' || text?.type !== 'text' || box === null) return { isDone: null, children };
  const isAlone = box[0].length === text.value.length && first.children.length === 1;
  if (isAlone) return { isDone: null, children };
  const begin: Inline = { type: 'text', value: text.value.slice(box[0].length) };
  return {
    isDone: box[1] !== ' ',
    children: [{ ...first, children: [begin, ...first.children.slice(1)] }, ...rest],
  };
};
