/**
 * A growing text as top-level blocks. Finished blocks are parsed once and keep their nodes; each further piece only parses the
 * last, open block again, so a long answer does not get slower as it grows.
 */
import { longestOpenBlock, mostElements } from './bounds.ts';
import type { Block, List } from './nodes.ts';
import { parse, type Definitions } from './parse.ts';
import { isMarkdown } from './rules/fence.ts';

type Code = Extract<Block, { type: 'code' }>;

/** An open fenced code block, which grows without being parsed at all. */
interface OpenFence {
  node: Code;
  /** The offset in the text at which its code begins. */
  codeStart: number;
  /** Start of the last line, which may still become the closing fence. */
  lineStart: number;
  closing: RegExp;
}

/** The items of an open list that further text cannot change. */
interface ListBegin {
  list: List;
  /** The offset of the items that may still change. */
  restStart: number;
}

export interface Blocks {
  text: string;
  /** Blocks that further text cannot change, in groups of fixed size so that drawing skips whole groups. */
  groups: readonly (readonly Block[])[];
  /** Finished blocks since the last full group. */
  settled: readonly Block[];
  /** Blocks that may still change: the last one, rarely two. */
  open: readonly Block[];
  /** The offset at which `open` begins in the text. */
  openStart: number;
  fence: OpenFence | null;
  list: ListBegin | null;
  /** The open block exceeds the bounds: it is not parsed up to its first blank line. */
  isPlain: boolean;
  /** Definitions in the whole text, once it is known. */
  definitions: Definitions | undefined;
}

/** Blocks in a group. */
export const groupSize = 16;
/** Items of an open list are set aside in groups of this size. */
const itemsTogether = 4;

export const noBlocks: Blocks = {
  text: '',
  groups: [],
  settled: [],
  open: [],
  openStart: 0,
  fence: null,
  list: null,
  isPlain: false,
  definitions: undefined,
};

/** Returns `before` with its text grown to `text`; a text that does not begin with the old one is parsed from its beginning. */
export const grow = (before: Blocks, text: string): Blocks => {
  let blocks = growSome(before, text);
  while (blocks.text.length < text.length) blocks = growSome(blocks, text);
  return blocks;
};

/** Like `grow`, but text after a part that needs no parsing is left for another call. */
export const growSome = (before: Blocks, text: string): Blocks => {
  if (text === before.text) return before;
  if (!text.startsWith(before.text)) return growSome({ ...noBlocks, definitions: before.definitions }, text);
  if (before.isPlain) return growPlain(before, text);
  return before.fence ? growFence(before, before.fence, text) : parseOpen(before, text, true);
};

/** Returns `before` for a complete text: open blocks are closed, or turn out to be of another kind. */
export const finish = (before: Blocks): Blocks => {
  if (before.open.length === 0) return before;
  // Both stay the same however the text ends.
  if (before.isPlain || before.fence)
    return { ...settle(before, before.open), openStart: before.text.length };
  return parseOpen(before, before.text, false);
};

/** True if parsing the blocks one by one may differ from parsing the whole: reference links, footnotes. */
export const hasDefinitions = (text: string): boolean => /^[ >]*\[[^\]\n]+\]:/m.test(text);

const parseOpen = (before: Blocks, text: string, isGrowing: boolean): Blocks => {
  const parseStart = before.list?.restStart ?? before.openStart;
  const tail = text.slice(parseStart);
  const nodes = parse(tail, { isGrowing, definitions: before.definitions });
  if (before.list) {
    const [rest] = nodes;
    // An item stays an item whatever follows; if it does not, the whole list is parsed again.
    if (rest?.type !== 'list') return parseOpen({ ...before, list: null }, text, isGrowing);
    nodes[0] = joined(before.list, rest, text, before.openStart);
  }
  const finished = isGrowing ? countFinished(nodes, tail) : nodes.length;
  const open = nodes.slice(finished);
  const [first] = open;
  const begun = finished === 0 ? before.list : null;
  const openStart = begun ? before.openStart : parseStart + (first?.from ?? lineStartOf(tail, tail.length));
  const list = first?.type === 'list' ? listBegin(first, begun, text, parseStart) : null;
  const isBeyond =
    first?.type === 'source' ||
    (first !== undefined &&
      first.type !== 'code' &&
      text.length - (list?.restStart ?? openStart) > longestOpenBlock);
  if (isBeyond && open.length > 1) {
    const settled = settle(before, nodes.slice(0, finished + 1));
    return parseOpen({ ...settled, openStart: parseStart + open[1]!.from }, text, isGrowing);
  }
  return {
    ...settle(before, nodes.slice(0, finished)),
    text,
    open: isBeyond ? [plain(text, openStart, text.length)] : open,
    openStart,
    fence: first?.type === 'code' && open.length === 1 ? openFence(first, text, openStart) : null,
    list: isBeyond ? null : list,
    isPlain: isBeyond,
  };
};

/** Shows the open block as plain text up to the next blank line. */
const growPlain = (before: Blocks, text: string): Blocks => {
  const blank = /\n[ \t]*\n/g;
  blank.lastIndex = Math.max(before.openStart, before.text.lastIndexOf('\n'));
  const found = blank.exec(text);
  if (found === null) return { ...before, text, open: [plain(text, before.openStart, text.length)] };
  const block = plain(text, before.openStart, found.index);
  return { ...settle(before, [block]), text: text.slice(0, blank.lastIndex), openStart: blank.lastIndex };
};

const plain = (text: string, from: number, to: number): Block => ({
  type: 'source',
  value: text.slice(from, to),
  from,
  to,
});

