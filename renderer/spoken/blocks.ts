/** What a screen reader reads of an answer while it is generated: whole blocks, one after the other. */
import { textOfBlock } from '../find/shown-text.ts';
import type { Block } from '../message/markdown/nodes.ts';
import { parse } from '../message/markdown/parse.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.spoken;
/** A paragraph or list that is longer than this is read out before it is complete. UTF-16 code units. */
const longBlock = 500;
const fence = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The complete blocks of a Markdown text, from the offset `from`, where a block begins, and the offset behind the last of them. A
 * block ends at a blank line outside code; if `isWhole`, at the end of the text as well. A long one is divided behind a line or a
 * sentence. Offsets are in UTF-16 code units.
 */
export const completeBlocks = (
  text: string,
  from: number,
  isWhole: boolean,
): { blocks: string[]; to: number } => {
  const blocks: string[] = [];
  let to = from;
  let openFence: string | null = null;
  for (let at = from; at < text.length;) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    const line = text.slice(at, end);
    const mark = fence.exec(line)?.[1];
    if (openFence === null) {
      if (mark !== undefined) openFence = mark;
      else if (line.trim() === '') {
        blocks.push(text.slice(to, at));
        to = end + 1;
      }
    } else if (mark !== undefined && mark.startsWith(openFence) && line.trim() === mark) openFence = null;
    at = end + 1;
  }
  const rest = text.slice(to);
  const divided = openFence === null && rest.length > longBlock && !rest.startsWith('|') ? lastStop(rest) : 0;
  const end = isWhole ? text.length : to + divided;
  if (end > to) blocks.push(text.slice(to, end));
  to = end;
  return { blocks: blocks.filter((block) => block.trim() !== ''), to };
};

/** The offset behind the last line or sentence of a text; 0 if it has no end of one. */
const lastStop = (text: string): number => {
  let stop = text.lastIndexOf('\n') + 1;
  for (const { index, 0: found } of text.matchAll(/[.!?]\s|[。！？]/g))
    stop = Math.max(stop, index + found.length);
  return stop;
};

/** A block in words: without the marks of Markdown, and with a description in place of code and formulas. */
export const spokenText = (markdown: string): string => parse(markdown).map(spokenBlock).join('\n').trim();

const spokenBlock = (block: Block): string => {
  switch (block.type) {
    case 'code':
      return words.code(block.language ?? '', block.value.trimEnd().split('\n').length);
    case 'math':
      return words.formula;
    default:
      return textOfBlock(block);
  }
};
