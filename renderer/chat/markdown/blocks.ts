/**
 * A growing text as top-level blocks. What is finished is parsed once and keeps its node; each further piece costs
 * the parsing of the last, open block alone, so a long answer does not get slower as it grows.
 */
import type { Code, List, RootContent } from 'mdast';
import { parse } from './parse.ts';

/** An open fenced code block, which grows without being parsed at all. */
interface OpenFence {
  node: Code;
  /** Where its code begins in the text. */
  codeStart: number;
  /** Start of the last line, which may still be growing into the closing fence. */
  lineStart: number;
  closing: RegExp;
}

/** The items of an open list that no further text can change. */
interface ListBegin {
  list: List;
  /** Where the items begin in the text that may still change. */
  restStart: number;
}

export interface Blocks {
  text: string;
  /** Blocks that no further text can change, in groups of fixed size so that drawing skips whole groups. */
  groups: readonly (readonly RootContent[])[];
  /** Finished blocks since the last full group. */
  settled: readonly RootContent[];
  /** What may still change: the last block, rarely two. */
  open: readonly RootContent[];
  /** Where `open` begins in the text. */
  openStart: number;
  fence: OpenFence | null;
  list: ListBegin | null;
}

const groupSize = 16;
/** Items are set aside in so many at once. */
const itemsTogether = 4;

export const noBlocks: Blocks = {
  text: '',
  groups: [],
  settled: [],
  open: [],
  openStart: 0,
  fence: null,
  list: null,
};

/** `before` with its text grown to `text`; any other text is parsed from its beginning. */
export const grow = (before: Blocks, text: string): Blocks => {
  if (text === before.text) return before;
  if (!text.startsWith(before.text)) return grow(noBlocks, text);
  return growFence(before, text) ?? parseOpen(before, text);
};

/** The whole text in one go: references find definitions anywhere in it. */
export const whole = (text: string): Blocks => ({
  ...settle(noBlocks, parse(text).children),
  text,
  openStart: text.length,
});

/** True where blocks parsed one by one may differ from the whole: links by reference, footnotes. */
export const hasDefinitions = (text: string): boolean => /^ {0,3}\[[^\]\n]+\]:/m.test(text);

const parseOpen = (before: Blocks, text: string): Blocks => {
  const parseStart = before.list?.restStart ?? before.openStart;
  const tail = text.slice(parseStart);
  const nodes = parse(tail).children;
  if (before.list) {
    const [rest] = nodes;
    // An item stays an item whatever follows; should it not, the whole list is read again.
    if (rest?.type !== 'list') return parseOpen({ ...before, list: null }, text);
    nodes[0] = joined(before.list.list, rest);
  }
  const finished = countFinished(nodes, tail);
  const open = nodes.slice(finished);
  const [first] = open;
  const begun = finished === 0 ? before.list : null;
  const lineStart = parseStart + lineStartOf(tail, first ? startOf(first) : tail.length);
  const openStart = begun ? before.openStart : lineStart;
  return {
    ...settle(before, nodes.slice(0, finished)),
    text,
    open,
    openStart,
    fence: first?.type === 'code' && open.length === 1 ? openFence(first, text, openStart) : null,
    list: first?.type === 'list' ? listBegin(first, begun, text, parseStart) : null,
  };
};

const joined = (begin: List, rest: List): List => ({
  ...begin,
  position: rest.position!,
  spread: begin.spread === true || rest.spread === true,
  children: [...begin.children, ...rest.children],
});

/** Sets aside all items but the last two: the last may turn out to be none, the one before it may have ended with it. */
const listBegin = (
  list: List,
  begun: ListBegin | null,
  text: string,
  parseStart: number,
): ListBegin | null => {
  const count = list.children.length - 2;
  if (count < (begun?.list.children.length ?? 0) + itemsTogether) return begun;
  const rest = list.children[count]!;
  return {
    list: { ...list, children: list.children.slice(0, count) },
    restStart: lineStartOf(text, parseStart + rest.position!.start.offset!),
  };
};

/** How many of `nodes`, from the first on, no further text can change. */
const countFinished = (nodes: readonly RootContent[], tail: string): number => {
  const last = nodes.length - 1;
  if (last === -1) return 0;
  if (isClosed(nodes[last]!, tail)) return nodes.length;
  // A block ends for good where the next one stands on a whole line; half a line may still turn out otherwise.
  return tail.indexOf('\n', startOf(nodes[last]!)) === -1 ? Math.max(0, last - 1) : last;
};

/** Blocks that a blank line ends; lists, quotes of HTML and open fences go on over it. */
const isClosed = (node: RootContent, tail: string): boolean => {
  const rest = tail.slice(endOf(node));
  if (node.type === 'code' || node.type === 'math')
    return rest.startsWith('\n') && hasClosingFence(tail.slice(startOf(node), endOf(node)));
  const endsAtBlank =
    node.type === 'paragraph' ||
    node.type === 'heading' ||
    node.type === 'table' ||
    node.type === 'thematicBreak' ||
    node.type === 'blockquote';
  return endsAtBlank && /^[ \t]*\n[ \t]*\n/.test(rest);
};

const hasClosingFence = (source: string): boolean => {
  const mark = /^(?:`{3,}|~{3,}|\${2,})/.exec(source)?.[0];
  const lineStart = source.lastIndexOf('\n');
  if (mark === undefined || lineStart === -1) return false;
  const line = source.slice(lineStart + 1).trim();
  return line.length >= mark.length && line === mark[0]!.repeat(line.length);
};

/** Follows a fence that opens at the beginning of its line; others are rare and may be parsed each time. */
const openFence = (node: Code, text: string, start: number): OpenFence | null => {
  const opening = /^(`{3,}|~{3,})[^\n]*\n/.exec(text.slice(start, start + 400));
  if (!opening?.[1]) return null;
  const mark = opening[1][0]!;
  return {
    node,
    codeStart: start + opening[0].length,
    lineStart: text.lastIndexOf('\n') + 1,
    closing: new RegExp(`^ {0,3}${mark}{${opening[1].length},}[ \\t]*$`, 'm'),
  };
};

/** `null` when the fence closes with what came, or there is none. */
const growFence = (before: Blocks, text: string): Blocks | null => {
  const { fence } = before;
  if (fence === null || fence.closing.test(text.slice(fence.lineStart))) return null;
  const value = text.slice(fence.codeStart).replace(/\n$/, '');
  const node: Code = { ...fence.node, value };
  return {
    ...before,
    text,
    open: [node],
    fence: { ...fence, node, lineStart: text.lastIndexOf('\n') + 1 },
  };
};

/** Adds finished blocks; full groups keep their arrays. */
const settle = (
  before: Blocks,
  nodes: readonly RootContent[],
): Pick<Blocks, 'groups' | 'settled' | 'open' | 'fence' | 'list'> => {
  const kept = { groups: before.groups, settled: before.settled, open: [], fence: null, list: null };
  if (nodes.length === 0) return kept;
  const settled = [...before.settled, ...nodes];
  const full = Math.floor(settled.length / groupSize) * groupSize;
  const groups = [...before.groups];
  for (let start = 0; start < full; start += groupSize) groups.push(settled.slice(start, start + groupSize));
  return { ...kept, groups, settled: settled.slice(full) };
};

const startOf = (node: RootContent): number => node.position!.start.offset!;
const endOf = (node: RootContent): number => node.position!.end.offset!;
const lineStartOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