/** The list with all items. A blank line between the two parts makes it loose. */
const joined = ({ list, restStart }: ListBegin, rest: List, text: string, start: number): Block => {
  const elements = list.elements + rest.elements;
  if (elements > mostElements)
    return { ...plain(text, start, restStart + rest.to), from: rest.from, to: rest.to };
  return {
    ...list,
    from: rest.from,
    to: rest.to,
    elements,
    isTight: list.isTight && rest.isTight && !isBehindBlank(text, restStart),
    items: [...list.items, ...rest.items],
  };
};

const isBehindBlank = (text: string, at: number): boolean =>
  /\n[ \t]*\n$/.test(text.slice(Math.max(0, at - 100), at));

/**
 * Sets aside all items but the last two: the last may turn out not to be an item, and the one before it may have ended with it.
 */
const listBegin = (
  list: List,
  begun: ListBegin | null,
  text: string,
  parseStart: number,
): ListBegin | null => {
  const count = list.items.length - 2;
  if (count < (begun?.list.items.length ?? 0) + itemsTogether) return begun;
  const restStart = parseStart + list.items[count]!.from;
  // Only whether these items are tight: the last two may still change.
  const [added] = parse(text.slice(parseStart, restStart));
  if (added?.type !== 'list') return begun;
  const before = begun?.list ?? { isTight: true, elements: 0 };
  const isApart = begun !== null && isBehindBlank(text, parseStart);
  return {
    list: {
      ...list,
      isTight: before.isTight && added.isTight && !isApart,
      elements: before.elements + added.elements,
      items: list.items.slice(0, count),
    },
    restStart,
  };
};

/** The number of `nodes`, from the first on, that further text cannot change. */
const countFinished = (nodes: readonly Block[], tail: string): number => {
  const last = nodes.at(-1);
  if (last === undefined) return 0;
  if (isClosed(last, tail)) return nodes.length;
  // A block has certainly ended when the first line of the next one is complete; half a line may still turn out otherwise. A
  // formula that is not closed yet may turn out to be text of the paragraph before it.
  const isWhole = tail.includes('\n', last.from) && !mayBeText(last);
  const previous = nodes.at(-2);
  if (previous === undefined || isWhole || isClosed(previous, tail)) return nodes.length - 1;
  return nodes.length - 2;
};

/** A formula without a closing mark turns out to be text. */
const mayBeText = (node: Block): boolean =>
  node.type === 'math' || (node.type === 'paragraph' && node.isOpen === true);

/**
 * Blocks that end at a blank line, and blocks that were closed. Lists, quotes, HTML and open fences continue across blank
 * lines.
 */
const isClosed = (node: Block, tail: string): boolean => {
  const rest = tail.slice(node.to, node.to + 200);
  if (node.type === 'code' || node.type === 'math') return node.isClosed && /^[ \t]*\n/.test(rest);
  const endsAtBlank =
    (node.type === 'paragraph' && !node.isOpen) ||
    node.type === 'heading' ||
    node.type === 'table' ||
    node.type === 'thematicBreak' ||
    node.type === 'blockquote';
  return endsAtBlank && /^[ \t]*\n[ \t]*\n/.test(rest);
};

/** Follows a fence that opens at the beginning of its line; other fences are rare and may be parsed each time. */
const openFence = (node: Code, text: string, start: number): OpenFence | null => {
  const opening = /^(`{3,}|~{3,})([^\n]*)\n/.exec(text.slice(start, start + 400));
  // In a Markdown fence, inner fences are counted.
  if (!opening?.[1] || node.isClosed || isMarkdown(opening[2]!)) return null;
  const mark = opening[1][0]!;
  return {
    node,
    codeStart: start + opening[0].length,
    lineStart: text.lastIndexOf('\n') + 1,
    closing: new RegExp(`^ {0,3}${mark}{${opening[1].length},}[ \\t]*$`, 'm'),
  };
};

/** Continues up to the line that closes the fence. */
const growFence = (before: Blocks, fence: OpenFence, text: string): Blocks => {
  const closing = fence.closing.exec(text.slice(fence.lineStart));
  if (closing !== null) {
    const closingStart = fence.lineStart + closing.index;
    const value = text.slice(fence.codeStart, Math.max(fence.codeStart, closingStart - 1));
    const closed: Code = { ...fence.node, value, isClosed: true };
    const lineEnd = text.indexOf('\n', closingStart);
    // The line continues and does not close the fence.
    if (lineEnd === -1) return { ...before, text, open: [closed] };
    return { ...settle(before, [closed]), text: text.slice(0, lineEnd + 1), openStart: lineEnd + 1 };
  }
  const lineStart = text.lastIndexOf('\n') + 1;
  // The last line is part of the code once it is not blank.
  const isBlank = text.slice(lineStart).trim() === '';
  const node: Code = {
    ...fence.node,
    value: text.slice(fence.codeStart, isBlank ? lineStart - 1 : undefined),
  };
  return {
    ...before,
    text,
    open: [node],
    fence: { ...fence, node, lineStart },
  };
};

/** Returns `before` with more finished blocks and no open ones; full groups keep their arrays. */
const settle = (before: Blocks, nodes: readonly Block[]): Blocks => {
  const kept: Blocks = { ...before, open: [], fence: null, list: null, isPlain: false };
  if (nodes.length === 0) return kept;
  const settled = [...before.settled, ...nodes];
  const full = Math.floor(settled.length / groupSize) * groupSize;
  const groups = [...before.groups];
  for (let start = 0; start < full; start += groupSize) groups.push(settled.slice(start, start + groupSize));
  return { ...kept, groups, settled: settled.slice(full) };
};

const lineStartOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
