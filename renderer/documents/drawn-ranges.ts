/** Finds places of a document's text in the elements of its blocks, whose text content is exactly that of the document. */
import type { Range as TextRange } from '../../main/shared/documents/prompt-text.ts';

/** Where `offset` of the text within `block` is; the end of a text and the start of the next one are the same offset. */
const pointAt = (block: Element, offset: number, isStart: boolean): { node: Node; at: number } | null => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = offset;
  let last: { node: Node; at: number } | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node as Text;
    if (isStart ? left < length : left <= length && length > 0) return { node, at: left };
    left -= length;
    last = { node, at: length };
  }
  return last;
};

/** The part of `range` that is in a block, whose text begins at `blockAt` and ends at `blockEnd`; `null` if none is. */
export const drawnRange = (
  block: Element,
  { at: blockAt, end: blockEnd }: { at: number; end: number },
  { at, length }: TextRange,
): Range | null => {
  const [from, to] = [Math.max(at, blockAt), Math.min(at + length, blockEnd)];
  if (from > to || (from === to && length > 0)) return null;
  const start = pointAt(block, from - blockAt, true);
  const end = pointAt(block, to - blockAt, false);
  if (start === null || end === null) return null;
  const range = document.createRange();
  range.setStart(start.node, start.at);
  range.setEnd(end.node, end.at);
  return range;
};

/** The offset in the text of a place in the page; `null` if it is in no block. Blocks have their offset in `data-at`. */
const offsetOf = (node: Node, at: number): number | null => {
  const element = node instanceof Element ? node : node.parentElement;
  const block = element?.closest<HTMLElement>('[data-at]');
  if (!block) return null;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, at);
  return Number(block.dataset['at']) + before.toString().length;
};

/** The selected part of the text within `scroller`; `null` if nothing of it is selected. */
export const selectedRange = (scroller: Element): TextRange | null => {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  if (!scroller.contains(startContainer) || !scroller.contains(endContainer)) return null;
  const [at, end] = [offsetOf(startContainer, startOffset), offsetOf(endContainer, endOffset)];
  return at === null || end === null || end <= at ? null : { at, length: end - at };
};
